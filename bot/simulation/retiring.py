"""A curator without patience: retires the prompts of another rule when nobody likes them."""

from __future__ import annotations

from collections import deque

import numpy as np

from bot.domain.rule import Rule
from bot.simulation.worlds import DAY


class Retiring:
    """Another rule, whose prompts are retired once `tries` of their pictures were judged and none was liked."""

    def __init__(self, rule: Rule, *, tries: int) -> None:
        self.rule, self.tries = rule, tries
        self._open: deque[tuple[float, int]] = deque()
        self._prompt_of: dict[int, int] = {}
        self._judged: dict[int, int] = {}
        self._loved: set[int] = set()
        self._active: set[int] = set()

    def add_prompt(self, prompt: int, *, at: float, text: str = "") -> None:
        self._active.add(prompt)
        self.rule.add_prompt(prompt, at=at, text=text)

    def retire_prompt(self, prompt: int, *, at: float) -> None:
        if prompt in self._active:
            self._active.remove(prompt)
            self.rule.retire_prompt(prompt, at=at)

    def choose(self, count: int, *, at: float, rng: np.random.Generator) -> list[int]:
        while self._open and self._open[0][0] + DAY <= at:
            prompt = self._prompt_of[self._open.popleft()[1]]
            self._judged[prompt] = self._judged.get(prompt, 0) + 1
            if self._judged[prompt] >= self.tries and prompt not in self._loved and len(self._active) > 1:
                self.retire_prompt(prompt, at=at)
        return self.rule.choose(count, at=at, rng=rng)

    def posted(self, picture: int, *, prompt: int, batch: int, at: float) -> None:
        self._prompt_of[picture] = prompt
        self._open.append((at, picture))
        self.rule.posted(picture, prompt=prompt, batch=batch, at=at)

    def liked(self, picture: int, *, at: float) -> None:
        self._loved.add(self._prompt_of[picture])
        self.rule.liked(picture, at=at)

    def withdrawn(self, picture: int, *, at: float) -> None:
        self.rule.withdrawn(picture, at=at)

    def deleted(self, picture: int, *, at: float) -> None:
        self.rule.deleted(picture, at=at)

    def seen(self, batch: int, *, at: float) -> None:
        self.rule.seen(batch, at=at)

    def switch_model(self, model: int, *, at: float) -> None:
        self.rule.switch_model(model, at=at)
