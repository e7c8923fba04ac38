"""What happens to a planned batch: its pictures are painted, and posted while the next are being painted.

Every step is a row before or after it, so a batch can be taken up again wherever it was left.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass

from bot.domain.names import BatchId, PictureId
from bot.flows.painting import paint_all
from bot.flows.posting import post_or_give_up, seed
from bot.flows.workshop import Workshop
from bot.store import batches, pictures, posts

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Hung:
    """How many pictures of a batch hang, how many never will, and how many wait for a like in a review."""

    posted: int
    spoilt: int
    held: int = 0


async def hang_unfinished(workshop: Workshop) -> dict[BatchId, Hung]:
    """Finish the batches that were interrupted, oldest first; return what became of each.

    A picture that cannot be posted for a day is given up. Raises PainterError or GalleryError as `hang_batch` does.
    """
    async with workshop.database.reading() as tx:
        unfinished = await batches.list_unfinished(tx)
        unseeded = await posts.list_unseeded(tx)
    hung = {}
    for batch_id in unfinished:
        log.info("batch %d was interrupted: going on with it", batch_id)
        hung[batch_id] = await hang_batch(workshop, batch_id)
    for picture in unseeded:
        if not await seed(workshop, picture.id):
            break  # the next round asks again, once: Discord bans who is refused too often
    return hung


async def hang_batch(workshop: Workshop, batch_id: BatchId) -> Hung:
    """Paint and post what is left of a batch; pictures are posted in the order in which they are painted.

    Where a review comes first, a drawn picture is painted and held. An error of the gallery does not stop the painting;
    it is raised at the end, and the pictures wait in the archive.
    """
    async with workshop.lock_of(batch_id):
        return await _hang(workshop, batch_id)


async def _hang(workshop: Workshop, batch_id: BatchId) -> Hung:
    async with workshop.database.reading() as tx:
        whole = await pictures.list_of_batch(tx, batch_id)
        left = [p for p in whole if p.message_id is None and p.spoilt is None and (p.path is None or p.held_at is None)]
    painted: asyncio.Queue[PictureId | None] = asyncio.Queue()
    missing = []
    for picture in left:
        if picture.path is not None and await asyncio.to_thread((workshop.rules.folder / picture.path).exists):
            painted.put_nowait(picture.id)
        else:
            missing.append(picture)
    async with asyncio.TaskGroup() as group:
        posting = group.create_task(_post_all(workshop, painted))
        painting = group.create_task(paint_all(workshop, missing, painted))
    errors = [error for error in (posting.result(), painting.result()) if error is not None]
    for error in errors[1:]:
        log.error("batch %d: %s", batch_id, error)  # one can be raised, and the other would be lost
    if errors:
        raise errors[0]
    async with workshop.database.transaction() as tx:
        await batches.mark_finished(tx, batch_id, workshop.clock())
        whole = await pictures.list_of_batch(tx, batch_id)
    return Hung(
        posted=sum(p.message_id is not None for p in whole),
        spoilt=sum(p.spoilt is not None for p in whole),
        held=sum(p.is_held for p in whole),
    )


async def _post_all(workshop: Workshop, painted: asyncio.Queue[PictureId | None]) -> Exception | None:
    """Post pictures as they come, at the owner's pace; after an error, stop and return it."""
    is_first = True
    while (picture_id := await painted.get()) is not None:
        if not is_first:
            await asyncio.sleep(workshop.rules.pace.total_seconds())
        is_first = False
        try:
            await post_or_give_up(workshop, picture_id)
        except Exception as error:  # raised by the caller, once everything is painted
            return error
    return None
