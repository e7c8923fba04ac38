"""Pictures: the recipe first, then what became of it. One row from the plan to the verdict."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.domain.names import BatchId, MessageId, PictureId, PromptId
from bot.domain.own_settings import label
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
_A_SHORT_TIME = 10_000  # pictures: fewer are faster read than all that were ever liked
# Named, as the planner would rather walk through the whole history in order.
_OPEN = "SELECT id FROM pictures INDEXED BY pictures_open WHERE posted_at IS NOT NULL AND settled_at IS NULL"
_IN_MESSAGES = "WHERE message_id IN (SELECT value FROM json_each(?))"
_CLOSING = "SELECT id FROM pictures INDEXED BY pictures_closing WHERE closes_at IS NOT NULL AND settled_at IS NULL"
# Judged, unliked, with a file that is not needed: neither it nor what was painted over it waits to be painted over.
_SPARE = """likes = 0 AND path IS NOT NULL AND settled_at IS NOT NULL AND NOT EXISTS (
    WITH RECURSIVE over (id, is_waiting) AS (
        SELECT id, path IS NULL AND spoilt IS NULL AND message_id IS NULL FROM pictures AS children
        WHERE parent_id = pictures.id AND variation_strength IS NOT NULL AND variation_seed IS NULL
        UNION ALL SELECT children.id, path IS NULL AND spoilt IS NULL AND message_id IS NULL
        FROM over JOIN pictures AS children ON children.parent_id = over.id
        WHERE variation_strength IS NOT NULL AND variation_seed IS NULL
    ) SELECT 1 FROM over WHERE is_waiting)"""
_UNLIKED = f"""WHERE pictures.id IN (
    SELECT id FROM pictures WHERE {_SPARE} AND posted_at < ?1
    UNION ALL SELECT id FROM pictures WHERE {_SPARE} AND posted_at IS NULL AND settled_at < ?1)
"""  # noqa: S608  # a condition of ours


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
    rival_id: PromptId | None
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
        return label(self.prompt, self.prompt_text)

    @property
    def is_held(self) -> bool:
        """Whether it waits for a like in a review before it is posted."""
        return self.held_at is not None and self.released_at is None


async def get_picture(tx: Transaction, picture_id: PictureId) -> Picture:
    """The picture with this number; raises NotFoundError."""
    async with tx.execute(_SELECT + "WHERE pictures.id = ?", (picture_id,)) as cursor:
        row = await cursor.fetchone()
    if row is None:
        raise NotFoundError(f"There is no picture number {picture_id}: the number stands above each picture.")
    return _picture(row)


async def find_by_message(tx: Transaction, message_id: MessageId) -> Picture | None:
    """The picture that hangs in this message."""
    async with tx.execute(_SELECT + "WHERE message_id = ?", (message_id,)) as cursor:
        row = await cursor.fetchone()
    return _picture(row) if row else None


async def list_of_messages(tx: Transaction, message_ids: Collection[MessageId]) -> list[Picture]:
    """The pictures that hang in these messages, in any order."""
    asked = json.dumps(list(message_ids))
    async with tx.execute(_SELECT + _IN_MESSAGES, (asked,)) as cursor:
        return [_picture(row) async for row in cursor]


async def list_of_batch(tx: Transaction, batch_id: BatchId) -> list[Picture]:
    """All pictures of a batch in order."""
    async with tx.execute(_SELECT + "WHERE batch_id = ? ORDER BY pictures.id", (batch_id,)) as cursor:
        return [_picture(row) async for row in cursor]


async def list_open(tx: Transaction) -> list[Picture]:
    """Posted pictures without a verdict, oldest message first."""
    async with tx.execute(
        _SELECT + f"WHERE pictures.id IN ({_OPEN} AND deleted_at IS NULL) ORDER BY message_id"
    ) as cursor:
        return [_picture(row) async for row in cursor]


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
    async with tx.execute(
        f"{_SELECT} {asked} ORDER BY likes DESC, pictures.id LIMIT ?", (*bounds.values(), most)
    ) as cursor:
        return [_picture(row) async for row in cursor]


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


async def list_files(tx: Transaction, first: int, end: int) -> dict[PictureId, bool | None]:
    """For the pictures numbered from `first` up to `end`: whether a file is noted; None where none is to be expected.

    That is where nothing was painted yet, and where the picture will be painted again before it is posted.
    """
    async with tx.execute(
        "SELECT id, CASE WHEN path IS NOT NULL THEN 1 WHEN sha256 IS NOT NULL AND message_id IS NOT NULL THEN 0 END "
        "FROM pictures WHERE id >= ? AND id < ?",
        (first, end),
    ) as cursor:
        return {PictureId(row[0]): None if row[1] is None else bool(row[1]) async for row in cursor}


async def mark_found(tx: Transaction, picture_id: PictureId, path: str) -> None:
    """Note that the picture's file is there again."""
    await tx.execute("UPDATE pictures SET path = ? WHERE id = ?", (path, picture_id))


