"""What happens when people react: events become rows, and after an absence the channel is compared with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.names import BatchId, MessageId, PictureId, Voter
from bot.domain.voting import Marks, voter_of
from bot.flows.poll import Poll
from bot.flows.ports import Gallery, Mark, SeenMessage
from bot.flows.rules import Rules
from bot.store import batches, counts, pictures, posts, votes
from bot.store.database import Database, Transaction
from bot.store.pictures import Picture


@dataclass(frozen=True, kw_only=True)
class Reaction:
    """One reaction added to or removed from a message, by somebody who is not a bot."""

    message_id: int
    user_id: int
    emoji: str
    is_burst: bool
    is_added: bool


@dataclass(frozen=True, kw_only=True)
class Cleared:
    """A moderator removed every reaction of a message, or only one emoji's."""

    message_id: int
    emoji: str | None


@dataclass(frozen=True, kw_only=True)
class Deleted:
    """Messages that are gone."""

    message_ids: tuple[int, ...]


Event = Reaction | Cleared | Deleted


async def apply_events(database: Database, rules: Rules, events: Sequence[Event], *, now: datetime) -> int:
    """Apply events in order, in one transaction; return how many changed something. Repeating them changes nothing.

    What a burst is about is read at once and written at once, whatever its size.
    """
    async with database.transaction() as tx:
        burst = await _open_polls(tx, rules, events)
        changed = 0
        for event in events:
            if isinstance(event, Deleted):
                changed += await posts.mark_deleted(tx, [MessageId(m) for m in event.message_ids], now) > 0
            else:
                changed += _apply(burst, rules, event)
        await _write(tx, rules, burst.polls.values(), now)
        looked = _looked_at(events) & burst.polls.keys()
        await batches.mark_seen(tx, {burst.polls[message_id].picture.batch_id for message_id in looked}, now)
    return changed


def _looked_at(events: Sequence[Event]) -> set[int]:
    """The messages that somebody has certainly looked at, whatever they thought of them."""
    return {event.message_id for event in events if isinstance(event, Reaction) and event.is_added}


@dataclass(frozen=True, kw_only=True)
class _Burst:
    """What a burst of events is about: polls by message, voters by user, and who asked to be forgotten."""

    polls: dict[int, Poll]
    voters: dict[int, Voter]
    forgotten: dict[Voter, datetime]


async def _open_polls(tx: Transaction, rules: Rules, events: Sequence[Event]) -> _Burst:
    reactions = [event for event in events if isinstance(event, Reaction) and rules.ballot.counts(event.emoji)]
    cleared = {event.message_id for event in events if isinstance(event, Cleared)}
    asked = {MessageId(event.message_id) for event in reactions} | set(map(MessageId, _looked_at(events)))
    asked |= {MessageId(message_id) for message_id in cleared}
    found = {p.message_id: p for p in await posts.list_of_messages(tx, asked)} if asked else {}
    reactions = [event for event in reactions if event.message_id in found]
    voters = {user_id: voter_of(user_id, key=rules.voter_key) for user_id in {event.user_id for event in reactions}}
    whole = [picture.id for message_id, picture in found.items() if message_id in cleared]
    held = await votes.list_marks(tx, whole) if whole else {}
    single = [event for event in reactions if event.message_id not in cleared]
    if single:
        pairs = {(found[MessageId(event.message_id)].id, voters[event.user_id]) for event in single}
        held |= await votes.find_marks(tx, pairs)
    missed = [picture.id for picture in found.values() if picture.reward == 0]
    likes = await votes.find_likes(tx, missed) if missed else {}
    return _Burst(
        polls={
            picture.message_id: Poll(picture=picture, held=held.get(picture.id, {}), likes=likes.get(picture.id, 0))
            for picture in found.values()
            if picture.message_id is not None
        },
        voters=voters,
        forgotten=await votes.find_forgotten(tx, voters.values()) if voters else {},
    )


def _apply(burst: _Burst, rules: Rules, event: Reaction | Cleared) -> bool:
    poll = burst.polls.get(event.message_id)
    if poll is None:
        return False
    if isinstance(event, Cleared):
        emoji = event.emoji
        kept = {v: marks.in_review if emoji is None else marks.without_emoji(emoji) for v, marks in poll.held.items()}
        return poll.place(kept, rules)
    if not rules.ballot.counts(event.emoji):
        return False
    voter = burst.voters[event.user_id]
    if _is_unread(poll.picture, burst.forgotten.get(voter)):
        return False
    marks = poll.marks_of(voter)
    move = marks.with_mark if event.is_added else marks.without_mark
    return poll.place({voter: move(event.emoji, is_burst=event.is_burst)}, rules)


async def like_in_review(
    tx: Transaction, rules: Rules, picture: Picture, voter: Voter, *, is_liked: bool, now: datetime
) -> bool:
    """Give or take back somebody's like in a review; what they pressed in the channel stays. Whether it changed."""
    held = (await votes.list_marks(tx, [picture.id])).get(picture.id, {})
    poll = Poll(picture=picture, held=held, likes=sum(marks.has_like(rules.ballot) for marks in held.values()))
    is_changed = poll.place({voter: poll.marks_of(voter).with_review(is_liked=is_liked)}, rules)
    await _write(tx, rules, [poll], now)
    return is_changed


