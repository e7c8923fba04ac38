"""One rule in one world, from the first batch to the last.

Owns the order of events and what becomes of each picture; must not know how rules choose. The rule hears only what a
bot would: what is posted, liked, withdrawn, deleted and seen, when it happens.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np

from bot.domain.rule import Rule
from bot.errors import CatbanditError
from bot.simulation.luck import Floats, Integers, generator, look_up
from bot.simulation.worlds import LONG_AGO, World

_LIKED, _DELAY, _WITHDRAWN, _LATER, _DELETED = range(5)  # what luck decides
_STREAMS = np.arange(5)[:, None]
_BY_PLACE = 2**32  # deletions happen to places in a batch, whatever hangs there

_ARRIVES, _RETIRES, _SWITCHES, _IS_SEEN, _LIKES, _WITHDRAWS, _DELETES = range(7)  # at the same time: in this order

LEADERS = 0.1
"""The share of the active prompts that counts as the best ones."""


class RuleError(CatbanditError):
    """A rule did what no rule may do."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Episode:
    """What a rule won in a world, batch by batch. Deleted pictures count nowhere."""

    pictures: Floats
    """(B,) that stayed."""
    likes: Floats
    """(B,) of these liked in the end, whenever it came."""
    expected: Floats
    """(B,) the sum of their true chances to be: the same without the luck of the last toss."""
    best: Floats
    """(B,) of these painted from the best tenth of the active prompts."""
    shown: Integers
    """(K,) how often each prompt was painted."""


def play(world: World, rule: Rule, *, name: str = "the rule") -> Episode:
    """Let a rule choose in a world. Equal rules in equal worlds win exactly the same.

    Raises RuleError if the rule names too few or too many prompts, or one that may not be painted.
    """
    return _Play(world, rule, name).run()


