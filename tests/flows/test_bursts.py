"""A burst of events comes to the same as the events one by one, row for row."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.names import MessageId, PictureId
from bot.flows.privacy import forget
from bot.flows.settle import find_differences, settle
from bot.flows.votes import Cleared, Deleted, Event, Reaction, apply_events
from bot.store import counts, posts
from bot.store.database import Database
from tests.samples import make_rules
from tests.store.conftest import MODEL, NOON, add_batch, add_prompts

PICTURES = 5  # the first two have their verdict, one of them a miss
LATER = NOON + timedelta(hours=30)

# Few pictures, people and emoji, so that the same votes are given and withdrawn again; 1009 is not one of ours.
messages = st.sampled_from([1001, 1001, 1002, 1002, 1003, 1003, 1004, 1005, 1009])
emojis = st.sampled_from(["👍", "👍", "👍", "👍", "👍🏽", "❤️", "👎", "🎉"])
reactions = st.builds(
    Reaction,
    message_id=messages,
    user_id=st.sampled_from([1, 2, 2, 3]),
    emoji=emojis,
    is_burst=st.sampled_from([False, False, False, True]),
    is_added=st.booleans(),
)
cleared = st.builds(Cleared, message_id=messages, emoji=st.none() | emojis)
deleted = st.builds(Deleted, message_ids=st.lists(messages, min_size=1, max_size=3).map(tuple))
events = st.lists(st.one_of(*[reactions] * 12, cleared, deleted), min_size=15, max_size=60)


async def _fill(database: Database, likes_needed: int) -> None:
    """Two pictures with their verdict, three that are open, some votes, and somebody who asked to be forgotten."""
    rules = replace(make_rules(Path()), likes_needed=likes_needed)
    async with database.transaction() as tx:
        prompt_ids = await add_prompts(tx, "a cat", "another cat")
        await add_batch(tx, "noon", [prompt_ids[n % 2] for n in range(PICTURES)])
        for n in range(1, PICTURES + 1):
            at = NOON if n <= 2 else NOON + timedelta(hours=28)
            closes_at = at + timedelta(hours=24)
            await posts.mark_posted(tx, PictureId(n), message_id=MessageId(1000 + n), at=at, closes_at=closes_at)
            prompt_id = prompt_ids[(n - 1) % 2]
            await counts.add_counts(tx, prompt_id, MODEL, counts.Tally(pictures=1))
    await forget(database, rules, user_id=1, now=NOON + timedelta(hours=29))
    given_before = [
        Reaction(message_id=1000 + n, user_id=user, emoji="👍", is_burst=False, is_added=True)
        for n, user in ((1, 2), (1, 3), (3, 2), (4, 1), (4, 4))
    ]
    await apply_events(database, rules, given_before, now=NOON)
    await settle(database, rules, model=MODEL, now=LATER)


async def _rows(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    async with database.reading() as tx:
        found = {}
        for table in ("votes", "pictures", "batches", "counts", "forgotten"):
            async with tx.execute(f"SELECT * FROM {table} ORDER BY 1, 2") as cursor:
                found[table] = [tuple(row) async for row in cursor]
        async with tx.execute("SELECT id, reward FROM pictures ORDER BY id") as cursor:
            found["rewards"] = [tuple(row) async for row in cursor]
    assert await find_differences(database) == []
    return found


async def _apply(parts: Sequence[Sequence[Event]], likes_needed: int) -> tuple[int, dict[str, list[tuple[Any, ...]]]]:
    """Apply events part by part to a fresh database; how many changed something, and the rows afterwards."""
    rules = replace(make_rules(Path()), likes_needed=likes_needed)
    with tempfile.TemporaryDirectory() as folder:
        async with Database.open(Path(folder) / "catbandit.db") as database:
            await _fill(database, likes_needed)
            changed = sum([await apply_events(database, rules, part, now=LATER) for part in parts])
            return changed, await _rows(database)


@settings(max_examples=25)
@given(events=events, likes_needed=st.integers(1, 3), cut=st.integers(0, 60))
def test_a_burst_is_worth_its_events_one_by_one(events: list[Event], likes_needed: int, cut: int) -> None:
    async def check() -> None:
        one_by_one = await _apply([[event] for event in events], likes_needed)
        assert await _apply([events], likes_needed) == one_by_one
        assert await _apply([events[:cut], events[cut:]], likes_needed) == one_by_one

    asyncio.run(check())


def test_a_late_like_that_is_withdrawn_in_the_same_burst_has_turned_the_miss_into_a_success() -> None:
    def reaction(*, is_added: bool) -> Reaction:
        return Reaction(message_id=1002, user_id=3, emoji="👍", is_burst=False, is_added=is_added)

    changed, rows = asyncio.run(_apply([[reaction(is_added=True), reaction(is_added=False)]], 1))
    assert changed == 2
    assert [row for row in rows["votes"] if row[0] == 2] == []
    assert rows["rewards"][1] == (2, 1)
