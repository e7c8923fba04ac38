"""What became of the choices: judged pictures by batch and by prompt over a time, for the estimate of their worth.

A picture's time is its batch's: what nobody likes in a review is never posted, and counts all the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.store.database import Transaction
from bot.store.times import find_time, to_text, to_time


@dataclass(frozen=True, kw_only=True)
class JudgedBatch:
    """A batch's judged pictures, their likes, and what they weigh together: likes one each, misses their weight.

    `controls` and `control_likes` are the pictures among them whose prompt was chosen blindly, and their likes.
    """

    planned_at: datetime
    pictures: int
    likes: int
    weight: float
    controls: int
    control_likes: int


@dataclass(frozen=True, kw_only=True)
class JudgedPrompt:
    """A prompt's judged pictures of a time: likes, and the weights of its misses; and when it could be chosen.

    `begins_on` and `ends_on` are those of its theme, both included.
    """

    added_at: datetime
    retired_at: datetime | None
    begins_on: date | None
    ends_on: date | None
    likes: int
    misses: float


async def list_judged_batches(tx: Transaction, *, since: datetime) -> list[JudgedBatch]:
    """Batches planned since then with pictures that have a verdict, oldest first; only what the learner chose."""
    async with tx.execute(
        "SELECT planned_at, COUNT(*) AS pictures, SUM(reward) AS likes, "
        "SUM(iif(reward, 1.0, weight)) AS weight, COUNT(*) FILTER (WHERE way = 'blind') AS controls, "
        "coalesce(SUM(reward) FILTER (WHERE way = 'blind'), 0) AS control_likes "
        "FROM pictures JOIN batches ON batches.id = batch_id "
        "WHERE batch_id > coalesce((SELECT id FROM batches WHERE planned_at <= ?1 ORDER BY id DESC LIMIT 1), 0) "
        "AND reward IS NOT NULL AND deleted_at IS NULL AND kind = 'trial' GROUP BY batch_id ORDER BY batch_id",
        (to_text(since),),
    ) as cursor:
        return [
            JudgedBatch(
                planned_at=to_time(row["planned_at"]),
                pictures=row["pictures"],
                likes=row["likes"],
                weight=row["weight"],
                controls=row["controls"],
                control_likes=row["control_likes"],
            )
            async for row in cursor
        ]


async def list_judged_prompts(tx: Transaction, *, since: datetime) -> list[JudgedPrompt]:
    """Every prompt that could be chosen since then, or was, with its judged pictures of batches planned since then."""
    async with tx.execute(
        "WITH judged AS (SELECT prompt_id, SUM(reward) AS likes, SUM(weight) FILTER (WHERE reward = 0) AS misses "
        "FROM pictures "
        "WHERE batch_id > coalesce((SELECT id FROM batches WHERE planned_at <= ?1 ORDER BY id DESC LIMIT 1), 0) "
        "AND reward IS NOT NULL AND deleted_at IS NULL GROUP BY prompt_id) "
        "SELECT prompts.added_at, retired_at, begins_on, ends_on, coalesce(likes, 0) AS likes, "
        "coalesce(misses, 0.0) AS misses FROM prompts LEFT JOIN judged ON prompt_id = prompts.id "
        "LEFT JOIN themes ON themes.id = theme_id "
        "WHERE retired_at IS NULL OR retired_at > ?1 OR likes IS NOT NULL ORDER BY prompts.id",
        (to_text(since),),
    ) as cursor:
        return [
            JudgedPrompt(
                added_at=to_time(row["added_at"]),
                retired_at=find_time(row["retired_at"]),
                begins_on=_find_date(row["begins_on"]),
                ends_on=_find_date(row["ends_on"]),
                likes=row["likes"],
                misses=row["misses"],
            )
            async for row in cursor
        ]


def _find_date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
