"""Is it learning? What was won over a time, against what choosing blindly would have won."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

import numpy as np

from bot.domain.beliefs import Belief, Floats
from bot.domain.estimates import Estimate, Rates, blind_shares, infer_rates, ratio_to_blind
from bot.languages import Language, say, write_day
from bot.sheets.progress import Stretch, progress_sheet
from bot.store.database import Database
from bot.store.progress import JudgedBatch, JudgedPrompt, list_judged_batches, list_judged_prompts
from bot.store.vitals import Changes, Vitals, take_changes, take_vitals

_DAY = timedelta(days=1)
_MOST_DAYS = 21  # stretches on a sheet: longer times are shown in weeks
_WEEK = 7
_LEAST = 30  # judged pictures below which nothing is said


@dataclass(frozen=True, kw_only=True)
class Progress:
    """One day or week: the first day of it, and what was won in it against blind choice."""

    begins_on: date
    pictures: int
    likes: int
    blind: Estimate


@dataclass(frozen=True, kw_only=True)
class Stats:
    """What was won over the last `days`, by the pictures judged; `ratio` is None where it is too early to say.

    `control` is the same ratio by the pictures that were chosen blindly on purpose, where there are enough of them.
    `changes` are those of the last 24 hours, so that the buffers in `vitals` show how they change.
    """

    days: int
    pictures: int
    likes: int
    blind: Estimate
    ratio: Estimate | None
    control: Estimate | None
    progress: tuple[Progress, ...]
    vitals: Vitals
    changes: Changes


async def gather_stats(database: Database, *, days: int, timezone: ZoneInfo, now: datetime) -> Stats:
    """Gather what was won over the last days; the cost follows the pictures of that time, not the whole history."""
    since = now - days * _DAY
    async with database.reading() as tx:
        batches = await list_judged_batches(tx, since=since)
        prompts = await list_judged_prompts(tx, since=since)
        vitals = await take_vitals(tx)
        changes = await take_changes(tx, since=now - _DAY)
    return await asyncio.to_thread(_work_out, batches, prompts, days, timezone, vitals, changes)


def _work_out(
    batches: Sequence[JudgedBatch],
    prompts: Sequence[JudgedPrompt],
    days: int,
    timezone: ZoneInfo,
    vitals: Vitals,
    changes: Changes,
) -> Stats:
    pool = _pool(prompts, timezone)
    blind = _blind(batches, pool)
    pictures, likes = sum(batch.pictures for batch in batches), sum(batch.likes for batch in batches)
    return Stats(
        days=days,
        pictures=pictures,
        likes=likes,
        blind=blind,
        ratio=ratio_to_blind(likes, blind) if pictures >= _LEAST and likes else None,
        control=_control(batches),
        progress=tuple(_progress(batches, pool, days, timezone)),
        vitals=vitals,
        changes=changes,
    )


def _progress(batches: Sequence[JudgedBatch], pool: _Pool, days: int, timezone: ZoneInfo) -> list[Progress]:
    step = 1 if days <= _MOST_DAYS else _WEEK

    def begin(batch: JudgedBatch) -> date:
        on = batch.planned_at.astimezone(timezone).date()
        return on - timedelta(days=on.toordinal() % step)

    found = []
    for begins_on, stretch in groupby(batches, key=begin):
        members = list(stretch)
        found.append(
            Progress(
                begins_on=begins_on,
                pictures=sum(batch.pictures for batch in members),
                likes=sum(batch.likes for batch in members),
                blind=_blind(members, pool),
            )
        )
    return found


def _blind(part: Sequence[JudgedBatch], pool: _Pool) -> Estimate:
    """What blind choice would have won in some batches, by what the whole time tells of the prompts."""
    shares = blind_shares(
        np.array([batch.planned_at.timestamp() for batch in part]),
        np.array([batch.weight for batch in part]),
        since=pool.since,
        until=pool.until,
    )
    return pool.rates.likes_of(shares)


@dataclass(frozen=True, kw_only=True)
class _Pool:
    """The prompts that blind choice has, (K,): their rates, and from when until when each could be chosen."""

    rates: Rates
    since: Floats
    until: Floats


def _pool(prompts: Sequence[JudgedPrompt], timezone: ZoneInfo) -> _Pool:
    def midnight(on: date) -> float:
        return datetime.combine(on, time(), timezone).timestamp()

    return _Pool(
        rates=infer_rates(
            np.array([prompt.likes for prompt in prompts], dtype=np.float64),
            np.array([prompt.misses for prompt in prompts], dtype=np.float64),
        ),
        since=np.array([max(p.added_at.timestamp(), midnight(p.begins_on) if p.begins_on else 0.0) for p in prompts]),
        until=np.array(
            [
                min(
                    p.retired_at.timestamp() if p.retired_at else np.inf,
                    midnight(p.ends_on) + _DAY.total_seconds() if p.ends_on else np.inf,
                )
                for p in prompts
            ]
        ),
    )


def _control(batches: Sequence[JudgedBatch]) -> Estimate | None:
    """The ratio of the like rates of chosen and of blind pictures, with the interval that both leave open."""
    controls, liked = sum(batch.controls for batch in batches), sum(batch.control_likes for batch in batches)
    chosen = sum(batch.pictures for batch in batches) - controls
    won = sum(batch.likes for batch in batches) - liked
    if min(controls, chosen) < _LEAST or not liked:
        return None
    ours, blind = Belief(won + 0.5, chosen - won + 0.5), Belief(liked + 0.5, controls - liked + 0.5)
    levels = (np.arange(400) + 0.5) / 400
    draws = [ours.quantiles(levels), blind.quantiles(levels)]
    ratios = np.sort((draws[0][:, None] / draws[1][None, :]).ravel())
    low, high = ratios[[int(0.025 * len(ratios)), int(0.975 * len(ratios))]]
    return Estimate(mean=(won / chosen) / (liked / controls), low=float(low), high=float(high))


def say_times(ratio: Estimate, language: Language) -> str:
    """A ratio with its interval: “1.8 (1.4 to 2.3)”."""
    mean, low, high = (f"{value:.1f}" for value in (ratio.mean, ratio.low, ratio.high))
    return say("times", language, mean=mean, low=low, high=high)


def say_learnt(ratio: Estimate | None, language: Language) -> str:
    """Whether it is learning, in one sentence."""
    if ratio is None:
        return say("stats-too-early", language)
    return say("stats-learnt", language, times=say_times(ratio, language))


def draw_stats(stats: Stats, language: Language) -> bytes:
    """The progress as a sheet; there are judged pictures. Slow: not for the event loop."""
    stretches = [
        Stretch(
            label=write_day(one.begins_on, language),
            pictures=one.pictures,
            likes=one.likes,
            blind=one.blind.mean,
            blind_low=one.blind.low,
            blind_high=one.blind.high,
        )
        for one in stats.progress
    ]
    title, subtitle = say("stats-title", language), say_learnt(stats.ratio, language)
    return progress_sheet(stretches, title=title, subtitle=subtitle, language=language).data


def describe_stats(stats: Stats, language: Language) -> str:
    """The sheet's alt text: its figures in words, the newest last."""
    lines = [
        say("stats-alt", language, on=write_day(one.begins_on, language), likes=one.likes, pictures=one.pictures)
        for one in stats.progress[-14:]
    ]
    return " ".join([say_learnt(stats.ratio, language), *lines])
