"""Whether anything becomes slower as the history grows: a million pictures beside a thousand, of 20,000 prompts."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import cast

import numpy as np
import psutil

from benchmarks.row import Row
from benchmarks.samples import NOW, make_rules
from bot.flows.compose import compose
from bot.flows.curate import list_standings
from bot.flows.digest import post_digest
from bot.flows.learning import choose, look
from bot.flows.ports import DigestPost, Gallery, Painter
from bot.flows.rules import Rules
from bot.flows.votes import Reaction, apply_events
from bot.flows.workshop import Workshop
from bot.store.database import Database, Transaction
from bot.store.times import to_text

_FEW, _MANY = 1_000, 1_000_000
_PROMPTS = 20_000
_OPTIONS = 40  # of the list “coat”; every picture has one
_OPEN = 1_000  # the newest pictures hang without a verdict, and are the day's
_VOTES = 200
_DAY = timedelta(days=1)


def measure(folder: Path) -> Iterator[Row]:
    """Time each operation with a short and with a long history."""
    few = asyncio.run(_times(folder / "few", _FEW))
    many = asyncio.run(_times(folder / "many", _MANY))
    for what, seconds in many.items():
        yield Row(
            what=f"{what}, {_MANY:,} pictures",
            ours=f"{seconds * 1e3:.1f} ms",
            beside=f"{few[what] * 1e3:.1f} ms with {_FEW:,} pictures",
            ratio=few[what] / seconds,
        )
    yield Row(what="memory of the process that did this", ours=f"{psutil.Process().memory_info().rss / 1e6:.0f} MB")


async def _times(folder: Path, count: int) -> dict[str, float]:
    rules = make_rules(folder)
    async with Database.open(folder / "catbandit.db") as database:
        async with database.transaction() as tx:
            await _fill(tx, count)
        return {
            "one vote": await _mean(_VOTES, partial(_vote, database, rules, count)),
            "choosing 50 of 20,000 prompts": await _mean(3, partial(_choose, database, rules)),
            "filling the slots of 50 prompts": await _mean(5, partial(_fill_slots, database, rules)),
            "a digest": await _mean(1, partial(_digest, database, rules)),
            "/prompt list": await _mean(3, partial(_list, database, rules)),
        }


async def _mean(times: int, call: Callable[[int], Awaitable[object]]) -> float:
    """The mean seconds of a call; it is handed its number, from 0."""
    await call(times)  # once beforehand, uncounted
    begun = time.perf_counter()
    for number in range(times):
        await call(number)
    return (time.perf_counter() - begun) / times


async def _vote(database: Database, rules: Rules, count: int, number: int) -> None:
    message_id = count - number % _OPEN
    event = Reaction(message_id=message_id, user_id=7_000_000 + number, emoji="👍", is_burst=False, is_added=True)
    await apply_events(database, rules, [event], now=NOW)


async def _choose(database: Database, rules: Rules, number: int) -> None:
    async with database.reading() as tx:
        known = await look(tx, rules, now=NOW, model="kitten")
    await choose(known, rules, count=50, rng=np.random.default_rng(number))


async def _fill_slots(database: Database, rules: Rules, number: int) -> None:
    rng = np.random.default_rng(number)
    await compose(database, rules, ["a {coat} cat"] * 50, model="kitten", on=NOW.date(), now=NOW, rng=rng)


async def _digest(database: Database, rules: Rules, number: int) -> None:
    workshop = Workshop(
        database=database,
        painter=cast(Painter, None),  # a digest needs none
        gallery=cast(Gallery, _Nobody()),
        rules=replace(rules, digest_size=9),
        clock=lambda: NOW + timedelta(seconds=number),
        rng=np.random.default_rng(0),
    )
    async with database.transaction() as tx:
        await tx.execute("DELETE FROM digests")
        await tx.execute(
            "INSERT INTO digests (slot, since, until, planned_at, message_id) VALUES ('before', ?1, ?1, ?1, 1)",
            (to_text(NOW - _DAY),),
        )
    await post_digest(workshop, slot=f"now-{number}", on=NOW.date())


async def _list(database: Database, rules: Rules, number: int) -> None:
    await list_standings(database, rules, now=NOW, is_active=None)


async def _fill(tx: Transaction, count: int) -> None:
    """Prompts and options, and pictures that were judged long ago but for the newest, a sixteenth of them liked."""
    values = {
        "count": count,
        "prompts": _PROMPTS,
        "options": _OPTIONS,
        "old": to_text(NOW - 30 * _DAY),
        "new": to_text(NOW - _DAY / 2),
        "later": to_text(NOW + _DAY),
        "settled": count - _OPEN,
    }
    for statement in _FILL.split(";"):
        await tx.execute(statement, values)


_FILL = """
CREATE TEMP TABLE numbers AS WITH RECURSIVE numbers (value) AS
    (SELECT 1 UNION ALL SELECT value + 1 FROM numbers WHERE value < max(:count, :prompts)) SELECT value FROM numbers;
INSERT INTO prompts (text, same_key, added_at)
    SELECT 'cat ' || value, 'cat ' || value, :old FROM numbers WHERE value <= :prompts;
INSERT INTO batches (slot, planned_at, finished_at) SELECT value, :old, :old FROM numbers WHERE value <= :count / 50;
INSERT INTO settings (json) VALUES ('{}');
INSERT INTO pictures (batch_id, prompt_id, seed, settings_id, model, draw, chance, path, message_id, posted_at,
        closes_at, settled_at, likes, reward, weight)
    SELECT 1 + (value - 1) / 50, 1 + value % :prompts, value, 1, 'kitten', 0.5, 0.1, 'x.png', value,
        iif(value > :settled, :new, strftime('%Y-%m-%dT%H:%M:%S', :old, ((value - :settled) * 58) || ' seconds')
            || '.000000Z'), :later, iif(value > :settled, NULL, :old), value % 16 = 0,
        iif(value > :settled, NULL, value % 16 = 0), iif(value > :settled, NULL, 1.0)
    FROM numbers WHERE value <= :count;
INSERT INTO votes SELECT id, 'v', '👍', 1, 0, posted_at, posted_at FROM pictures WHERE likes = 1;
INSERT INTO counts SELECT prompt_id, 'kitten', COUNT(*), COUNT(reward), coalesce(SUM(reward), 0),
        COUNT(reward) - coalesce(SUM(reward), 0) FROM pictures GROUP BY prompt_id;
INSERT INTO parts (slot, text, same_key, added_at)
    SELECT 'coat', 'coat ' || value, 'coat ' || value, :old FROM numbers WHERE value <= :options;
INSERT INTO picture_parts SELECT id, 1 + id % :options FROM pictures;
INSERT INTO part_counts SELECT part_id, 'kitten', COUNT(reward), coalesce(SUM(reward), 0),
        COUNT(reward) - coalesce(SUM(reward), 0) FROM picture_parts JOIN pictures ON pictures.id = picture_id
        GROUP BY part_id;
INSERT INTO prompt_part_counts SELECT prompt_id, part_id, 'kitten', COUNT(reward), coalesce(SUM(reward), 0),
        COUNT(reward) - coalesce(SUM(reward), 0) FROM picture_parts JOIN pictures ON pictures.id = picture_id
        GROUP BY prompt_id, part_id;
INSERT INTO install VALUES ('model', 'kitten')
"""


class _Nobody:
    """Takes the digest and does nothing: Discord is not what is measured."""

    async def post_digest(self, post: DigestPost) -> int:
        return 1
