"""Counts: per prompt and model, and per part and model, what the verdicts on pictures add up to. Beliefs follow.

Every count is a sum over the pictures' rows, kept so that a decision costs the same however long the history is.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.names import PartId, PictureId, PromptId
from bot.store.database import Transaction
from bot.store.install import find_value, mark_value

_MODEL = "model"
_SLACK = 1e-6  # weights are whole parts of 64, so that sums are exact; what older versions stored may be off by this


async def find_model(tx: Transaction) -> str | None:
    """The model that painted last: the one whose beliefs are current."""
    return await find_value(tx, _MODEL)


async def mark_model(tx: Transaction, model: str) -> None:
    """Note the model that paints now."""
    await mark_value(tx, _MODEL, model)


_OF_PICTURE = "FROM picture_parts JOIN pictures ON pictures.id = picture_id WHERE picture_id = ?1"
_ADD = "ON CONFLICT DO UPDATE SET trials = trials + ?2, likes = likes + ?3, misses = misses + ?4"
_ADD_TO_PARTS = f"INSERT INTO part_counts SELECT part_id, model, ?2, ?3, ?4 {_OF_PICTURE} {_ADD}"
_ADD_TO_PARTS_OF_PROMPT = (
    f"INSERT INTO prompt_part_counts SELECT prompt_id, part_id, model, ?2, ?3, ?4 {_OF_PICTURE} {_ADD}"
)
_JUDGED_PARTS = (
    "COUNT(reward), coalesce(SUM(reward), 0), coalesce(SUM(weight) FILTER (WHERE reward = 0), 0.0) "
    "FROM picture_parts JOIN pictures ON pictures.id = picture_id "
    "WHERE reward IS NOT NULL AND kind IN ('trial', 'study') GROUP BY"
)
PartKey = tuple[PartId, PromptId | None, str]
"""Whose counts: a part's under a model, within a prompt, or over all prompts (None)."""


@dataclass(frozen=True, kw_only=True)
class Tally:
    """What is counted of a prompt or a part under a model.

    `pictures` posted or shown in a review (not counted for parts), `trials` settled with a reward, `likes` rewards of
    1, `misses` the weights of the others.
    """

    pictures: int = 0
    trials: int = 0
    likes: int = 0
    misses: float = 0.0

    def is_close_to(self, other: Tally) -> bool:
        """Whether two tallies are the same, but for the last bits of a sum."""
        same = (self.pictures, self.trials, self.likes) == (other.pictures, other.trials, other.likes)
        return same and abs(self.misses - other.misses) <= _SLACK * max(1.0, self.misses)


async def count_picture(tx: Transaction, picture_id: PictureId, more: Tally) -> None:
    """Add what has become of a picture to the counts of its prompt and of its parts."""
    async with tx.execute("SELECT prompt_id, model FROM pictures WHERE id = ?", (picture_id,)) as cursor:
        row = await cursor.fetchone()
    assert row is not None  # whoever counts has just read it
    await add_counts(tx, PromptId(row[0]), row[1], more)
    verdict = (picture_id, more.trials, more.likes, more.misses)
    if any(verdict[1:]):
        await tx.execute(_ADD_TO_PARTS, verdict)
        await tx.execute(_ADD_TO_PARTS_OF_PROMPT, verdict)


async def add_counts(tx: Transaction, prompt_id: PromptId, model: str, more: Tally) -> None:
    """Add to a prompt's counts."""
    await tx.execute(
        "INSERT INTO counts (prompt_id, model, pictures, trials, likes, misses) VALUES (?1, ?2, ?3, ?4, ?5, ?6) "
        "ON CONFLICT DO UPDATE SET pictures = pictures + ?3, trials = trials + ?4, likes = likes + ?5, "
        "misses = misses + ?6",
        (prompt_id, model, more.pictures, more.trials, more.likes, more.misses),
    )


async def recount(tx: Transaction) -> dict[tuple[PromptId, str], Tally]:
    """Count everything again from the pictures' rows: what the stored counts must equal."""
    async with tx.execute(
        "SELECT prompt_id, model, COUNT(*), COUNT(reward), coalesce(SUM(reward), 0), "
        "coalesce(SUM(weight) FILTER (WHERE reward = 0), 0.0) FROM pictures "
        "WHERE closes_at IS NOT NULL AND kind IN ('trial', 'study') GROUP BY prompt_id, model"
    ) as cursor:
        return {(PromptId(row[0]), row[1]): _tally(*row[2:]) async for row in cursor}


async def list_tallies(tx: Transaction) -> dict[tuple[PromptId, str], Tally]:
    """The stored counts of every prompt and model that has any."""
    async with tx.execute(
        "SELECT prompt_id, model, pictures, trials, likes, misses FROM counts WHERE pictures > 0"
    ) as cursor:
        return {(PromptId(row[0]), row[1]): _tally(*row[2:]) async for row in cursor}


async def recount_parts(tx: Transaction) -> dict[PartKey, Tally]:
    """Count the parts' verdicts again from the pictures' rows: what the stored counts must equal."""
    return await _list_part_tallies(
        tx,
        f"SELECT part_id, NULL, model, {_JUDGED_PARTS} part_id, model UNION ALL "
        f"SELECT part_id, prompt_id, model, {_JUDGED_PARTS} part_id, prompt_id, model",
    )


async def list_part_tallies(tx: Transaction) -> dict[PartKey, Tally]:
    """The stored counts of every part and model that has any, over all prompts and within each."""
    return await _list_part_tallies(
        tx,
        "SELECT part_id, NULL, model, trials, likes, misses FROM part_counts WHERE trials > 0 UNION ALL "
        "SELECT part_id, prompt_id, model, trials, likes, misses FROM prompt_part_counts WHERE trials > 0",
    )


async def _list_part_tallies(tx: Transaction, query: str) -> dict[PartKey, Tally]:
    async with tx.execute(query) as cursor:
        return {(row[0], row[1], row[2]): _tally(0, *row[3:]) async for row in cursor}


def _tally(pictures: int, trials: int, likes: int, misses: float) -> Tally:
    return Tally(pictures=pictures, trials=trials, likes=likes, misses=misses)
