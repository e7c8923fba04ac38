"""What happens when somebody asks what is kept of them, or to be forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.voting import Marks, reward, voter_of
from bot.flows.rules import Rules
from bot.store import blocks, counts, pictures, prompts, proposals, reviews, votes
from bot.store.database import Database, Transaction


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What is kept of a person: votes, pictures shown in reviews, prompts and proposals with their id."""

    votes: int
    prompts: int
    proposals: int
    shown: int
    is_blocked: bool


async def find_kept(database: Database, rules: Rules, *, user_id: int) -> Kept:
    """Find what is kept of this person."""
    async with database.reading() as tx:
        return await _find_kept(tx, rules, user_id)


async def _find_kept(tx: Transaction, rules: Rules, user_id: int) -> Kept:
    voter = voter_of(user_id, key=rules.voter_key)
    return Kept(
        votes=len(await votes.list_of_voter(tx, voter)),
        prompts=await prompts.count_of_person(tx, user_id),
        proposals=await proposals.count_of_person(tx, user_id),
        shown=await reviews.count_of_reviewer(tx, voter),
        is_blocked=await blocks.is_blocked(tx, voter),
    )


async def forget(database: Database, rules: Rules, *, user_id: int, now: datetime) -> Kept:
    """Delete every vote of this person and take their id from all prompts and proposals; returns what was kept.

    Suggestions of theirs that nobody has decided are withdrawn; that they were blocked from suggesting stays.

    Verdicts and beliefs become what they would be without them. Their marks on pictures posted so far, which still hang
    in the channel, are not read again; what they press on later pictures counts as anybody's.
    """
    voter = voter_of(user_id, key=rules.voter_key)
    async with database.transaction() as tx:
        kept = await _find_kept(tx, rules, user_id)
        await proposals.forget_person(tx, user_id, now)
        await prompts.forget_person(tx, user_id)
        held = await votes.list_of_voter(tx, voter)
        for picture_id in held:
            await votes.mark_votes(tx, {(picture_id, voter): Marks()}, ballot=rules.ballot, at=now)
            likes = (await votes.count_likes(tx, [picture_id]))[picture_id]
            picture = await pictures.get_picture(tx, picture_id)
            if picture.reward == 1 and not reward(likes, likes_needed=rules.likes_needed):
                judged_at = picture.settled_at or now  # nobody judged anything today
                await pictures.mark_settled(tx, picture_id, reward=0, weight=picture.weight, at=judged_at)
                less = counts.Tally(likes=-1, misses=picture.weight or 0.0)
                await counts.count_picture(tx, picture.id, less)
        await reviews.forget_reviewer(tx, voter)
        await votes.mark_forgotten(tx, voter, now)
    return kept
