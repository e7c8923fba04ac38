"""Pictures: the recipe first, then what became of it. One row from the plan to the verdict.

Where they hang is in `posts`, and their files are in `files`.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.domain.names import BatchId, MessageId, PictureId, PromptId
from bot.domain.own_settings import find_words, label
from bot.errors import NotFoundError
from bot.store.database import Transaction
from bot.store.times import find_time, to_text

Kind = Literal["trial", "study", "child", "compare"]
"""Why there is a picture: drawn by the beliefs, for a study, after a liked one, or to be compared on a sheet."""

TRIALS: tuple[Kind, ...] = ("trial", "study")

_SELECT = """
    SELECT pictures.*, coalesce(painted, prompts.text) AS prompt, prompts.text AS prompt_text,
        settings.json AS settings_json, batches.slot AS slot,
        (SELECT text FROM prompts WHERE prompts.id = rival_id) AS rival,
        (SELECT path FROM pictures AS parents WHERE parents.id = pictures.parent_id) AS parent_path,
        (SELECT sha256 FROM pictures AS parents WHERE parents.id = pictures.parent_id) AS parent_sha256
    FROM pictures JOIN prompts ON prompts.id = prompt_id JOIN settings ON settings.id = settings_id
    JOIN batches ON batches.id = batch_id
"""
# Named, as the planner would rather walk through the whole history in order.
_CLOSING = "SELECT id FROM pictures INDEXED BY pictures_closing WHERE closes_at IS NOT NULL AND settled_at IS NULL"


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """The parent over which a child was painted: its file, None where that is gone, the hash of its pixels, and how
    much of it was painted anew, 0 to 1."""

    picture_id: PictureId
    path: str | None
    sha256: str | None
    strength: float


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture's recipe, file, post, and verdict; what has not happened yet is None.

    `prompt` is what was painted, `prompt_text` the prompt with its slots and its own settings.
    `path` is relative to the data folder; `likes` counts distinct people now; `reward` is 0 or 1 once settled.
    `variation` is the second noise's seed and how far the first was moved towards it; `beginning` is there instead
    where the picture was painted over its parent. A child with neither has its parent's noise and other words.
    """

    id: PictureId
    batch_id: BatchId
    slot: str
    kind: Kind = "trial"
    parent_id: PictureId | None = None
    variation: tuple[int, float] | None = None
    beginning: Beginning | None = None
    prompt_id: PromptId
    prompt: str
    prompt_text: str
    seed: int
    settings_json: str
    model: str
    draw: float
    chance: float
    way: str
    alpha: float | None
    beta: float | None
    rival: str | None
    rival_draw: float | None
    path: str | None
    sha256: str | None
    painted_at: datetime | None
    spoilt: str | None
    posting_at: datetime | None
    message_id: MessageId | None
    posted_at: datetime | None
    closes_at: datetime | None
    likes: int
    deleted_at: datetime | None
    settled_at: datetime | None
    reward: int | None
    weight: float | None
    held_at: datetime | None = None
    released_at: datetime | None = None

    @property
    def is_trial(self) -> bool:
        """Whether its likes say something of its prompt: it was not made because another was liked."""
        return self.kind in TRIALS

    @property
    def title(self) -> str:
        """What was painted, and behind it the settings of its prompt's own."""
        return label(self.prompt, self.prompt_text, json.loads(self.settings_json))

    @property
    def has_own_settings(self) -> bool:
        """Whether its prompt wants to be painted otherwise than usual."""
        return find_words(self.prompt_text) != self.prompt_text

    @property
    def is_held(self) -> bool:
        """Whether it waits for a like in a review before it is posted."""
        return self.held_at is not None and self.released_at is None


async def list_where(tx: Transaction, clause: str, *values: str | int) -> list[Picture]:
    """The pictures that a clause of SQL picks and orders: for the store's own modules."""
    async with tx.execute(_SELECT + clause, values) as cursor:
        return [_picture(row) async for row in cursor]


async def get_picture(tx: Transaction, picture_id: PictureId) -> Picture:
    """The picture with this number; raises NotFoundError."""
    found = await list_where(tx, "WHERE pictures.id = ?", picture_id)
    if not found:
        raise NotFoundError(f"There is no picture number {picture_id}: the number stands above each picture.")
    return found[0]


async def list_of_batch(tx: Transaction, batch_id: BatchId) -> list[Picture]:
    """All pictures of a batch in order."""
    return await list_where(tx, "WHERE batch_id = ? ORDER BY pictures.id", batch_id)


