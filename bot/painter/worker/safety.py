"""The model's own safety checker, which looks at finished pictures: whether it has one, and whether it is used.

Reads a model's index only; must not know how a model is loaded. A flagged picture is spoilt where it is painted.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bot.errors import PainterError

REQUIRED, OFF = "required", "off"
INDEX = "model_index.json"


def is_checked(wanted: str) -> bool:
    """Whether the checker of a model that has one is used, and so has to be there."""
    return wanted != OFF


def has_checker(index: Path) -> bool:
    """Whether a pipeline's index names a safety checker; an index that cannot be read names none."""
    try:
        part = json.loads(index.read_text("utf-8")).get("safety_checker")
    except (OSError, ValueError, AttributeError):
        return False
    return isinstance(part, list) and all(part)


def refusal(wanted: str, index: Path, model: str) -> str | None:
    """Why a model may not be used: a checker is required, and it has none."""
    if wanted != REQUIRED or has_checker(index):
        return None
    return (
        f'The model {model} has no safety checker, and [model] safety_checker is "{REQUIRED}". Choose a model that has '
        'one, such as "sd15-lcm", or set it to "if available".'
    )


def parts_for(wanted: str, index: Path, model: str) -> dict[str, Any]:
    """What to hand to the loader so that the checker is used or not. Raises PainterError if one is required."""
    if (sentence := refusal(wanted, index, model)) is not None:
        raise PainterError(sentence)
    return (
        {"safety_checker": None, "requires_safety_checker": False}
        if not is_checked(wanted) and has_checker(index)
        else {}
    )