class _Play:
    """The state of a running episode."""

    def __init__(self, world: World, rule: Rule, name: str) -> None:
        self.world, self.rule, self.name = world, rule, name
        self.rng = generator(world.seed)  # the same for every rule: equal rules choose equally
        self.is_active = np.zeros(world.prompts, dtype=np.bool_)
        self.shown = np.zeros(world.prompts, dtype=np.int64)
        self.in_mind = np.zeros(world.prompts)
        self.events: list[tuple[float, int, int]] = [
            *((float(at), _ARRIVES, prompt) for prompt, at in enumerate(world.arrives_at)),
            *((float(at), _RETIRES, prompt) for prompt, at in enumerate(world.retires_at) if np.isfinite(at)),
            *((at, _SWITCHES, model) for at, model in world.switches[1:]),
        ]
        heapq.heapify(self.events)
        self.gone: set[int] = set()
        self.happenings = (  # by number, as above
            self._arrives, self._retires, rule.switch_model, rule.seen, self._likes, self._withdraws, self._deletes,
        )  # fmt: skip

    def run(self) -> Episode:
        """Batch after batch."""
        self._tell(min(0.0, float(self.world.batch_at[0])))
        self._remember()
        rows = [self._batch(batch, float(at)) for batch, at in enumerate(self.world.batch_at)]
        pictures, likes, expected, best = np.array(rows, dtype=np.float64).T
        return Episode(pictures=pictures, likes=likes, expected=expected, best=best, shown=self.shown)

    def _remember(self) -> None:
        """Let the rule live through what is known when the world begins: pictures whose windows have long closed."""
        if self.world.history is None:
            return
        rows = [np.repeat(np.arange(self.world.prompts), count.round().astype(int)) for count in self.world.history]
        prompts = np.concatenate(rows)
        is_liked = np.arange(len(prompts)) < len(rows[0])
        order = self.rng.permutation(len(prompts))
        size = self.world.size.batch_size
        for number, place in enumerate(order.tolist()):
            batch, at = -1 - number // size, LONG_AGO * (1 - number / len(prompts) / 2)
            self.rule.posted(-1 - number, prompt=int(prompts[place]), batch=batch, at=at)
            if is_liked[place]:
                self.rule.liked(-1 - number, at=at)
            if number % size == 0:
                self.rule.seen(batch, at=at)

    def _batch(self, batch: int, at: float) -> tuple[int, int, float, int]:
        """Tell the rule what happened, let it choose, and decide what becomes of each picture."""
        world, size = self.world, self.world.size.batch_size
        self._tell(at)
        chosen = self._choose(size, at)
        prompts = np.array(chosen)
        earlier = _earlier(chosen)
        rates = world.rates_at(at)
        chances = rates[prompts] * world.mood[batch] * world.attention
        if world.fatigue < 1:
            chances = chances * world.fatigue ** (self.in_mind[prompts] + earlier)
            if world.mood[batch] > 0:  # nobody tires of what nobody saw
                np.add.at(self.in_mind, prompts, 1.0)
            self.in_mind *= world.memory
        chances = np.minimum(chances, 1.0)
        luck = look_up(world.seed, _STREAMS, prompts, self.shown[prompts] + earlier)
        np.add.at(self.shown, prompts, 1)
        stays = np.ones(size, dtype=np.bool_)
        if world.deleted:
            stays = look_up(world.seed, _DELETED, _BY_PLACE + batch, np.arange(size)) >= world.deleted
        is_liked = luck[_LIKED] < chances
        is_withdrawn = luck[_WITHDRAWN] < world.withdrawn
        first = batch * size
        for place, prompt in enumerate(chosen):
            self.rule.posted(first + place, prompt=prompt, batch=batch, at=at)
        self._plan(batch, at, luck=luck, is_liked=is_liked, is_withdrawn=is_withdrawn, stays=stays)
        active = np.flatnonzero(self.is_active)
        bar = np.partition(rates[active], -(most := max(1, round(LEADERS * len(active)))))[-most]
        return (
            int(stays.sum()),
            int((is_liked & ~is_withdrawn & stays).sum()),
            float((chances * (1 - world.withdrawn) * stays).sum()),
            int(((rates[prompts] >= bar) & stays).sum()),
        )

    def _plan(
        self,
        batch: int,
        at: float,
        *,
        luck: Floats,
        is_liked: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
        is_withdrawn: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
        stays: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
    ) -> None:
        """Note what will happen to this batch, and when."""
        world, first = self.world, batch * self.world.size.batch_size
        places = np.flatnonzero(is_liked)
        if len(places):
            liked_at = world.awake(at + world.delay.hours(luck[_DELAY][places]))
            back_at = world.awake(liked_at + world.delay.hours(luck[_LATER][places]))
            for place, liked, back in zip(places.tolist(), liked_at.tolist(), back_at.tolist(), strict=True):
                heapq.heappush(self.events, (liked, _LIKES, first + place))
                if is_withdrawn[place]:
                    heapq.heappush(self.events, (back, _WITHDRAWS, first + place))
        for place in np.flatnonzero(~stays).tolist():
            gone_at = at + 24 * float(look_up(world.seed, _LATER, _BY_PLACE + batch, 1 + place))
            heapq.heappush(self.events, (gone_at, _DELETES, first + place))
        if world.is_remarked[batch]:
            seen_at = world.awake(at + world.delay.hours(look_up(world.seed, _LATER, _BY_PLACE + batch, [0])))
            heapq.heappush(self.events, (float(seen_at[0]), _IS_SEEN, batch))

    def _tell(self, until: float) -> None:
        """Let everything happen that is due, in order."""
        while self.events and self.events[0][0] <= until:
            at, kind, number = heapq.heappop(self.events)
            self.happenings[kind](number, at=at)

    def _arrives(self, prompt: int, *, at: float) -> None:
        self.is_active[prompt] = True
        self.rule.add_prompt(prompt, at=at, text=self.world.texts[prompt])

    def _retires(self, prompt: int, *, at: float) -> None:
        self.is_active[prompt] = False
        self.rule.retire_prompt(prompt, at=at)

    def _likes(self, picture: int, *, at: float) -> None:
        if picture not in self.gone:
            self.rule.liked(picture, at=at)

    def _withdraws(self, picture: int, *, at: float) -> None:
        if picture not in self.gone:
            self.rule.withdrawn(picture, at=at)

    def _deletes(self, picture: int, *, at: float) -> None:
        self.gone.add(picture)
        self.rule.deleted(picture, at=at)

    def _choose(self, count: int, at: float) -> list[int]:
        chosen = [int(prompt) for prompt in self.rule.choose(count, at=at, rng=self.rng)]
        if len(chosen) != count:
            raise RuleError(
                f"{self.name} named {len(chosen)} prompts for a batch of {count}: name one for each picture."
            )
        for prompt in chosen:
            if not (0 <= prompt < self.world.prompts and self.is_active[prompt]):
                raise RuleError(
                    f"{self.name} named prompt {prompt} at hour {at:.0f}, which is not active then: choose among the "
                    "prompts that were added and not retired."
                )
        return chosen


def _earlier(chosen: list[int]) -> Integers:
    """How often each picture's prompt already hangs in the same batch."""
    so_far: dict[int, int] = {}
    earlier = []
    for prompt in chosen:
        earlier.append(so_far.get(prompt, 0))
        so_far[prompt] = earlier[-1] + 1
    return np.array(earlier)
