"""What happens when a curator judges in private: pages of unjudged pictures, liked by number, the rest are misses.

A review goes over the pictures there were when it began. A like in it is that person's like, like any other; a page
that was turned has been seen. What is held for a review and liked there is posted at the owner's pace.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from bot.domain.names import PictureId, Voter
from bot.domain.voting import voter_of
from bot.errors import PromptError
from bot.flows.posting import post_or_give_up
from bot.flows.rules import Rules
from bot.flows.votes import like_in_review
from bot.flows.workshop import Workshop
from bot.languages import Text
from bot.store import batches, counts, pictures, reviews
from bot.store.database import Database, Transaction
from bot.store.pictures import Picture
from bot.store.reviews import Harvest, Review

PAGE = 9  # pictures: Discord hangs nine as three rows of three, and of ten the first one larger than the others
STALE = timedelta(hours=1)  # a page not turned by then is handed to others
_ECHO = timedelta(seconds=5)  # a second tap within it meant the same page


@dataclass(frozen=True, kw_only=True)
class Tile:
    """A picture on a page: its place there from 1, and whether it is liked."""

    picture_id: PictureId
    place: int
    is_liked: bool
    prompt: str
    path: Path | None


@dataclass(frozen=True, kw_only=True)
class Page:
    """What a reviewer sees: the tiles, how many pictures of the frozen set are left, and what came of it so far.

    Without tiles the review is over; `newer` pictures have come since it began. A page that `is_turned` cannot be
    changed any more. `following` is what the next page will most likely show, so that it can be drawn meanwhile.
    """

    review_id: int
    number: int
    tiles: tuple[Tile, ...]
    left: int
    harvest: Harvest
    is_turned: bool = False
    newer: int = 0
    following: tuple[Tile, ...] = ()


async def open_review(database: Database, rules: Rules, *, slot: str, user_id: int, now: datetime) -> Page:
    """Begin a review, or show again the page that this person has not turned yet."""
    reviewer = voter_of(user_id, key=rules.voter_key)
    async with database.transaction() as tx:
        review = await reviews.find_open(tx, reviewer)
        if review is not None and await reviews.find_open_page(tx, review.id) is None:
            await reviews.mark_ended(tx, review.id, now)
            review = None
        if review is None:
            review = await reviews.add_review(tx, slot=slot, reviewer=reviewer, at=now)
        return await _next(tx, rules, review, now)


async def toggle_like(
    database: Database, rules: Rules, *, review_id: int, page: int, picture_id: PictureId, user_id: int, now: datetime
) -> Page:
    """Like a picture on a page, or take it back; on a page that was turned nothing changes any more.

    Raises NotFoundError or PromptError if it is not this person's page.
    """
    async with database.transaction() as tx:
        review = await _get_own(tx, rules, review_id, user_id)
        shown = {one.picture_id: one for one in await reviews.list_page(tx, review_id, page)}
        one = shown.get(picture_id)
        if one is not None and one.closed_at is None:
            picture = await pictures.get_picture(tx, picture_id)
            await reviews.mark_liked(tx, picture_id, review.reviewer, is_liked=not one.is_liked)
            await like_in_review(tx, rules, picture, review.reviewer, is_liked=not one.is_liked, now=now)
        return await _page(tx, rules, review, page)


async def turn_page(
    database: Database, rules: Rules, *, review_id: int, page: int, user_id: int, now: datetime
) -> tuple[Page, Page] | None:
    """Close a page, as what is not liked on it is a miss; returns it, and the next one. Turning twice turns once.

    None for a second tap right after the first: the next page is on its way already.
    """
    async with database.transaction() as tx:
        review = await _get_own(tx, rules, review_id, user_id)
        turned = [one.closed_at for one in await reviews.list_page(tx, review_id, page) if one.closed_at is not None]
        if turned and now - max(turned) < _ECHO:
            return None
        await _close(tx, rules, review, page, now)
        return await _page(tx, rules, review, page), await _next(tx, rules, review, now)


async def stop_review(
    database: Database, rules: Rules, *, review_id: int, page: int, user_id: int, now: datetime
) -> Page:
    """End a review: what is liked on the open page counts, the rest of it goes back unjudged."""
    async with database.transaction() as tx:
        review = await _get_own(tx, rules, review_id, user_id)
        await _hand_back(tx, rules, review, page, now)
        await reviews.mark_ended(tx, review_id, now)
        return await _over(tx, review)


async def hand_back_stale(workshop: Workshop) -> int:
    """Hand the pages back that were left without being turned; their likes stay. Returns how many."""
    now = workshop.clock()
    async with workshop.database.transaction() as tx:
        stale = await reviews.list_stale(tx, now - STALE)
        for review_id, page in stale:
            await _hand_back(tx, workshop.rules, await reviews.get_review(tx, review_id), page, now)
    return len(stale)


async def post_released(workshop: Workshop) -> int:
    """Post what reviews have released, oldest like first, at the owner's pace; returns how many.

    A picture whose file is gone goes back to its batch to be painted again. Raises GalleryError.
    """
    posted = 0
    while True:
        async with workshop.database.reading() as tx:
            waiting = await reviews.list_released(tx)
            last = await reviews.find_last_post(tx)
        if not waiting:
            return posted
        if last is not None:
            await asyncio.sleep(max(0.0, (last + workshop.rules.pace - workshop.clock()).total_seconds()))
        await post_or_give_up(workshop, waiting[0])
        async with workshop.database.transaction() as tx:
            picture = await pictures.get_picture(tx, waiting[0])
            if picture.path is None:
                await batches.mark_unfinished(tx, picture.batch_id)
        posted += picture.message_id is not None


async def _get_own(tx: Transaction, rules: Rules, review_id: int, user_id: int) -> Review:
    review = await reviews.get_review(tx, review_id)
    if review.reviewer != voter_of(user_id, key=rules.voter_key):
        raise PromptError(Text("review-not-yours"))
    return review


async def _next(tx: Transaction, rules: Rules, review: Review, now: datetime) -> Page:
    """The open page of a review, or a new one; an empty one ends it."""
    number = await reviews.find_open_page(tx, review.id)
    if number is None:
        waiting = await reviews.list_waiting(tx, review.newest, most=PAGE)
        if not waiting or review.ended_at is not None:
            await reviews.mark_ended(tx, review.id, now)
            return await _over(tx, review)
        number = await reviews.add_page(tx, review, waiting, at=now)
    page = await _page(tx, rules, review, number)
    waiting = await reviews.list_waiting(tx, review.newest, most=PAGE)
    following = [await pictures.get_picture(tx, picture_id) for picture_id in waiting]
    return replace(page, following=tuple(_tile(rules, picture, place) for place, picture in enumerate(following, 1)))


async def _over(tx: Transaction, review: Review) -> Page:
    newest = PictureId(2**62)
    waiting, left = await reviews.count_waiting(tx, newest), await reviews.count_waiting(tx, review.newest)
    harvest = await reviews.take_harvest(tx, review.id)
    return Page(review_id=review.id, number=0, tiles=(), left=left, harvest=harvest, newer=waiting - left)


async def _page(tx: Transaction, rules: Rules, review: Review, number: int) -> Page:
    shown = await reviews.list_page(tx, review.id, number)
    whole = [await pictures.get_picture(tx, one.picture_id) for one in shown]
    return Page(
        review_id=review.id,
        number=number,
        tiles=tuple(
            _tile(rules, picture, one.place, is_liked=one.is_liked) for one, picture in zip(shown, whole, strict=True)
        ),
        left=await reviews.count_waiting(tx, review.newest),
        harvest=await reviews.take_harvest(tx, review.id),
        is_turned=all(one.closed_at is not None for one in shown),
    )


def _tile(rules: Rules, picture: Picture, place: int, *, is_liked: bool = False) -> Tile:
    path = rules.folder / picture.path if picture.path else None
    return Tile(picture_id=picture.id, place=place, is_liked=is_liked, prompt=picture.prompt, path=path)


async def _close(tx: Transaction, rules: Rules, review: Review, page: int, now: datetime) -> None:
    for one in await reviews.list_page(tx, review.id, page):
        if one.closed_at is None:
            await _judge(tx, rules, review.reviewer, one.picture_id, is_liked=one.is_liked, now=now)


async def _hand_back(tx: Transaction, rules: Rules, review: Review, page: int, now: datetime) -> None:
    for one in await reviews.list_page(tx, review.id, page):
        if one.closed_at is None and one.is_liked:
            await _judge(tx, rules, review.reviewer, one.picture_id, is_liked=True, now=now)
        elif one.closed_at is None:
            await reviews.remove_shown(tx, one.picture_id, review.reviewer)


async def _judge(
    tx: Transaction, rules: Rules, reviewer: Voter, picture_id: PictureId, *, is_liked: bool, now: datetime
) -> None:
    """A picture has been seen: a held one is released by a like, and waits for a verdict from now on."""
    picture: Picture = await pictures.get_picture(tx, picture_id)
    await reviews.mark_closed(tx, picture_id, reviewer, at=now, closes_at=now + rules.window)
    if picture.is_trial and picture.closes_at is None:  # shown for the first time, as it was not posted
        await counts.count_picture(tx, picture.id, counts.Tally(pictures=1))
    await batches.mark_seen(tx, [picture.batch_id], now)
    if is_liked and picture.is_held:
        await reviews.mark_released(tx, picture_id, now)