async def mark_lost(tx: Transaction, picture_id: PictureId) -> None:
    """Note that the picture's file is missing: it has to be painted again."""
    await tx.execute("UPDATE pictures SET path = NULL WHERE id = ?", (picture_id,))


async def mark_removed(tx: Transaction, picture_id: PictureId) -> bool:
    """Note that an unliked picture's file goes; False where it must stay, as since then somebody likes or needs it."""
    cursor = await tx.execute(
        f"UPDATE pictures SET path = NULL WHERE id = ? AND {_SPARE}",  # noqa: S608  # a condition of ours
        (picture_id,),
    )
    return cursor.rowcount > 0


async def mark_posting(tx: Transaction, picture_id: PictureId, at: datetime) -> None:
    """Note that the call to Discord is about to be made: from now on the post may exist."""
    await tx.execute("UPDATE pictures SET posting_at = coalesce(posting_at, ?) WHERE id = ?", (to_text(at), picture_id))


async def mark_posted(
    tx: Transaction, picture_id: PictureId, *, message_id: MessageId, at: datetime, closes_at: datetime
) -> None:
    """Note where the picture hangs, and until when votes are awaited."""
    await tx.execute(
        "UPDATE pictures SET message_id = ?, posted_at = ?, closes_at = ? WHERE id = ?",
        (message_id, to_text(at), to_text(closes_at), picture_id),
    )


async def mark_seeded(tx: Transaction, picture_id: PictureId, at: datetime) -> None:
    """Note that the bot's own reaction is there to press."""
    await tx.execute("UPDATE pictures SET seeded_at = ? WHERE id = ?", (to_text(at), picture_id))


async def list_unseeded(tx: Transaction) -> list[Picture]:
    """Posted pictures without a verdict that lack the bot's own reaction, oldest first."""
    async with tx.execute(
        _SELECT + f"WHERE pictures.id IN ({_OPEN} AND seeded_at IS NULL AND deleted_at IS NULL) ORDER BY pictures.id"
    ) as cursor:
        return [_picture(row) async for row in cursor]


async def mark_deleted(tx: Transaction, message_ids: Sequence[MessageId], at: datetime) -> int:
    """Close the trials of deleted messages without a verdict; what was settled stays. Return how many were closed."""
    cursor = await tx.executemany(
        "UPDATE pictures SET deleted_at = ? WHERE message_id = ? AND deleted_at IS NULL",
        [(to_text(at), message_id) for message_id in message_ids],
    )
    return cursor.rowcount


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
    async with tx.execute(
        _SELECT + f"WHERE pictures.id IN ({_CLOSING} AND (closes_at <= ? OR deleted_at IS NOT NULL)) "
        "ORDER BY pictures.id",
        (to_text(at),),
    ) as cursor:
        return [_picture(row) async for row in cursor]


async def list_unliked(tx: Transaction, *, before: datetime, most: int) -> list[Picture]:
    """Settled pictures that nobody likes, posted before a moment (or never, and judged before it), with their files.

    Those over which a child waits to be painted are left out.
    """
    async with tx.execute(_SELECT + _UNLIKED + "ORDER BY pictures.id LIMIT ?2", (to_text(before), most)) as cursor:
        return [_picture(row) async for row in cursor]


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
        rival_id=row["rival_id"],
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
