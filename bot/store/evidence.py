"""Evidence: what the learner may know at a moment, gathered from the rows, however many there are.

Owns the queries; what the figures mean is said in `bot.domain.evidence`.
"""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from bot.domain.beliefs import Floats, Integers
from bot.domain.delay import SAMPLE
from bot.domain.exposure import MEMORY, remember
from bot.domain.ledger import LATELY, SHOWINGS
from bot.domain.names import PictureId, PromptId
from bot.domain.own_settings import find_words
from bot.domain.policy import Evidence
from bot.domain.prior import Prior
from bot.store.database import Transaction
from bot.store.times import to_text, to_time

_HOUR = timedelta(hours=1)
_Post = tuple[PromptId, datetime, int]  # which prompt, when, and the picture's number
_MOST_POSTS = 20_000  # of the last days: more than any server posts in them
_SEARCHED = 5 * SHOWINGS  # pictures looked at for those of the current model
_SEARCHED_LIKES = 5 * SAMPLE  # and for those that nobody judged in a review before they were posted


@dataclass(frozen=True, kw_only=True)
class Known:
    """Evidence, and whose it is: the prompts in its order with their counts, and the open pictures in its order."""

    evidence: Evidence
    prompts: tuple[KnownPrompt, ...]
    open_pictures: tuple[PictureId, ...]


@dataclass(frozen=True)
class KnownPrompt:
    """A prompt with its counts under the current model."""

    id: PromptId
    text: str
    is_active: bool
    pictures: int
    trials: int
    likes: int


async def gather(tx: Transaction, *, model: str | None, likes_needed: int, window: timedelta, now: datetime) -> Known:
    """Gather what is known at this moment, from the current model's point of view."""
    prompts = await _list_prompts(tx, model)
    place = {row["id"]: at for at, row in enumerate(prompts)}
    opened = await _list_open(tx, window)
    batches = {batch: at for at, batch in enumerate(dict.fromkeys(row["batch_id"] for row in opened))}
    seen = {row["batch_id"]: bool(row["is_seen"]) for row in opened}
    judged, unseen = remember(await _list_weights(tx))
    ages, limits = await _list_delays(tx, likes_needed, now)
    showings = await _list_showings(tx, model)
    posts = await _list_posts(tx, since=_oldest(showings, now) - LATELY * _HOUR)
    lately = Counter(prompt for prompt, at, _ in posts if at > now - LATELY * _HOUR)
    evidence = Evidence(
        likes=_floats(row["likes"] for row in prompts),
        misses=_floats(row["misses"] for row in prompts),
        old_likes=_floats(row["old_likes"] for row in prompts),
        old_misses=_floats(row["old_misses"] for row in prompts),
        pictures=_floats(row["chosen"] for row in prompts),
        is_active=np.array([bool(row["is_active"]) for row in prompts], dtype=bool),
        words=tuple(find_words(row["text"]) for row in prompts),
        repeats=_floats(lately[row["id"]] for row in prompts),
        open_prompt=_integers(place[row["prompt_id"]] for row in opened),
        open_batch=_integers(batches[row["batch_id"]] for row in opened),
        open_age=_floats(_hours(row["posted_at"], now) for row in opened),
        open_is_liked=np.array([row["likes"] >= likes_needed for row in opened], dtype=bool),
        open_is_old=np.array([row["model"] != model for row in opened], dtype=bool),
        batch_is_seen=np.array([seen[batch] for batch in batches], dtype=bool),
        batches_judged=judged,
        batches_unseen=unseen,
        like_age=_floats(ages),
        like_limit=_floats(limits),
        showing_prompt=_integers(place[row["prompt_id"]] for row in showings),
        showing_repeats=_floats(_repeats(showings, posts)),
        showing_is_liked=np.array([row["reward"] == 1 for row in showings], dtype=bool),
        showing_weight=_floats(1.0 if row["reward"] else row["weight"] for row in showings),
        window=window / _HOUR,
        last_prior=await _find_prior(tx),
    )
    return Known(
        evidence=evidence,
        prompts=tuple(
            KnownPrompt(row["id"], row["text"], bool(row["is_active"]), row["pictures"], row["trials"], row["likes"])
            for row in prompts
        ),
        open_pictures=tuple(PictureId(row["id"]) for row in opened),
    )


async def _find_prior(tx: Transaction) -> Prior | None:
    """The prior that the last choice assumed."""
    async with tx.execute(
        "SELECT assumptions FROM batches WHERE assumptions IS NOT NULL ORDER BY id DESC LIMIT 1"
    ) as cursor:
        row = await cursor.fetchone()
    if row is None:
        return None
    mean, strength = (float(json.loads(row[0])[name]) for name in ("mean", "strength"))
    return Prior(mean=mean, strength=strength) if 0 < mean < 1 and strength > 0 else None  # once they were rounded


async def _list_prompts(tx: Transaction, model: str | None) -> list[Any]:
    async with tx.execute(
        "WITH now AS (SELECT * FROM counts WHERE model = ?1), "
        "old AS (SELECT prompt_id, SUM(likes) AS likes, SUM(misses) AS misses, SUM(pictures) AS pictures "
        "FROM counts WHERE model IS NOT ?1 GROUP BY prompt_id), "
        "waiting AS (SELECT prompt_id, COUNT(*) AS pictures FROM pictures "
        "WHERE closes_at IS NULL AND kind IN ('trial', 'study') GROUP BY prompt_id) "
        "SELECT prompts.id, text, retired_at IS NULL AS is_active, coalesce(now.likes, 0) AS likes, "
        "coalesce(now.misses, 0) AS misses, coalesce(now.pictures, 0) AS pictures, coalesce(now.trials, 0) AS trials, "
        "coalesce(old.likes, 0) AS old_likes, coalesce(old.misses, 0) AS old_misses, "
        "coalesce(now.pictures, 0) + coalesce(old.pictures, 0) + coalesce(waiting.pictures, 0) AS chosen "
        "FROM prompts LEFT JOIN now ON now.prompt_id = prompts.id LEFT JOIN old ON old.prompt_id = prompts.id "
        "LEFT JOIN waiting ON waiting.prompt_id = prompts.id ORDER BY prompts.id",
        (model,),
    ) as cursor:
        return list(await cursor.fetchall())


