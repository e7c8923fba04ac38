"""The composition root: from configuration to running objects; the only room that knows every concrete thing."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

import numpy as np
from pydantic import SecretStr

from bot.chat.client import CatClient
from bot.engines import painter_for
from bot.errors import StoreError
from bot.flows.desk import Desk
from bot.flows.files import mend_files
from bot.flows.health import Health, gather_health
from bot.flows.paint_batch import BatchReport
from bot.flows.retirement import propose_retirements
from bot.flows.rounds import Rounds
from bot.flows.rules import Rules
from bot.flows.starts import WELL_AFTER, note_start, note_well
from bot.flows.upkeep import make_backup_if_due, remove_unliked
from bot.flows.workshop import Workshop
from bot.installation import now, open_database
from bot.keys import Config
from bot.owner import language_of, model_of, politeness_of, rules_of
from bot.painter.host import PainterProcess
from bot.painter.pool import PainterPool
from bot.painter.reports import Progress
from bot.schedule import Schedule
from bot.store.database import Database
from bot.store.lock import only_instance

log = logging.getLogger(__name__)

_BATCH_GRACE = timedelta(minutes=5)
_DIGEST_GRACE = timedelta(hours=6)
_LATE = timedelta(minutes=30)


@dataclass(frozen=True, kw_only=True)
class App:
    """A bot that is built and not yet running.

    `said` are the notices that the database could not take; `is_hasty`: it connects at once, however often started.
    """

    config: Config
    database: Database
    rules: Rules
    client: CatClient
    rounds: Rounds
    schedule: Schedule
    painter: PainterProcess | PainterPool
    said: Mapping[str, str]
    is_hasty: bool = False

    async def run(self, token: SecretStr, *, stop: asyncio.Event) -> None:
        """Connect and work until `stop` is set; then let a post under way end, and leave.

        While Discord cannot be reached it is tried again, ever more slowly. Raises GalleryError for what will not mend
        itself: a wrong token, a server or channel that is not there.
        """
        stopping = asyncio.create_task(stop.wait())
        working = asyncio.create_task(self._work(token))
        try:
            await asyncio.wait({stopping, working}, return_when=asyncio.FIRST_COMPLETED)
            self.schedule.stop()
            await self.rounds.close()
            if working.done():
                working.result()
        finally:
            self.schedule.stop()
            for task in (stopping, working):
                task.cancel()
            await asyncio.gather(stopping, working, return_exceptions=True)
            await self.schedule.drain()  # nothing may look into the database when it is closed

    async def gather_health(self) -> Health:
        """How the bot is doing; a batch that is half an hour late is trouble."""
        return await gather_health(
            self.database,
            self.rules,
            due_at=None if self.rounds.is_waiting else self.config.batches_cron.latest(now() - _LATE),
            is_connected=self.client.is_ready(),
            is_painter_running=self.painter.pid is not None,
            waiting_votes=self.client.votes.waiting,
            vote_lag=self.client.votes.lag,
            said=self.said,
            painters=self.painter.presences,
        )

    async def _work(self, token: SecretStr) -> None:
        """Connect, make up for what was missed, then tick."""
        if not self.is_hasty:
            await asyncio.sleep((await note_start(self.database, now=now())).total_seconds())
        async with self.client.connected(token.get_secret_value()) as connection:
            self.schedule.add("batches", self.config.batches_cron, self.rounds.batch_due, grace=_BATCH_GRACE)
            self.schedule.add("digest", self.config.digest_cron, self.rounds.digest_due, grace=_DIGEST_GRACE)
            for edition, cron in self.config.editions.items():
                self.schedule.add(edition, cron, partial(self.rounds.digest_due, edition=edition), grace=_DIGEST_GRACE)
            self.schedule.add_every("sweep", self.config.votes.sweep, self._sweep)
            self.schedule.start()
            others = [asyncio.create_task(work) for work in (self._catch_up(), self._mend_files(), self._prove_well())]
            try:
                await connection
            finally:
                for task in others:
                    task.cancel()
                await asyncio.gather(*others, return_exceptions=True)

    async def _mend_files(self) -> None:
        try:
            await mend_files(self.database, self.config.storage.folder, now=now())
        except (StoreError, OSError) as error:
            log.error("the archive could not be compared with the rows: %s", error)

    async def _prove_well(self) -> None:
        await asyncio.sleep(WELL_AFTER.total_seconds())
        await note_well(self.database)

    async def _sweep(self) -> None:
        await self._catch_up()
        await self.client.votes.compare()  # afterwards: it may have found posts that nobody knew of
        if await propose_retirements(self.database, self.rules, now=now()):
            await self.client.board.tend()
        storage = self.config.storage
        if storage.keep_unliked is not None:
            await remove_unliked(self.database, self.rules, after=storage.keep_unliked, now=now())
        if await self.rounds.watch_disk():
            await make_backup_if_due(storage.folder, keep=storage.backups, now=now())

    async def _catch_up(self) -> None:
        """Take up what was interrupted, and what should have happened while nobody was there, once."""
        await self.client.board.tend(is_thorough=True)
        await self.rounds.resume()
        if (slot := self.config.digest_cron.latest(now())) is not None:
            await self.rounds.digest_due(slot)
        for edition, cron in self.config.editions.items():
            if (slot := cron.latest(now())) is not None:
                await self.rounds.digest_due(slot, edition)
        if (slot := self.config.batches_cron.latest(now())) is not None:
            await self.rounds.batch_due(slot)


@asynccontextmanager
async def build_app(
    config: Config,
    *,
    on_batch: Callable[[BatchReport], None] | None = None,
    seed: int | None = None,
    painter: PainterProcess | PainterPool | None = None,
    is_hasty: bool = False,
) -> AsyncIterator[App]:
    """Open everything a bot needs, and close it at the end.

    `seed` makes the choices repeatable; `painter` takes the place of the configured one; `is_hasty` lets it connect at
    once however often it was started, where nobody counts sessions.

    Raises StoreError if the database cannot be used or another instance is running.
    """
    rules = rules_of(config, at=now())
    async with AsyncExitStack() as stack:
        stack.enter_context(only_instance(config.storage.folder))
        database = await stack.enter_async_context(open_database(config))
        painter = painter or painter_for(config, model_of(config), on_progress=_log_progress)
        await stack.enter_async_context(painter)
        rng = np.random.default_rng(seed)
        app = _compose(config, database=database, rules=rules, painter=painter, rng=rng, on_batch=on_batch)
        app = replace(app, is_hasty=is_hasty)
        if config.health.port is not None:
            from bot.health import health_page  # what it needs is not loaded where nobody asks

            address = await stack.enter_async_context(health_page(config.health.port, app.gather_health))
            log.info("the health page is at %s/health", address)
        yield app


def _compose(
    config: Config,
    *,
    database: Database,
    rules: Rules,
    painter: PainterProcess | PainterPool,
    rng: np.random.Generator,
    on_batch: Callable[[BatchReport], None] | None,
) -> App:
    """Put the parts together: what Discord says goes to the rounds, and what the rounds do goes to Discord."""
    hanging, politeness = asyncio.Lock(), politeness_of(config)
    desk = Desk(
        database=database,
        rules=rules,
        ask_for_batch=lambda slot: rounds.ask_for_batch(slot),  # noqa: PLW0108  # made below
        ask_for_digest=lambda slot: rounds.ask_for_digest(slot),  # noqa: PLW0108
        hanging=hanging,
        politeness=politeness,
        is_painting=lambda: rounds.is_painting,
        find_next_batch=lambda: config.batches_cron.upcoming(now()),
        go_on=lambda: rounds.go_on(),  # noqa: PLW0108
        run=lambda flow: rounds.run(flow),  # noqa: PLW0108
        wake=lambda: rounds.wake(),  # noqa: PLW0108
    )
    client = _client_of(config, desk)
    workshop = Workshop(
        database=database,
        painter=painter,
        gallery=client.gallery,
        rules=rules,
        clock=now,
        rng=rng,
        hanging=hanging,
        compare_votes=client.votes.compare,
        politeness=politeness,
        language=lambda: client.language,
    )
    rounds: Rounds = Rounds(workshop, config.schedule.timezone, on_batch=on_batch)
    return App(
        config=config,
        database=database,
        rules=rules,
        client=client,
        rounds=rounds,
        schedule=Schedule(now),
        painter=painter,
        said=workshop.said,
    )


def _client_of(config: Config, desk: Desk) -> CatClient:
    """Discord, as the owner wants it to be used."""
    return CatClient(
        guild_id=config.discord.guild,
        channel_id=config.discord.channel,
        desk=desk,
        now=now,
        api=config.discord.api,
        curator_role_ids=config.discord.curator_roles,
        curator_channel_id=config.discord.curator_channel,
        like=config.votes.like[0],
        language=language_of(config),
    )


def _log_progress(progress: Progress) -> None:
    log.log(logging.DEBUG if progress.stage == "painting" else logging.INFO, "%s", progress.sentence)
