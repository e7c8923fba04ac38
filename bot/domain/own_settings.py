"""Settings of a prompt's own, typed behind its words: “a cat on the moon --steps 30 --no hats”.

Owns the syntax, the one that people know from other bots. A prompt with other settings is another prompt, with a belief
of its own; a choice in place of a value, “--guidance {3|7}”, is a slot like those of the words, and learnt like them.
Must not know what is usual, nor which samplers there are.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from bot.domain import parts
from bot.domain.parts import Slot, blot_slots, find_slots, put, read_slots
from bot.errors import PromptError
from bot.languages import Text

MOST_STEPS = 150
MOST_GUIDANCE = 30
SIDES = (64, 2048)  # pixels
MOST_CHOICES = 100  # values that the choices in one setting may make
_GRAIN = 8
_DASHES = "--"  # before every setting of a stored prompt: who has none is told by a glance, of 100,000 prompts

_FLAG = re.compile(r"(?:(?<=\s)|^)(?P<dash>--|[—–])(?P<name>[a-z][a-z-]*)(?=\s|$)", re.IGNORECASE)  # phones join dashes
_JOINED = re.compile(r"(?:(?<=\s)|^)[—–](?=[a-z])", re.IGNORECASE)
_SIZE = re.compile(r"(\d{1,5})\s*[x×]\s*(\d{1,5})", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class OwnSettings:
    """What one prompt wants otherwise than usual; None leaves a value as it is. Sizes in pixels.

    `unwanted` are words for the negative prompt, besides the usual ones.
    """

    steps: int | None = None
    guidance: float | None = None
    width: int | None = None
    height: int | None = None
    sampler: str | None = None
    unwanted: str | None = None


_NOTHING = OwnSettings()


def tidy_own(text: str) -> str:
    """Write a prompt's own settings in one form and order, so that one prompt has one form. Raises PromptError."""
    for option in (option for slot in find_slots(text) for option in slot.options):
        if found := _find_flags(option):
            raise PromptError(Text("own-not-here", found=option[found[0].start() :]))
    words, flags = _split(text)
    for name, value in flags.items():
        for filled in _fillings(name, value):
            _READ[name](filled)
    return join_own(words.rstrip(" ,") if flags else words, {name: _tidy(name, flags[name]) for name in flags})


def join_own(words: str, flags: dict[str, str]) -> str:
    """Put settings behind words, in their usual order."""
    return " ".join([words, *(f"--{name} {flags[name]}" for name in _READ if name in flags)])


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
        own = replace(own, **_READ[name](fill(value)))
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
        readings = [OwnSettings(**_READ[name](value)) for name, value in filled]
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


def _find_flags(text: str) -> list[re.Match[str]]:
    """Where settings begin; what stands in a slot is none."""
    found = _FLAG.finditer(blot_slots(text))
    return [one for one in found if one["dash"] == _DASHES or one["name"].lower() in _NAMES]


def _split(text: str) -> tuple[str, dict[str, str]]:
    """The words, and each setting's value as it is typed."""
    found = _find_flags(text)
    flags: dict[str, str] = {}
    for at, one in enumerate(found):
        name = _NAMES.get(one["name"].lower())
        if name is None:
            raise PromptError(Text("own-unknown", found=one[0], known=", ".join(f"--{known}" for known in _READ)))
        end = found[at + 1].start() if at + 1 < len(found) else len(text)
        value = text[one.end() : end].strip(" ,")
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
    if _READ[name] in (_sampler, _no):
        return [put(value, {})]
    if (choices := math.prod(len(slot.options) for slot in slots)) > MOST_CHOICES:
        raise PromptError(Text("own-choices", flag=f"--{name}", choices=choices, most=MOST_CHOICES))
    return [put(value, _pair(slots, options)) for options in itertools.product(*(slot.options for slot in slots))]


def _pair(slots: Sequence[Slot], options: Sequence[str]) -> dict[Slot, str]:
    return dict(zip(slots, options, strict=True))


def _tidy(name: str, value: str) -> str:
    if read_slots(value):
        return value
    own = OwnSettings(**_READ[name](value))
    written = {"steps": f"{own.steps}", "guidance": f"{own.guidance:g}" if own.guidance is not None else ""}
    return {**written, "size": f"{own.width}x{own.height}"}.get(name, " ".join(value.split()))


def _steps(value: str) -> dict[str, Any]:
    number = _number("steps", value, 1, MOST_STEPS)
    if number != int(number):
        raise PromptError(Text("own-range", flag="--steps", found=value, least="1", most=str(MOST_STEPS)))
    return {"steps": int(number)}


def _guidance(value: str) -> dict[str, Any]:
    return {"guidance": _number("guidance", value, 0, MOST_GUIDANCE)}


def _number(name: str, value: str, least: float, most: float) -> float:
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not least <= number <= most:
        raise PromptError(Text("own-range", flag=f"--{name}", found=value, least=f"{least:g}", most=f"{most:g}"))
    return number


def _size(value: str) -> dict[str, Any]:
    found = _SIZE.fullmatch(value)
    sides = [int(side) for side in found.groups()] if found else []
    if not sides or any(not SIDES[0] <= side <= SIDES[1] or side % _GRAIN for side in sides):
        raise PromptError(
            Text("own-size", found=value, grain=str(_GRAIN), least=str(SIDES[0]), most=str(SIDES[1]), example="768x512")
        )
    return dict(zip(("width", "height"), sides, strict=True))


def _sampler(value: str) -> dict[str, Any]:
    return {"sampler": value}


def _no(value: str) -> dict[str, Any]:
    return {"unwanted": value}


_READ: dict[str, Callable[[str], dict[str, Any]]] = {  # in the order in which they are written
    "steps": _steps,
    "guidance": _guidance,
    "size": _size,
    "sampler": _sampler,
    "no": _no,
}
_NAMES = {**{name: name for name in _READ}, "cfg": "guidance", "negative": "no", "scheduler": "sampler"}
