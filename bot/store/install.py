"""What this installation knows about itself: single values by key, and what has been said once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.store.database import Transaction
from bot.store.times import to_text, to_time


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What was said to be wrong, in English, and when; `said` is None where an earlier version kept only its key."""

    key: str
    said: str | None
    said_at: datetime


async def find_value(tx: Transaction, key: str) -> str | None:
    """The stored value, if any."""
    async with tx.execute("SELECT value FROM install WHERE key = ?", (key,)) as cursor:
        row = await cursor.fetchone()
    return row[0] if row else None


async def mark_value(tx: Transaction, key: str, value: str) -> None:
    """Store a value in place of the old one."""
    await tx.execute("INSERT INTO install VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", (key, value))


async def remove_value(tx: Transaction, key: str) -> None:
    """Forget a value."""
    await tx.execute("DELETE FROM install WHERE key = ?", (key,))


async def mark_said(tx: Transaction, key: str, said: str, at: datetime) -> bool:
    """Note that something is said to be wrong; False if it had been, and is not right again: only the words change."""
    cursor = await tx.execute("UPDATE notices SET said = ? WHERE key = ?", (said, key))
    if cursor.rowcount:
        return False
    await tx.execute("INSERT INTO notices (key, said, said_at) VALUES (?, ?, ?)", (key, said, to_text(at)))
    return True


async def is_said(tx: Transaction, key: str) -> bool:
    """Whether something was said to be wrong, and is not right again."""
    async with tx.execute("SELECT 1 FROM notices WHERE key = ?", (key,)) as cursor:
        return await cursor.fetchone() is not None


async def list_notices(tx: Transaction) -> list[Notice]:
    """What was said to be wrong and is not right again, oldest first."""
    async with tx.execute("SELECT key, said, said_at FROM notices ORDER BY said_at, key") as cursor:
        return [Notice(key=row[0], said=row[1], said_at=to_time(row[2])) async for row in cursor]


async def mark_right(tx: Transaction, key: str) -> bool:
    """Note that what was wrong is right again; True if it had been said to be wrong."""
    cursor = await tx.execute("DELETE FROM notices WHERE key = ?", (key,))
    return cursor.rowcount == 1
