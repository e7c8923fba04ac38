"""What scores say: likes per thousand pictures, ratios with intervals, the worst twentieth, the way there.

Owns the statistics of a contest; must not know how they are shown.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from bot.domain.beliefs import quantile
from bot.simulation.contest import Score
from bot.simulation.luck import Floats

_OUTSIDE = 0.05  # of what an interval should hold
_LEAST = 0.5  # likes: below this a ratio is of two noughts


@dataclass(frozen=True, kw_only=True)
class Line:
    """One rule in a group of worlds.

    `ratio` is to the baseline in the same worlds: a geometric mean with its 95 % interval (one world has none: both
    ends are the ratio). `worst` is the ratio that one world in twenty falls below, `of_oracle` the mean share of what
    could be won.
    """

    rule: str
    worlds: int
    per_thousand: float
    error: float
    ratio: float
    low: float
    high: float
    worst: float
    of_oracle: float


@dataclass(frozen=True, kw_only=True)
class Way:
    """How a rule came along, (STEPS,) each: mean over worlds and half the width of its 95 % interval."""

    rule: str
    won: Floats = field(repr=False)
    """Likes so far, as a share of what the oracle has at the end."""
    won_error: Floats = field(repr=False)
    best: Floats = field(repr=False)
    """The share of the pictures that the best tenth of the prompts got lately."""
    best_error: Floats = field(repr=False)


Scores = dict[str, list[Score]]


def by_rule(scores: Sequence[Score], *, rules: Sequence[str]) -> Scores:
    """Sort the scores by rule, the same worlds in the same order for each; a world without all rules is left out."""
    worlds: dict[tuple[str, str, int, int], dict[str, Score]] = {}
    for score in scores:
        worlds.setdefault((score.size, score.family, score.prompts, score.number), {})[score.rule] = score
    whole = [worlds[key] for key in sorted(worlds) if worlds[key].keys() >= set(rules)]
    return {rule: [found[rule] for found in whole] for rule in rules}


def compare(scores: Scores, *, baseline: str, oracle: str) -> list[Line]:
    """One line per rule, the best first."""
    base, limit = _won(scores[baseline]), _won(scores[oracle])
    lines = []
    for rule, own in scores.items():
        won = _won(own)
        thousand = 1000 * won / np.array([score.pictures for score in own])
        logs = np.log(np.maximum(won, _LEAST) / np.maximum(base, _LEAST))
        reach = _reach(len(own)) * _error(logs) if len(own) > 1 else 0.0
        lines.append(
            Line(
                rule=rule,
                worlds=len(own),
                per_thousand=float(thousand.mean()),
                error=_error(thousand),
                ratio=math.exp(logs.mean()),
                low=math.exp(logs.mean() - reach),
                high=math.exp(logs.mean() + reach),
                worst=math.exp(float(np.quantile(logs, 0.05))),
                of_oracle=float(np.mean(won / np.maximum(limit, _LEAST))),
            )
        )
    return sorted(lines, key=lambda line: -line.ratio)


def follow(scores: Scores, *, oracle: str) -> list[Way]:
    """How each rule came along."""
    limit = np.maximum(_won(scores[oracle]), _LEAST)[:, None]
    ways = []
    for rule, own in scores.items():
        won = np.stack([score.won_by for score in own]) / limit
        best = np.stack([score.best_at for score in own])
        reach = _reach(len(own)) if len(own) > 1 else 0.0
        ways.append(
            Way(
                rule=rule,
                won=won.mean(axis=0),
                won_error=reach * _errors(won),
                best=best.mean(axis=0),
                best_error=reach * _errors(best),
            )
        )
    return ways


def _won(scores: Sequence[Score]) -> Floats:
    return np.array([score.won for score in scores])


@cache
def _reach(count: int) -> float:
    """Half the 95 % interval of a mean of so many values, more than one, in standard errors: few worlds tell little.

    Student's t, by the Beta distribution of its square (DLMF 8.17).
    """
    free = count - 1
    share = float(quantile(free / 2, 0.5, _OUTSIDE))
    return math.sqrt(free * (1 / share - 1))


def _error(values: Floats) -> float:
    """The standard error of the mean; not a number if there is but one value."""
    return float(values.std(ddof=1) / math.sqrt(len(values))) if len(values) > 1 else math.nan


def _errors(values: Floats) -> Floats:
    errors: Floats = values.std(axis=0, ddof=1 if len(values) > 1 else 0) / math.sqrt(len(values))
    return errors
