"""The bot as a process of its own: the real app, with the soak test's painter; and the handle by which it is killed.

The processes are forked from a server that has imported everything, so that a start costs milliseconds. What the bot
logs comes through a pipe, which works on a full disk too.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.app import build_app
from bot.config import check_config
from bot.errors import CatbanditError
from bot.flows.curate import add_starters
from bot.installation import now
from bot.keys import Config
from bot.owner import model_of
from bot.painter.host import PainterProcess
from bot.terminal import stop_on_signals

PROMPTS = ("a ginger cat in a box", "a black cat at night", "a white cat in the snow", "a tabby cat on a roof")
WORKER = (sys.executable, "-m", "tests.soak.worker")
REFUSED = 3  # exit status after an error that is a sentence

log = logging.getLogger(__name__)


def be_the_bot(values: dict[str, Any], folder: Path, token: str, pipe: Connection) -> None:
    """Run the bot until SIGTERM; what a child process does."""
    os.dup2(pipe.fileno(), 2)
    pipe.close()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s", force=True)
    for library in ("discord", "apscheduler", "aiosqlite", "aiohttp", "PIL"):
        logging.getLogger(library).setLevel(logging.WARNING)
    for chatty in ("discord.client", "discord.state", "apscheduler.scheduler"):
        logging.getLogger(chatty).setLevel(logging.ERROR)
    try:
        asyncio.run(_run(check_config(values, folder / "config.toml"), token))
    except CatbanditError as error:
        log.error("the bot ends: %s", error)
        sys.exit(REFUSED)


async def _run(config: Config, token: str) -> None:
    stop = asyncio.Event()
    stop_on_signals(stop)
    painter = PainterProcess(
        model_of(config), command=WORKER, patience=timedelta(seconds=3), loading_patience=timedelta(seconds=8)
    )
    async with build_app(config, painter=painter, is_hasty=True) as app:
        await add_starters(app.database, PROMPTS, now=now())
        await app.run(SecretStr(token), stop=stop)


class BotProcess:
    """One life of the bot, from start to death. `on_line` hears every line it logs."""

    def __init__(self, *, values: dict[str, Any], folder: Path, token: str, on_line: Callable[[str], None]) -> None:
        context = _server()
        reader, writer = context.Pipe(duplex=False)
        self._process = context.Process(target=be_the_bot, args=(values, folder, token, writer), daemon=True)
        self._process.start()
        writer.close()
        self._reader, self._rest, self._on_line = reader, b"", on_line
        self._gone = asyncio.Event()
        os.set_blocking(reader.fileno(), False)
        asyncio.get_running_loop().add_reader(reader.fileno(), self._read)
        asyncio.get_running_loop().add_reader(self._process.sentinel, self._note_end)

    @property
    def pid(self) -> int:
        """The process id."""
        return int(self._process.pid)

    @property
    def is_alive(self) -> bool:
        """Whether it has not ended."""
        return not self._gone.is_set()

    async def kill(self) -> None:
        """End it with SIGKILL."""
        self._process.kill()
        await self.ended()

    async def stop(self, patience: float) -> int | None:
        """Ask it to stop with SIGTERM; its exit status, or None (and SIGKILL) if it has not after `patience`."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGTERM)
        return await self.ended_within(patience)

    async def ended_within(self, patience: float) -> int | None:
        """Wait for its end; None (and SIGKILL) if it has not ended after `patience` seconds."""
        try:
            return await asyncio.wait_for(self.ended(), patience)
        except TimeoutError:
            await self.kill()
            return None

    async def ended(self) -> int:
        """Wait for its end; the exit status, negative for a signal."""
        await self._gone.wait()
        self._close()
        self._process.join()
        return int(self._process.exitcode)

    def _note_end(self) -> None:
        asyncio.get_running_loop().remove_reader(self._process.sentinel)
        self._gone.set()

    def _read(self) -> bool:
        """Hear what there is; False if there is nothing."""
        try:
            data = os.read(self._reader.fileno(), 1 << 16)
        except BlockingIOError:
            return False
        if not data:
            asyncio.get_running_loop().remove_reader(self._reader.fileno())
            return False
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self._on_line(line.decode("utf-8", "replace"))
        return True

    def _close(self) -> None:
        """Hear the last words, and let go of the pipe."""
        if not self._reader.closed:
            while self._read():
                pass
            asyncio.get_running_loop().remove_reader(self._reader.fileno())
            self._reader.close()


def _server() -> Any:
    """Where the processes are forked from; it has imported the bot before."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, "aiohttp", "discord"])
    return context
