"""The values of settings that a prompt may have of its own: what each may be, and how it is written.

Must not know prompts, nor what is usual.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.errors import PromptError
from bot.languages import Text

MOST_STEPS = 150
MOST_GUIDANCE = 30
SIDES = (64, 2048)  # pixels
_GRAIN = 8
_SIZE = re.compile(r"(\d{1,5})\s*[x×ｘ]\s*(\d{1,5})", re.IGNORECASE)


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


def tidy_value(name: str, value: str) -> str:
    """Write a setting's value in one form. Raises PromptError for one that makes no sense."""
    own = OwnSettings(**READERS[name](value))
    if name == "size":
        return f"{own.width}x{own.height}"
    if name in FREE:
        return " ".join(value.split())
    return f"{own.steps if own.steps is not None else own.guidance:g}"


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


READERS: dict[str, Callable[[str], dict[str, Any]]] = {  # in the order in which they are written
    "steps": _steps,
    "guidance": _guidance,
    "size": _size,
    "sampler": _sampler,
    "no": _no,
}
NAMES = {**{name: name for name in READERS}, "cfg": "guidance", "negative": "no", "scheduler": "sampler"}
FREE = ("sampler", "no")  # settings that take any words
