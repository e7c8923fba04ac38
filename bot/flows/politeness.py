"""What keeps the bot from painting although it could: somebody paused it, it is a quiet hour, or the GPU is needed.

Owns these reasons. Must not know how the GPU's load is measured, nor when batches are due.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Literal

from bot.domain.quiet import QuietHours, find_quiet_end
from bot.languages import Text
from bot.store import batches
from bot.store.database import Database
from bot.store.install import find_value, mark_value, remove_value
from bot.store.times import to_text, to_time
from bot.store.vitals import Vitals, take_vitals

BUSY = 0.2
"""The share of the GPU's time from which on somebody is using it: a desktop with a film stays below."""

_PAUSED = "paused"
_UNTIL_RESUMED = "until resumed"


@dataclass(frozen=True, kw_only=True)
class Politeness:
    """The owner's rules for sharing the GPU. `measure_load` gives its use in 0..1, or None where it cannot be known."""

    quiet: tuple[QuietHours, ...] = ()
    timezone: tzinfo = UTC
    measure_load: Callable[[], Awaitable[float | None]] | None = None


@dataclass(frozen=True, kw_only=True)
class Hindrance:
    """Why nothing is painted now, and until when if that is known."""

    kind: Literal["paused", "quiet", "busy"]
    until: datetime | None = None
    load: float | None = None

    @property
    def said(self) -> Text:
        """The reason for a log, a row, and whoever asked for a batch."""
        return word_hindrance(self, f"{self.until:%Y-%m-%d %H:%M %Z}" if self.until is not None else None)


def word_hindrance(hindrance: Hindrance, until: str | Text | None) -> Text:
    """Say why nothing is painted, with the moment written as the reader's place shows moments."""
    if hindrance.kind == "paused":
        return Text("hindered-paused") if until is None else Text("hindered-paused-until", until=until)
    if hindrance.kind == "quiet":
        return Text("hindered-quiet", until=until or "")
    return Text("hindered-busy", load=Text("percent", figure=round(100 * (hindrance.load or 0))))


async def find_hindrance(
    database: Database, politeness: Politeness, *, now: datetime, is_painting: bool = False
) -> Hindrance | None:
    """Find what keeps the bot from painting now. While it is painting the GPU's load is its own and says nothing."""
    if (pause := await find_pause(database, now=now)) is not None:
        return pause
    if (end := find_quiet_end(politeness.quiet, now.astimezone(politeness.timezone))) is not None:
        return Hindrance(kind="quiet", until=end)
    if is_painting or politeness.measure_load is None:
        return None
    load = await politeness.measure_load()
    return Hindrance(kind="busy", load=load) if load is not None and load >= BUSY else None


async def find_pause(database: Database, *, now: datetime) -> Hindrance | None:
    """The pause that somebody asked for, if it is not over."""
    async with database.reading() as tx:
        stored = await find_value(tx, _PAUSED)
    if stored is None:
        return None
    if stored == _UNTIL_RESUMED:
        return Hindrance(kind="paused")
    until = to_time(stored)
    return Hindrance(kind="paused", until=until) if until > now else None


async def pause(database: Database, *, duration: timedelta | None, now: datetime) -> Hindrance:
    """Paint nothing for a while, or until resumed; it holds over restarts, and a later pause replaces it."""
    until = None if duration is None else now + duration
    async with database.transaction() as tx:
        await mark_value(tx, _PAUSED, _UNTIL_RESUMED if until is None else to_text(until))
    return Hindrance(kind="paused", until=until)


async def resume(database: Database, *, now: datetime) -> bool:
    """End the pause; False if there was none."""
    was_paused = await find_pause(database, now=now) is not None
    async with database.transaction() as tx:
        await remove_value(tx, _PAUSED)
    return was_paused


async def skip_slot(database: Database, slot: str, hindrance: Hindrance, *, now: datetime) -> bool:
    """Note that nothing is painted for a slot, and why; False if the slot has its batch or was skipped before."""
    async with database.transaction() as tx:
        if await batches.find_batch(tx, slot) is not None:
            return False
        await batches.add_skipped(tx, slot=slot, at=now, reason=hindrance.said.id)
        return True


@dataclass(frozen=True, kw_only=True)
class Activity:
    """What the bot is about. `is_blind`: it should mind the GPU's load, and cannot measure it."""

    is_painting: bool
    hindrance: Hindrance | None
    is_blind: bool
    next_batch_at: datetime | None
    vitals: Vitals


async def gather_activity(
    database: Database, politeness: Politeness, *, is_painting: bool, next_batch_at: datetime | None, now: datetime
) -> Activity:
    """Gather what the bot is about, and why it paints nothing if so."""
    measure = politeness.measure_load
    async with database.reading() as tx:
        vitals = await take_vitals(tx)
    return Activity(
        is_painting=is_painting,
        hindrance=await find_hindrance(database, politeness, now=now, is_painting=is_painting),
        is_blind=measure is not None and not is_painting and await measure() is None,
        next_batch_at=next_batch_at,
        vitals=vitals,
    )
