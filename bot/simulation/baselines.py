"""Rules from the textbooks, to compare ours with. None of them knows of pictures that nobody saw, or of pending ones.

Sources: Auer, Cesa-Bianchi and Fischer (2002) for UCB1; Garivier and Cappé (2011) for KL-UCB; Thompson (1933).
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from bot.simulation.luck import Floats, Integers

DAY = 24.0


class Counting:
    """Counts likes and misses per prompt: a picture without a like is a miss after `patience` hours.

    A later like turns the miss into a like if `corrects`, else counts beside it. Counts are kept per model if
    `forgets`, else go on through a switch. What is left to a rule is `pick`.
    """

    def __init__(self, *, patience: float = DAY, corrects: bool = True, forgets: bool = True) -> None:
        self.patience, self.corrects, self.forgets = patience, corrects, forgets
        self._active: dict[int, None] = {}
        self._prompt_of: dict[int, int] = {}
        self._model_of: dict[int, int] = {}
        self._is_miss: dict[int, int] = {}
        self._is_liked: dict[int, int] = {}
        self._open: deque[tuple[float, int]] = deque()
        self._model = 0
        self._counts: dict[int, Floats] = {}
        self._size = 64

    def add_prompt(self, prompt: int, *, at: float, text: str = "") -> None:
        self._active[prompt] = None
        while prompt >= self._size:
            self._size *= 2

    def retire_prompt(self, prompt: int, *, at: float) -> None:
        del self._active[prompt]

    def switch_model(self, model: int, *, at: float) -> None:
        if self.forgets:
            self._model = model

    def posted(self, picture: int, *, prompt: int, batch: int, at: float) -> None:
        self._prompt_of[picture] = prompt
        self._model_of[picture] = self._model
        self._is_miss[picture] = self._is_liked[picture] = 0
        self._open.append((at, picture))
        self._of(self._model)[2, prompt] += 1

    def liked(self, picture: int, *, at: float) -> None:
        self._is_liked[picture] = 1
        undone = self._is_miss[picture] if self.corrects else 0
        self._is_miss[picture] -= undone
        self._add(picture, likes=1, misses=-undone)

    def withdrawn(self, picture: int, *, at: float) -> None:
        self._is_liked[picture] = 0
        self._add(picture, likes=-1, misses=1 - self._is_miss[picture])
        self._is_miss[picture] = 1

    def deleted(self, picture: int, *, at: float) -> None:
        self._add(picture, likes=-self._is_liked[picture], misses=-self._is_miss[picture])
        self._is_liked[picture], self._is_miss[picture] = 1, 0  # whatever comes later, it is no miss

    def seen(self, batch: int, *, at: float) -> None:
        pass

    def choose(self, count: int, *, at: float, rng: np.random.Generator) -> list[int]:
        while self._open and self._open[0][0] + self.patience <= at:
            _, picture = self._open.popleft()
            if not self._is_liked[picture]:
                self._is_miss[picture] = 1
                self._add(picture, likes=0, misses=1)
        active = np.fromiter(self._active, dtype=np.int64, count=len(self._active))
        likes, misses, pulled = self._of(self._model)[:, active]
        picked: list[int] = active[self.pick(likes, misses, pulled, count=count, rng=rng)].tolist()
        return picked

    def pick(self, likes: Floats, misses: Floats, pulled: Floats, *, count: int, rng: np.random.Generator) -> Integers:
        """Name the places of `count` prompts, from the counts of the active ones; `pulled` includes pending ones."""
        raise NotImplementedError  # this is what a rule adds

    def _add(self, picture: int, *, likes: int, misses: int) -> None:
        counts = self._of(self._model_of[picture])
        counts[0, self._prompt_of[picture]] += likes
        counts[1, self._prompt_of[picture]] += misses

    def _of(self, model: int) -> Floats:
        """(likes, misses, pulled) of every prompt under a model."""
        counts = self._counts.get(model)
        if counts is None or counts.shape[1] < self._size:
            grown = np.zeros((3, self._size))
            if counts is not None:
                grown[:, : counts.shape[1]] = counts
            counts = self._counts[model] = grown
        return counts


class Uniform(Counting):
    """Any prompt, blindly."""

    def pick(self, likes: Floats, misses: Floats, pulled: Floats, *, count: int, rng: np.random.Generator) -> Integers:
        return rng.integers(len(likes), size=count)


class EpsilonGreedy(Counting):
    """The best like rate so far, and a blind one every tenth time."""

    def __init__(self, *, epsilon: float = 0.1) -> None:
        super().__init__()
        self.epsilon = epsilon

    def pick(self, likes: Floats, misses: Floats, pulled: Floats, *, count: int, rng: np.random.Generator) -> Integers:
        rates = likes / np.maximum(likes + misses, 1)
        best = np.flatnonzero(rates == rates.max())
        blind = rng.integers(len(likes), size=count)
        return np.where(rng.random(count) < self.epsilon, blind, rng.choice(best, count))


class Thompson(Counting):
    """Thompson sampling from Beta(1, 1), as C3 did."""

    def pick(self, likes: Floats, misses: Floats, pulled: Floats, *, count: int, rng: np.random.Generator) -> Integers:
        draws = rng.beta(1 + np.maximum(likes, 0), 1 + np.maximum(misses, 0), size=(count, len(likes)))
        picked: Integers = np.argmax(draws, axis=1)
        return picked


class Optimist(Counting):
    """The largest upper confidence bound; pending pictures count as tries, or a batch would be one prompt's."""

    def pick(self, likes: Floats, misses: Floats, pulled: Floats, *, count: int, rng: np.random.Generator) -> Integers:
        tries, total = pulled.copy(), max(float(pulled.sum()), 1.0)
        rates = likes / np.maximum(likes + misses, 1)
        bounds = np.where(tries > 0, self.bound(rates, np.maximum(tries, 1), total), np.inf)
        picked = []
        for number in range(count):
            place = int(np.argmax(bounds))
            picked.append(place)
            tries[place] += 1
            bounds[place] = self.bound(rates[place], tries[place], total + number + 1)
        return np.array(picked)

    def bound(self, rates: ArrayLike, tries: ArrayLike, total: float) -> Floats:
        """The upper confidence bound of each rate."""
        raise NotImplementedError  # this is what a rule adds


