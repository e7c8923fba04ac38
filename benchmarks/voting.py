"""How fast votes become durable, beside commits of one row each in bare SQLite."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import cast

from benchmarks.lag import watch_lag
from benchmarks.row import Row
from benchmarks.samples import NOW, make_rules
from bot.chat.reactions import VoteWriter
from bot.domain.names import MessageId, PictureId, PromptId
from bot.flows.desk import Desk
from bot.flows.ports import Gallery
from bot.flows.votes import Reaction, apply_events
from bot.languages import Text
from bot.store import batches, posts, prompts
from bot.store.batches import Plan
from bot.store.database import Database

_PICTURES = 50
_VOTES = 2_000
_AT_ONCE = 200
_BURST = 10_000


def measure(folder: Path) -> Iterator[Row]:
    """Apply votes one by one, and as many at once as wait while the last are written."""
    bare = _bare(folder / "bare.db")
    beside = f"{bare:,.0f} /s bare one-row commits"
    for at_once, what in ((1, "votes written one by one"), (_AT_ONCE, f"votes written {_AT_ONCE} at once, in a burst")):
        ours = asyncio.run(_ours(folder / f"ours-{at_once}", at_once))
        yield Row(what=what, ours=f"{ours:,.0f} /s", beside=beside, ratio=ours / bare)
    ours, lag = asyncio.run(_burst(folder / "burst"))
    what = f"a burst of {_BURST:,} votes, from the queue to the disk"
    yield Row(what=what, ours=f"{ours:,.0f} /s", beside=beside, ratio=ours / bare)
    yield Row(what="the event loop's worst lag meanwhile", ours=f"{lag * 1e3:.1f} ms")


async def _ours(folder: Path, at_once: int) -> float:
    """Votes per second through the flow, each transaction durable."""
    rules = make_rules(folder)
    async with Database.open(folder / "catbandit.db") as database:
        await _hang_pictures(database)
        events = _events(_VOTES)
        begun = time.perf_counter()
        for start in range(0, _VOTES, at_once):
            await apply_events(database, rules, events[start : start + at_once], now=NOW)
        return _VOTES / (time.perf_counter() - begun)


async def _burst(folder: Path) -> tuple[float, float]:
    """Votes per second from the queue that Discord's events go into to the last commit, and the loop's worst lag."""
    async with Database.open(folder / "catbandit.db") as database:
        await _hang_pictures(database)
        desk = Desk(database=database, rules=make_rules(folder), ask_for_batch=_echo, ask_for_digest=_echo)
        writer = VoteWriter(desk=desk, gallery=cast(Gallery, None), now=lambda: NOW)
        async with writer.working():
            watching = asyncio.create_task(watch_lag())
            await asyncio.sleep(0)
            begun = time.perf_counter()
            for event in _events(_BURST):
                writer.note(event)
            await writer.settled()
            seconds = time.perf_counter() - begun
            watching.cancel()
            return _BURST / seconds, await watching


def _events(count: int) -> list[Reaction]:
    """So many likes, each of another person, spread over the pictures."""
    return [
        Reaction(message_id=1 + i % _PICTURES, user_id=i, emoji="👍", is_burst=False, is_added=True)
        for i in range(count)
    ]


async def _echo(slot: str) -> Text:
    return Text(slot)


async def _hang_pictures(database: Database) -> None:
    async with database.transaction() as tx:
        prompt = await prompts.add_prompt(tx, "a cat", added_by=None, at=NOW)
        plan = Plan(prompt_id=PromptId(prompt.id), seed=1, draw=0.5, chance=1.0)
        await batches.add_batch(tx, slot="x", at=NOW, plans=[plan] * _PICTURES, model="m", settings_json="{}")
        for number in range(1, _PICTURES + 1):
            closes_at = NOW + timedelta(days=1)
            await posts.mark_posted(tx, PictureId(number), message_id=MessageId(number), at=NOW, closes_at=closes_at)


def _bare(path: Path) -> float:
    """Commits per second of one row each, as durable as ours."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE votes (picture_id INTEGER, voter TEXT, PRIMARY KEY (picture_id, voter))")
    begun = time.perf_counter()
    for i in range(_VOTES):
        connection.execute("INSERT INTO votes VALUES (?, ?)", (i % _PICTURES, f"{i:032x}"))
    seconds = time.perf_counter() - begun
    connection.close()
    return _VOTES / seconds
