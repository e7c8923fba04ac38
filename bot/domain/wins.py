"""How a prompt won its picture: the rate it drew, and who came second with which.

Owns the explanation of a batch that was shared out; must not know how it was. Draws are made up afterwards, as they
must have been for this prompt to win: of all who played in the round that gave it the most, it drew the largest rate.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.domain.beliefs import Floats, Integers
from bot.domain.cells import line_up
from bot.domain.tournament import Round, Sharing

_EVENLY = np.linspace(0, 1, 128 + 1)
_UNLIKELY = 1e-4
_TINY = 1e-300


@dataclass(frozen=True, kw_only=True)
class Win:
    """The rate drawn; and the place of who came second, with which draw, unless nobody else played."""

    draw: float
    rival: int | None = None
    rival_draw: float | None = None


def explain_wins(sharing: Sharing, winners: Integers, *, rng: np.random.Generator) -> list[Win]:
    """Say how each of `winners`, places among the K with a share of the batch, won its picture."""
    place = sharing.groups.place
    groups = place[winners]
    rounds = np.argmax([one.won[groups] for one in sharing.rounds], axis=0)
    found: dict[int, Win] = {}
    for number in np.unique(rounds):
        ours = np.flatnonzero(rounds == number)
        found |= zip(ours.tolist(), _explain(sharing.rounds[number], place, winners[ours], rng), strict=True)
    return [found[at] for at in range(len(winners))]


def _explain(played: Round, place: Integers, winners: Integers, rng: np.random.Generator) -> list[Win]:
    """Draw the rates of winners and seconds of one round, by cells of log-odds."""
    groups = place[winners]
    if played.sizes.sum() == 1:
        return [Win(draw=float(rng.beta(played.alpha[group], played.beta[group]))) for group in groups]
    always = np.zeros(len(played.sizes), dtype=bool)
    always[groups] = True
    found, low, high = line_up(played.alpha, played.beta, played.sizes, rank=2, negligible=_UNLIKELY, always=always)
    edges = low + (high - low) * _EVENLY
    middles = (edges[1:] + edges[:-1]) / 2
    mass, each_below = found.cells(edges)
    log_below = np.log(each_below)
    own = np.searchsorted(found.rows, groups)
    log_others = found.sizes @ log_below - log_below[own]
    likely = log_others + found.log_density(middles)[own]
    cell = _pick(np.exp(likely - likely.max(axis=1, keepdims=True)), rng)
    draws = edges[cell] + rng.random(len(cell)) * (high - low) / len(middles)
    # The second lies below: the chance of that rises from middle to middle, each group's part by its own rise.
    all_below = np.exp(np.minimum(log_others - log_others[np.arange(len(cell)), cell, None], 0))
    lower = np.minimum(_count_below(all_below.T, rng.random(len(cell))), cell)
    rises = np.concatenate([mass[:, :1], np.diff(log_below, axis=1)], axis=1)[:, lower]
    rises = (np.maximum(rises, 0) + _TINY) * found.sizes[:, None]
    rises[own, np.arange(len(own))] *= 1 - 1 / found.sizes[own]  # all but the winner itself
    second = found.rows[_pick(rises.T, rng)]
    below = np.minimum(middles[lower] - rng.random(len(lower)) * (high - low) / len(middles), draws)
    rates = (1 / (1 + np.exp(-np.array([draws, below])))).tolist()
    return [
        Win(draw=draw, rival=_member(place, group, winner, rng), rival_draw=rival)
        for winner, group, draw, rival in zip(winners, second, *rates, strict=True)
    ]


def _member(place: Integers, group: int, winner: int, rng: np.random.Generator) -> int:
    """Anybody of a group but the winner."""
    members = np.flatnonzero(place == group)
    members = members[members != winner]
    return int(members[rng.integers(members.size)])


def _pick(weights: Floats, rng: np.random.Generator) -> Integers:
    """Pick one of the columns for each row, by the weights (W, C)."""
    totals = weights.cumsum(axis=1).T
    return _count_below(totals, rng.random(len(weights)) * totals[-1])


def _count_below(rising: Floats, values: Floats) -> Integers:
    """How many of the rising numbers (C, W) each value (W,) has reached, at most C - 1."""
    result: Integers = np.minimum((rising <= values).sum(axis=0), len(rising) - 1)
    return result
