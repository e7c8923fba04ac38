"""Who wins when every prompt draws a rate from its belief: the chances, exactly, and a batch chosen by them.

Owns the integration, the sharing out of a batch and its drawing; must not know where beliefs come from. Behind it:
`cells` (where draws fall). Chance comes in as `rng`.
Source: Thompson (1933); systematic sampling, Madow (1949).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from bot.domain.beliefs import Floats, Integers
from bot.domain.cells import NEGLIGIBLE, line_up
from bot.domain.fatigue import Fatigue

_EVENLY = np.linspace(0, 1, 64 + 1)  # coarse cells
_FINELY = np.linspace(0, 2, 192 + 1)
_MOST_EXACT = 2_000  # above, beliefs within a hundredth of one another count as equal
_WIDTH = 0.02
_MOST_REPEATS = 1_000  # beyond, one more showing changes nothing
_ROUNDS = 6
_LEAST = 1e-9  # of a rate is left, however often it was shown


def win_chances(alpha: Floats, beta: Floats) -> Floats:
    """Each belief's chance that its draw from Beta(alpha, beta) is the largest, shape (K,), K > 0, summing to 1.

    The cost follows the number of different beliefs that may win at all. Among more than 2,000, those within 1 % of one
    another are equal.
    """
    groups = _group(alpha, beta, np.zeros(alpha.size))
    result: Floats = _win(groups.alpha, groups.beta, groups.sizes)[groups.place]
    return result


@dataclass(frozen=True, kw_only=True)
class Groups:
    """Equal beliefs with equal `repeats` together: `place` (K,) says each one's group, the others (G,) what it is."""

    place: Integers
    alpha: Floats
    beta: Floats
    repeats: Floats
    sizes: Floats


@dataclass(frozen=True, kw_only=True)
class Round:
    """A round of the draws for a batch, by groups (G,): the beliefs Beta(alpha, beta), how many of each played, what
    each member won, as a share of the batch.
    """

    alpha: Floats = field(repr=False)
    beta: Floats = field(repr=False)
    sizes: Floats = field(repr=False)
    won: Floats = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Sharing:
    """A batch shared out in rounds."""

    groups: Groups = field(repr=False)
    rounds: tuple[Round, ...] = field(repr=False)

    @property
    def shares(self) -> Floats:
        """The share of the batch that each of the K may expect, summing to 1."""
        won: Floats = sum((one.won for one in self.rounds), np.zeros(len(self.groups.sizes)))
        result: Floats = (won / (self.groups.sizes @ won))[self.groups.place]
        return result


def share_out(alpha: Floats, beta: Floats, *, count: int, cap: float, repeats: Floats, fatigue: Fatigue) -> Sharing:
    """Share `count` pictures out among beliefs Beta(alpha, beta), shape (K,), K > 0.

    Played in rounds: after each, what was given makes a prompt a little more tiresome, as its `repeats` (K,) did, and
    who has its cap, a share of the batch, plays no more.
    """
    groups = _group(alpha, beta, repeats)
    cap = max(cap, 1 / alpha.size)
    most = 1 if fatigue.factor > 0.9999 else max(1, min(count, _ROUNDS))
    given, sizes = np.zeros(len(groups.sizes)), groups.sizes
    rounds: list[Round] = []
    rest = 1.0
    while rest > 1e-9 and sizes.any():
        tired = _tire(groups.alpha, groups.beta, fatigue(groups.repeats + count * given))
        won = np.minimum(_win(groups.alpha, tired, sizes) * min(rest, 1 / most), cap - given)
        given = given + won
        rounds.append(Round(alpha=groups.alpha, beta=tired, sizes=sizes, won=won))
        sizes = np.where(given < cap - 1e-9, groups.sizes, 0.0)
        rest = 1 - float(groups.sizes @ given)
    return Sharing(groups=groups, rounds=tuple(rounds))


