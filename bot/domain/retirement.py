"""Which prompts have had their chance: those that are very unlikely to be the best, after enough pictures.

Owns the rule. Must not know who decides: the bot only proposes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.domain.standings import Record
from bot.domain.tournament import win_chances

LEAST_TRIALS = 20
"""Judged pictures before a prompt may be proposed: a prompt is a distribution, and no few draws show it."""

LEAST_PROMPTS = 3
"""Active prompts from which on one may be spared."""


@dataclass(frozen=True, kw_only=True)
class Hopeless:
    """A prompt and the chance that its like rate is the highest of all."""

    record: Record
    chance: float


def find_hopeless(records: Sequence[Record], *, share: float) -> list[Hopeless]:
    """Active prompts judged often enough whose chance of being the best is below `share` of an even one (1 / K).

    The least likely first; of equally unlikely ones the one with the lower mean.
    """
    active = [record for record in records if record.is_active]
    if len(active) < LEAST_PROMPTS:
        return []
    alpha = np.array([record.belief.alpha for record in active])
    beta = np.array([record.belief.beta for record in active])
    chances = win_chances(alpha, beta)
    found = [
        Hopeless(record=record, chance=float(chance))
        for record, chance in zip(active, chances, strict=True)
        if record.trials >= LEAST_TRIALS and chance < share / len(active)
    ]
    return sorted(found, key=lambda one: (one.chance, one.record.belief.mean, one.record.prompt_id))
