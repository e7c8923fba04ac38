"""What happens at the start: the archive's files and the pictures' rows are compared, both ways.

A thousand pictures at a time, so that memory does not grow with the archive. Nothing of a picture is ever deleted here,
only what a killed process left half written.
"""

from __future__ import annotations

import asyncio
import logging
import shutil
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from bot.domain.names import PictureId
from bot.flows.recipe import archive_path
from bot.flows.upkeep import BACKUPS
from bot.store import files, numbers
from bot.store.database import Database

log = logging.getLogger(__name__)

_AT_ONCE = 1000  # as many as there are in a folder of the archive
_HALF_AN_HOUR = timedelta(minutes=30)  # what is half written for so long is left over
_MOST_NAMED = 5


@dataclass(frozen=True, kw_only=True)
class Differences:
    """Pictures whose file is gone, posted ones whose file is back, and files that no row knows of.

    `is_absent`: rows name files, and there is no archive at all.
    """

    missing: list[PictureId] = field(default_factory=list)
    back: list[PictureId] = field(default_factory=list)
    unknown: list[int] = field(default_factory=list)
    is_absent: bool = False


async def compare_files(database: Database, folder: Path) -> Differences:
    """Compare the archive in the data folder with the rows; changes nothing."""
    found = Differences()
    async with database.reading() as tx:
        last = await numbers.find_last(tx, "pictures")
    for first in range(0, last + 1, _AT_ONCE):
        async with database.reading() as tx:  # before the files are listed: a file is there before its row says so
            rows = await files.list_files(tx, first, first + _AT_ONCE)
        there = await asyncio.to_thread(_list_numbers, (folder / archive_path(first)).parent)
        found.missing.extend(one for one, is_noted in rows.items() if is_noted is True and one not in there)
        found.back.extend(one for one, is_noted in rows.items() if is_noted is False and one in there)
        found.unknown.extend(sorted(one for one in there - rows.keys() if one <= last))
    root = folder / Path(archive_path(0)).parts[0]
    if found.missing and not await asyncio.to_thread(root.exists):
        return Differences(is_absent=True)
    return found


def _list_numbers(folder: Path) -> set[int]:
    if not folder.is_dir():
        return set()
    return {int(file.stem) for file in folder.iterdir() if file.suffix == ".png" and file.stem.isdigit()}


async def mend_files(database: Database, folder: Path, *, now: datetime) -> Differences:
    """Let the rows say which files are there, remove what was left half written, and log what was found."""
    found = await compare_files(database, folder)
    for start in range(0, max(len(found.missing), len(found.back)), _AT_ONCE):
        async with database.transaction() as tx:
            for picture_id in found.missing[start : start + _AT_ONCE]:
                await files.mark_lost(tx, picture_id)
            for picture_id in found.back[start : start + _AT_ONCE]:
                await files.mark_found(tx, picture_id, archive_path(picture_id))
    removed = await asyncio.to_thread(_remove_leftovers, folder, (now - _HALF_AN_HOUR).timestamp())
    if found.is_absent:
        log.error("the archive of pictures in %s is not there: is its disk mounted? Nothing is changed", folder)
    if found.missing:
        log.warning(
            "picture files are gone, %d in all (%s): what is still to be posted is painted again, “catbandit repaint” "
            "brings back any other",
            len(found.missing),
            _name(found.missing),
        )
    if found.back:
        log.info("picture files are there again, %d in all (%s)", len(found.back), _name(found.back))
    if found.unknown:
        log.info("files of the archive that belong to no picture: %d (%s)", len(found.unknown), _name(found.unknown))
    if removed:
        log.info("removed what was left half written: %d", removed)
    return found


def _name(found: list[PictureId] | list[int]) -> str:
    return ", ".join(f"#{one}" for one in found[:_MOST_NAMED]) + (", …" if len(found) > _MOST_NAMED else "")


def _remove_leftovers(folder: Path, before: float) -> int:
    """Remove what carries the ending of half a file and has not been touched for a while; returns how many."""
    removed = 0
    for pattern in (f"{Path(archive_path(0)).parts[0]}/*/*.partial", f"{BACKUPS}/*.partial", "*.partial"):
        for path in folder.glob(pattern):
            if path.stat().st_mtime < before:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
                removed += 1
    return removed
