"""Parts: prompts with slots, “a {coat} cat, {sitting|asleep}”, and which options fill them.

Owns the syntax, that of wildcards and dynamic prompts: `{name}` or `__name__` is a slot of the list of that name,
`{a|b}` a choice written in place. Whole prompts are what the learner chooses between; inside a prompt the options of
every slot are chosen by Thompson sampling of their own. Must not know where options and counts are kept. Chance comes
in as `rng`.
Treating slots as independent is an approximation, and known to be a useful one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bot.domain.beliefs import Belief, Floats
from bot.domain.names import PartId
from bot.domain.policy import Evidence, Profile, believe, sharpen
from bot.errors import PromptError
from bot.languages import Text

MOST_SLOTS = 8
_WILDCARD = re.compile(r"__([^\W_](?:\w*[^\W_])?(?:[/-]\w*[^\W_])*)__")
_SLOT = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"[^\W_][\w/ -]{0,39}")
_WEIGHT = re.compile(r"^\s*\d+(\.\d+)?::")
_SETTING = re.compile(r"^--[a-z]+ ")
BETWEEN = "|"
_EXAMPLE = "{ginger|black}"


@dataclass(frozen=True)
class Slot:
    """A place in a prompt: the name of its list, or of an inline choice its options in order, which are its name.

    A choice among the values of a setting has the setting's name in front: “--steps 4|8”.
    """

    name: str

    @property
    def options(self) -> tuple[str, ...]:
        """The options that stand in the prompt itself; none for a list's name."""
        return tuple(_SETTING.sub("", self.name).split(BETWEEN)) if BETWEEN in self.name else ()

    @property
    def usual(self) -> str:
        """What stands there where nothing is chosen: the first option, or the list's name."""
        return self.options[0] if self.options else self.name


def name_slots(text: str) -> str:
    """Write wildcards as slots, so that one prompt has one form: “a __coat__ cat” is “a {coat} cat”."""
    text = _WILDCARD.sub(r"{\1}", text)
    return _SLOT.sub(lambda found: f"{{{_tidy(found[1])}}}", text)


def _tidy(inner: str) -> str:
    if BETWEEN in inner:
        return BETWEEN.join(" ".join(option.split()) for option in inner.split(BETWEEN))
    return " ".join(inner.split()).casefold()


def read_slots(text: str) -> tuple[Slot, ...]:
    """The slots of a prompt in order, each once. Raises PromptError for braces that make no sense."""
    found = dict.fromkeys(_read(inner) for inner in _SLOT.findall(text))
    if "{" in (rest := _SLOT.sub("", text)) or "}" in rest:
        raise PromptError(Text("part-braces", slot="{coat}", choice=_EXAMPLE))
    if len(found) > MOST_SLOTS:
        raise PromptError(Text("part-too-many", most=MOST_SLOTS))
    return tuple(found)


def find_slots(text: str) -> tuple[Slot, ...]:
    """The slots of a prompt; none where its braces make no sense, as in one from before there were slots."""
    try:
        return read_slots(text)
    except PromptError:
        return ()


def name_choices(value: str, setting: str) -> str:
    """The value of a setting with every choice in it named after the setting: the same options elsewhere are others."""

    def name(found: re.Match[str]) -> str:
        return f"{{--{setting} {_read(found[1]).name}}}" if BETWEEN in found[1] else found[0]

    return _SLOT.sub(name, value)


def blot_slots(text: str) -> str:
    """A prompt of the same length in which no slot can be read."""
    return _SLOT.sub(lambda found: "_" * len(found[0]), text)


def find_unfilled(slots: Iterable[Slot], lists: Collection[str]) -> list[Slot]:
    """The slots that nothing fills, as their lists are not among those that have options."""
    return [slot for slot in slots if not slot.options and slot.name not in lists]


def refuse_unfilled(slot: Slot) -> Text:
    """Why a prompt with this slot cannot be painted yet, and what to do."""
    return Text("part-missing", slot=f"{{{slot.name}}}")


def _read(inner: str) -> Slot:
    if BETWEEN in inner:
        options = [" ".join(_WEIGHT.sub("", option).split()) for option in inner.split(BETWEEN)]
        if "$$" in inner or not all(options):
            raise PromptError(Text("part-choice", found=inner, example=_EXAMPLE))
        return Slot(BETWEEN.join(dict.fromkeys(options)))
    return Slot(read_name(inner))


def read_name(text: str) -> str:
    """The name of a list of parts, in small letters. Raises PromptError."""
    name = " ".join(text.split()).casefold()
    if not _NAME.fullmatch(name):
        raise PromptError(Text("part-name", found=text))
    return name


def read_list_name(text: str) -> str:
    """The name of a list as somebody typed it, perhaps with the braces or strokes of a slot. Raises PromptError."""
    return read_name(text.strip("{}_ "))


@dataclass(frozen=True, kw_only=True)
class Option:
    """What may fill a slot, and what is believed of pictures that have it."""

    id: PartId
    text: str
    belief: Belief


def believe_options(
    likes: Floats, misses: Floats, *, old_likes: Floats, old_misses: Floats, profile: Profile
) -> list[Belief]:
    """Work out what is believed of pictures with each option, as it is of prompts: all counts have the shape (K,).

    The prior is fitted to the counts of all options, where the profile fits one, and what other models taught is
    carried over.
    """
    evidence = Evidence(
        likes=likes,
        misses=misses,
        old_likes=old_likes,
        old_misses=old_misses,
        pictures=likes + misses,
        is_active=np.ones(len(likes), dtype=bool),
    )
    outlook = believe(evidence, profile=profile)
    return [Belief(a, b) for a, b in zip(outlook.alpha.tolist(), outlook.beta.tolist(), strict=True)]


def choose_options(
    slots: Sequence[Slot],
    options: Mapping[str, Sequence[Option]],
    *,
    planned: Mapping[Slot, float],
    limit: float | None,
    rng: np.random.Generator,
) -> dict[Slot, Option]:
    """Choose an option for every slot that has any: one draw from each option's belief, the largest wins.

    As for prompts, draws are sharpened up to `limit` where few pictures are to come: `planned` are each slot's in the
    coming fortnight.
    """
    chosen = {}
    for slot in slots:
        if candidates := options.get(slot.name, ()):
            sharpness = sharpen(planned[slot] / len(candidates), limit=limit)
            alpha = np.array([option.belief.alpha for option in candidates])
            beta = np.array([option.belief.beta for option in candidates])
            chosen[slot] = candidates[int(np.argmax(rng.beta(sharpness * alpha, sharpness * beta)))]
    return chosen


def fill(text: str, chosen: Mapping[Slot, Option]) -> str:
    """Put the chosen options into a prompt; a slot without one gets its own name (or first option) as plain words."""
    return put(text, {slot: option.text for slot, option in chosen.items()})


def refill(text: str, painted: str, filling: Mapping[Slot, str], other: Mapping[Slot, str]) -> str | None:
    """What was painted with other words in some slots of its prompt `text`, and all else as it was, suffixes too.

    None where the painted text does not begin with the prompt as these words fill it: somebody changed them by hand.
    """
    before = put(text, filling)
    if not painted.startswith(before):
        return None
    return put(text, {**filling, **other}) + painted[len(before) :]


def put(text: str, filling: Mapping[Slot, str]) -> str:
    """Put these words into a prompt; a slot without any gets its own name, or its first option."""

    def choose(found: re.Match[str]) -> str:
        slot = _read(found[1])
        return filling.get(slot, slot.usual)

    return _SLOT.sub(choose, text)
