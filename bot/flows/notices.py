"""What happens when something is wrong: one clear message, once, and one when it is right again."""

from __future__ import annotations

import logging

from bot.errors import CatbanditError, GalleryError, StoreError
from bot.flows.memory import is_mended, is_news
from bot.flows.workshop import Workshop
from bot.languages import Said, Text

log = logging.getLogger(__name__)


async def tell(workshop: Workshop, key: str, said: Said, *, is_for_curators: bool = True) -> None:
    """Say what is wrong to the operator, and to the curators if they can act, unless it was said already."""
    if not await _is_news(workshop, key, str(said)):
        log.debug("still wrong: %s", said)
        return
    log.error("%s", said)
    if not is_for_curators:
        return
    try:
        await workshop.gallery.tell_curators(said if isinstance(said, Text) else Text("trouble", detail=said))
    except GalleryError as error:
        log.warning("the curators could not be told: %s", error)


async def _is_news(workshop: Workshop, key: str, said: str) -> bool:
    """Take note of a notice, in the database or, while that cannot be written, for as long as the bot runs."""
    try:
        return await is_news(workshop.database, key, said=said, now=workshop.clock()) and key not in workshop.said
    except StoreError as error:
        log.debug("not noted: %s", error)
        is_first = key not in workshop.said
        workshop.said[key] = said
        return is_first


async def note_right(workshop: Workshop, *keys: str) -> None:
    """Note that these things are right, so that the next time they go wrong is news again."""
    for key in keys:
        workshop.said.pop(key, None)
        if await is_mended(workshop.database, key):
            log.info("right again: %s", key)


def key_of(error: CatbanditError) -> str:
    """What an error is filed under: one notice for each kind of trouble."""
    return type(error).__name__