async def _write(tx: Transaction, rules: Rules, polls: Iterable[Poll], now: datetime) -> None:
    """Store what has changed, and count again."""
    changed = [poll for poll in polls if poll.changed]
    if not changed:
        return
    again = {(poll.picture.id, voter): Marks() for poll in changed for voter in poll.emptied}
    await votes.mark_votes(tx, again, ballot=rules.ballot, at=now)
    wanted = {(poll.picture.id, voter): poll.marks_of(voter) for poll in changed for voter in poll.changed}
    await votes.mark_votes(tx, wanted, ballot=rules.ballot, at=now)
    await votes.count_likes(tx, [poll.picture.id for poll in changed])
    for poll in changed:
        if poll.is_won:
            picture, weight = poll.picture, poll.picture.weight
            await pictures.mark_settled(tx, picture.id, reward=1, weight=weight, at=now)
            more = counts.Tally(likes=1, misses=-(weight or 0.0))
            await counts.count_picture(tx, picture.id, more)


async def reconcile(
    database: Database, gallery: Gallery, rules: Rules, *, now: datetime, is_thorough: bool = False
) -> int:
    """Make the votes on open pictures equal to the channel, both ways; return how many pictures changed.

    One history page per hundred messages; the people are asked for only where the counts differ, or, if `is_thorough`,
    wherever there are any: while nobody listened one may have come for another. To be called by the one who applies
    events, never beside them: what is read here must not undo what an event has brought since.
    """
    async with database.reading() as tx:
        missing = {p.message_id: p for p in await posts.list_open(tx) if p.message_id is not None}
    if not missing:
        return 0
    changed, looked = 0, set[BatchId]()
    oldest, newest = min(missing), max(missing)
    async for seen in gallery.see_messages(oldest=oldest, newest=newest):
        picture = missing.pop(MessageId(seen.message_id), None)
        if picture is None:
            continue
        if any(seen.normal.values()) or any(seen.burst.values()):
            looked.add(picture.batch_id)
        stored, shown = await _count_stored(database, picture.id), _count_shown(rules, seen)
        if stored != shown or (is_thorough and shown):
            emojis = [emoji for emoji in {**seen.normal, **seen.burst} if rules.ballot.counts(emoji)]
            marks = await gallery.list_marks(seen.message_id, emojis)
            if marks is None:
                missing[MessageId(seen.message_id)] = picture
                continue
            changed += await _replace(database, rules, picture.id, marks, now)
    async with database.transaction() as tx:
        await batches.mark_seen(tx, looked, now)
    if missing:
        changed += await apply_events(database, rules, [Deleted(message_ids=tuple(missing))], now=now)
    return changed


async def _count_stored(database: Database, picture_id: PictureId) -> dict[str, int]:
    """How many people hold each mark, as stored."""
    stored: dict[str, int] = {}
    async with database.reading() as tx:
        for marks in (await votes.list_marks(tx, [picture_id])).get(picture_id, {}).values():
            for mark in marks.in_channel.held:
                stored[mark] = stored.get(mark, 0) + 1
    return stored


def _count_shown(rules: Rules, seen: SeenMessage) -> dict[str, int]:
    """How many people hold each mark that counts, as the channel shows it."""
    shown: dict[str, int] = {}
    for people, is_burst in ((seen.normal, False), (seen.burst, True)):
        for emoji, count in people.items():
            if count > 0 and rules.ballot.counts(emoji):
                (mark,) = Marks().with_mark(emoji, is_burst=is_burst).held
                shown[mark] = count
    return shown


async def _replace(
    database: Database, rules: Rules, picture_id: PictureId, marks: Iterable[Mark], now: datetime
) -> bool:
    wanted: dict[Voter, Marks] = {}
    for mark in marks:
        voter = voter_of(mark.user_id, key=rules.voter_key)
        wanted[voter] = wanted.get(voter, Marks()).with_mark(mark.emoji, is_burst=mark.is_burst)
    async with database.transaction() as tx:
        picture = await pictures.get_picture(tx, picture_id)
        held = (await votes.list_marks(tx, [picture_id])).get(picture_id, {})
        forgotten = await votes.find_forgotten(tx, wanted.keys())
        likes = sum(marks.has_like(rules.ballot) for marks in held.values())
        poll = Poll(picture=picture, held=held, likes=likes)
        seen = {voter: marks for voter, marks in wanted.items() if not _is_unread(picture, forgotten.get(voter))}
        private = {voter: marks.in_review for voter, marks in held.items()}  # the channel knows nothing of reviews
        shown = {voter: marks | private.get(voter, Marks()) for voter, marks in seen.items()}
        is_changed = poll.place({**private, **shown}, rules)
        await _write(tx, rules, [poll], now)
        return is_changed


def _is_unread(picture: Picture, forgotten_at: datetime | None) -> bool:
    """Whether somebody asked to be forgotten after the picture was posted: then their marks on it stay unread."""
    return forgotten_at is not None and picture.posted_at is not None and picture.posted_at <= forgotten_at