async def mark_painted(
    tx: Transaction, picture_id: PictureId, *, path: str, sha256: str, settings_id: int, seconds: float, at: datetime
) -> None:
    """Note that the picture's file is there, and the settings really used."""
    await tx.execute(
        "UPDATE pictures SET path = ?, sha256 = ?, settings_id = ?, seconds = ?, painted_at = ? WHERE id = ?",
        (path, sha256, settings_id, seconds, to_text(at), picture_id),
    )


async def mark_spoilt(tx: Transaction, picture_id: PictureId, reason: str) -> None:
    """Note that the picture will never be painted, and why."""
    await tx.execute("UPDATE pictures SET spoilt = ? WHERE id = ?", (reason, picture_id))


async def list_spoilt(tx: Transaction, *, model: str, since: datetime, least: int) -> dict[PromptId, str]:
    """The prompts with so many spoilt pictures in batches since then, and none that was painted: with the reason."""
    async with tx.execute(
        "SELECT prompt_id, MAX(spoilt) AS reason FROM pictures WHERE batch_id > "
        "coalesce((SELECT id FROM batches WHERE planned_at <= ?1 ORDER BY id DESC LIMIT 1), 0) "
        "AND +model = ?2 AND kind = 'trial' GROUP BY prompt_id "
        "HAVING COUNT(spoilt) >= ?3 AND COUNT(sha256) = 0",
        (to_text(since), model, least),
    ) as cursor:
        return {PromptId(row["prompt_id"]): str(row["reason"]) async for row in cursor}


async def mark_settled(
    tx: Transaction, picture_id: PictureId, *, reward: int | None, weight: float | None, at: datetime
) -> None:
    """Give the verdict, and fix what the picture weighs as a miss; None where it was deleted."""
    await tx.execute(
        "UPDATE pictures SET settled_at = ?, reward = ?, weight = ? WHERE id = ?",
        (to_text(at), reward, weight, picture_id),
    )


async def list_due(tx: Transaction, at: datetime) -> list[Picture]:
    """Posted or reviewed pictures without a verdict whose window has closed or whose message is gone."""
    closed = f"WHERE pictures.id IN ({_CLOSING} AND (closes_at <= ? OR deleted_at IS NOT NULL)) ORDER BY pictures.id"
    return await list_where(tx, closed, to_text(at))


async def list_miscounted(tx: Transaction) -> list[tuple[PictureId, int, int]]:
    """Pictures whose noted likes differ from their votes: number, noted, counted."""
    async with tx.execute(
        "SELECT * FROM (SELECT id, likes, (SELECT COUNT(*) FROM votes WHERE picture_id = pictures.id AND is_like) AS "
        "counted FROM pictures) WHERE likes != counted"
    ) as cursor:
        return [(PictureId(row[0]), row[1], row[2]) async for row in cursor]


def _beginning(row: sqlite3.Row) -> Beginning | None:
    """A strength without a second seed says that the picture was painted over its parent."""
    if row["variation_seed"] is not None or row["variation_strength"] is None:
        return None
    return Beginning(
        picture_id=PictureId(row["parent_id"]),
        path=row["parent_path"],
        sha256=row["parent_sha256"],
        strength=row["variation_strength"],
    )


def _picture(row: sqlite3.Row) -> Picture:
    return Picture(
        id=PictureId(row["id"]),
        batch_id=BatchId(row["batch_id"]),
        slot=row["slot"],
        kind=row["kind"],
        parent_id=row["parent_id"],
        variation=None if row["variation_seed"] is None else (row["variation_seed"], row["variation_strength"]),
        beginning=_beginning(row),
        prompt_id=PromptId(row["prompt_id"]),
        prompt=row["prompt"],
        prompt_text=row["prompt_text"],
        seed=row["seed"],
        settings_json=row["settings_json"],
        model=row["model"],
        draw=row["draw"],
        chance=row["chance"],
        way=row["way"],
        alpha=row["alpha"],
        beta=row["beta"],
        rival=row["rival"],
        rival_draw=row["rival_draw"],
        path=row["path"],
        sha256=row["sha256"],
        painted_at=find_time(row["painted_at"]),
        spoilt=row["spoilt"],
        posting_at=find_time(row["posting_at"]),
        message_id=row["message_id"],
        posted_at=find_time(row["posted_at"]),
        closes_at=find_time(row["closes_at"]),
        likes=row["likes"],
        deleted_at=find_time(row["deleted_at"]),
        settled_at=find_time(row["settled_at"]),
        reward=row["reward"],
        weight=row["weight"],
        held_at=find_time(row["held_at"]),
        released_at=find_time(row["released_at"]),
    )
