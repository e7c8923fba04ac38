"""B, the number of pictures per call: measured once per model, device and size, and remembered.

A measurement doubles B until a picture's share of the time stops falling, memory or the budget ends; what lies between
two sizes is taken to lie between their times. The smallest B within a few percent of the best is taken: a smaller chunk
shows its first picture sooner. What a batch leaves over of its last chunk is painted for nothing, so the size of the
batches counts too. Must not know torch.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

LARGEST = 32
_WORTH = 1.05  # a larger B must be this many times faster
_GROWING = 1.02  # a rate that grows less than this has stopped
_GROWTH = 2.2  # how much longer twice the pictures may take, for guessing whether the next try fits the budget


@dataclass(frozen=True, kw_only=True)
class Timing:
    """One try: the seconds that it took, and those that whole pictures take, of which it may have painted less."""

    spent: float
    whole: float


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """What was measured: pictures a second by B (as text, since JSON has no other keys)."""

    rates: dict[str, float]

    def chunk_for(self, pictures: int | None) -> int:
        """The smallest B within a few percent of the best for batches of so many, the last chunk's padding included."""
        seconds = self._seconds()
        if pictures is None:
            seconds = {int(size): seconds[int(size)] for size in self.rates}
        rates = {size: _useful(size, pictures) / needed for size, needed in sorted(seconds.items())}
        best = max(rates.values())
        return min(size for size, rate in rates.items() if rate * _WORTH >= best)

    def seconds_each(self, chunk: int) -> float | None:
        """The seconds of one picture at this B; None beyond what was measured."""
        needed = self._seconds().get(chunk)
        return None if needed is None else needed / chunk

    def _seconds(self) -> dict[int, float]:
        """The seconds of a call by B, of every B up to the largest that was measured."""
        seconds = {int(size): int(size) / rate for size, rate in self.rates.items()}
        for (low, first), (high, second) in pairwise(sorted(seconds.items())):
            seconds |= {n: first + (second - first) * (n - low) / (high - low) for n in range(low + 1, high)}
        return seconds


def _useful(size: int, pictures: int | None) -> float:
    """How many of the pictures of a chunk somebody wants, on average over a batch."""
    return size if pictures is None else pictures / -(-pictures // size)


def measure(
    attempt: Callable[[int], Timing | None],
    *,
    budget_seconds: float,
    tell: Callable[[int], None] = lambda size: None,
) -> Calibration | None:
    """Try B = 1, 2, 4, ... with `attempt`, which paints B pictures and gives the times, or None without memory.

    A first call is never typical, and one that was slow may have been disturbed: both are tried again, as far as the
    budget goes. Once it may be exceeded the best so far is taken. None where not even one picture fits.
    """
    rates: dict[int, float] = {}
    size, spent = 1, 0.0
    while size <= LARGEST:
        tell(size)
        timing = attempt(size)
        if timing is None:
            break
        spent += timing.spent
        best = max(rates.values(), default=0.0)
        is_doubtful = size == 1 or size / max(timing.whole, 1e-9) < _GROWING * best
        if is_doubtful and spent + timing.spent <= budget_seconds and (again := attempt(size)) is not None:
            spent += again.spent
            timing = min(timing, again, key=lambda one: one.whole)
        rates[size] = size / max(timing.whole, 1e-9)
        if rates[size] < _GROWING * best or spent + _GROWTH * timing.spent > budget_seconds:
            break
        size *= 2
    if not rates:
        return None
    return Calibration(rates={str(size): round(rate, 6) for size, rate in rates.items()})


class Ledger:
    """Calibrations in a JSON file, by everything that they hold for. Without a folder nothing is remembered."""

    def __init__(self, folder: Path | None) -> None:
        self._path = None if folder is None else folder / "calibrations.json"

    def find(self, key: str) -> Calibration | None:
        """What was measured under this key."""
        found = self._read().get(key)
        try:
            return None if found is None else Calibration(**found)
        except TypeError:  # written by another version
            return None

    def keep(self, key: str, calibration: Calibration) -> None:
        """Remember a measurement; if the disk does not take it, it is made again the next time."""
        if self._path is None:
            return
        text = json.dumps({**self._read(), key: asdict(calibration)}, indent=1, sort_keys=True)
        partial = self._path.with_name(self._path.name + ".partial")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            partial.write_text(text, encoding="utf-8")
            partial.replace(self._path)
        except OSError as error:
            log.warning("The calibration could not be kept in %s: %s", self._path, error)

    def _read(self) -> dict[str, Any]:
        if self._path is None:
            return {}
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}
