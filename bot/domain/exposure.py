"""Whether anybody looked: silence about a batch is a verdict only as far as somebody was there.

Owns the weight of a silent batch; must not know reactions. Plain Bayes: silence from people who looked, or
nobody there.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from bot.domain.beliefs import Floats

START_UNSEEN, START_BATCHES = 1.5, 10.0  # as if 1.5 of 10 batches had been seen by nobody
LOWEST, HIGHEST = 0.02, 0.6


def unseen_share(*, judged: float, unseen: float) -> float:
    """The share of batches that nobody sees, from those judged so far, held within sane bounds."""
    return min(max((START_UNSEEN + unseen) / (START_BATCHES + judged), LOWEST), HIGHEST)


def chance_seen(log_silence: Floats, *, is_seen: np.ndarray, unseen: float) -> Floats:
    """The chance that somebody looked at each batch, shape (M,).

    `log_silence`: the logarithm of the chance that people who look say nothing; `unseen`: the share nobody sees.
    """
    silence = (1 - unseen) * np.exp(log_silence)
    return np.divide(silence, silence + unseen, out=np.ones(len(silence)), where=~is_seen)


FADE = 1 - 1 / 60  # of what is remembered of a batch, with every later one
MEMORY = 300  # batches worth asking for: what is older weighs less than a hundredth


def remember(weights: Iterable[float], *, judged: float = 0.0, unseen: float = 0.0) -> tuple[float, float]:
    """From the misses' weights of judged batches, oldest first: how many batches, and how many nobody saw.

    The older ones fade; `judged` and `unseen` are the answer so far.
    """
    for weight in weights:
        judged, unseen = FADE * judged + 1, FADE * unseen + 1 - weight
    return judged, unseen
