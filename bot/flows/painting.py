"""What happens to planned pictures: they are ordered from the painter, and what becomes of each is stored as it comes.

Must not know where pictures hang.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

from bot.domain.names import PictureId
from bot.flows.politeness import find_hindrance
from bot.flows.recipe import archive_path, bring_back, order_of, settings_of
from bot.flows.room import make_sure_of_room
from bot.flows.workshop import Workshop
from bot.painter.orders import Order, Overrides, Painted, Settings, Spoilt
from bot.store import batches, pictures, reviews
from bot.store.pictures import Picture

log = logging.getLogger(__name__)

_Wanted = tuple[Picture, Overrides | None]


async def paint_all(
    workshop: Workshop, missing: Sequence[Picture], painted: asyncio.Queue[PictureId | None]
) -> Exception | None:
    """Paint pictures, those of equal settings together; hand each that is not held on as soon as it is stored.

    At the end hand on None, and return the error that stopped the painting, if one did.
    """
    try:
        if not missing or await _is_hindered(workshop, is_painting=False):
            return None
        for settings, group in _group(missing, await workshop.painter.prepare()):
            if await _is_hindered(workshop, is_painting=False):
                return None
            await make_sure_of_room(workshop)
            orders = [order async for order in _orders_of(workshop, group)]
            if not orders:
                continue
            async with _ending(workshop.painter.paint(settings, orders)) as answers:
                async for answer in answers:
                    if await _store_answer(workshop, answer):
                        painted.put_nowait(PictureId(answer.picture_id))
                    if await _is_hindered(workshop, is_painting=True):
                        return None
                    await make_sure_of_room(workshop)
    except Exception as error:  # raised by the caller, once what is painted is posted
        return error
    finally:
        painted.put_nowait(None)
    return None


def _group(missing: Iterable[Picture], usual: Settings) -> Iterable[tuple[Settings, list[_Wanted]]]:
    """The pictures that can be ordered together, those that want the same otherwise than usual beside one another."""
    groups: dict[Settings, dict[Overrides | None, list[_Wanted]]] = {}
    for picture in missing:
        shared, overrides = settings_of(picture, usual)
        groups.setdefault(shared, {}).setdefault(overrides, []).append((picture, overrides))
    return [(shared, [one for alike in group.values() for one in alike]) for shared, group in groups.items()]


async def _orders_of(workshop: Workshop, planned: Iterable[_Wanted]) -> AsyncIterator[Order]:
    """The recipes as orders, without those of children whose parent's file is gone and cannot be brought back."""
    folder = workshop.rules.folder
    for picture, overrides in planned:
        if picture.beginning is not None:
            lost = await bring_back(workshop.database, workshop.painter, folder, picture.beginning.picture_id)
            if lost is not None:
                async with workshop.database.transaction() as tx:
                    await pictures.mark_spoilt(tx, picture.id, str(lost))
                continue
        yield replace(order_of(picture, folder / archive_path(picture.id), folder=folder), overrides=overrides)


async def _is_hindered(workshop: Workshop, *, is_painting: bool) -> bool:
    """Whether to stop painting: what is left stays planned, and is taken up at a later round."""
    hindrance = await find_hindrance(
        workshop.database, workshop.politeness, now=workshop.clock(), is_painting=is_painting
    )
    if hindrance is not None:
        log.info("%s What is left of the batch waits.", hindrance.said)
    return hindrance is not None


@asynccontextmanager
async def _ending(answers: AsyncIterator[Painted | Spoilt]) -> AsyncIterator[AsyncIterator[Painted | Spoilt]]:
    """Let the painter know at once when nobody waits for its answers any more, not when they are garbage."""
    try:
        yield answers
    finally:
        if isinstance(answers, AsyncGenerator):
            await answers.aclose()


async def _store_answer(workshop: Workshop, answer: Painted | Spoilt) -> bool:
    """Store what became of a picture; whether it may be handed on."""
    async with workshop.database.transaction() as tx:
        if isinstance(answer, Spoilt):
            log.warning("picture %d cannot be painted: %s", answer.picture_id, answer.reason)
            await pictures.mark_spoilt(tx, PictureId(answer.picture_id), answer.reason)
            return False
        await pictures.mark_painted(
            tx,
            PictureId(answer.picture_id),
            path=archive_path(answer.picture_id),
            sha256=answer.sha256,
            settings_id=await batches.get_settings_id(tx, answer.settings.to_json()),
            seconds=answer.seconds,
            at=workshop.clock(),
        )
        if workshop.rules.is_reviewed_first:
            return not await reviews.mark_held(tx, PictureId(answer.picture_id), workshop.clock())
    return True
