"""Two well-known libraries' Thompson sampling as rules, used as they come: they have no notion of what is pending.

At the next batch whatever has no like is told as a miss; a like that comes later is told beside it. Try them with
`catbandit simulate --rule benchmarks/libraries.py:Mabwiser --rule benchmarks/libraries.py:River`; they come with
`pip install -e ".[bench]"`.
"""

from __future__ import annotations

from typing import Any

import numpy as np


class _Told:
    """Gathers what there is to tell; a library is asked and told by the methods at the end."""

    def __init__(self) -> None:
        self.active: list[int] = []
        self._prompt_of: dict[int, int] = {}
        self._untold: dict[int, int] = {}  # of the last batch, with the reward so far

    def add_prompt(self, prompt: int, *, at: float, text: str = "") -> None:
        self.active.append(prompt)
        self.add_arm(prompt)

    def retire_prompt(self, prompt: int, *, at: float) -> None:
        self.active.remove(prompt)
        self.remove_arm(prompt)

    def choose(self, count: int, *, at: float, rng: np.random.Generator) -> list[int]:
        self.tell([(self._prompt_of[picture], reward) for picture, reward in self._untold.items()])
        self._untold.clear()
        return self.ask(count, rng)

    def posted(self, picture: int, *, prompt: int, batch: int, at: float) -> None:
        self._prompt_of[picture] = prompt
        self._untold[picture] = 0

    def liked(self, picture: int, *, at: float) -> None:
        if picture in self._untold:
            self._untold[picture] = 1
        else:
            self.tell([(self._prompt_of[picture], 1)])

    def withdrawn(self, picture: int, *, at: float) -> None:
        if picture in self._untold:
            self._untold[picture] = 0

    def deleted(self, picture: int, *, at: float) -> None:
        self._untold.pop(picture, None)

    def seen(self, batch: int, *, at: float) -> None:
        pass

    def switch_model(self, model: int, *, at: float) -> None:
        pass

    def add_arm(self, prompt: int) -> None:
        raise NotImplementedError  # each library has its own words for it

    def remove_arm(self, prompt: int) -> None:
        raise NotImplementedError  # each library has its own words for it

    def ask(self, count: int, rng: np.random.Generator) -> list[int]:
        raise NotImplementedError  # each library has its own words for it

    def tell(self, results: list[tuple[int, int]]) -> None:
        raise NotImplementedError  # each library has its own words for it


class Mabwiser(_Told):
    """Thompson sampling of MABWiser."""

    def __init__(self) -> None:
        super().__init__()
        self._mab: Any = None

    def add_arm(self, prompt: int) -> None:
        if self._mab is not None:
            self._mab.add_arm(prompt)

    def remove_arm(self, prompt: int) -> None:
        if self._mab is not None:
            self._mab.remove_arm(prompt)

    def ask(self, count: int, rng: np.random.Generator) -> list[int]:
        if self._mab is None:  # it cannot choose before it was told something
            return [int(prompt) for prompt in rng.choice(self.active, count)]
        return [int(self._mab.predict()) for _ in range(count)]

    def tell(self, results: list[tuple[int, int]]) -> None:
        results = [result for result in results if result[0] in self.active]
        if not results:
            return
        arms, rewards = zip(*results, strict=True)
        if self._mab is None:
            from mabwiser.mab import MAB, LearningPolicy

            self._mab = MAB(list(self.active), LearningPolicy.ThompsonSampling(), seed=1)
            self._mab.fit(decisions=list(arms), rewards=list(rewards))
        else:
            self._mab.partial_fit(decisions=list(arms), rewards=list(rewards))


class River(_Told):
    """Thompson sampling of river."""

    def __init__(self) -> None:
        super().__init__()
        from river import bandit, proba

        self._policy: Any = bandit.ThompsonSampling(reward_obj=proba.Beta(1, 1), seed=1)

    def add_arm(self, prompt: int) -> None:
        pass

    def remove_arm(self, prompt: int) -> None:
        pass

    def ask(self, count: int, rng: np.random.Generator) -> list[int]:
        return [int(self._policy.pull(self.active)) for _ in range(count)]

    def tell(self, results: list[tuple[int, int]]) -> None:
        for prompt, reward in results:
            self._policy.update(prompt, reward)
