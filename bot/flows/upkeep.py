"""What happens now and then: backups, one a day and one before the database is upgraded, and room on the disk.

Called at every sweep; it finds out itself whether anything is due.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta
from pathlib import Path

from bot.errors import StoreError
from bot.flows.rules import Rules
from bot.store import backups, files
from bot.store.database import Database

log = logging.getLogger(__name__)

_AT_ONCE = 200
BACKUPS = "backups"


async def back_up_before_upgrade(folder: Path, *, now: datetime) -> Path:
    """Back the older database up before it is changed; of these backups the newest stays, beside the daily ones.

    Raises StoreError if that cannot be done: then it must not be upgraded.
    """
    try:
        made = await backups.back_up(folder, folder / BACKUPS, at=now, kind=backups.BEFORE_UPGRADE)
    except StoreError as error:
        raise StoreError(f"The database is not upgraded, as it must be backed up first: {error}") from error
    try:
        await asyncio.to_thread(backups.rotate, folder / BACKUPS, keep=1, kind=backups.BEFORE_UPGRADE)
    except OSError as error:
        log.warning("an old backup could not be removed: %s", error)
    log.info("the database is of an older version: backed up to %s, and upgraded", made)
    return made


async def make_backup_if_due(folder: Path, *, keep: int, now: datetime) -> Path | None:
    """Make the day's backup in the data folder's `backups` unless there is one, and keep the newest `keep`.

    Trouble is logged: the bot goes on, and it is tried again at the next sweep.
    """
    into = folder / BACKUPS
    if keep == 0 or not await asyncio.to_thread(backups.is_due, into, now=now):
        return None
    try:
        made = await backups.back_up(folder, into, at=now)
        removed = await asyncio.to_thread(backups.rotate, into, keep=keep)
    except (StoreError, OSError) as error:
        log.error("%s", error)
        return None
    log.info("backup: %s%s", made, f", {len(removed)} old ones removed" if removed else "")
    return made


async def remove_unliked(database: Database, rules: Rules, *, after: timedelta, now: datetime) -> int:
    """Remove the files of settled pictures that nobody liked and that were posted before `now - after`.

    Recipes and votes stay, and `catbandit repaint` brings any of them back. A file that somebody begins to like or to
    paint over meanwhile stays: that is asked again in the transaction that notes the removal, and a child's row is
    there before its parent's file is looked for. Returns how many files went.
    """
    removed = 0
    while True:
        async with database.reading() as tx:
            old = await files.list_unliked(tx, before=now - after, most=_AT_ONCE)
        for picture in old:
            assert picture.path is not None  # that is what was asked for
            async with database.transaction() as tx:
                if await files.mark_removed(tx, picture.id):  # in one with the file: else it might be brought back
                    await asyncio.to_thread((rules.folder / picture.path).unlink, missing_ok=True)
                    removed += 1
        if len(old) < _AT_ONCE:
            return removed
