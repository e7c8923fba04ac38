"""Where the largest of many draws falls: who has a chance of it at all, and the probability of every cell of log-odds.

Owns the numerics of Betas over cells; must not know what is drawn for, nor chance. Beliefs are Beta(a, b), equal ones
grouped: `sizes` (G,) says how many a group has, and nought leaves it out.
Source: Chernoff's bound of a Beta's tail, from the moments of its odds, with Stirling's bounds of the beta function.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from bot.domain.beliefs import Flags, Floats, Integers
from bot.domain.gammas import log_beta

NEGLIGIBLE = 1e-7
_REACH = 6.0  # standard deviations
_FARTHEST = 60.0  # log-odds from the best one's: beyond, cells would be too wide
_TINY = 1e-300


@dataclass(frozen=True, kw_only=True)
class Contenders:
    """Those groups that may draw the largest rate, H of them: `rows` (H,) says which."""

    rows: Integers
    a: Floats = field(repr=False)
    b: Floats = field(repr=False)
    log_b: Floats = field(repr=False)
    sizes: Floats = field(repr=False)

    @property
    def odds(self) -> Floats:
        """The log-odds of each mean."""
        result: Floats = np.log(self.a / self.b)
        return result

    @property
    def spread(self) -> Floats:
        """About the standard deviation of each one's log-odds."""
        result: Floats = np.sqrt(1 / self.a + 1 / self.b)
        return result

    def above(self, low: float, *, always: Flags | None = None) -> Contenders:
        """Those that may draw a rate of log-odds above `low`, and the groups `always`."""
        is_kept = _may_exceed(self.a, self.b, self.sizes, low)
        if always is not None:
            is_kept |= always[self.rows]
        kept = np.flatnonzero(is_kept)
        a, b, log_b, sizes = (of[kept] for of in (self.a, self.b, self.log_b, self.sizes))
        return Contenders(rows=self.rows[kept], a=a, b=b, log_b=log_b, sizes=sizes)

    def log_density(self, odds: Floats) -> Floats:
        """The logarithm of each one's density at these log-odds, shape (H, C)."""
        log_x = -np.logaddexp(0, -odds)
        terms = np.array([log_x, log_x - odds, np.ones(len(odds))])
        result: Floats = np.array([self.a, self.b, -self.log_b]).T @ terms
        return result

    def cells(self, edges: Floats) -> tuple[Floats, Floats]:
        """Each group's probability of every cell, and that of a draw below the cell's middle, shape (H, C)."""
        width = edges[1:] - edges[:-1]
        middles = edges[:-1] + width / 2
        mass = np.exp(self.log_density(middles))
        mass *= width
        above = mass[:, ::-1].cumsum(axis=1)[:, ::-1]
        spread = self.spread
        narrow = np.flatnonzero(spread < 1.5 * width.max())  # nearly normal, and too thin for a density in them
        if narrow.size:
            over = _normal_above((edges - self.odds[narrow, None]) / spread[narrow, None])
            above[narrow], mass[narrow] = over[:, :-1], over[:, :-1] - over[:, 1:]
        whole = np.maximum(above[:, :1], 1.0)
        mass /= whole
        below = mass / 2 - above / whole
        below += 1
        return mass, np.maximum(below, _TINY, out=below)


def line_up(
    a: Floats,
    b: Floats,
    sizes: Floats,
    *,
    rank: int = 1,
    negligible: float = NEGLIGIBLE,
    always: Flags | None = None,
) -> tuple[Contenders, float, float]:
    """Find the groups that may draw the largest rate, or the second largest for `rank=2`; between which log-odds.

    It lies lower with a probability of about `negligible`; higher, or drawn by one that was left out, hardly ever.
    The groups `always` are never left out.
    """
    rows = np.flatnonzero(sizes)
    found = Contenders(rows=rows, a=a[rows], b=b[rows], log_b=log_beta(a[rows], b[rows]), sizes=sizes[rows])
    # P(rate < x) is at most about x^a / (a B(a, b)) at the low end, and the high one is its mirror.
    lows = (math.log(negligible) + np.log(found.a) + found.log_b) / found.a
    reach = math.sqrt(-2 * math.log(negligible)) + 0.4
    lows = np.where(found.a > 10, found.odds - reach * found.spread, lows)
    best = float(found.odds.max())
    low = max(_surely_above(lows, found.sizes, rank), best - _FARTHEST)
    found = found.above(low, always=always)
    highs = -(math.log(NEGLIGIBLE) + np.log(found.b / found.sizes) + found.log_b) / found.b
    highs = np.where(found.b > 10, found.odds + _REACH * found.spread, highs)
    return found, low, max(min(float(highs.max()), best + _FARTHEST), low + 1e-6)


def _surely_above(low: Floats, sizes: Floats, rank: int) -> float:
    """What the largest of all draws surely exceeds, or the second largest: each group's members surely exceed `low`."""
    if rank == 1:
        return float(low.max())
    order = np.argsort(-low)
    at = int(np.searchsorted(np.cumsum(sizes[order]), rank))
    return float(low[order[min(at, len(order) - 1)]])


def _may_exceed(a: Floats, b: Floats, sizes: Floats, low: float) -> Flags:
    """Whether a member of each group may draw log-odds above `low`, (G,): with a probability that is not negligible."""
    total = a + b
    log_x, log_rest = -math.log1p(math.exp(-low)), -math.log1p(math.exp(low))
    # The draw's moments bound its tail: P <= E(odds^s) / e^(s low), least about where s is total * x - a.
    tail = (a - 0.5) * (np.log(a / total) - log_x) + (b - 0.5) * (np.log(b / total) - log_rest)
    tail -= (1 + math.exp(-log_x) + math.exp(-log_rest)) / (12 * total)
    result: Flags = (tail < np.log(sizes / NEGLIGIBLE)) | (a >= b * math.exp(low))
    return result


def _normal_above(z: Floats) -> Floats:
    """P(Z > z) of a standard normal, to 8e-8 (Abramowitz and Stegun 26.2.17)."""
    t = 1 / (1 + 0.2316419 * np.abs(z))
    poly = t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
    tail = poly * np.exp(-z * z / 2) * 0.3989422804014327
    result: Floats = np.where(z >= 0, tail, 1 - tail)
    return result
