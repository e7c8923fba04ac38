"""Pictures' files, as far as rows know of them: which are there, which are missing, which nobody needs any more.

Must not touch a file.
"""

from __future__ import annotations

from datetime import datetime

from bot.domain.names import PictureId
from bot.store.database import Transaction
from bot.store.pictures import Picture, list_where
from bot.store.times import to_text

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


async def list_unliked(tx: Transaction, *, before: datetime, most: int) -> list[Picture]:
    """Settled pictures that nobody likes, posted before a moment (or never, and judged before it), with their files.

    Those over which a child waits to be painted are left out.
    """
    return await list_where(tx, f"{_UNLIKED} ORDER BY pictures.id LIMIT ?2", to_text(before), most)
