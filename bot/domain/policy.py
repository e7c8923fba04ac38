"""Which prompts to paint next: from all that is known to a batch, with the probability of every choice.

Owns the decision; must not know pictures as rows, clocks or databases: evidence comes in as plain numbers. The ways in
are all here: `Profile`, `Evidence`, `believe`, `weigh` and `decide`. Behind it: `outlook` (what is believed),
`tournament` (who wins).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from bot.domain.beliefs import Flags, Floats, Integers
from bot.domain.delay import Curve
from bot.domain.evidence import Evidence
from bot.domain.outlook import Outlook, believe, weigh
from bot.domain.prior import Prior
from bot.domain.profiles import C3, PROFILES, RECOMMENDED, Profile
from bot.domain.tournament import Sharing, share_out, spread
from bot.domain.wins import explain_wins

__all__ = [
    "C3",
    "FORTNIGHT",
    "PROFILES",
    "RECOMMENDED",
    "Assumptions",
    "Choice",
    "Decision",
    "Evidence",
    "Flags",
    "Outlook",
    "Profile",
    "believe",
    "decide",
    "sharpen",
    "weigh",
]

FORTNIGHT = 14 * 24.0  # hours: the horizon that `planned` looks ahead

Reason = Literal["drawn", "debut", "blind"]
_REASONS: tuple[Reason, ...] = ("drawn", "debut", "blind")


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One picture's prompt: its place among the K, the draw (a rate) it won with, its chance, and the reason.

    `chance` is that of a picture of this batch being of this prompt, as it was before any was chosen. `reason`: “drawn”
    won with its draw, and `beaten` with `beaten_draw` came second, if there was another; a “debut” was never shown
    before and “blind” was chosen whatever is believed: these two have no draw (NaN).
    """

    index: int
    draw: float
    chance: float
    reason: Reason = "drawn"
    beaten: int | None = None
    beaten_draw: float | None = None


@dataclass(frozen=True, kw_only=True)
class Assumptions:
    """What the learner takes for true at a decision, for people to look at."""

    prior: Prior
    correlation: float | None  # of rates under this model and the earlier ones; None without any
    unseen: float  # share of batches that nobody sees
    curve: Curve = field(repr=False)  # how likes arrive
    sharpness: float
    fatigue: float  # what each earlier showing lately multiplies a rate by
    cap: float  # the largest share of a batch for one prompt
    shared: float  # how likely it is that words matter: 0 or so, and every prompt is judged by itself


@dataclass(frozen=True, kw_only=True)
class Decision:
    """A batch chosen, and why: beliefs of all K prompts (not sharpened), each active one's chance per picture.

    `weights` (N,) are what `weigh` says of the same evidence.
    """

    choices: tuple[Choice, ...]
    alpha: Floats = field(repr=False)
    beta: Floats = field(repr=False)
    chances: Floats = field(repr=False)
    weights: Floats = field(repr=False)
    assumptions: Assumptions


def decide(
    evidence: Evidence,
    *,
    count: int,
    profile: Profile,
    rng: np.random.Generator,
    planned: float,
    with_draws: bool = True,
) -> Decision:
    """Choose a prompt for each of `count` pictures; `planned` is how many will be painted in the coming fortnight.

    Raises ValueError if no prompt is active. `with_draws=False` leaves out the winning draws, for speed.
    """
    active = np.flatnonzero(evidence.is_active)
    if not active.size:
        raise ValueError("there is no prompt to choose from")
    outlook = believe(evidence, profile=profile)
    sharpness = sharpen(planned / active.size, limit=profile.sharpness)
    cap = float(profile.cap) if isinstance(profile.cap, float | int) else 1.0
    sharing = share_out(
        sharpness * outlook.alpha[active],
        sharpness * outlook.beta[active],
        count=count,
        cap=cap,
        repeats=evidence.repeats[active] if len(evidence.repeats) else np.zeros(active.size),
        fatigue=outlook.fatigue,
    )
    ends = _mix(sharing.shares, evidence.pictures[active] == 0, count=count, profile=profile)
    shares = ends[-1]
    picks = spread(shares, count=count, is_spread=profile.spread, rng=rng)
    choices = _explain(picks, ends[:, picks], active, sharing=sharing if with_draws else None, rng=rng)
    chances = np.zeros(len(evidence.likes))
    chances[active] = shares
    return Decision(
        choices=choices,
        alpha=outlook.alpha,
        beta=outlook.beta,
        chances=chances,
        weights=outlook.weights,
        assumptions=Assumptions(
            prior=outlook.prior,
            correlation=outlook.correlation,
            unseen=outlook.unseen,
            curve=outlook.curve,
            sharpness=sharpness,
            fatigue=outlook.fatigue.factor,
            cap=cap,
            shared=outlook.shared,
        ),
    )


def _mix(drawn: Floats, is_new: Flags, *, count: int, profile: Profile) -> Floats:
    """Add to the drawn shares what is chosen otherwise: (3, K), each prompt's chance up to drawn, debut and blind."""
    news = int(is_new.sum())
    wanted, got = min(profile.debut, news / max(count, 1)), float(drawn[is_new].sum())
    debut = max(0.0, (wanted - got) / max(1 - got, 1e-9))  # only what the draws do not give new prompts anyway
    parts = np.stack(
        [
            (1 - profile.floor) * (1 - debut) * drawn,
            (1 - profile.floor) * debut * is_new / max(news, 1),
            np.full(drawn.size, profile.floor / drawn.size),
        ]
    )
    return parts.cumsum(axis=0)


def _explain(
    picks: Integers, ends: Floats, active: Integers, *, sharing: Sharing | None, rng: np.random.Generator
) -> tuple[Choice, ...]:
    """Say which part of its chance, by `ends` (3, count), each pick was; and with `sharing` how the drawn ones won."""
    parts = (rng.random(len(picks)) * ends[-1] >= ends[:-1]).sum(axis=0)
    choices = [
        Choice(index=index, draw=math.nan, chance=chance, reason=_REASONS[part])
        for index, chance, part in zip(active[picks].tolist(), ends[-1].tolist(), parts.tolist(), strict=True)
    ]
    if sharing:
        drawn = np.flatnonzero(parts == 0)
        for at, win in zip(drawn.tolist(), explain_wins(sharing, picks[drawn], rng=rng), strict=True):
            beaten = None if win.rival is None else int(active[win.rival])
            choices[at] = replace(choices[at], draw=win.draw, beaten=beaten, beaten_draw=win.rival_draw)
    return tuple(choices)


def sharpen(pictures_each: float, *, limit: float | None) -> float:
    """How much to sharpen draws when so many pictures of each active prompt are to come: few leave no time to look."""
    if limit is None:
        return 1.0
    return min(max(24 / math.sqrt(max(pictures_each, 1e-9)), min(2.0, limit)), limit)
