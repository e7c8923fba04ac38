"""The shapes behind the belief sheet: densities of Beta beliefs, the axis they share, labels told apart. Pure numbers.

Rates are fractions in 0..1. Must not know how anything is drawn.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

STEPS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2)  # between two ticks
MOST_TICKS = 6  # steps on an axis
FLATTEN = (
    0.35  # ridge heights go with this power of the peak densities: sure beliefs stand taller, vague ones stay visible
)
LEAST_HEIGHT = 0.3  # of the tallest ridge
NEEDLE = 0.08  # of the axis: narrower beliefs do not get taller
CLIP = 0.015  # of the axis: how close to 0 or 1 an infinite density is followed


@dataclass(frozen=True, kw_only=True)
class Axis:
    """A range of rates and where its ticks are."""

    low: float
    high: float
    step: float

    @property
    def ticks(self) -> list[float]:
        """From the first to the last tick within the range."""
        first, last = math.ceil(self.low / self.step - 1e-9), math.floor(self.high / self.step + 1e-9)
        return [tick * self.step for tick in range(first, last + 1)]

    @property
    def decimals(self) -> int:
        """Decimals of a tick in per cent."""
        return max(0, -math.floor(math.log10(self.step * 100) + 1e-9))

    def place(self, rate: float) -> float:
        """Where a rate lies on the axis, 0 at its start and 1 at its end; held within."""
        return min(max((rate - self.low) / (self.high - self.low), 0.0), 1.0)


def fit_axis(spans: Sequence[tuple[float, float]]) -> Axis:
    """Return the axis that shows all (low, high) intervals and a little of the tails, between whole ticks."""
    low = min((low for low, _ in spans), default=0.0)
    high = max((high for _, high in spans), default=1.0)
    room = max((high - low) * 0.12, 0.001)
    low, high = max(0.0, low - room), min(1.0, high + room)
    if low < 0.4 * high:  # near enough: an axis from zero is easier to read
        low = 0.0
    step = next((step for step in STEPS if (high - low) / step <= MOST_TICKS), STEPS[-1])
    return Axis(low=low, high=high, step=step)


def log_density(alpha: float, beta: float, rates: Floats) -> Floats:
    """Return the log density of Beta(alpha, beta) at rates strictly inside 0..1. Stable for any positive counts."""
    scale = math.lgamma(alpha + beta) - math.lgamma(alpha) - math.lgamma(beta)
    density: Floats = scale + (alpha - 1) * np.log(rates) + (beta - 1) * np.log1p(-rates)
    return density


def outline(
    alpha: float, beta: float, *, low: float, high: float, axis: Axis, points: int = 400
) -> tuple[Floats, Floats]:
    """Return (rates, log densities) along the axis, dense where the belief is narrow.

    `low` and `high` bound its bulk. Where the density is infinite (alpha or beta below 1) it is clipped a little
    inside.
    """
    bulk = max(high - low, 1e-9)
    span = axis.high - axis.low
    even = np.linspace(axis.low, axis.high, points)
    near = np.linspace(low - bulk, high + bulk, points)
    inside = np.clip(np.concatenate([even, near]), max(axis.low, span * 1e-6), min(axis.high, 1 - span * 1e-6))
    rates = np.unique(inside)
    logs = log_density(alpha, beta, rates)
    clips = log_density(alpha, beta, np.array([CLIP * span, 1 - CLIP * span]))
    if alpha < 1:
        logs = np.where(rates < CLIP * span, np.minimum(logs, clips[0]), logs)
    if beta < 1:
        logs = np.where(rates > 1 - CLIP * span, np.minimum(logs, clips[1]), logs)
    return rates, logs


def heights(peaks: Sequence[float], *, axis: Axis) -> list[float]:
    """From log peak densities to ridge heights in 0..1: the tallest is 1, the others shrink gently.

    Needles count as beliefs whose interval is NEEDLE of the axis, so that one of them does not flatten all others.
    """
    needle = math.log(1.31 / (NEEDLE * (axis.high - axis.low)))  # the peak of a normal whose central 90 % is that wide
    held = [min(peak, needle) for peak in peaks]
    tallest = max(held, default=0.0)
    return [max(LEAST_HEIGHT, math.exp(FLATTEN * (peak - tallest))) for peak in held]


def distinct_labels(labels: Sequence[str], *, longest: int = 24) -> list[str]:
    """Leave out the words that all labels begin with, marked by an ellipsis, where labels are long.

    "a photo of a cat in a box" and "a photo of a cat on a roof" would otherwise be cut to the same letters.
    """
    split = [label.split() for label in labels]
    if len(set(labels)) < 2 or max(map(len, labels)) <= longest:
        return list(labels)
    shared = 0
    while all(len(words) > shared + 1 and words[shared] == split[0][shared] for words in split):
        shared += 1
    if len(" ".join(split[0][:shared])) < 8:  # saves too little to be worth the riddle
        return list(labels)
    return ["… " + " ".join(words[shared:]) for words in split]
