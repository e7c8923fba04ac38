"""What any rule that chooses prompts must be able to hear and to answer: the simulator's side of the bargain.

Must not know how a rule thinks: ours is `learner`.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np


class Rule(Protocol):
    """What chooses prompts in a simulator. Times are hours and never go back; numbers are the caller's own integers."""

    def add_prompt(self, prompt: int, *, at: float, text: str = "") -> None:
        """Offer a new prompt, or bring a retired one back."""

    def retire_prompt(self, prompt: int, *, at: float) -> None:
        """Offer this prompt no more."""

    def choose(self, count: int, *, at: float, rng: np.random.Generator) -> list[int]:
        """Return a prompt for each of `count` pictures."""

    def posted(self, picture: int, *, prompt: int, batch: int, at: float) -> None:
        """Note that a picture can be seen now."""

    def liked(self, picture: int, *, at: float) -> None:
        """Note a picture's first like."""

    def withdrawn(self, picture: int, *, at: float) -> None:
        """Note that a picture has no like any more."""

    def deleted(self, picture: int, *, at: float) -> None:
        """Note that a picture is gone: it counts as nothing."""

    def seen(self, batch: int, *, at: float) -> None:
        """Note that somebody looked at a batch: reacted in another way, or reviewed it."""

    def switch_model(self, model: int, *, at: float) -> None:
        """Note that another model paints from now on; it may be one that painted before."""
