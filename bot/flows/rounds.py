"""What happens when something falls due or is asked for: one batch at a time, and every trouble is said once.

The only place where batches and digests are started; schedule and chat both come here.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from bot.errors import CatbanditError, GalleryClosedError, GalleryError, PainterError, PromptError
from bot.flows.comparison import finish_comparisons
from bot.flows.digest import DigestReport, pin_newest, post_digest, post_unposted
from bot.flows.hang import Hung, hang_unfinished
from bot.flows.notices import key_of, note_right, tell
from bot.flows.paint_batch import ALL_REST, NO_PROMPTS, BatchReport, paint_batch
from bot.flows.politeness import Hindrance, find_hindrance, skip_slot
from bot.flows.review import hand_back_stale, post_released
from bot.flows.room import watch_room
from bot.flows.workshop import Workshop
from bot.languages import Text
from bot.store import prompts
from bot.store.digests import Edition

log = logging.getLogger(__name__)

_HANGING = (GalleryClosedError, GalleryError)
_PAINTING = (*_HANGING, PainterError)
_NO_PROMPTS = "NoPrompts"
_PINNING = "Pinning"


Result = TypeVar("Result")


class Rounds:
    """Runs batches and digests, each kind one at a time. `on_batch` is called after every batch that was posted."""

    def __init__(
        self, workshop: Workshop, timezone: ZoneInfo, *, on_batch: Callable[[BatchReport], None] | None = None
    ) -> None:
        self._on_batch = on_batch
        self._workshop = workshop
        self._timezone = timezone
        self._painting = asyncio.Lock()
        self._reporting = asyncio.Lock()
        self._releasing = asyncio.Lock()
        self._asked: set[asyncio.Task[None]] = set()
        self._running: set[asyncio.Task[Any]] = set()
        self._is_closing = False
        self._is_resting = False
        self.is_waiting = False  # for the GPU to be idle

    async def batch_due(self, slot: datetime) -> None:
        """Paint the batch of a scheduled moment, unless it has been; trouble is told, not raised."""
        await self._batch(f"batch:{_name(slot)}")

    async def digest_due(self, slot: datetime, edition: Edition = "daily") -> None:
        """Post the digest of a scheduled moment, unless it has been; trouble is told, not raised."""
        name = "digest" if edition == "daily" else edition
        async with self._reporting:
            flow = self._digest(f"{name}:{_name(slot)}", edition)
            await self._telling(flow, proves=lambda report: _HANGING if report.is_new else ())
            await self._pin()

    async def resume(self) -> None:
        """Take up what was interrupted: digests that were not posted, batches with pictures left."""
        async with self._reporting:
            digests = post_unposted(self._workshop, on=self._today().date())
            await self._telling(digests, proves=lambda reports: _HANGING if any(r.is_new for r in reports) else ())
        async with self._painting:
            batches = hang_unfinished(self._workshop)
            await self._telling(batches, proves=lambda hung: _proven(*hung.values()))
        await self._telling(finish_comparisons(self._workshop), proves=lambda shown: _PAINTING if shown else ())
        await self._telling(hand_back_stale(self._workshop), proves=lambda _: ())
        self.wake()

    async def ask_for_batch(self, slot: str) -> Text:
        """Start a batch in the background; returns what to say to whoever asked. Raises PromptError if it cannot be."""
        if self.is_painting:
            raise PromptError(Text("batch-running"))
        async with self._workshop.database.reading() as tx:
            active = await prompts.count_active(tx)
        if not active:
            raise PromptError(NO_PROMPTS)
        if (hindrance := await self._find_hindrance()) is not None:
            raise PromptError(hindrance.said)
        task = asyncio.create_task(self._batch(slot))
        self._asked.add(task)
        task.add_done_callback(self._asked.discard)
        return Text("batch-started", pictures=self._workshop.rules.batch_size)

    async def ask_for_digest(self, slot: str) -> Text:
        """Post a digest; returns what to say to whoever asked. Raises GalleryError."""
        async with self._reporting:
            report = await self._digest(slot)
            await self._pin()
        return report.skipped or Text("digest-posted")

    async def watch_disk(self) -> bool:
        """Say it once when the disk is nearly full, and when it is not any more; returns whether there is room."""
        try:
            return await watch_room(self._workshop)
        except CatbanditError as error:
            log.error("%s", error)
            return False

    async def run(self, flow: Callable[[Workshop], Coroutine[Any, Any, Result]]) -> Result:
        """Run what somebody asked for beside the scheduled work; it ends with the bot, and raises to whoever asked."""
        if self._is_closing:
            raise PainterError(Text("bot-stopping"))
        task = asyncio.create_task(flow(self._workshop))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return await task

    def wake(self) -> None:
        """Post what reviews have released, in the background; returns at once."""
        if not self._is_closing:
            task = asyncio.create_task(self._release())
            self._asked.add(task)
            task.add_done_callback(self._asked.discard)

    async def _release(self) -> None:
        """Post released pictures, one at a time at the owner's pace; what comes meanwhile is posted too."""
        if not self._releasing.locked():
            async with self._releasing:
                await self._telling(post_released(self._workshop), proves=lambda posted: _HANGING if posted else ())

    def rest(self) -> None:
        """Paint no further batch; votes and digests go on."""
        self._is_resting = True

    async def close(self, *, patience: timedelta = timedelta(seconds=5)) -> None:
        """Start nothing new, and let a post that is under way come to its end."""
        self._is_closing = True
        try:
            async with asyncio.timeout(patience.total_seconds()):
                await self._workshop.hanging.acquire()
        except TimeoutError:
            log.warning("a post did not come to its end; the channel is searched for it at the next start")
            is_waited_for = False
        else:
            is_waited_for = True
        ending = (self._asked | self._running) - {asyncio.current_task()}
        for task in ending:
            task.cancel()
        await asyncio.gather(*ending, return_exceptions=True)
        if is_waited_for:
            self._workshop.hanging.release()  # whoever applies the last votes needs it

    @property
    def is_painting(self) -> bool:
        """Whether a batch is under way."""
        return self._painting.locked()

    def go_on(self) -> None:
        """Take up in the background what waits to be painted or posted."""
        task = asyncio.create_task(self.resume())
        self._asked.add(task)
        task.add_done_callback(self._asked.discard)

    async def _batch(self, slot: str) -> None:
        async with self._painting:
            if self._is_resting:
                return
            hindrance = await self._find_hindrance()
            self.is_waiting = hindrance is not None and hindrance.kind == "busy"
            if hindrance is None:
                await self._paint(slot)
            elif self.is_waiting:
                log.info("%s It is asked again at the next sweep.", hindrance.said)
            elif await skip_slot(self._workshop.database, slot, hindrance, now=self._workshop.clock()):
                log.info("no batch (%s): %s", slot, hindrance.said)

    async def _find_hindrance(self) -> Hindrance | None:
        workshop = self._workshop
        return await find_hindrance(workshop.database, workshop.politeness, now=workshop.clock())

    async def _paint(self, slot: str) -> None:
        flow = paint_batch(self._workshop, slot=slot)
        report = await self._telling(flow, proves=_proven)
        if report is None:
            return
        if report.skipped in (NO_PROMPTS, ALL_REST):
            await tell(self._workshop, _NO_PROMPTS, report.skipped)
        elif report.batch_id is not None:
            await note_right(self._workshop, _NO_PROMPTS)
            log.info("batch %d (%s): %d posted, %d spoilt", report.batch_id, slot, report.posted, report.spoilt)
            if self._on_batch is not None:
                self._on_batch(report)

    async def _pin(self) -> None:
        """Pin the newest digest; that it may not be is a trouble of its own, said once."""
        try:
            if await pin_newest(self._workshop) or not self._workshop.rules.pins_digest:
                await note_right(self._workshop, _PINNING)
        except GalleryClosedError as error:
            await tell(self._workshop, _PINNING, error.said)
        except CatbanditError as error:
            log.warning("the digest is not pinned, it is tried again with the next one: %s", error)

    async def _digest(self, slot: str, edition: Edition = "daily") -> DigestReport:
        report = await post_digest(self._workshop, slot=slot, on=self._today().date(), edition=edition)
        log.info("digest (%s): %s", slot, report.skipped or "posted")
        return report

    async def _telling(
        self, flow: Coroutine[Any, Any, Result], *, proves: Callable[[Result], Sequence[type[CatbanditError]]]
    ) -> Result | None:
        """Run a flow; its trouble becomes one notice, and what its result proves to be right is none any more."""
        task = asyncio.current_task()
        if self._is_closing or task is None:
            flow.close()
            return None
        self._running.add(task)
        try:
            result = await flow
        except (GalleryError, PainterError) as error:
            can_be_mended = isinstance(error, GalleryClosedError | PainterError)  # else Discord has to come back
            await tell(self._workshop, key_of(error), error.said, is_for_curators=can_be_mended)
            return None
        except CatbanditError as error:
            log.error("%s", error)
            return None
        except Exception:
            log.exception("something unexpected happened; it is tried again when the next one is due")
            return None
        finally:
            self._running.discard(task)
        await note_right(self._workshop, *(trouble.__name__ for trouble in proves(result)))
        return result

    def _today(self) -> datetime:
        return self._workshop.clock().astimezone(self._timezone)


def _proven(*reports: BatchReport | Hung) -> Sequence[type[CatbanditError]]:
    """What works again, as batches show: a picture that is held was painted, one that hangs was posted too."""
    if any(report.posted for report in reports):
        return _PAINTING
    return (PainterError,) if any(report.held for report in reports) else ()


def _name(slot: datetime) -> str:
    return f"{slot.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
