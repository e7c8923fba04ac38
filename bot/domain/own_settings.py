"""Settings of a prompt's own, typed behind its words: “a cat on the moon --steps 30 --no hats”.

Owns the syntax, the one that people know from other bots. A prompt with other settings is another prompt, with a belief
of its own; a choice in place of a value, “--guidance {3|7}”, is a slot like those of the words, and learnt like them.
Must not know what is usual, nor which samplers there are.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import Any

from bot.domain import parts
from bot.domain.own_values import FREE, NAMES, READERS, OwnSettings, tidy_value
from bot.domain.parts import blot_slots, find_slots, put, read_slots
from bot.errors import PromptError
from bot.languages import Text

MOST_CHOICES = 100  # values that the choices in one setting may make
_DASHES = "--"  # before every setting of a stored prompt: who has none is told by a glance, of 100,000 prompts
_COMMAS = " ,、，"
_FLAG = re.compile(r"(?:(?<=\s)|^)(?P<dash>--)(?P<name>[a-z][a-z-]*)(?=\s|$)")
# As people type it: phones join dashes, others write “--steps=30” or “--steps30”, and some languages have no spaces.
_TYPED = re.compile(
    r"(?:(?<=[\s,\u3000-\u9fff\uac00-\ud7af\uff00-\uffef])|^)(?P<dash>[-－]{2}|[—–―])"
    r"(?P<name>[a-z][a-z-]*)(?![a-z-])\s*[=:＝：]?",
    re.IGNORECASE,
)
_JOINED = re.compile(r"(?:(?<=\s)|^)[—–](?=[a-z])", re.IGNORECASE)
_NOTHING = OwnSettings()


def tidy_own(text: str) -> str:
    """Write a prompt's own settings in one form and order, so that one prompt has one form. Raises PromptError."""
    for option in (option for slot in find_slots(text) for option in slot.options):
        if found := _find_flags(option, _TYPED):
            raise PromptError(Text("own-not-here", found=option[found[0].start() :]))
    words, flags = _split(text, _TYPED)
    for name, value in flags.items():
        for filled in _fillings(name, value):
            READERS[name](filled)
    tidied = {name: value if read_slots(value) else tidy_value(name, value) for name, value in flags.items()}
    return join_own(words.rstrip(_COMMAS) if flags else words, tidied)


def join_own(words: str, flags: dict[str, str]) -> str:
    """Put settings behind words, in their usual order."""
    return " ".join([words, *(f"--{name} {flags[name]}" for name in READERS if name in flags)])


def part_dashes(typed: str) -> str:
    """What somebody has begun to type, with the dashes that a phone may have joined as two."""
    return _JOINED.sub(_DASHES, typed)


def read_own(text: str, fill: Callable[[str], str] = str) -> tuple[str, OwnSettings]:
    """A prompt's words and the settings behind them, with slots filled by `fill`: what fills them is never a setting.

    Raises PromptError for settings that make no sense.
    """
    words, flags = _split(text)
    own = _NOTHING
    for name, value in flags.items():
        own = replace(own, **READERS[name](fill(value)))
    return fill(words), own


def find_own(text: str, fill: Callable[[str], str] = str) -> tuple[str, OwnSettings]:
    """A stored prompt's words and own settings, filled; all is words where they make no sense, as in former times."""
    try:
        if _DASHES in text:
            return read_own(text, fill)
    except PromptError:
        pass
    return fill(text), _NOTHING


def name_choices(text: str) -> str:
    """A stored prompt whose choices among settings are named after these, so that each is made and learnt by itself."""
    try:
        words, flags = _split(text) if _DASHES in text else (text, {})
        return join_own(words, {name: parts.name_choices(value, name) for name, value in flags.items()})
    except PromptError:
        return text


def find_greatest(text: str) -> OwnSettings | None:
    """A stored prompt's own settings, with the most steps and the largest size of their choices; None: it has none."""
    if _DASHES not in text:
        return None
    try:
        flags = _split(text)[1]
        filled = [(name, each) for name, value in flags.items() for each in _fillings(name, value)]
        readings = [OwnSettings(**READERS[name](value)) for name, value in filled]
    except PromptError:
        return None
    if not readings:
        return None
    merged = _NOTHING
    for own in readings:
        wanted = {field.name: getattr(own, field.name) for field in fields(own)}
        merged = replace(merged, **{name: value for name, value in wanted.items() if value is not None})
    largest = max(readings, key=lambda own: (own.width or 0) * (own.height or 0))
    steps = max((own.steps for own in readings if own.steps is not None), default=None)
    return replace(merged, steps=steps, width=largest.width, height=largest.height)


def find_words(text: str) -> str:
    """A stored prompt without its own settings."""
    try:
        return _split(text)[0] if _DASHES in text else text
    except PromptError:
        return text


def label(words: str, text: str, used: Mapping[str, Any]) -> str:
    """What was painted of a prompt, with its own settings behind the words; of a choice, the value that was `used`.

    In former times they were words like others: they are there already.
    """
    try:
        flags = _split(text)[1] if _DASHES in text and find_words(words) == words else {}
    except PromptError:
        flags = {}
    made = {name: _used(name, used) or value for name, value in flags.items() if "{" in value}
    return join_own(words, {**flags, **made})


def _used(name: str, used: Mapping[str, Any]) -> str | None:
    """A setting's value among the settings that painted a picture; None where it is not among them as it is typed."""
    found = [used.get(key) for key in {"size": ("width", "height")}.get(name, (name,))]
    return "x".join(f"{one:g}" for one in found) if all(isinstance(one, int | float) for one in found) else None


def _find_flags(text: str, flag: re.Pattern[str]) -> list[re.Match[str]]:
    """Where settings begin, or what is meant to be one; what stands in a slot is none."""
    return [
        one
        for one in flag.finditer(blot_slots(text))
        if one["name"].lower() in NAMES
        or (one["dash"] == _DASHES and (one.start() == 0 or text[one.start() - 1].isspace()))
    ]


def _split(text: str, flag: re.Pattern[str] = _FLAG) -> tuple[str, dict[str, str]]:
    """The words, and each setting's value as it is written."""
    found = _find_flags(text, flag)
    flags: dict[str, str] = {}
    for at, one in enumerate(found):
        name = NAMES.get(one["name"].lower())
        if name is None:
            known = ", ".join(f"--{known}" for known in READERS)
            raise PromptError(Text("own-unknown", found=one["dash"] + one["name"], known=known))
        end = found[at + 1].start() if at + 1 < len(found) else len(text)
        value = text[one.end() : end].strip(_COMMAS)
        if not value:
            raise PromptError(Text("own-empty", flag=f"--{name}"))
        if name in flags:
            raise PromptError(Text("own-twice", flag=f"--{name}"))
        flags[name] = value
    return text[: found[0].start()].rstrip() if found else text, flags


def _fillings(name: str, value: str) -> list[str]:
    """Every value that the choices in it can make; of free words, which are all allowed, just one."""
    slots = read_slots(value)
    for slot in slots:
        if not slot.options:
            raise PromptError(Text("own-list", slot=f"{{{slot.name}}}", example="--guidance {3|7}"))
    if name in FREE:
        return [put(value, {})]
    if (choices := math.prod(len(slot.options) for slot in slots)) > MOST_CHOICES:
        raise PromptError(Text("own-choices", flag=f"--{name}", choices=choices, most=MOST_CHOICES))
    combined = itertools.product(*(slot.options for slot in slots))
    return [put(value, dict(zip(slots, options, strict=True))) for options in combined]
