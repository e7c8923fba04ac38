"""What happens to a painted picture: it is posted once, with the bot's own like to press, or given up after a day."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

from bot.domain.names import MessageId, PictureId
from bot.errors import GalleryClosedError, GalleryError, NotFoundError
from bot.flows.memory import is_noted
from bot.flows.notices import note_right, tell
from bot.flows.ports import PicturePost
from bot.flows.workshop import Workshop
from bot.sheets.copies import post_copy
from bot.store import counts, files, pictures, posts

log = logging.getLogger(__name__)

GIVE_UP_AFTER = timedelta(days=1)
_NO_FIRST_LIKE = "NoFirstLike"
_CLOCKS_DIFFER = timedelta(minutes=5)  # how far the server's clock may be behind ours


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
        await seed(workshop, picture_id)


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


async def seed(workshop: Workshop, picture_id: PictureId) -> bool:
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
