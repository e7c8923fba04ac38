"""The terminal of a command: how the log is written there, how far a long task is, and what Ctrl-C asks for.

Must not know any command.
"""

from __future__ import annotations

import asyncio
import json
import logging
import signal
import sys
import time
from datetime import UTC, datetime

log = logging.getLogger(__name__)

_BAR = 24
_SILENCE = 20.0  # seconds


def set_up_output(*, is_verbose: bool) -> None:
    """Log to stderr; any console can print what we say, if need be with replacements."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    logging.basicConfig(
        level=logging.DEBUG if is_verbose else logging.INFO,
        format="%(asctime)s %(levelname)-7s %(name)s: %(message)s",
        datefmt="%Y-%m-%d %H:%M:%S",
    )
    for library in ("discord", "apscheduler", "aiosqlite", "aiohttp", "PIL", "asyncio"):
        logging.getLogger(library).setLevel(logging.WARNING)
    for chatty in ("discord.client", "discord.state"):  # they warn of voice and of intents that are not wanted here
        logging.getLogger(chatty).setLevel(logging.ERROR)
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)  # what matters is told by bot.schedule


class _JsonLines(logging.Formatter):
    """One JSON object a line: at, level, logger, text, and the traceback as error where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat()
        line = {"at": at, "level": record.levelname, "logger": record.name, "text": record.getMessage()}
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def log_as_json() -> None:
    """Write every line of the log as a JSON object from here on."""
    for handler in logging.getLogger().handlers:
        handler.setFormatter(_JsonLines())


def stop_on_signals(stop: asyncio.Event) -> None:
    """Set `stop` at Ctrl-C and at SIGTERM; a second Ctrl-C interrupts at once."""
    loop = asyncio.get_running_loop()

    def ask(*_: object) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        log.info("stopping")
        loop.call_soon_threadsafe(stop.set)

    for name in ("SIGINT", "SIGTERM", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), ask)


class ProgressBar:
    """How far a long task is, on stderr: a bar; where that is no terminal, a line at every tenth, and after a while.

    `of` names what is counted, as in “3 of 8 games”.
    """

    def __init__(self, total: int, of: str) -> None:
        self.total = total
        self.of = of
        self.begun = time.monotonic()
        self.is_terminal = sys.stderr.isatty()
        self.tenths = 0
        self.said_at = self.begun

    def show(self, done: int) -> None:
        """So many are done."""
        now = time.monotonic()
        left = (now - self.begun) / done * (self.total - done)
        rest = f"{left / 60:.0f} min" if left >= 90 else f"{left:.0f} s"
        text = f"{done} of {self.total} {self.of}, about {rest} left"
        if self.is_terminal:
            full = round(_BAR * done / self.total)
            print(f"\r[{'#' * full}{'.' * (_BAR - full)}] {text:<50}", end="", file=sys.stderr, flush=True)
        elif done * 10 // self.total > self.tenths or now - self.said_at > _SILENCE:
            self.tenths, self.said_at = done * 10 // self.total, now
            print(text, file=sys.stderr, flush=True)

    def close(self) -> None:
        """Leave the line."""
        if self.is_terminal:
            print(file=sys.stderr)
