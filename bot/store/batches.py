"""Batches: what was decided to be painted together, planned before anything is painted."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from bot.domain.names import BatchId, PictureId, PromptId
from bot.store.database import Transaction
from bot.store.numbers import next_number
from bot.store.pictures import Kind
from bot.store.times import to_text


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A picture to be: why this prompt, and which seed.

    The draw won with, the chance of this choice, the belief Beta(alpha, beta) it came from, and the best of the others
    with what it drew. `way` is how: “drawn”, or “debut” or “blind”, where nothing was drawn and `draw` is the mean, or
    “asked”: one that was asked for has a draw and a chance of 1. `painted` is the full text where it is not the
    prompt's own, `settings_json` are the picture's settings where they are not its batch's. The variation's seed and
    strength say towards which other noise the picture's own is moved, how far; a strength alone is how much of the
    parent, over which it is painted, is painted anew.
    """

    prompt_id: PromptId
    seed: int
    draw: float = 1.0
    chance: float = 1.0
    way: str = "drawn"
    alpha: float | None = None
    beta: float | None = None
    rival_id: PromptId | None = None
    rival_draw: float | None = None
    painted: str | None = None
    settings_json: str | None = None
    kind: Kind = "trial"
    parent_id: PictureId | None = None
    variation_seed: int | None = None
    variation_strength: float | None = None


_PLANNED = tuple(field.name for field in fields(Plan) if field.name != "settings_json")


async def find_batch(tx: Transaction, slot: str) -> BatchId | None:
    """The batch of this slot, if it was planned or skipped already."""
    async with tx.execute("SELECT id FROM batches WHERE slot = ?", (slot,)) as cursor:
        row = await cursor.fetchone()
    return BatchId(row[0]) if row else None


async def count_planned(tx: Transaction, kind: str, *, since: datetime) -> int:
    """How many batches whose slot begins with `kind` (ending in “:”) were planned since a moment."""
    async with tx.execute(
        "SELECT COUNT(*) FROM batches WHERE +slot >= ?1 AND +slot < ?2 AND planned_at > ?3 "
        "AND id > coalesce((SELECT id FROM batches WHERE planned_at <= ?3 ORDER BY id DESC LIMIT 1), 0)",
        (kind, kind[:-1] + ";", to_text(since)),  # ";" is the character after ":", and the pluses: only that time
    ) as cursor:
        row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def add_batch(
    tx: Transaction,
    *,
    slot: str,
    at: datetime,
    plans: Sequence[Plan],
    model: str,
    settings_json: str,
    pool: int | None = None,
    assumptions: str | None = None,
) -> BatchId:
    """Store a batch and the recipes of its pictures; an IntegrityError means that the slot is taken.

    `pool` is how many prompts could be chosen, `assumptions` (JSON) what the learner took for granted.
    """
    batch_id = await _add(tx, slot, at, skipped=None)
    await tx.execute("UPDATE batches SET pool = ?, assumptions = ? WHERE id = ?", (pool, assumptions, batch_id))
    texts = {settings_json, *(plan.settings_json for plan in plans if plan.settings_json is not None)}
    settings_ids = {text: await get_settings_id(tx, text) for text in sorted(texts)}
    first = await next_number(tx, "pictures")
    await tx.executemany(
        f"INSERT INTO pictures (id, batch_id, settings_id, model, {', '.join(_PLANNED)}) "  # noqa: S608  # names of ours
        f"VALUES (?, ?, ?, ?{', ?' * len(_PLANNED)})",
        [
            (
                number,
                batch_id,
                settings_ids[plan.settings_json or settings_json],
                model,
                *(getattr(plan, name) for name in _PLANNED),
            )
            for number, plan in enumerate(plans, start=first)
        ],
    )
    return batch_id


async def add_skipped(tx: Transaction, *, slot: str, at: datetime, reason: str) -> None:
    """Store that nothing is painted for this slot, and why."""
    await _add(tx, slot, at, skipped=reason)


async def _add(tx: Transaction, slot: str, at: datetime, skipped: str | None) -> BatchId:
    cursor = await tx.execute(
        "INSERT INTO batches (slot, planned_at, finished_at, skipped) VALUES (?, ?, ?, ?) RETURNING id",
        (slot, to_text(at), to_text(at) if skipped else None, skipped),
    )
    row = await cursor.fetchone()
    assert row is not None  # RETURNING always gives the row
    return BatchId(row[0])


async def get_settings_id(tx: Transaction, settings_json: str) -> int:
    """The number under which these settings are stored; stores them if they are new."""
    await tx.execute("INSERT OR IGNORE INTO settings (json) VALUES (?)", (settings_json,))
    async with tx.execute("SELECT id FROM settings WHERE json = ?", (settings_json,)) as cursor:
        row = await cursor.fetchone()
    assert row is not None  # just stored
    return int(row[0])


async def list_unfinished(tx: Transaction) -> list[BatchId]:
    """Batches with pictures still to be painted or posted, oldest first; what is only compared is never posted."""
    async with tx.execute(
        "SELECT id FROM batches WHERE finished_at IS NULL AND id NOT IN (SELECT batch_id FROM comparisons "
        "WHERE shown_at IS NULL) ORDER BY id"
    ) as cursor:
        return [BatchId(row[0]) async for row in cursor]


async def mark_finished(tx: Transaction, batch_id: BatchId, at: datetime) -> None:
    """Close a batch if none of its pictures waits for anything any more."""
    await tx.execute(
        "UPDATE batches SET finished_at = ? WHERE id = ? AND NOT EXISTS (SELECT 1 FROM pictures "
        "WHERE batch_id = batches.id AND +message_id IS NULL AND spoilt IS NULL "  # plus: by batch, not by message
        "AND (held_at IS NULL OR path IS NULL))",
        (to_text(at), batch_id),
    )


async def mark_seen(tx: Transaction, batch_ids: Iterable[BatchId], at: datetime) -> None:
    """Note that somebody looked at these batches: reacted to one of their pictures, or was shown one."""
    await tx.executemany(
        "UPDATE batches SET seen_at = ? WHERE id = ? AND seen_at IS NULL", [(to_text(at), one) for one in batch_ids]
    )


async def list_assumptions(tx: Transaction, *, most: int) -> list[dict[str, Any]]:
    """What the learner took for granted at the last choices, oldest first."""
    async with tx.execute(
        "SELECT assumptions FROM batches WHERE assumptions IS NOT NULL ORDER BY id DESC LIMIT ?", (most,)
    ) as cursor:
        return [json.loads(row[0]) for row in reversed(list(await cursor.fetchall()))]


async def mark_unfinished(tx: Transaction, batch_id: BatchId) -> None:
    """Open a batch again: a picture of it has to be painted once more."""
    await tx.execute("UPDATE batches SET finished_at = NULL WHERE id = ?", (batch_id,))
