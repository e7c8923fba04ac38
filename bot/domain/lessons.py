"""What was learnt in a time: the one prompt of which people's judgement changed the belief most. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.beliefs import Belief
from bot.domain.prior import Prior

LEAST = 0.4
"""How far a mean must have moved, in standard deviations of the belief before, to be worth a sentence."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """A prompt's verdicts: `likes` of `trials` in all, of which `new_likes` of `new_trials` came in the time.

    `misses` are the weights of the others, by how likely it is that somebody looked.
    """

    prompt_id: int
    prompt: str
    likes: int
    trials: int
    misses: float
    new_likes: int
    new_trials: int
    new_misses: float


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """A change worth saying: the mean like rate moved from `before` to `after`, both 0..1."""

    change: Change
    before: float
    after: float

    @property
    def is_praise(self) -> bool:
        """Whether the prompt is loved more than was thought."""
        return self.after > self.before


def find_lesson(changes: Sequence[Change], *, prior: Prior) -> Lesson | None:
    """The change that surprised most, measured in what was uncertain before; None if nothing moved enough.

    `prior` is what is believed of a prompt that nobody has judged.
    """
    best, surprise = None, LEAST
    for change in changes:
        old_likes, old_misses = change.likes - change.new_likes, max(change.misses - change.new_misses, 0.0)
        if change.new_trials <= 0 or min(change.trials - change.new_trials, old_likes) < 0:
            continue
        before = prior.belief().after(old_likes, old_misses)
        after = before.after(change.new_likes, change.new_misses)
        moved = abs(after.mean - before.mean) / _spread(before)
        if moved > surprise:
            best, surprise = Lesson(change=change, before=before.mean, after=after.mean), moved
    return best


def _spread(belief: Belief) -> float:
    """The standard deviation of a Beta."""
    whole = belief.alpha + belief.beta
    return float((belief.alpha * belief.beta / (whole * whole * (whole + 1))) ** 0.5)
