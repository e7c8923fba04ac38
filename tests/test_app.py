"""The life of the running bot: how it starts, waits and stops."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from pydantic import SecretStr

from bot.app import build_app
from bot.flows.starts import note_start
from bot.installation import now
from bot.keys import Config
from bot.playground.server import Playground
from tests.conftest import PATIENCE, TOKEN


class _Bell(logging.Handler):
    """Rings when something is logged."""

    def __init__(self) -> None:
        super().__init__()
        self.has_rung = asyncio.Event()

    def emit(self, record: logging.LogRecord) -> None:
        self.has_rung.set()


async def test_a_bot_in_a_crash_loop_waits_before_it_begins_a_session_and_stops_at_once_meanwhile(
    playground: Playground, configure: Callable[..., Config]
) -> None:
    async with build_app(configure()) as app:
        for _ in range(20):
            await note_start(app.database, now=now())
        bell = _Bell()
        logging.getLogger("bot.flows.starts").addHandler(bell)
        stop = asyncio.Event()
        running = asyncio.create_task(app.run(SecretStr(TOKEN), stop=stop))
        await asyncio.wait_for(bell.has_rung.wait(), PATIENCE)
        logging.getLogger("bot.flows.starts").removeHandler(bell)
        stop.set()
        await asyncio.wait_for(running, PATIENCE)  # it would wait for ten minutes
    assert list(playground.gateway.identified_at) == []


async def test_a_hasty_bot_connects_however_often_it_was_started(
    playground: Playground, configure: Callable[..., Config]
) -> None:
    async with build_app(configure(), is_hasty=True) as app:
        for _ in range(20):
            await note_start(app.database, now=now())
        stop = asyncio.Event()
        running = asyncio.create_task(app.run(SecretStr(TOKEN), stop=stop))
        await playground.wait_until_ready()
        stop.set()
        await asyncio.wait_for(running, PATIENCE)
    assert len(playground.gateway.identified_at) == 1
