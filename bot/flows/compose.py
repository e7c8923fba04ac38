"""What is really painted: a chosen prompt, its slots filled, its settings taken off, the themes' suffixes joined."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

import numpy as np

from bot.domain.beliefs import Belief
from bot.domain.names import PartId
from bot.domain.own_settings import find_own, name_choices
from bot.domain.own_values import OwnSettings
from bot.domain.parts import Option, Slot, believe_options, choose_options, fill, find_slots
from bot.domain.profiles import Profile
from bot.flows.resting import list_resting_options
from bot.flows.rules import Rules
from bot.store import parts, themes
from bot.store.database import Database
from bot.store.parts import PartCount


@dataclass(frozen=True, kw_only=True)
class Composed:
    """A picture's full text, None where it is the prompt's own, its own settings, and the parts chosen for it."""

    painted: str | None
    own: OwnSettings
    part_ids: tuple[PartId, ...]


async def compose(
    database: Database,
    rules: Rules,
    texts: Sequence[str],
    *,
    model: str,
    on: date,
    now: datetime,
    rng: np.random.Generator,
) -> list[Composed]:
    """Fill the slots of each prompt afresh, by what is believed of their options, and join the suffixes that hold."""
    named = {text: name_choices(text) for text in dict.fromkeys(texts)}
    slots = {text: find_slots(named[text]) for text in named}
    options = await list_options(database, rules, slots.values(), model=model, now=now) if any(slots.values()) else {}
    async with database.reading() as tx:
        suffixes = [theme.suffix for theme in await themes.list_themes(tx) if theme.suffix and theme.holds(on)]
        resting = await list_resting_options(tx, model=model, now=now) if any(slots.values()) else []
    counted = Counter(slot for text in texts for slot in slots[text])
    planned = {slot: rules.planned * count / len(texts) for slot, count in counted.items()}
    composed = []
    for text in texts:
        awake = _without(options, {one.part.id for one in resting if one.prompt == text})
        chosen = choose_options(slots[text], awake, planned=planned, limit=rules.profile.sharpness, rng=rng)
        words, own = find_own(named[text], partial(fill, chosen=chosen) if slots[text] else str)
        whole = ", ".join([words, *reversed(suffixes)])
        composed.append(
            Composed(
                painted=None if whole == text else whole,
                own=own,
                part_ids=tuple(dict.fromkeys(option.id for option in chosen.values())),
            )
        )
    return composed


def _without(options: dict[str, list[Option]], resting: Collection[PartId]) -> dict[str, list[Option]]:
    """The options without those that rest, where others remain."""
    if not resting:
        return options
    return {slot: [one for one in alike if one.id not in resting] or alike for slot, alike in options.items()}


async def list_options(
    database: Database, rules: Rules, slots: Iterable[tuple[Slot, ...]], *, model: str, now: datetime
) -> dict[str, list[Option]]:
    """Every active option by the name of its slot, with what is believed of it; inline choices get their rows here."""
    inline = {slot for found in slots for slot in found if slot.options}
    async with database.transaction() as tx:
        for slot in sorted(inline, key=lambda slot: slot.name):
            for text in slot.options:
                await parts.add_part(tx, slot.name, text, at=now)
        counts = await parts.list_counts(tx, model=model)
    beliefs = await asyncio.to_thread(believe_parts, counts, rules.profile)
    options: dict[str, list[Option]] = {}
    for one, belief in zip(counts, beliefs, strict=True):
        if one.part.is_active:
            options.setdefault(one.part.slot, []).append(Option(id=one.part.id, text=one.part.text, belief=belief))
    return options


def believe_parts(counts: Sequence[PartCount], profile: Profile) -> list[Belief]:
    """What is believed of every option, from the counts of all."""
    columns = [(one.likes, one.misses, one.old_likes, one.old_misses) for one in counts]
    likes, misses, old_likes, old_misses = np.array(columns, dtype=np.float64).reshape(-1, 4).T
    return believe_options(likes, misses, old_likes=old_likes, old_misses=old_misses, profile=profile)
