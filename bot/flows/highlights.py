"""Which cats are best loved; and what else a digest is about: who is to thank, what is new, what was learnt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.lessons import Lesson, find_lesson
from bot.domain.names import PromptId
from bot.domain.prior import Prior
from bot.domain.ranking import Liked, estimate_audience, lower_bounds, rank_liked
from bot.store import counts, highlights
from bot.store.database import Transaction
from bot.store.digests import Digest
from bot.store.pictures import Picture
from bot.store.prompts import Prompt

NEW = timedelta(days=7)
_MOST_NEW = 3
_LIMITS = (200, 3_000)  # of the most liked pictures: how many to look at, first, and if that does not settle it


@dataclass(frozen=True, kw_only=True)
class Highlights:
    """The best pictures in order with their prompts, the newest prompts' texts, and a lesson if there was one.

    `new_count` counts all new prompts; 0 where they are most of all, as in the first days.
    """

    top: tuple[Picture, ...]
    prompts: dict[PromptId, Prompt]
    new: tuple[str, ...]
    new_count: int
    lesson: Lesson | None

    def is_new(self, picture: Picture, *, until: datetime) -> bool:
        """Whether the picture's prompt came in the last week, and new prompts are news."""
        return self.new_count > 0 and self.prompts[picture.prompt_id].added_at > until - NEW

    def credit_of(self, picture: Picture) -> int | None:
        """The Discord id of who is to thank for the picture's prompt."""
        prompt = self.prompts[picture.prompt_id]
        return prompt.suggested_by or prompt.added_by


async def gather_highlights(tx: Transaction, digest: Digest, *, most: int, prior: Prior) -> Highlights:
    """Gather the highlights of a digest's time; `most` pictures. `prior`: what is believed of an unjudged prompt."""
    top = await list_loved(tx, since=digest.since, until=digest.until, most=most)
    texts, new_count, active = await highlights.list_new(tx, since=digest.until - NEW, most=_MOST_NEW)
    if 2 * new_count > active:
        texts, new_count = [], 0
    model = await counts.find_model(tx)
    changes = []
    if model is not None:
        changes = await highlights.list_changes(tx, model, since=digest.since, until=digest.until)
    return Highlights(
        top=tuple(top),
        prompts=await highlights.list_prompts_of(tx, top),
        new=tuple(texts),
        new_count=new_count,
        lesson=find_lesson(changes, prior=prior),
    )


async def list_loved(
    tx: Transaction, *, since: datetime | None, until: datetime | None, most: int, prompt_id: PromptId | None = None
) -> list[Picture]:
    """The liked pictures posted in (since, until], by what can be promised of them; ties by time. None: no bound.

    Deleted ones are left out. However many were ever liked, those with the most likes are looked at first, and no more
    than it takes: a picture promises at most what it would if all who looked had liked it.
    """
    for limit in _LIMITS:
        liked = await highlights.list_best(tx, since=since, until=until, most=limit, prompt_id=prompt_id)
        ranked, bounds = await _rank(tx, liked)
        if len(liked) < limit:
            break
        most_of_the_rest = lower_bounds([_entry(liked[-1], seen=0)])[0]  # as if only those who like it had looked
        if len(ranked) >= most and bounds[most - 1] >= most_of_the_rest:
            break
    return ranked[:most]


async def _rank(tx: Transaction, liked: Sequence[Picture]) -> tuple[list[Picture], list[float]]:
    """Pictures in order of their lower bounds, and these."""
    audience = await highlights.count_audience(tx, {picture.batch_id for picture in liked})
    people = estimate_audience(audience.people, audience.sizes)
    entries = [_entry(picture, seen=people.get(picture.batch_id, 0)) for picture in liked]
    order, bounds = rank_liked(entries), lower_bounds(entries).tolist()
    return [liked[at] for at in order], [bounds[at] for at in order]


def _entry(picture: Picture, *, seen: int) -> Liked:
    assert picture.posted_at is not None  # only posted ones are listed
    return Liked(likes=picture.likes, seen=seen, posted_at=picture.posted_at)
