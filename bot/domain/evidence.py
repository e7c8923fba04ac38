"""What may be known at a decision, as plain arrays; must not know where they come from."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from bot.domain.beliefs import Flags, Floats, Integers
from bot.domain.prior import Prior

_AMOUNTS = ("likes", "misses", "old_likes", "old_misses", "open_age", "repeats")
_NEEDED = 4  # of the kinds of arrays that `Evidence` checks; the others may be left empty


def _no_floats() -> Floats:
    return np.empty(0)


def _no_integers() -> Integers:
    return np.empty(0, dtype=np.int64)


def _no_flags() -> Flags:
    return np.empty(0, dtype=bool)


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """All that may be known at a decision, as arrays: K prompts, retired ones too; N open pictures; M their batches.

    Only `likes`, `misses`, `pictures` and `is_active` must be there; what is left empty is unknown or nought. Children
    of liked pictures and deleted pictures are left out everywhere.
    """

    likes: Floats  # (K,) settled pictures with a like under the current model
    misses: Floats  # (K,) settled pictures without one, each by the weight that `weigh` gave it
    pictures: Floats  # (K,) chosen so far under any model, open ones included
    is_active: Flags  # (K,)
    old_likes: Floats = field(default_factory=_no_floats)  # (K,) likewise, under all other models together
    old_misses: Floats = field(default_factory=_no_floats)  # (K,)
    words: tuple[str, ...] = ()  # (K,) the prompts' texts
    open_prompt: Integers = field(default_factory=_no_integers)  # (N,) place of the picture's prompt, 0..K-1
    open_batch: Integers = field(default_factory=_no_integers)  # (N,) place of its batch, 0..M-1
    open_age: Floats = field(default_factory=_no_floats)  # (N,) hours since it was posted
    open_is_liked: Flags = field(default_factory=_no_flags)  # (N,)
    open_is_old: Flags = field(default_factory=_no_flags)  # (N,) painted by another model than the current one
    batch_is_seen: Flags = field(
        default_factory=_no_flags
    )  # (M,) any reaction on any of its pictures, or shown in a review
    batches_judged: float = 0.0  # batches whose window closed lately
    batches_unseen: float = 0.0  # how many of them nobody saw: the sum of 1 - the weight of their misses
    like_age: Floats = field(
        default_factory=_no_floats
    )  # (S,) recent pictures with a like: hours from posting to the first
    like_limit: Floats = field(default_factory=_no_floats)  # (S,) how old each of these pictures is now, in hours
    repeats: Floats = field(default_factory=_no_floats)  # (K,) pictures of the prompt posted in the last `LATELY` hours
    showing_prompt: Integers = field(default_factory=_no_integers)  # (R,) recent settled pictures of the current model
    showing_repeats: Floats = field(default_factory=_no_floats)  # (R,) its prompt's `repeats` when each was posted
    showing_is_liked: Flags = field(default_factory=_no_flags)  # (R,)
    showing_weight: Floats = field(default_factory=_no_floats)  # (R,) 1 if liked, else the weight of the miss
    window: float = 24.0  # hours a picture stays open
    last_prior: Prior | None = None  # what the last decision assumed: the fit starts there, for speed

    def __post_init__(self) -> None:
        prompts = len(self.likes)
        shapes = (
            (prompts, ("misses", "pictures", "is_active")),
            (len(self.open_prompt), ("open_batch", "open_age", "open_is_liked")),
            (len(self.like_age), ("like_limit",)),
            (len(self.showing_prompt), ("showing_repeats", "showing_is_liked", "showing_weight")),
            (prompts, ("old_likes", "old_misses", "words", "repeats")),
            (len(self.open_prompt), ("open_is_old",)),
        )
        for place, (length, names) in enumerate(shapes):
            for name in names:
                found = len(getattr(self, name))
                if found != length and (found or place < _NEEDED):
                    raise ValueError(f"{name} has {found} entries where {length} are needed")
        for name in _AMOUNTS:
            amounts: Floats = getattr(self, name)
            if not (amounts.min(initial=0) >= 0 and amounts.max(initial=0) < np.inf):
                raise ValueError(f"{name} cannot be negative, infinite or unknown")
