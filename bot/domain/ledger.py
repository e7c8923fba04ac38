"""What happened to pictures, as rows in memory, and what may be known of it at a moment: the `Evidence`.

Owns the folding of events into sums per prompt and model; must not know who chooses, nor where events come from. Times
are hours, as floats, and never go back.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from bot.domain.beliefs import Floats
from bot.domain.delay import SAMPLE
from bot.domain.evidence import Evidence
from bot.domain.exposure import remember
from bot.domain.prior import Prior

SHOWINGS = 600  # how many recent settled pictures are worth asking for
LATELY = 48.0  # hours within which a repeat is noticed


@dataclass
class _Picture:
    prompt: int
    batch: int
    model: int
    posted_at: float
    repeats: float
    liked_at: float | None = None
    is_deleted: bool = False
    weight: float | None = None  # of the miss, once the window has closed


@dataclass(frozen=True)
class Verdict:
    """A judged picture: of which prompt and batch, whether it is liked, and what it weighs as a miss."""

    prompt: int
    batch: int
    is_liked: bool
    weight: float


@dataclass
class _Counts:
    likes: float = 0.0
    misses: float = 0.0


class Ledger:
    """Rows of pictures, and their sums per prompt and model.

    `window` is how many hours a picture stays open; `prior` the one that was fitted last. The events
    are those of the protocol `Rule`; `prompts` has the caller's numbers in the order of `Evidence`.
    """

    def __init__(self, *, window: float) -> None:
        self.window = window
        self.prior: Prior | None = None
        self.prompts: list[int] = []
        self._place: dict[int, int] = {}
        self._texts: list[str] = []
        self._is_active: list[bool] = []
        self._shown: list[int] = []
        self._counts: dict[tuple[int, int], _Counts] = {}
        self._pictures: dict[int, _Picture] = {}
        self._is_seen: dict[int, bool] = {}  # of batches
        self._open: dict[int, None] = {}
        self._recent: deque[int] = deque()
        self._repeats: dict[int, int] = {}
        self._liked: deque[int] = deque(maxlen=SAMPLE)
        self._settled: deque[int] = deque(maxlen=SHOWINGS)
        self._judged = 0.0
        self._unseen = 0.0
        self._model = 0

    def add_prompt(self, prompt: int, *, at: float, text: str = "") -> None:
        if prompt not in self._place:
            self._place[prompt] = len(self.prompts)
            self.prompts.append(prompt)
            self._texts.append(text)
            self._is_active.append(True)
            self._shown.append(0)
        self._is_active[self._place[prompt]] = True

    def retire_prompt(self, prompt: int, *, at: float) -> None:
        self._is_active[self._place[prompt]] = False

    def posted(self, picture: int, *, prompt: int, batch: int, at: float) -> None:
        self._forget(at)
        self._pictures[picture] = _Picture(
            prompt=prompt, batch=batch, model=self._model, posted_at=at, repeats=self._repeats.get(prompt, 0)
        )
        self._is_seen.setdefault(batch, False)
        self._open[picture] = None
        self._recent.append(picture)
        self._repeats[prompt] = self._repeats.get(prompt, 0) + 1
        self._shown[self._place[prompt]] += 1

    def liked(self, picture: int, *, at: float) -> None:
        row = self._pictures[picture]
        if row.liked_at is not None or row.is_deleted:
            return
        self._uncount(row)
        row.liked_at = at
        self._count(row)
        self._is_seen[row.batch] = True
        self._liked.append(picture)

    def withdrawn(self, picture: int, *, at: float) -> None:
        row = self._pictures[picture]
        if row.liked_at is None:
            return
        self._uncount(row)
        row.liked_at = None
        self._count(row)
        if picture in self._liked:
            self._liked.remove(picture)

    def deleted(self, picture: int, *, at: float) -> None:
        row = self._pictures[picture]
        self._uncount(row)
        row.is_deleted = True
        self._open.pop(picture, None)

    def seen(self, batch: int, *, at: float) -> None:
        self._is_seen[batch] = True

    def switch_model(self, model: int, *, at: float) -> None:
        self._model = model

    def close(self, weights: Floats, *, at: float) -> None:
        """Close every window that is over: freeze what the misses weigh. A decision before or after is the same."""
        closed: dict[int, float] = {}
        for number, weight in zip(list(self._open), weights.tolist(), strict=True):
            row = self._pictures[number]
            if row.posted_at + self.window > at:
                continue
            row.weight = weight
            closed[row.batch] = 1.0 if self._is_seen[row.batch] else weight
            self._count(row)
            del self._open[number]
            self._settled.append(number)
        self._judged, self._unseen = remember(closed.values(), judged=self._judged, unseen=self._unseen)

    def evidence(self, *, at: float) -> Evidence:
        """All that may be known now, as the arrays that `decide` wants."""
        self._forget(at)
        size = len(self.prompts)
        likes, misses, old_likes, old_misses = (np.zeros(size) for _ in range(4))
        for (prompt, model), counts in self._counts.items():
            place = self._place[prompt]
            if model == self._model:
                likes[place], misses[place] = counts.likes, counts.misses
            else:
                old_likes[place] += counts.likes
                old_misses[place] += counts.misses
        opened = [self._pictures[number] for number in self._open]
        batches = {batch: i for i, batch in enumerate(dict.fromkeys(row.batch for row in opened))}
        first = [row for row in map(self._pictures.__getitem__, self._liked) if not row.is_deleted]
        shown = [row for row in map(self._pictures.__getitem__, self._settled) if row.model == self._model]
        shown = [row for row in shown if not row.is_deleted]
        return Evidence(
            likes=likes,
            misses=misses,
            old_likes=old_likes,
            old_misses=old_misses,
            pictures=np.array(self._shown, dtype=np.float64),
            is_active=np.array(self._is_active, dtype=bool),
            words=tuple(self._texts),
            open_prompt=_integers(self._place[row.prompt] for row in opened),
            open_batch=_integers(batches[row.batch] for row in opened),
            open_age=_floats(at - row.posted_at for row in opened),
            open_is_liked=_flags(row.liked_at is not None for row in opened),
            open_is_old=_flags(row.model != self._model for row in opened),
            batch_is_seen=_flags(self._is_seen[batch] for batch in batches),
            batches_judged=self._judged,
            batches_unseen=self._unseen,
            like_age=_floats((row.liked_at or 0.0) - row.posted_at for row in first),
            like_limit=_floats(at - row.posted_at for row in first),
            repeats=_floats(self._repeats.get(prompt, 0) for prompt in self.prompts),
            showing_prompt=_integers(self._place[row.prompt] for row in shown),
            showing_repeats=_floats(row.repeats for row in shown),
            showing_is_liked=_flags(row.liked_at is not None for row in shown),
            showing_weight=_floats(1.0 if row.liked_at is not None else row.weight or 0.0 for row in shown),
            window=self.window,
            last_prior=self.prior,
        )

    def verdicts(self) -> list[Verdict]:
        """What became of every picture whose window is over, deleted ones left out, oldest first."""
        rows = [row for row in self._pictures.values() if row.weight is not None and not row.is_deleted]
        return [Verdict(row.prompt, row.batch, row.liked_at is not None, row.weight or 0.0) for row in rows]

    def _count(self, row: _Picture, sign: float = 1.0) -> None:
        """Add a settled picture to its prompt's sums."""
        if row.weight is None or row.is_deleted:
            return
        counts = self._counts.setdefault((row.prompt, row.model), _Counts())
        if row.liked_at is None:
            counts.misses += sign * row.weight
        else:
            counts.likes += sign

    def _uncount(self, row: _Picture) -> None:
        self._count(row, -1.0)

    def _forget(self, at: float) -> None:
        """Drop showings that nobody remembers."""
        while self._recent and self._pictures[self._recent[0]].posted_at <= at - LATELY:
            self._repeats[self._pictures[self._recent.popleft()].prompt] -= 1


def _floats(values: Iterable[float]) -> np.ndarray:
    return np.fromiter(values, dtype=np.float64)


def _integers(values: Iterable[int]) -> np.ndarray:
    return np.fromiter(values, dtype=np.int64)


def _flags(values: Iterable[bool]) -> np.ndarray:
    return np.fromiter(values, dtype=bool)
