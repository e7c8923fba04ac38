"""What the flows that paint and post work with; built once by the composition root."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from weakref import WeakValueDictionary

import numpy as np

from bot.domain.names import BatchId
from bot.flows.politeness import Politeness
from bot.flows.ports import Gallery, Painter
from bot.flows.rules import Rules
from bot.languages import ENGLISH, Language
from bot.store.database import Database


async def _nothing_to_compare() -> bool:
    return True


def _english() -> Language:
    return ENGLISH


@dataclass(frozen=True, kw_only=True)
class Workshop:
    """The ports, the records, the owner's rules, the clock and the source of chance.

    `hanging` is held from the call that posts a picture until its row is committed; see `Desk`.
    `compare_votes` makes the stored votes equal to the channel's and says whether it could: no verdict is given on
    votes that may be out of date. `said` are the notices by key given while the database could not take note of them.
    `language` tells in which language to post, as far as it is known by now. `in_hand` has a lock
    for every batch that is being worked on, as a batch that somebody asked for is hung beside the scheduled ones.
    """

    database: Database
    painter: Painter
    gallery: Gallery
    rules: Rules
    clock: Callable[[], datetime]
    rng: np.random.Generator
    hanging: asyncio.Lock = field(default_factory=asyncio.Lock)
    compare_votes: Callable[[], Awaitable[bool]] = _nothing_to_compare
    politeness: Politeness = field(default_factory=Politeness)
    said: dict[str, str] = field(default_factory=dict)
    language: Callable[[], Language] = _english
    in_hand: WeakValueDictionary[BatchId, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    def lock_of(self, batch_id: BatchId) -> asyncio.Lock:
        """The lock that whoever works on this batch holds."""
        return self.in_hand.setdefault(batch_id, asyncio.Lock())
