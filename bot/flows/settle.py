"""What happens when a window closes: pictures get their verdict, and the beliefs follow."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from datetime import datetime
from typing import TypeVar

from bot.domain.voting import reward
from bot.flows.learning import look, weigh_misses
from bot.flows.rules import Rules
from bot.store import counts, pictures
from bot.store.counts import Tally
from bot.store.database import Database
from bot.store.pictures import Picture

K = TypeVar("K", bound=Hashable)


async def settle(database: Database, rules: Rules, *, model: str | None, now: datetime) -> int:
    """Give a verdict to every picture whose window has closed, and fix what its miss weighs.

    A picture whose message was deleted is closed without a verdict. Return how many were closed.
    """
    async with database.reading() as tx:
        if not await pictures.list_due(tx, now):
            return 0
        known = await look(tx, rules, now=now, model=model)
    weights = await weigh_misses(known, rules)
    closed = 0
    async with database.transaction() as tx:
        for picture in await pictures.list_due(tx, now):
            verdict = _verdict(picture, rules)
            if verdict is not None and picture.id not in weights:
                continue  # posted since: it is due the next time
            closed += 1
            weight = weights.get(picture.id)
            await pictures.mark_settled(tx, picture.id, reward=verdict, weight=weight, at=now)
            if verdict is not None and weight is not None:
                misses = 0.0 if verdict else weight
                tally = Tally(trials=1, likes=verdict, misses=misses)
                await counts.count_picture(tx, picture.id, tally)
    return closed


def _verdict(picture: Picture, rules: Rules) -> int | None:
    return (
        None if picture.deleted_at or not picture.is_trial else reward(picture.likes, likes_needed=rules.likes_needed)
    )


async def find_differences(database: Database) -> list[str]:
    """Count everything again from the pictures and votes; a sentence for every figure that is not what the rows say."""
    async with database.reading() as tx:
        prompts = await counts.list_tallies(tx), await counts.recount(tx)
        parts = await counts.list_part_tallies(tx), await counts.recount_parts(tx)
        likes = await pictures.list_miscounted(tx)
    return [
        *(
            f"The counts of prompt {prompt_id} under {model} are stored as {stored}, and its pictures say {counted}."
            for (prompt_id, model), stored, counted in _differing(*prompts)
        ),
        *(
            f"The counts of part {part_id} under {model} {f'in prompt {prompt_id} ' if prompt_id else ''}are stored as "
            f"{stored}, and its pictures say {counted}."
            for (part_id, prompt_id, model), stored, counted in _differing(*parts)
        ),
        *(
            f"Picture {picture_id} is stored with {noted} likes, and its votes say {counted_likes}."
            for picture_id, noted, counted_likes in likes
        ),
    ]


def _differing(stored: Mapping[K, Tally], counted: Mapping[K, Tally]) -> Iterator[tuple[K, Tally | None, Tally | None]]:
    """Where the stored and the counted tallies are not the same; None where there is none."""
    nothing = Tally()
    for key in sorted(stored.keys() | counted.keys(), key=str):
        if not stored.get(key, nothing).is_close_to(counted.get(key, nothing)):
            yield key, stored.get(key), counted.get(key)
