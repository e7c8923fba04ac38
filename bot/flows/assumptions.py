"""What the learner takes for granted on this server, now and lately: for the operator to look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from bot.domain.beliefs import Belief, log_density
from bot.sheets.assumptions import Panel, assumptions_sheet
from bot.store.batches import list_assumptions
from bot.store.database import Database

_LATELY = 200  # batches
_POINTS = 160
_UNITS = (("second", 1 / 3600, 1 / 40), ("minute", 1 / 60, 1.5), ("hour", 1.0, 48.0), ("day", 24.0, float("inf")))


@dataclass(frozen=True, kw_only=True)
class Learning:
    """Sentences, and a sheet as WebP; `sheet` is None before the first batch."""

    sentences: tuple[str, ...]
    sheet: bytes | None


async def show_assumptions(database: Database, *, profile: str) -> Learning:
    """Say and draw what was assumed at the last batches. Slow enough not to be called on a busy loop."""
    async with database.reading() as tx:
        history = await list_assumptions(tx, most=_LATELY)
    if not history:
        return Learning(
            sentences=("Nothing has been chosen yet: there is nothing to show before the first batch.",), sheet=None
        )
    panels = _panels(history)
    sheet = assumptions_sheet(panels, title="What it takes for granted", subtitle=f"Profile “{profile}”")
    return Learning(sentences=tuple(f"{panel.title}. {panel.note}" for panel in panels), sheet=sheet.data)


def _panels(history: list[dict[str, Any]]) -> list[Panel]:
    last = history[-1]
    panels = [_prior(last), _delay(last)]
    panels.append(
        _over_time(
            history,
            "unseen",
            "Batches that nobody sees",
            f"{last['unseen']:.0%} of the batches: silence about one counts by the chance that somebody looked.",
        )
    )
    panels.append(
        _over_time(
            history,
            "fatigue",
            "How people tire of repetition",
            f"Each showing of a prompt in the last two days multiplies its rate by {last['fatigue']:.2f}.",
        )
    )
    if any(one["correlation"] is not None for one in history):
        known = [{**one, "correlation": one["correlation"] or 0.0} for one in history]
        note = f"Rates under this model and earlier ones go together by {known[-1]['correlation']:.2f} (1: the same)."
        panels.append(_over_time(known, "correlation", "What earlier models taught", note))
    note = f"Words matter by a chance of {last['shared']:.0%}: as far as they do, prompts learn from one another."
    panels.append(_over_time(history, "shared", "Whether prompts that share words are alike", note))
    return panels


def _prior(last: dict[str, Any]) -> Panel:
    belief = Belief(last["mean"] * last["strength"], (1 - last["mean"]) * last["strength"])
    low, high = belief.interval()
    end = min(1.0, max(2.2 * high, 0.05))
    rates = (np.arange(_POINTS) + 0.5) / _POINTS * end
    height = np.exp(log_density(belief.alpha, belief.beta, rates))
    return Panel(
        title="A prompt that nobody has judged",
        note=f"Its like rate is {belief.mean:.1%} (90%: {low:.1%} to {high:.1%}), worth "
        f"{last['strength']:.0f} pictures.",
        values=tuple(height.tolist()),
        limit=float(np.sort(height)[int(0.97 * _POINTS)]) * 1.1,
        top="",
        begin="0%",
        end=f"a like rate of {end:.0%}",
    )


def _delay(last: dict[str, Any]) -> Panel:
    ages, shares = (np.array(column) for column in zip(*last["delay"], strict=True))
    end = float(ages[np.searchsorted(shares, 0.99)]) or float(ages[-1])
    half = float(np.interp(0.5, shares, ages))
    return Panel(
        title="How likes arrive",
        note=f"Half of them within {_say_hours(half)}: a younger picture without one is only part of a miss.",
        values=tuple(np.interp(np.linspace(0, end, _POINTS), ages, shares).tolist()),
        limit=1.0,
        top="100%",
        begin="posted",
        end=f"{_say_hours(end)} later",
    )


def _say_hours(hours: float) -> str:
    """A time in the unit that suits it: “20 minutes”, “6 hours”, “3 days”."""
    unit, size = next((u, s) for u, s, most in _UNITS if hours < most)
    number = f"{hours / size:.0f}"
    return f"{number} {unit}" if number == "1" else f"{number} {unit}s"


def _over_time(history: list[dict[str, Any]], key: str, title: str, note: str) -> Panel:
    return Panel(
        title=title,
        note=note,
        values=tuple(float(one[key]) for one in history),
        limit=1.0,
        top="1" if key in ("fatigue", "correlation") else "100%",
        begin=f"{len(history)} batches ago" if len(history) > 1 else "",
        end="the last batch",
    )
