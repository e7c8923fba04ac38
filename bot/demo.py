"""`catbandit demo`: the real bot against the playground, with a simulated crowd and the bundled model.

A composition root of its own: it only chooses short times, and hands the bot the playground's address.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import shutil
import sys
import webbrowser
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot import scoreboard
from bot.app import App, build_app
from bot.config import check_config
from bot.errors import CatbanditError
from bot.flows.curate import add_starters, list_standings
from bot.flows.paint_batch import BatchReport
from bot.flows.settle import settle
from bot.installation import now
from bot.keys import Config
from bot.playground.crowd import Crowd
from bot.playground.locales import to_locale
from bot.playground.server import Playground
from bot.starter import list_starters
from bot.store.lock import only_instance
from bot.terminal import stop_on_signals

log = logging.getLogger(__name__)

_TOKEN = "demo.token.of-the-playground"  # noqa: S105  # opens nothing but the playground
_REFRESH = timedelta(seconds=3)
_PARTS = ("data", "discord")  # of the demo's folder
_OWN = {*_PARTS, "running.lock", "running.json"}
_PACE = {False: "A batch comes every minute, a digest every four.", True: "One batch follows the other."}
_TOLD_HERE = ("bot.chat.address", "bot.chat.tree", "bot.chat.client", "bot.flows.rounds")


@dataclass(frozen=True, kw_only=True)
class Show:
    """What kind of demo. `batches`: stop after so many; None: at Ctrl-C."""

    folder: Path
    is_headless: bool
    batches: int | None
    is_fresh: bool
    port: int
    opens_browser: bool
    language: str = "en"  # of the server: posts and digests


@dataclass(kw_only=True)
class _Stage:
    """The running demo."""

    show: Show
    playground: Playground
    crowd: Crowd
    stop: asyncio.Event
    done: int = 0
    is_full: asyncio.Event = field(default_factory=asyncio.Event)
    rest: Callable[[], None] = lambda: None  # what stops further batches

    def note(self, report: BatchReport) -> None:
        self.done += 1
        of = f" of {self.show.batches}" if self.show.batches else ""
        print(f"Batch {self.done}{of}: {report.posted} pictures posted.", flush=True)
        if self.show.batches and self.done >= self.show.batches:
            self.rest()
            self.is_full.set()


async def run_demo(show: Show) -> int:
    """Run the demo until it is stopped; prints the standings as they move, and a final table."""
    folder = show.folder.absolute()
    _check_folder(folder)
    with only_instance(folder):
        if show.is_fresh:
            for part in _PARTS:
                shutil.rmtree(folder / part, ignore_errors=True)
        await _play(show, folder)
    return 0


def _check_folder(folder: Path) -> None:
    """Refuse a folder in which there is something that is no demo's: it would be mixed with that, or forgotten."""
    if folder.exists() and not folder.is_dir():
        raise CatbanditError(f"{folder} is no folder: choose another with --folder.")
    names = {path.name for path in folder.iterdir() if path.name[:1] != "."} if folder.exists() else set()
    is_demo = "running.lock" in names or names.issuperset(_PARTS)
    if names - _OWN or (names and not is_demo):
        raise CatbanditError(f"{folder} holds other things than a demo's: choose an empty folder with --folder.")


async def _play(show: Show, folder: Path) -> None:
    stop = asyncio.Event()
    stop_on_signals(stop)
    _hush()
    async with _open_playground(folder, show.port, to_locale(show.language)) as playground:
        pace = 2.0 if show.is_headless else 12.0
        crowd = Crowd(
            playground,
            members=6,
            seed=3,
            pace_seconds=pace,
            pool=list_starters(),
            strength=2.0,  # so that a few minutes are enough to see something
            mean_rate=0.2,
        )
        stage = _Stage(show=show, playground=playground, crowd=crowd, stop=stop)
        config = _configure(show, playground, folder)
        async with build_app(config, on_batch=stage.note, is_hasty=True) as app:
            stage.rest = app.rounds.rest
            await add_starters(app.database, list_starters(), now=now())
            _welcome(stage)
            await _perform(stage, app)
            await settle(app.database, app.rules, model=None, now=now())
            standings = await list_standings(app.database, app.rules, now=now(), is_active=None)
            print(f"\n{scoreboard.table(standings, crowd)}\n\n{scoreboard.summary(standings, crowd)}", flush=True)


