"""What the bot remembers between runs besides its records, and what it says only once."""

from __future__ import annotations

from datetime import datetime

from bot.store import install
from bot.store.database import Database


async def recall(database: Database, key: str) -> str | None:
    """What was remembered under this key."""
    async with database.reading() as tx:
        return await install.find_value(tx, key)


async def remember(database: Database, key: str, value: str) -> None:
    """Remember a value in place of the old one."""
    async with database.transaction() as tx:
        await install.mark_value(tx, key, value)


async def is_news(database: Database, key: str, *, said: str, now: datetime) -> bool:
    """Note what is said to be wrong; True the first time, until `is_mended` says that it is right again."""
    async with database.transaction() as tx:
        return await install.mark_said(tx, key, said, now)


async def is_noted(database: Database, key: str) -> bool:
    """Whether something was noted as wrong, and is not right again."""
    async with database.reading() as tx:
        return await install.is_said(tx, key)


async def is_mended(database: Database, key: str) -> bool:
    """Note that something is right; True if it had been noted as wrong."""
    async with database.transaction() as tx:
        return await install.mark_right(tx, key)