class Ucb1(Optimist):
    """UCB1."""

    def bound(self, rates: ArrayLike, tries: ArrayLike, total: float) -> Floats:
        bound: Floats = np.asarray(rates) + np.sqrt(2 * math.log(total) / np.asarray(tries))
        return bound


class KlUcb(Optimist):
    """KL-UCB, by Newton's method from above, where the divergence is convex: no step goes too far."""

    def bound(self, rates: ArrayLike, tries: ArrayLike, total: float) -> Floats:
        room = math.log(total) / np.asarray(tries)
        rate = np.clip(rates, 1e-9, 1 - 1e-9)
        miss, entropy = 1 - rate, rate * np.log(rate) + (1 - rate) * np.log(1 - rate)
        bound = np.minimum(1 - miss * np.exp(-(room - rate * np.log(rate)) / miss), 1 - 1e-9)
        for _ in range(20):
            excess = entropy - rate * np.log(bound) - miss * np.log1p(-bound) - room
            step = excess * bound * (1 - bound) / np.maximum(bound - rate, 1e-12)
            bound = np.maximum(bound - np.maximum(step, 0), rate)
            if np.max(step) < 1e-6:
                break
        result: Floats = bound
        return result


BASELINES: dict[str, Callable[[], Counting]] = {
    "uniform": Uniform,
    "epsilon-greedy": EpsilonGreedy,
    "ucb1": Ucb1,
    "kl-ucb": KlUcb,
    "c3-hasty": lambda: Thompson(patience=0.0, corrects=False),
}
