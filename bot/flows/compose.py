"""What is really painted: a chosen prompt with its slots filled and the themes' suffixes joined."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

import numpy as np

from bot.domain.beliefs import Belief
from bot.domain.names import PartId
from bot.domain.parts import Option, Slot, choose_options, fill, read_slots
from bot.errors import PromptError
from bot.flows.rules import Rules
from bot.store import parts, themes
from bot.store.database import Database


@dataclass(frozen=True, kw_only=True)
class Composed:
    """A picture's full text, None where it is the prompt's own, and the parts chosen for it."""

    painted: str | None
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
    slots = {text: slots_of(text) for text in dict.fromkeys(texts)}
    options = await list_options(database, rules, slots.values(), model=model, now=now) if any(slots.values()) else {}
    async with database.reading() as tx:
        suffixes = [theme.suffix for theme in await themes.list_themes(tx) if theme.suffix and theme.holds(on)]
    composed = []
    for text in texts:
        chosen = choose_options(slots[text], options, rng=rng)
        whole = ", ".join([fill(text, chosen) if slots[text] else text, *reversed(suffixes)])
        composed.append(
            Composed(
                painted=None if whole == text else whole,
                part_ids=tuple(dict.fromkeys(option.id for option in chosen.values())),
            )
        )
    return composed


def slots_of(text: str) -> tuple[Slot, ...]:
    """A prompt's slots; one from before there were any is painted as it stands."""
    try:
        return read_slots(text)
    except PromptError:
        return ()


async def list_options(
    database: Database, rules: Rules, slots: Iterable[tuple[Slot, ...]], *, model: str, now: datetime
) -> dict[str, list[Option]]:
    """Every active option by the name of its slot, with what is believed of it; inline choices get their rows here."""
    prior = Belief(
        rules.profile.prior_mean * rules.profile.prior_strength,
        (1 - rules.profile.prior_mean) * rules.profile.prior_strength,
    )
    inline = {slot for found in slots for slot in found if slot.options}
    async with database.transaction() as tx:
        for slot in sorted(inline, key=lambda slot: slot.name):
            for text in slot.options:
                await parts.add_part(tx, slot.name, text, at=now)
        counts = await parts.list_counts(tx, model=model)
    return {
        name: [Option(id=one.part.id, text=one.part.text, belief=prior.after(one.likes, one.misses)) for one in group]
        for name, group in groupby(counts, key=lambda one: one.part.slot)
    }