def _group(alpha: Floats, beta: Floats, repeats: Floats) -> Groups:
    if alpha.size > _MOST_EXACT:
        place = np.zeros(alpha.size, dtype=np.int64)
        fine = (np.log(alpha) / _WIDTH, np.log(beta) / _WIDTH, np.minimum(repeats, _MOST_REPEATS))
        for key in fine:
            whole = np.rint(key).astype(np.int64)
            whole -= whole.min()
            place = _number(place * (whole.max() + 1) + whole)
    else:
        order = np.lexsort((repeats, beta, alpha))
        is_new = np.zeros(order.size, dtype=np.int64)
        for values in (alpha, beta, repeats):
            is_new[1:] |= np.diff(values[order]) != 0
        place = np.empty(order.size, dtype=np.int64)
        place[order] = np.cumsum(is_new)
    sizes = np.bincount(place).astype(np.float64)
    means = (np.bincount(place, values) / sizes for values in (alpha, beta, repeats))
    return Groups(place=place, **dict(zip(("alpha", "beta", "repeats"), means, strict=True)), sizes=sizes)


def _number(keys: Integers) -> Integers:
    """Number whole keys from nought on, without gaps; a table does it faster than sorting."""
    is_there = np.zeros(int(keys.max()) + 1, dtype=bool)
    is_there[keys] = True
    found = np.flatnonzero(is_there)
    number = np.empty(is_there.size, dtype=np.int64)
    number[found] = np.arange(found.size)
    result: Integers = number[keys]
    return result


def _win(a: Floats, b: Floats, sizes: Floats) -> Floats:
    """The chance of each group's members to draw the largest rate, (G,); of all `sizes` members together, 1."""
    found, low, high = line_up(a, b, sizes)
    edges = low + (high - low) * _EVENLY
    below = np.exp(found.sizes @ np.log(found.cells(edges)[1]))
    edges = _refine(edges, below)
    found = found.above(float(edges[0]))
    mass, each_below = found.cells(edges)
    mass /= each_below
    each = mass @ np.exp(found.sizes @ np.log(each_below))
    wins = np.zeros(len(sizes))
    wins[found.rows] = each / (found.sizes @ each)
    return wins


def _refine(edges: Floats, below: Floats) -> Floats:
    """Cells that are fine where the largest draw is likely to lie; beyond them it lies hardly ever.

    `below` (C,): the chance that all draws lie below the middle of each of the coarse cells.
    """
    below = np.concatenate([[0.0], np.sqrt(below[1:] * below[:-1]), [1.0]])
    first = int(np.searchsorted(below, NEGLIGIBLE, side="right")) - 1
    last = max(int(np.searchsorted(below, 1 - NEGLIGIBLE)), first + 1)
    edges, below = edges[first : last + 1], np.maximum.accumulate(below[first : last + 1])
    risen = (below - below[0]) / (below[-1] - below[0]) + (edges - edges[0]) / (edges[-1] - edges[0])
    return np.interp(_FINELY, risen, edges)


def _tire(alpha: Floats, beta: Floats, factor: Floats) -> Floats:
    """The beta with which Beta(alpha, beta) has its mean multiplied by `factor`."""
    result: Floats = (alpha + beta) / np.maximum(factor, _LEAST) - alpha
    return result


def spread(chances: Floats, *, count: int, is_spread: bool, rng: np.random.Generator) -> Integers:
    """Choose `count` places by their chances (summing to 1), in random order.

    Spread out, a place with the chance p is chosen count * p times rounded up or down, and every picture of the batch
    is of it with probability p; otherwise each picture is chosen by itself.
    """
    if not is_spread:
        return rng.choice(len(chances), size=count, p=chances)
    order = rng.permutation(len(chances))
    edges = np.cumsum(chances[order])
    marks = (rng.uniform() + np.arange(count)) / count * edges[-1]
    chosen = order[np.minimum(np.searchsorted(edges, marks, side="right"), len(chances) - 1)]
    return rng.permutation(chosen)
