"""What happens to a planned batch: its pictures are painted, and posted while the next are being painted.

Every step is a row before or after it, so a batch can be taken up again wherever it was left.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.domain.names import BatchId, MessageId, PictureId
from bot.errors import GalleryClosedError, GalleryError, NotFoundError
from bot.flows.memory import is_noted
from bot.flows.notices import note_right, tell
from bot.flows.politeness import find_hindrance
from bot.flows.ports import PicturePost
from bot.flows.recipe import archive_path, bring_back, order_of, settings_of
from bot.flows.room import make_sure_of_room
from bot.flows.workshop import Workshop
from bot.painter.orders import Order, Overrides, Painted, Settings, Spoilt
from bot.sheets.copies import post_copy
from bot.store import batches, counts, files, pictures, posts, reviews
from bot.store.pictures import Picture

log = logging.getLogger(__name__)

GIVE_UP_AFTER = timedelta(days=1)
_NO_FIRST_LIKE = "NoFirstLike"
_CLOCKS_DIFFER = timedelta(minutes=5)  # how far the server's clock may be behind ours


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
        if not await _seed(workshop, picture.id):
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


_Wanted = tuple[Picture, Overrides | None]


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


async def post_or_give_up(workshop: Workshop, picture_id: PictureId) -> None:
    """Post one painted picture; one that could not be posted for a day is given up. Raises GalleryError."""
    try:
        await _post(workshop, picture_id)
    except GalleryClosedError:
        raise
    except GalleryError as error:
        if not await _give_up(workshop, picture_id, error):
            raise


async def _post(workshop: Workshop, picture_id: PictureId) -> None:
    """Post one picture with the bot's own like to press; one whose file is gone is left to be painted again."""
    database, rules = workshop.database, workshop.rules
    async with database.reading() as tx:
        picture = await pictures.get_picture(tx, picture_id)
    assert picture.path is not None  # painted
    try:
        copy = await asyncio.to_thread(post_copy, rules.folder / picture.path, limit_bytes=rules.upload_limit)
    except NotFoundError as error:
        log.warning("picture %d: %s It will be painted again.", picture_id, error)
        async with database.transaction() as tx:
            await files.mark_lost(tx, picture_id)
        return
    post = PicturePost(
        picture_id=picture_id,
        prompt=picture.prompt,
        image=copy.data,
        filename=f"cat-{picture_id}.{copy.filename_extension}",
        parent_id=picture.parent_id,
    )
    async with workshop.hanging:
        await _post_once(workshop, post)
    if not await is_noted(database, _NO_FIRST_LIKE):
        await _seed(workshop, picture_id)


async def _post_once(workshop: Workshop, post: PicturePost) -> None:
    """Post a picture unless it hangs already; if an earlier call may have reached the channel, look there first."""
    picture_id = PictureId(post.picture_id)
    async with workshop.database.transaction() as tx:
        picture = await pictures.get_picture(tx, picture_id)
        if picture.message_id is not None:
            return
        await posts.mark_posting(tx, picture_id, workshop.clock())
    message_id = None
    if picture.posting_at is not None:
        found = await workshop.gallery.find_posts([picture_id], after=picture.posting_at - _CLOCKS_DIFFER)
        message_id = found.get(picture_id)
    if message_id is None:
        message_id = await workshop.gallery.post_picture(post)
    async with workshop.database.transaction() as tx:
        now = workshop.clock()  # inside, so that a digest planned before does not miss it
        closes_at = now + workshop.rules.window
        await posts.mark_posted(tx, picture_id, message_id=MessageId(message_id), at=now, closes_at=closes_at)
        if picture.is_trial and picture.closes_at is None:  # else it was counted when a review showed it
            await counts.count_picture(tx, picture.id, counts.Tally(pictures=1))


async def _seed(workshop: Workshop, picture_id: PictureId) -> bool:
    """Add the bot's own like; returns False where the permission is missing, which is said once.

    Where it could not be added it is done at a later round, and stops nothing.
    """
    async with workshop.database.reading() as tx:
        picture = await pictures.get_picture(tx, picture_id)
    assert picture.message_id is not None  # posted
    try:
        await workshop.gallery.seed_reaction(picture.message_id)
    except GalleryClosedError as error:
        await tell(workshop, _NO_FIRST_LIKE, error.said)
        return False
    except GalleryError as error:
        log.warning("picture %d goes without the bot's own reaction for now: %s", picture_id, error)
        return True
    async with workshop.database.transaction() as tx:
        await posts.mark_seeded(tx, picture_id, workshop.clock())
    if await is_noted(workshop.database, _NO_FIRST_LIKE):
        await note_right(workshop, _NO_FIRST_LIKE)
    return True


async def _give_up(workshop: Workshop, picture_id: PictureId, error: GalleryError) -> bool:
    """Spoil a picture that could not be posted for a day, so that it does not hold up the others for ever."""
    async with workshop.database.transaction() as tx:
        picture = await pictures.get_picture(tx, picture_id)
        if picture.message_id is not None or picture.posting_at is None:
            return False
        if workshop.clock() - picture.posting_at < GIVE_UP_AFTER:
            return False
        await pictures.mark_spoilt(tx, picture_id, f"It could not be posted for a day: {error}")
    log.error("picture %d is given up: %s", picture_id, error)
    return True
