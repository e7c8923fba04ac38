"""What happens once a day, week or month: the top cats and the prompts' standings are posted, and pinned if wished.

Each digest is posted exactly once.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from bot.domain.estimates import Estimate
from bot.domain.names import MessageId
from bot.domain.prior import Prior
from bot.domain.standings import Standing, rank
from bot.flows import captions
from bot.flows.belief_curves import describe_beliefs, draw_beliefs
from bot.flows.best import describe_best, draw_best
from bot.flows.highlights import Highlights, gather_highlights
from bot.flows.learning import look, to_records
from bot.flows.ports import DigestPost, TopPicture
from bot.flows.rules import Rules
from bot.flows.stats import gather_stats
from bot.flows.workshop import Workshop
from bot.languages import Language, Text, say
from bot.store import digests
from bot.store.digests import Digest, Edition
from bot.store.highlights import Counts, count_posted
from bot.store.pictures import Picture

NOTHING_NEW = Text("digest-nothing-new")
_COVERED = Text("digest-covered")
_BEFORE_EVERYTHING = datetime(2015, 1, 1, tzinfo=UTC)
_CLOCKS_DIFFER = timedelta(minutes=5)
_SPANS = {"weekly": timedelta(days=7), "monthly": timedelta(days=31)}


@dataclass(frozen=True, kw_only=True)
class DigestReport:
    """What became of a digest's slot: the message it hangs in, or why there is none; `is_new` if it came just now."""

    slot: str
    message_id: int | None = None
    skipped: Text | None = None
    is_new: bool = False


async def post_digest(workshop: Workshop, *, slot: str, on: date, edition: Edition = "daily") -> DigestReport:
    """Post the digest of this slot: what was posted since the edition's last one. `on` is the owner's date, for the
    title; the first weekly or monthly digest looks back a week or a month.

    A slot that has had its digest is left alone; with nothing to show it is noted as skipped. Raises GalleryError; the
    row stays, and calling again goes on from there.
    """
    async with workshop.database.reading() as tx:
        digest = await digests.find_digest(tx, slot)
    if digest is None:
        await _replace_unposted(workshop, edition)
        digest = await _plan(workshop, slot, edition)
    if digest.message_id is not None or digest.skipped is not None:
        skipped = _COVERED if digest.skipped == _COVERED.id else NOTHING_NEW
        return DigestReport(slot=slot, message_id=digest.message_id, skipped=skipped if digest.skipped else None)
    message_id = await _find(workshop, digest)
    if message_id is not None:
        await _mark_posted(workshop, digest, message_id)
        return DigestReport(slot=slot, message_id=message_id, is_new=True)
    await workshop.compare_votes()  # likes that came while nobody listened count; if it cannot be, those stored do
    gathered = await _gather(workshop, digest)
    if gathered.counts.posted == 0:
        await _skip(workshop, digest, NOTHING_NEW)
        return DigestReport(slot=slot, skipped=NOTHING_NEW)
    post = await asyncio.to_thread(_compose, workshop.rules, digest, gathered, on, workshop.language())
    async with workshop.hanging:
        async with workshop.database.transaction() as tx:
            await digests.mark_posting(tx, digest.id, workshop.clock())
        message_id = await workshop.gallery.post_digest(post)
        await _mark_posted(workshop, digest, message_id)
    return DigestReport(slot=slot, message_id=message_id, is_new=True)


async def pin_newest(workshop: Workshop) -> bool:
    """Pin the newest daily digest in place of older ones, where the owner wants it; whether there was anything to do.

    Raises GalleryError; the digest itself hangs whatever becomes of the pin.
    """
    if not workshop.rules.pins_digest:
        return False
    async with workshop.database.reading() as tx:
        newest, pinned = await digests.find_newest(tx), await digests.list_pinned(tx)
    if newest is None or newest.message_id is None or newest.is_pinned:
        return False
    old = [digest.message_id for digest in pinned if digest.message_id is not None]
    await workshop.gallery.pin_digest(newest.message_id, unpin=old)
    async with workshop.database.transaction() as tx:
        for digest in pinned:
            await digests.mark_pinned(tx, digest.id, None)
        await digests.mark_pinned(tx, newest.id, workshop.clock())
    return True


async def post_unposted(workshop: Workshop, *, on: date) -> list[DigestReport]:
    """Post the digests that were planned and interrupted."""
    async with workshop.database.reading() as tx:
        unposted = await digests.list_unposted(tx)
    return [await post_digest(workshop, slot=digest.slot, on=on) for digest in unposted]


