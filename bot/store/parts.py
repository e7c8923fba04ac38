"""Parts: the options of prompts' slots, and which picture has which."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.names import BatchId, PartId, PictureId, PromptId
from bot.domain.prompts import same_key
from bot.store.database import Transaction
from bot.store.times import find_time, to_text


@dataclass(frozen=True, kw_only=True)
class Part:
    """One option of a slot; active until retired."""

    id: PartId
    slot: str
    text: str
    retired_at: datetime | None

    @property
    def is_active(self) -> bool:
        return self.retired_at is None


@dataclass(frozen=True, kw_only=True)
class PartCount:
    """A part with the verdicts on the pictures that have it: trials, likes, and the weights of the misses.

    The `old_` ones are those under other models than the one asked about.
    """

    part: Part
    trials: int
    likes: int
    misses: float
    old_likes: int = 0
    old_misses: float = 0.0


@dataclass(frozen=True, kw_only=True)
class SpoiltPart:
    """An option with which none of a prompt's pictures could be painted lately, and why; `prompt` is its text."""

    prompt_id: PromptId
    prompt: str
    part: Part
    reason: str


async def add_part(tx: Transaction, slot: str, text: str, *, at: datetime) -> Part:
    """Add an option, or bring a retired one back."""
    cursor = await tx.execute(
        "INSERT INTO parts (slot, text, same_key, added_at) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (slot, same_key) DO UPDATE SET retired_at = NULL RETURNING *",
        (slot, text, same_key(text), to_text(at)),
    )
    row = await cursor.fetchone()
    assert row is not None  # RETURNING always gives the row
    return _part(row)


async def find_part(tx: Transaction, slot: str, text: str) -> Part | None:
    """The option of this slot with this text, whatever its case."""
    async with tx.execute("SELECT * FROM parts WHERE slot = ? AND same_key = ?", (slot, same_key(text))) as cursor:
        row = await cursor.fetchone()
    return _part(row) if row else None


async def mark_retired(tx: Transaction, part_id: PartId, at: datetime) -> None:
    """Retire an option."""
    await tx.execute("UPDATE parts SET retired_at = ? WHERE id = ?", (to_text(at), part_id))


async def list_parts(tx: Transaction, *, slot: str | None = None) -> list[Part]:
    """The active options of a slot or of all, by slot and age."""
    async with tx.execute(
        "SELECT * FROM parts WHERE retired_at IS NULL AND (?1 IS NULL OR slot = ?1) ORDER BY slot, id", (slot,)
    ) as cursor:
        return [_part(row) async for row in cursor]


async def list_slots(tx: Transaction) -> set[str]:
    """The names of the slots that have active options, inline choices included."""
    async with tx.execute("SELECT DISTINCT slot FROM parts WHERE retired_at IS NULL") as cursor:
        return {row[0] async for row in cursor}


async def list_counts(tx: Transaction, *, model: str | None) -> list[PartCount]:
    """All options, retired ones too, with their counts over all prompts under a model and under the others."""
    async with tx.execute(
        "WITH old AS (SELECT part_id, SUM(likes) AS likes, SUM(misses) AS misses FROM part_counts "
        "WHERE model IS NOT ?1 GROUP BY part_id) SELECT parts.*, coalesce(now.trials, 0) AS trials, "
        "coalesce(now.likes, 0) AS likes, coalesce(now.misses, 0.0) AS misses, coalesce(old.likes, 0) AS old_likes, "
        "coalesce(old.misses, 0.0) AS old_misses FROM parts LEFT JOIN part_counts AS now ON now.part_id = parts.id "
        "AND now.model = ?1 LEFT JOIN old ON old.part_id = parts.id ORDER BY slot, parts.id",
        (model,),
    ) as cursor:
        return [
            PartCount(
                part=_part(row),
                trials=row["trials"],
                likes=row["likes"],
                misses=row["misses"],
                old_likes=row["old_likes"],
                old_misses=row["old_misses"],
            )
            async for row in cursor
        ]


async def count_pictures(tx: Transaction, *, model: str | None) -> dict[PartId, int]:
    """How many pictures by a model showed each option, posted or in a review; reads the whole history."""
    async with tx.execute(
        "SELECT part_id, COUNT(*) FROM pictures JOIN picture_parts ON picture_id = pictures.id "
        "WHERE closes_at IS NOT NULL AND model = ? AND kind IN ('trial', 'study') GROUP BY part_id",
        (model,),
    ) as cursor:
        return {PartId(row[0]): row[1] async for row in cursor}


async def list_counts_of_prompt(tx: Transaction, prompt_id: PromptId, *, model: str | None) -> list[PartCount]:
    """The active options that have been judged in a prompt's pictures under a model, with their counts there."""
    async with tx.execute(
        "SELECT parts.*, trials, likes, misses FROM prompt_part_counts JOIN parts ON parts.id = part_id "
        "WHERE prompt_id = ? AND model = ? AND retired_at IS NULL ORDER BY slot, parts.id",
        (prompt_id, model),
    ) as cursor:
        return [
            PartCount(part=_part(row), trials=row["trials"], likes=row["likes"], misses=row["misses"])
            async for row in cursor
        ]


async def list_spoilt(tx: Transaction, *, model: str, since: datetime, least: int) -> list[SpoiltPart]:
    """The options that so many of one prompt's pictures had in batches since then, all of them spoilt."""
    async with tx.execute(
        "SELECT parts.*, prompt_id, prompts.text AS prompt, MAX(spoilt) AS reason FROM pictures "
        "JOIN picture_parts ON picture_id = pictures.id JOIN parts ON parts.id = part_id "
        "JOIN prompts ON prompts.id = prompt_id WHERE batch_id > "
        "coalesce((SELECT id FROM batches WHERE planned_at <= ?1 ORDER BY id DESC LIMIT 1), 0) "
        "AND +model = ?2 AND kind = 'trial' GROUP BY prompt_id, part_id "
        "HAVING COUNT(spoilt) >= ?3 AND COUNT(sha256) = 0 ORDER BY prompt_id, part_id",
        (to_text(since), model, least),
    ) as cursor:
        return [
            SpoiltPart(prompt_id=row["prompt_id"], prompt=row["prompt"], part=_part(row), reason=row["reason"])
            async for row in cursor
        ]


async def list_of_picture(tx: Transaction, picture_id: PictureId) -> list[Part]:
    """The options that fill the slots of a picture's prompt, active or not."""
    async with tx.execute(
        "SELECT parts.* FROM picture_parts JOIN parts ON parts.id = part_id WHERE picture_id = ? ORDER BY parts.id",
        (picture_id,),
    ) as cursor:
        return [_part(row) async for row in cursor]


async def add_to_batch(tx: Transaction, batch_id: BatchId, part_ids: Sequence[Iterable[PartId]]) -> None:
    """Note which parts the pictures of a batch have, in the order in which they were planned."""
    async with tx.execute("SELECT id FROM pictures WHERE batch_id = ? ORDER BY id", (batch_id,)) as cursor:
        picture_ids = [row[0] async for row in cursor]
    rows = [(picture, part) for picture, parts in zip(picture_ids, part_ids, strict=True) for part in parts]
    await tx.executemany("INSERT INTO picture_parts VALUES (?, ?)", rows)


def _part(row: sqlite3.Row) -> Part:
    return Part(id=PartId(row["id"]), slot=row["slot"], text=row["text"], retired_at=find_time(row["retired_at"]))