async def _list_open(tx: Transaction, window: timedelta) -> list[Any]:
    """Trials without a verdict that still hang, or that a review has shown: a window before they close."""
    async with tx.execute(
        "SELECT pictures.id, prompt_id, batch_id, posted_at, closes_at, likes, model, seen_at IS NOT NULL AS is_seen "
        "FROM pictures INDEXED BY pictures_closing JOIN batches ON batches.id = batch_id WHERE closes_at IS NOT NULL "
        "AND settled_at IS NULL AND deleted_at IS NULL AND kind IN ('trial', 'study') ORDER BY pictures.id"
    ) as cursor:
        rows = [dict(row) for row in await cursor.fetchall()]
    for row in rows:
        row["posted_at"] = row["posted_at"] or to_text(to_time(row["closes_at"]) - window)
    return rows


async def _list_weights(tx: Transaction) -> list[float]:
    """The weights of the misses of the last batches that were judged, oldest first; 1 where somebody was there."""
    async with tx.execute(
        "SELECT CASE WHEN seen_at IS NOT NULL THEN 1.0 ELSE "
        "(SELECT MAX(weight) FROM pictures WHERE batch_id = batches.id AND deleted_at IS NULL) END AS weight, "
        "EXISTS (SELECT 1 FROM pictures WHERE batch_id = batches.id AND reward IS NOT NULL) AS is_judged "
        "FROM batches ORDER BY id DESC LIMIT ?",
        (MEMORY,),
    ) as cursor:
        rows = list(await cursor.fetchall())
    return [row["weight"] for row in reversed(rows) if row["is_judged"] and row["weight"] is not None]


async def _list_delays(tx: Transaction, likes_needed: int, now: datetime) -> tuple[list[float], list[float]]:
    """Of recent pictures that are liked enough: the hours until they were, and how old they are now."""
    async with tx.execute(
        "SELECT posted_at, (SELECT first_at FROM votes WHERE picture_id = pictures.id AND is_like "
        "ORDER BY first_at LIMIT 1 OFFSET ?1) AS liked_at FROM (SELECT id, posted_at, held_at FROM pictures "
        "INDEXED BY pictures_liked WHERE likes > 0 AND deleted_at IS NULL ORDER BY id DESC LIMIT ?2) AS pictures "
        "WHERE held_at IS NULL LIMIT ?3",  # what a review let through was liked before it hung
        (likes_needed - 1, _SEARCHED_LIKES, SAMPLE),
    ) as cursor:
        rows = [row for row in await cursor.fetchall() if row["posted_at"] and row["liked_at"]]
    ages = [max(_hours(row["posted_at"], to_time(row["liked_at"])), 0.0) for row in rows]
    return ages, [_hours(row["posted_at"], now) for row in rows]


async def _list_showings(tx: Transaction, model: str | None) -> list[Any]:
    """Recent pictures of the model with a verdict, oldest first."""
    async with tx.execute(
        "SELECT * FROM (SELECT id, prompt_id, posted_at, reward, weight, model, deleted_at, held_at FROM pictures "
        "WHERE posted_at IS NOT NULL ORDER BY id DESC LIMIT ?) "
        "WHERE reward IS NOT NULL AND deleted_at IS NULL AND held_at IS NULL AND model = ? LIMIT ?",
        (_SEARCHED, model, SHOWINGS),
    ) as cursor:
        return sorted(await cursor.fetchall(), key=lambda row: (str(row["posted_at"]), row["id"]))


async def _list_posts(tx: Transaction, *, since: datetime) -> list[_Post]:
    """What was posted since then, oldest first."""
    async with tx.execute(
        "SELECT prompt_id, posted_at, id FROM pictures WHERE posted_at > ? ORDER BY posted_at DESC, id DESC LIMIT ?",
        (to_text(since), _MOST_POSTS),
    ) as cursor:
        rows = list(await cursor.fetchall())
    return [(PromptId(row[0]), to_time(row[1]), row[2]) for row in reversed(rows)]


def _oldest(showings: Sequence[Any], now: datetime) -> datetime:
    return min((to_time(row["posted_at"]) for row in showings), default=now)


def _repeats(showings: Sequence[Any], posts: Sequence[_Post]) -> list[float]:
    """How often each showing's prompt had been shown shortly before; both in order of time."""
    shown: dict[PromptId, deque[datetime]] = {}
    counts, upcoming = [], deque(posts)
    for row in showings:
        at = to_time(row["posted_at"])
        while upcoming and upcoming[0][1:] < (at, row["id"]):
            prompt, moment, _ = upcoming.popleft()
            shown.setdefault(prompt, deque()).append(moment)
        before = shown.setdefault(row["prompt_id"], deque())
        while before and before[0] <= at - LATELY * _HOUR:
            before.popleft()
        counts.append(float(len(before)))
    return counts


def _hours(posted_at: str, now: datetime) -> float:
    return max((now - to_time(posted_at)) / _HOUR, 0.0)


def _floats(values: Iterable[float]) -> Floats:
    return np.fromiter(values, dtype=np.float64)


def _integers(values: Iterable[int]) -> Integers:
    return np.fromiter(values, dtype=np.int64)
