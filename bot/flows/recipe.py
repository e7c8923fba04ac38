"""A stored recipe as an order, and a stored picture whose file is gone painted again from it.

Owns where pictures lie in the data folder. Must not know batches or posts.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from pathlib import Path, PurePosixPath

from bot.domain.names import PictureId
from bot.flows.ports import Painter
from bot.languages import Text
from bot.painter.orders import Order, Overrides, Settings, Source, Spoilt, Variation
from bot.store import files, pictures
from bot.store.database import Database
from bot.store.pictures import Picture

log = logging.getLogger(__name__)


def archive_path(picture_id: int) -> str:
    """Where a picture lies in the data folder: a thousand to a folder."""
    return str(PurePosixPath("pictures", f"{picture_id // 1000:04d}", f"{picture_id:07d}.png"))


def order_of(picture: Picture, path: Path, *, folder: Path) -> Order:
    """The recipe as an order, to be painted to `path`; what it is painted over lies in the data folder."""
    varied = Variation(seed=picture.variation[0], strength=picture.variation[1]) if picture.variation else None
    source = None
    if (begun := picture.beginning) is not None:
        file = folder / (begun.path or archive_path(begun.picture_id))
        source = Source(path=file, strength=begun.strength, sha256=begun.sha256)
    return Order(
        picture_id=picture.id, prompt=picture.prompt, seed=picture.seed, path=path, variation=varied, source=source
    )


def settings_of(picture: Picture, usual: Settings) -> tuple[Settings, Overrides | None]:
    """A recipe's settings to order with, and what the picture wants otherwise where its prompt has settings of its own.

    Those of others are ordered as they are stored, though usual ones may have changed: nobody wished for that, so no
    painter need refuse what it makes no difference to.
    """
    stored = Settings.from_json(picture.settings_json)
    return stored.beside(usual) if picture.has_own_settings else (stored, None)


async def bring_back(database: Database, painter: Painter, folder: Path, picture_id: PictureId) -> Text | None:
    """Make sure that a painted picture's file is there; returns why it cannot be, or None.

    One that is gone is painted again, and before it what it was painted over: its pixels must come out as they were.
    Raises PainterError if nothing can be painted now.
    """
    async with database.reading() as tx:
        picture = await pictures.get_picture(tx, picture_id)
    path = folder / (picture.path or archive_path(picture_id))
    is_painted = picture.path is not None or picture.sha256 is not None
    if is_painted and await asyncio.to_thread(path.is_file):
        if picture.path is None:  # somebody put it back: it must not be painted over, nor removed if that fails
            await _mark_found(database, picture_id)
        return None
    if picture.beginning is not None:
        lost = await bring_back(database, painter, folder, picture.beginning.picture_id)
        if lost is not None:
            return lost
    log.info("the file of picture %d is gone, and something is to be painted over it: painting it again", picture_id)
    settings, overrides = settings_of(picture, await painter.prepare())
    order = replace(order_of(picture, path, folder=folder), overrides=overrides)
    async for answer in painter.paint(settings, [order]):
        if isinstance(answer, Spoilt):
            return Text("picture-lost", number=str(picture_id), reason=answer.reason)
        if answer.sha256 != picture.sha256:
            await asyncio.to_thread(path.unlink, missing_ok=True)
            return Text("picture-lost-otherwise", number=str(picture_id))
    await _mark_found(database, picture_id)
    return None


async def _mark_found(database: Database, picture_id: PictureId) -> None:
    async with database.transaction() as tx:
        await files.mark_found(tx, picture_id, archive_path(picture_id))