async def _plan(workshop: Workshop, slot: str, edition: Edition) -> Digest:
    """Store that this slot has a digest; the clock is read inside, so that what is posted later is in a later one."""
    async with workshop.database.transaction() as tx:
        now = workshop.clock()
        since = await digests.find_last_until(tx, edition) or _first_since(edition, now)
        return await digests.add_digest(tx, slot=slot, edition=edition, since=since, until=now, at=now)


def _first_since(edition: Edition, now: datetime) -> datetime:
    return now - _SPANS[edition] if edition in _SPANS else _BEFORE_EVERYTHING


async def _replace_unposted(workshop: Workshop, edition: Edition) -> None:
    """Let the digest that is about to be planned cover those that could not be posted: one is made up, not five."""
    async with workshop.database.reading() as tx:
        unposted = await digests.list_unposted(tx, edition)
    for digest in unposted:
        message_id = await _find(workshop, digest)
        if message_id is None:
            await _skip(workshop, digest, _COVERED)
        else:
            await _mark_posted(workshop, digest, message_id)


async def _find(workshop: Workshop, digest: Digest) -> int | None:
    """Where the digest hangs, if an earlier call reached the channel."""
    if digest.posting_at is None:
        return None
    return await workshop.gallery.find_digest(digest.id, after=digest.posting_at - _CLOCKS_DIFFER)


async def _mark_posted(workshop: Workshop, digest: Digest, message_id: int) -> None:
    async with workshop.database.transaction() as tx:
        await digests.mark_posted(tx, digest.id, message_id=MessageId(message_id), at=workshop.clock())


async def _skip(workshop: Workshop, digest: Digest, reason: Text) -> None:
    async with workshop.database.transaction() as tx:
        await digests.mark_skipped(tx, digest.id, reason.id)


@dataclass(frozen=True, kw_only=True)
class _Gathered:
    counts: Counts
    highlights: Highlights
    standings: list[Standing]
    ratio: Estimate | None


async def _gather(workshop: Workshop, digest: Digest) -> _Gathered:
    """Read everything that the digest shows from one view of the database."""
    rules = workshop.rules
    async with workshop.database.reading() as tx:
        counts = await count_posted(tx, since=digest.since, until=digest.until)
        known = await look(tx, rules, now=workshop.clock())
        prior = known.evidence.last_prior or Prior(rules.profile.prior_mean, rules.profile.prior_strength)
        highlights = await gather_highlights(tx, digest, most=rules.digest_size, prior=prior)
    records = [record for record in await to_records(known, rules) if record.is_active]
    standings = await asyncio.to_thread(rank, records)
    return _Gathered(
        counts=counts, highlights=highlights, standings=standings, ratio=await _find_ratio(workshop, digest)
    )


async def _find_ratio(workshop: Workshop, digest: Digest) -> Estimate | None:
    """What was won over blind choice, for an edition that looks back further than a day."""
    if digest.edition not in _SPANS:
        return None
    days = _SPANS[digest.edition].days
    stats = await gather_stats(workshop.database, days=days, timezone=workshop.rules.timezone, now=workshop.clock())
    return stats.ratio


def _compose(rules: Rules, digest: Digest, gathered: _Gathered, on: date, language: Language) -> DigestPost:
    """Draw the sheet and the curves; slow, so not on the event loop."""
    counts, highlights, standings = gathered.counts, gathered.highlights, gathered.standings
    top = highlights.top
    subtitle = say("sheet-counts", language, painted=counts.posted, unseen=counts.unseen, liked=counts.liked)
    title = captions.digest_title(digest.edition, on, language)
    new = {picture.id for picture in top if highlights.is_new(picture, until=digest.until)}
    sheet = draw_best(rules, top, title=title, subtitle=subtitle, language=language, new=new)
    return DigestPost(
        digest_id=digest.id,
        title_on=on.isoformat(),
        since=digest.since,
        until=digest.until,
        painted=counts.posted,
        unseen=counts.unseen,
        liked=counts.liked,
        top=tuple(_top(highlights, picture, digest) for picture in top),
        standings=tuple(standings),
        sheet=sheet,
        sheet_text=describe_best(top, language),
        curves=draw_beliefs(standings, language),
        curves_text=describe_beliefs(standings, language),
        edition=digest.edition,
        new=highlights.new,
        new_count=highlights.new_count,
        lesson=highlights.lesson,
        ratio=gathered.ratio,
    )


def _top(highlights: Highlights, picture: Picture, digest: Digest) -> TopPicture:
    assert picture.message_id is not None  # posted
    return TopPicture(
        picture_id=picture.id,
        prompt=picture.prompt,
        likes=picture.likes,
        message_id=picture.message_id,
        credit=highlights.credit_of(picture),
        is_new=highlights.is_new(picture, until=digest.until),
    )
