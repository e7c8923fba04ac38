"""What callers hold: the database, the owner's rules and manners, and what one may ask for at any time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar

from bot.errors import PainterError
from bot.flows.politeness import Politeness
from bot.flows.rules import Rules
from bot.flows.workshop import Workshop
from bot.languages import Text
from bot.store.database import Database

Result = TypeVar("Result")


class Run(Protocol):
    """Runs a flow that somebody asked for, with the workshop, and ends it when the bot stops."""

    async def __call__(self, flow: Callable[[Workshop], Coroutine[Any, Any, Result]]) -> Result:
        """Return what the flow returns, and raise what it raises; PainterError while the bot is stopping."""


async def _nobody_works(flow: Callable[[Workshop], Coroutine[Any, Any, Result]]) -> Result:
    raise PainterError(Text("nobody-paints"))


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Handed to everything that listens to people.

    `ask_for_batch(slot)` starts a batch in the background and returns what to say about it; `ask_for_digest(slot)`
    posts a digest and returns what to say. Both raise CatbanditError when it cannot be. `slot` makes asking twice one.
    `hanging` is held from the call that posts a picture until its row is committed: whoever applies votes takes it, so
    that no vote comes before its picture is known. `find_next_batch` says when a batch is due next; `go_on` takes up in
    the background what waits to be painted. `run` is for what is painted or posted while somebody waits; `wake` lets
    what was released by a review be posted, and returns at once.
    """

    database: Database
    rules: Rules
    ask_for_batch: Callable[[str], Awaitable[Text]]
    ask_for_digest: Callable[[str], Awaitable[Text]]
    hanging: asyncio.Lock = field(default_factory=asyncio.Lock)
    politeness: Politeness = field(default_factory=Politeness)
    is_painting: Callable[[], bool] = lambda: False
    find_next_batch: Callable[[], datetime | None] = lambda: None
    go_on: Callable[[], None] = lambda: None
    run: Run = _nobody_works
    wake: Callable[[], None] = lambda: None
