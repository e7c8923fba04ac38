"""Where pictures hang: from the call to Discord, after which a message may exist, to the message's end.

Facts stand in the pictures' rows. Must not know what is judged, nor how.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import datetime

from bot.domain.names import MessageId, PictureId
from bot.store.database import Transaction
from bot.store.pictures import Picture, list_where
from bot.store.times import to_text

# The index is named, as the planner would rather walk through the whole history in order.
_OPEN = "SELECT id FROM pictures INDEXED BY pictures_open WHERE posted_at IS NOT NULL AND settled_at IS NULL"
_IN_MESSAGES = "WHERE message_id IN (SELECT value FROM json_each(?))"


async def find_by_message(tx: Transaction, message_id: MessageId) -> Picture | None:
    """The picture that hangs in this message."""
    found = await list_where(tx, "WHERE message_id = ?", message_id)
    return found[0] if found else None


async def list_of_messages(tx: Transaction, message_ids: Collection[MessageId]) -> list[Picture]:
    """The pictures that hang in these messages, in any order."""
    return await list_where(tx, _IN_MESSAGES, json.dumps(list(message_ids)))


async def list_open(tx: Transaction) -> list[Picture]:
    """Posted pictures without a verdict, oldest message first."""
    return await list_where(tx, f"WHERE pictures.id IN ({_OPEN} AND deleted_at IS NULL) ORDER BY message_id")


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
    return await list_where(
        tx, f"WHERE pictures.id IN ({_OPEN} AND seeded_at IS NULL AND deleted_at IS NULL) ORDER BY pictures.id"
    )


async def mark_deleted(tx: Transaction, message_ids: Sequence[MessageId], at: datetime) -> int:
    """Close the trials of deleted messages without a verdict; what was settled stays. Return how many were closed."""
    cursor = await tx.executemany(
        "UPDATE pictures SET deleted_at = ? WHERE message_id = ? AND deleted_at IS NULL",
        [(to_text(at), message_id) for message_id in message_ids],
    )
    return cursor.rowcount
