"""What happens when the disk fills up: painting pauses while votes still have room, and goes on by itself.

Owns how much room is enough. What is measured is the disk that holds the data folder.
"""

from __future__ import annotations

import asyncio
import logging
import shutil
from pathlib import Path

from bot.errors import GalleryError, NoRoomError
from bot.flows.memory import is_mended, is_noted
from bot.flows.notices import key_of, tell
from bot.flows.workshop import Workshop
from bot.languages import Text

log = logging.getLogger(__name__)

_ENOUGH = 1.25  # times the reserve must be free before painting goes on: else it would stop again at once
_GIGABYTE = 10**9
_AGAIN = Text("disk-has-room")


async def find_free(folder: Path) -> int | None:
    """How many bytes are free on the disk that holds the folder; None if that cannot be said."""
    try:
        return (await asyncio.to_thread(shutil.disk_usage, folder)).free
    except OSError:
        return None


def describe_shortage(folder: Path, *, free: int, reserve: int) -> Text:
    """Say that there is too little room, what follows from it, and what to do."""
    gigabytes = {"free": f"{free / _GIGABYTE:.2f}", "reserve": f"{reserve / _GIGABYTE:g}"}
    return Text("disk-nearly-full", folder=str(folder), **gigabytes)


async def make_sure_of_room(workshop: Workshop) -> None:
    """Raise NoRoomError if less is free than is kept in reserve; after that has been said, a little more is needed."""
    folder, reserve = workshop.rules.folder, workshop.rules.disk_reserve
    free = await find_free(folder)
    if free is None or free >= _ENOUGH * reserve:
        return
    if free < reserve or await is_noted(workshop.database, NoRoomError.__name__):
        raise NoRoomError(describe_shortage(folder, free=free, reserve=reserve))


async def watch_room(workshop: Workshop) -> bool:
    """Say once that the disk is nearly full, and once that it is not any more; returns whether there is room."""
    try:
        await make_sure_of_room(workshop)
    except NoRoomError as error:
        await tell(workshop, key_of(error), error.said)
        return False
    key = NoRoomError.__name__
    workshop.said.pop(key, None)
    if await is_noted(workshop.database, key) and await is_mended(workshop.database, key):
        log.info("%s", _AGAIN)
        try:
            await workshop.gallery.tell_curators(_AGAIN)
        except GalleryError as error:
            log.warning("the curators could not be told: %s", error)
    return True
