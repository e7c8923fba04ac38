"""The words of a picture taken apart: which options fill the slots of its prompt, and which others could.

What is believed of the options orders them and chooses among them. Must not know that anything is painted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from bot.domain.names import PartId
from bot.domain.own_settings import find_words
from bot.domain.parts import Option, Slot, choose_options, find_slots, refill
from bot.errors import PromptError
from bot.flows.compose import list_options
from bot.flows.rules import Rules
from bot.languages import Text
from bot.store import parts, pictures, prompts
from bot.store.database import Database
from bot.store.parts import Part
from bot.store.pictures import Picture

NO_PARTS = Text("child-no-parts", example="a {coat} cat")


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A slot that could have another option: its place among the prompt's slots, what fills it now, and the others,
    the best loved first."""

    place: int
    slot: Slot
    now: str
    others: tuple[Option, ...]


@dataclass(frozen=True, kw_only=True)
class Wording:
    """A picture's words: its prompt with the slots, what was painted, the parts in it, and what could be otherwise."""

    text: str
    painted: str
    parts: dict[Slot, Part]
    choices: tuple[Choice, ...]


@dataclass(frozen=True, kw_only=True)
class Reworded:
    """Other words for a picture, and the parts that are in them."""

    painted: str
    part_ids: tuple[PartId, ...]


async def read_wording(database: Database, rules: Rules, picture: Picture, *, now: datetime) -> Wording:
    """Take a picture's words apart; there are no choices where its prompt has no slots, or its words were changed."""
    async with database.reading() as tx:
        text = find_words((await prompts.get_prompt(tx, picture.prompt_id)).text)
        there, above = await parts.list_of_picture(tx, picture.id), picture
        while not there and above.parent_id is not None:  # a child of a time when its parts were not noted
            above = await pictures.get_picture(tx, above.parent_id)
            there = await parts.list_of_picture(tx, above.id)
    slots = find_slots(text)
    by_name = {part.slot: part for part in there}
    found = {slot: by_name[slot.name] for slot in slots if slot.name in by_name}
    wording = Wording(text=text, painted=picture.prompt, parts=found, choices=())
    if not slots or _refill(wording, {}) is None:
        return wording
    options = await list_options(database, rules, [slots], model=picture.model, now=now)
    choices = [_choice(wording, place, slot, options.get(slot.name, [])) for place, slot in enumerate(slots)]
    return replace(wording, choices=tuple(one for one in choices if one is not None))


def reword(wording: Wording, *, place: int | None, part_id: PartId | None, rng: np.random.Generator) -> Reworded:
    """Change one part: the slot at a place, or any; to this option, or to one that the beliefs choose.

    Raises PromptError where there is nothing to change, or not to this.
    """
    if not wording.choices:
        raise PromptError(NO_PARTS)
    fitting = [one for one in wording.choices if place in (None, one.place)]
    if part_id is not None:
        fitting = [one for one in fitting if any(option.id == part_id for option in one.others)]
    if not fitting:
        raise PromptError(Text("child-no-such-part"))
    choice = fitting[int(rng.integers(len(fitting)))]
    if part_id is None:
        others = {choice.slot.name: choice.others}
        option = choose_options([choice.slot], others, planned={choice.slot: 0.0}, limit=None, rng=rng)[choice.slot]
    else:
        option = next(one for one in choice.others if one.id == part_id)
    painted = _refill(wording, {choice.slot: option.text})
    assert painted is not None  # else there were no choices
    kept = [part.id for slot, part in wording.parts.items() if slot != choice.slot]
    return Reworded(painted=painted, part_ids=tuple(dict.fromkeys([*kept, option.id])))


def _choice(wording: Wording, place: int, slot: Slot, options: list[Option]) -> Choice | None:
    now = wording.parts.get(slot)
    others = [one for one in options if now is None or one.id != now.id]
    if not others:
        return None
    others.sort(key=lambda one: one.belief.mean, reverse=True)
    return Choice(place=place, slot=slot, now=now.text if now is not None else slot.usual, others=tuple(others))


def _refill(wording: Wording, other: dict[Slot, str]) -> str | None:
    return refill(wording.text, wording.painted, {slot: part.text for slot, part in wording.parts.items()}, other)
