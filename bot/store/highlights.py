"""What a digest looks back at: the best liked pictures of a time, how many hung, who was there, what is new, and what
was learnt.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot.domain.lessons import Change
from bot.domain.names import BatchId, PromptId
from bot.store.database import Transaction
from bot.store.pictures import Picture, list_where
from bot.store.prompts import Prompt, get_prompt
from bot.store.times import to_text

_A_SHORT_TIME = 10_000  # pictures: fewer are faster read than all that were ever liked


async def list_best(
    tx: Transaction, *, since: datetime | None, until: datetime | None, most: int, prompt_id: PromptId | None = None
) -> list[Picture]:
    """The most liked pictures posted in (since, until], ties by age; deleted ones are left out. None: no bound.

    Of a short time all are read; of a long one the most liked, until there are enough.
    """
    is_short = since is not None and prompt_id is None and not await _has_more(tx, _A_SHORT_TIME, since=since)
    bounds: dict[str, str | int] = {}  # only those asked for: each has its index
    if since is not None:
        bounds["posted_at > ?"] = to_text(since)
    if until is not None:
        bounds["posted_at <= ?"] = to_text(until)
    if prompt_id is not None:
        bounds["prompt_id = ?"] = prompt_id
    by_time, by_likes = "+likes > 0 AND posted_at IS NOT NULL", "likes > 0 AND +posted_at IS NOT NULL"  # plus: not so
    liked = f"WHERE {by_time if is_short else by_likes} AND deleted_at IS NULL"
    asked = " AND ".join([liked, *bounds])
    return await list_where(tx, f"{asked} ORDER BY likes DESC, pictures.id LIMIT ?", *bounds.values(), most)


async def _has_more(tx: Transaction, count: int, *, since: datetime) -> bool:
    """Whether more than so many pictures were posted since then; no more of them are looked at than it takes."""
    async with tx.execute(
        "SELECT 1 FROM pictures WHERE posted_at > ? ORDER BY posted_at LIMIT 1 OFFSET ?", (to_text(since), count)
    ) as cursor:
        return await cursor.fetchone() is not None


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Posted pictures of a time: all, those of batches in which nobody reacted to anything, those with a like."""

    posted: int
    unseen: int
    liked: int


async def count_posted(tx: Transaction, *, since: datetime, until: datetime) -> Counts:
    """Count the pictures posted in (since, until]."""
    async with tx.execute(
        "WITH day AS (SELECT id, batch_id, likes FROM pictures WHERE posted_at > ? AND posted_at <= ?), "
        "seen AS (SELECT DISTINCT batch_id FROM day WHERE EXISTS "
        "(SELECT 1 FROM votes JOIN pictures p ON p.id = picture_id WHERE p.batch_id = day.batch_id)) "
        "SELECT COUNT(*), COUNT(*) FILTER (WHERE batch_id NOT IN seen), COUNT(*) FILTER (WHERE likes > 0) FROM day",
        (to_text(since), to_text(until)),
    ) as cursor:
        row = await cursor.fetchone()
    return Counts(posted=row[0], unseen=row[1], liked=row[2]) if row else Counts(posted=0, unseen=0, liked=0)


@dataclass(frozen=True, kw_only=True)
class Audience:
    """Of each batch: how many pictures of it were posted, and how many people reacted to them or were shown them."""

    sizes: dict[BatchId, int]
    people: dict[BatchId, int]


async def count_audience(tx: Transaction, batch_ids: Collection[BatchId]) -> Audience:
    """Count who was there for these batches."""
    asked = json.dumps(list(batch_ids))
    async with tx.execute(
        "SELECT batch_id, COUNT(*) FROM pictures WHERE batch_id IN (SELECT value FROM json_each(?)) "
        "AND posted_at IS NOT NULL GROUP BY batch_id",
        (asked,),
    ) as cursor:
        sizes = {BatchId(row[0]): row[1] async for row in cursor}
    async with tx.execute(
        "WITH hung AS (SELECT id, batch_id FROM pictures WHERE batch_id IN (SELECT value FROM json_each(?)) "
        "AND posted_at IS NOT NULL) "
        "SELECT batch_id, COUNT(DISTINCT person) FROM (SELECT batch_id, voter AS person FROM hung JOIN votes "
        "ON picture_id = hung.id UNION ALL SELECT batch_id, reviewer FROM hung JOIN shown ON picture_id = hung.id "
        "WHERE closed_at IS NOT NULL) GROUP BY batch_id",
        (asked,),
    ) as cursor:
        return Audience(sizes=sizes, people={BatchId(row[0]): row[1] async for row in cursor})


async def list_prompts_of(tx: Transaction, pictures: list[Picture]) -> dict[PromptId, Prompt]:
    """The prompts of these pictures by number."""
    return {number: await get_prompt(tx, number) for number in dict.fromkeys(p.prompt_id for p in pictures)}


async def list_new(tx: Transaction, *, since: datetime, most: int) -> tuple[list[str], int, int]:
    """Active prompts added since then: the newest `most` texts, how many, and how many active prompts there are."""
    async with tx.execute(
        "SELECT text FROM prompts WHERE retired_at IS NULL AND added_at > ? ORDER BY id DESC", (to_text(since),)
    ) as cursor:
        texts = [row[0] async for row in cursor]
    async with tx.execute("SELECT COUNT(*) FROM prompts WHERE retired_at IS NULL") as cursor:
        row = await cursor.fetchone()
    return texts[:most], len(texts), int(row[0]) if row else 0


async def list_changes(tx: Transaction, model: str, *, since: datetime, until: datetime) -> list[Change]:
    """The active prompts that got verdicts in (since, until] under a model, with all there are."""
    async with tx.execute(
        "SELECT prompt_id, text, counts.likes, counts.trials, counts.misses, SUM(reward) AS new_likes, "
        "COUNT(*) AS new_trials, coalesce(SUM(weight) FILTER (WHERE reward = 0), 0.0) AS new_misses FROM pictures "
        "JOIN counts USING (prompt_id, model) JOIN prompts ON prompts.id = prompt_id "
        "WHERE reward IS NOT NULL AND settled_at > ? AND settled_at <= ? AND model = ? AND kind IN ('trial', 'study') "
        "AND retired_at IS NULL GROUP BY prompt_id ORDER BY prompt_id",
        (to_text(since), to_text(until), model),
    ) as cursor:
        return [
            Change(
                prompt_id=row["prompt_id"],
                prompt=row["text"],
                likes=row["likes"],
                trials=row["trials"],
                misses=row["misses"],
                new_likes=row["new_likes"],
                new_trials=row["new_trials"],
                new_misses=row["new_misses"],
            )
            async for row in cursor
        ]
