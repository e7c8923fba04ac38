"""Real database files, and rows to start with."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import strategies as st

from bot.domain.names import BatchId, MessageId, PictureId, PromptId
from bot.domain.voting import Ballot, Marks
from bot.store import batches, counts, pictures, posts, prompts
from bot.store.batches import Plan
from bot.store.database import Database, Transaction

NOON = datetime(2026, 8, 1, 12, tzinfo=UTC)
MODEL = "kitten"
BALLOT = Ballot.of(["👍"], ["👎"])
LIKE = Marks().with_mark("👍", is_burst=False)
DISLIKE = Marks().with_mark("👎", is_burst=False)
HOUR = timedelta(hours=1)
OLD = NOON - timedelta(days=2_000)

moments = st.timedeltas(timedelta(days=-4_000), timedelta(days=60_000)).map(lambda age: NOON + age)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "catbandit.db"


@pytest.fixture
async def database(path: Path) -> AsyncIterator[Database]:
    async with Database.open(path) as database:
        yield database


async def add_prompts(tx: Transaction, *texts: str) -> list[PromptId]:
    return [(await prompts.add_prompt(tx, text, added_by=None, at=NOON)).id for text in texts]


async def add_batch(tx: Transaction, slot: str, prompt_ids: list[PromptId], *, at: datetime = NOON) -> BatchId:
    plans = [Plan(prompt_id=p, seed=seed, draw=0.5, chance=0.25) for seed, p in enumerate(prompt_ids)]
    return await batches.add_batch(tx, slot=slot, at=at, plans=plans, model=MODEL, settings_json="{}")


async def post(tx: Transaction, picture_id: PictureId, *, at: datetime = NOON, model: str = MODEL) -> MessageId:
    """Paint and post a picture; its message's number is a thousand more."""
    message_id = MessageId(1000 + picture_id)
    await pictures.mark_painted(
        tx, picture_id, path=f"{picture_id}.png", sha256="0" * 64, settings_id=1, seconds=0.5, at=at
    )
    await posts.mark_posting(tx, picture_id, at)
    await posts.mark_posted(tx, picture_id, message_id=message_id, at=at, closes_at=at + timedelta(hours=24))
    prompt_id = (await pictures.get_picture(tx, picture_id)).prompt_id
    await counts.add_counts(tx, prompt_id, model, counts.Tally(pictures=1))
    return message_id


async def values(database: Database) -> dict[str, str]:
    async with database.reading() as tx, tx.execute("SELECT key, value FROM install") as cursor:
        return {row[0]: row[1] async for row in cursor}