def _hush() -> None:
    """Leave out of the log what the demo tells in its own words; with --verbose all is there."""
    if log.isEnabledFor(logging.DEBUG):
        return
    for name in _TOLD_HERE:
        logging.getLogger(name).setLevel(logging.WARNING)


@asynccontextmanager
async def _open_playground(folder: Path, port: int, locale: str) -> AsyncIterator[Playground]:
    """The playground at its usual port, or at any if that is in use."""
    async with contextlib.AsyncExitStack() as stack:
        for wanted in (port, 0):
            playground = Playground(port=wanted, token=_TOKEN, folder=folder / "discord")
            try:
                await stack.enter_async_context(playground)
            except OSError:
                if wanted == 0:
                    raise
                log.info("port %d is in use: taking another", wanted)
            else:
                break
        playground.world.set_locale(locale)
        yield playground


def _configure(show: Show, playground: Playground, folder: Path) -> Config:
    """The same configuration as anybody's, with short times: a day of the demo is a few minutes."""
    values: dict[str, Any] = {
        "discord": {
            "guild": playground.guild_id,
            "channel": playground.channel_id,
            "curator_roles": [playground.curator_role_id],
            "api": playground.api_url,
        },
        "schedule": {
            "batches": "*/5 * * * * *" if show.is_headless else "0 * * * * *",
            "digest": "20 * * * * *" if show.is_headless else "30 */4 * * * *",
        },
        "batch": {"size": 6},
        "learning": {"cap": 0.5},  # whoever looks on for a few minutes wants to see more than one prompt
        "votes": {"window": "8s" if show.is_headless else "40s"},
        "posting": {"pace": "200ms" if show.is_headless else "1s"},
        "storage": {"folder": str(folder / "data"), "disk_reserve": "100 MB"},
    }
    return check_config(values, folder / "config.toml")


def _welcome(stage: _Stage) -> None:
    print(
        "\nThis is catbandit, painting with the bundled model for a simulated crowd of six.\n"
        f"Watch, press 👍 yourself and type / for commands:  {stage.playground.page_url}\n"
        f"{_PACE[stage.show.is_headless]} The first pictures take a few seconds.\n"
        f"Everything is kept in {stage.show.folder}; Ctrl-C stops, starting again goes on, --fresh begins anew.\n",
        flush=True,
    )
    if stage.show.opens_browser and _has_screen():
        webbrowser.open(stage.playground.page_url)


def _has_screen() -> bool:
    return sys.platform in ("win32", "darwin") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


async def _perform(stage: _Stage, app: App) -> None:
    """Run bot, crowd and standings side by side until it is time to stop."""
    extras = [
        asyncio.create_task(task) for task in (stage.crowd.run(), _keep_showing(stage, app), _end_when_full(stage, app))
    ]
    try:
        await app.run(SecretStr(_TOKEN), stop=stage.stop)
    finally:
        for task in extras:
            task.cancel()
        for result in await asyncio.gather(*extras, return_exceptions=True):
            if isinstance(result, Exception):
                log.error("the demo's own part failed", exc_info=result)


async def _end_when_full(stage: _Stage, app: App) -> None:
    """After the last batch paint no more, give the crowd its time to look, and stop."""
    await stage.is_full.wait()
    window = app.rules.window.total_seconds()
    print(f"That was the last batch; the crowd has {window:.0f} seconds to look at it.", flush=True)
    await asyncio.sleep(window)
    stage.stop.set()


async def _keep_showing(stage: _Stage, app: App) -> None:
    """Refresh the page's standings every few seconds, and the terminal's after every batch."""
    shown = 0
    while True:
        with contextlib.suppress(CatbanditError):
            standings = await list_standings(app.database, app.rules, now=now(), is_active=None)
            stage.playground.show_standings([scoreboard.row_of(standing, stage.crowd) for standing in standings])
            if stage.done != shown and any(standing.record.trials for standing in standings):
                shown = stage.done
                print(scoreboard.leaders(standings), flush=True)
        await asyncio.sleep(_REFRESH.total_seconds())
