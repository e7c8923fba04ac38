"""A learner that lives in memory: fold events, ask for a batch. For simulators, ours and anybody's.

Owns the choice of a batch and the pace of batches; must not know where events come from. Times are hours, as floats.

Put the policy into a simulator of your own:

    rng = np.random.default_rng(1)
    learner = Learner(RECOMMENDED, window=24.0)
    for prompt in range(20):
        learner.add_prompt(prompt, at=0.0, text=f"a cat number {prompt}")
    for batch in range(90):
        hour = 8.0 * batch
        for i, prompt in enumerate(learner.choose(8, at=hour, rng=rng)):
            picture = 8 * batch + i
            learner.posted(picture, prompt=prompt, batch=batch, at=hour)
            if rng.uniform() < truth[prompt]:
                learner.liked(picture, at=hour + 1.0)  # in order of time, if likes come late
"""

from __future__ import annotations

from collections import deque

import numpy as np

from bot.domain.ledger import Ledger
from bot.domain.policy import FORTNIGHT, RECOMMENDED, Decision, Profile, decide


class Learner(Ledger):
    """The bot's own learner behind the protocol `Rule`.

    `window` is how many hours a picture stays open. `planned` is the number of pictures in the coming fortnight; left
    out, the pace so far is taken to go on. `decision` is the last one, for those who want to look inside.
    """

    def __init__(
        self,
        profile: Profile = RECOMMENDED,
        *,
        window: float = 24.0,
        planned: float | None = None,
        with_draws: bool = False,
    ) -> None:
        super().__init__(window=window)
        self.profile = profile
        self.planned = planned
        self.with_draws = with_draws
        self.decision: Decision | None = None
        self._paces: deque[tuple[float, int]] = deque()

    def choose(self, count: int, *, at: float, rng: np.random.Generator) -> list[int]:
        self.decision = decide(
            self.evidence(at=at),
            count=count,
            profile=self.profile,
            rng=rng,
            planned=self._plan(count, at),
            with_draws=self.with_draws,
        )
        self.close(self.decision.weights, at=at)
        self.prior = self.decision.assumptions.prior
        return [self.prompts[choice.index] for choice in self.decision.choices]

    def _plan(self, count: int, at: float) -> float:
        if self.planned is not None:
            return self.planned
        self._paces.append((at, count))
        while self._paces[0][0] < at - FORTNIGHT:
            self._paces.popleft()
        hours = at - self._paces[0][0]
        if hours <= 0:
            return count * FORTNIGHT / 8  # three batches a day, until the pace shows
        return (sum(n for _, n in self._paces) - count) * FORTNIGHT / hours
