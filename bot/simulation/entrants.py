"""The rules that can be tried, by name: our profiles, the textbooks', the oracle, and anybody's own from a file.

Owns finding a rule; a name is all that travels to another process.
"""

from __future__ import annotations

import importlib.util
import inspect
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from bot.domain.learner import Learner
from bot.domain.policy import PROFILES, RECOMMENDED, Profile
from bot.domain.rule import Rule
from bot.errors import CatbanditError
from bot.simulation.baselines import BASELINES
from bot.simulation.oracle import Oracle
from bot.simulation.retiring import Retiring
from bot.simulation.worlds import World

ORACLE = "oracle"
BASELINE = "c3"
"""What ratios are taken to."""
CONFIGURED = "your settings"
RETIRING = "retiring-"
"""Before a number: the recommended profile, and prompts are retired after so many pictures without a like."""
_LEFT_OUT: dict[str, dict[str, Any]] = {
    "prior": {"prior": "fixed"},
    "exposure": {"exposure": False},
    "delay": {"delay": False},
    "carry-over": {"carry_over": False},
    "sharpness": {"sharpness": None},
    "cap": {"cap": None},
    "debut": {"debut": 0.0},
    "floor": {"floor": 0.0},
    "spread": {"spread": False},
    "words": {"words": False},
}
WITHOUT = {
    f"without-{part}": replace(RECOMMENDED, name=f"without-{part}", **change) for part, change in _LEFT_OUT.items()
}
"""The recommended profile with one part switched off: what is that part worth?"""
NAMES = (ORACLE, *PROFILES, *BASELINES, *WITHOUT)

_METHODS = [name for name in vars(Rule) if not name.startswith("_")]


def enter(name: str, world: World, *, profile: Profile | None = None) -> Rule:
    """A fresh rule for a world, by its name or as FILE.py:CLASS; `profile` is the owner's, called CONFIGURED.

    Raises CatbanditError that says what to do.
    """
    if name == ORACLE:
        return Oracle(world)
    if profile and name == CONFIGURED:
        return Learner(profile)
    if named := PROFILES.get(name) or WITHOUT.get(name):
        return Learner(named)
    if name in BASELINES:
        return BASELINES[name]()
    if name.startswith(RETIRING):
        return Retiring(Learner(RECOMMENDED), tries=int(name.removeprefix(RETIRING)))
    return load(name)()


def check(name: str) -> None:
    """Raise CatbanditError unless there is such a rule."""
    if name not in NAMES and not name.startswith(RETIRING):
        load(name)


def label(name: str) -> str:
    """How a rule is called in tables: of an own one, the class."""
    return name.rpartition(":")[2]


@cache
def load(name: str) -> Callable[[], Rule]:
    """Find an own rule, FILE.py:CLASS; the class is called without arguments. Raises CatbanditError."""
    file, _, wanted = name.rpartition(":")
    if not file:
        raise CatbanditError(
            f"There is no rule “{name}”: choose from {', '.join(NAMES)}, or name your own FILE.py:CLASS."
        )
    path = Path(file)
    if not path.is_file():
        raise CatbanditError(f"There is no file {path} to read the rule {wanted} from.")
    spec = importlib.util.spec_from_file_location(f"rule_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise CatbanditError(f"{path} is not Python: a rule is a class in a file that ends in .py.")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # whatever somebody's file raises
        raise CatbanditError(f"{path} cannot be read: {type(error).__name__}: {error}.") from error
    found = getattr(module, wanted, None)
    if not callable(found):
        classes = [key for key, value in vars(module).items() if inspect.isclass(value) and hasattr(value, "choose")]
        there = f"it has {', '.join(classes)}" if classes else "it has no class with a method choose"
        raise CatbanditError(f"{path} has no rule {wanted}: {there}.")
    if missing := [method for method in _METHODS if not callable(getattr(found, method, None))]:
        raise CatbanditError(
            f"{wanted} in {path} lacks {', '.join(missing)}: derive it from bot.simulation.baselines.Counting, or "
            "write every method of bot.domain.rule.Rule."
        )
    return found  # type: ignore[no-any-return]  # checked as far as one can
