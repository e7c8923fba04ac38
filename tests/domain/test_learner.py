"""The learner in memory: its counts are a fold over its rows, whatever happens in whatever order; and it learns."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.learner import Learner
from bot.domain.policy import C3, RECOMMENDED, Evidence, Profile, believe
from bot.domain.rule import Rule

HOURS = 8.0


@dataclass
class Row:
    """What a test knows of a picture."""

    prompt: int
    batch: int
    posted_at: float
    likes_at: list[float] = field(default_factory=list)
    withdrawn_at: list[float] = field(default_factory=list)
    deleted_at: float | None = None


def live(learner: Learner, *, seed: int, prompts: int = 5, batches: int = 12, count: int = 4) -> dict[int, Row]:
    """Let a random crowd like, withdraw, delete and look; return every picture's fate."""
    rng, rows, events = np.random.default_rng(seed), dict[int, Row](), list[tuple[float, str, int]]()
    for prompt in range(prompts):
        learner.add_prompt(prompt, at=0.0)
    for batch in range(batches):
        at = HOURS * batch
        for when, what, number in sorted(event for event in events if event[0] <= at):
            getattr(learner, what)(number, at=when)
        events = [event for event in events if event[0] > at]
        for prompt in learner.choose(count, at=at, rng=rng):
            picture = len(rows)
            rows[picture] = row = Row(prompt, batch, at)
            learner.posted(picture, prompt=prompt, batch=batch, at=at)
            if rng.uniform() < 0.3:
                row.likes_at.append(at + rng.exponential(12))
                events.append((row.likes_at[0], "liked", picture))
                if rng.uniform() < 0.3:
                    row.withdrawn_at.append(row.likes_at[0] + rng.exponential(12))
                    events.append((row.withdrawn_at[0], "withdrawn", picture))
            if rng.uniform() < 0.1:
                row.deleted_at = at + rng.exponential(20)
                events.append((row.deleted_at, "deleted", picture))
        if rng.uniform() < 0.3:
            events.append((at + 3, "seen", batch))
    return rows


def is_liked(row: Row, at: float) -> bool:
    moments = [*((t, True) for t in row.likes_at if t <= at), *((t, False) for t in row.withdrawn_at if t <= at)]
    gone = row.deleted_at if row.deleted_at is not None and row.deleted_at <= at else np.inf
    return ([False] + [liked for t, liked in sorted(moments) if t <= gone])[-1]


@given(seed=st.integers(0, 10_000))
@settings(deadline=None, max_examples=25)
def test_the_likes_counted_are_those_of_the_rows(seed: int) -> None:
    learner = Learner(RECOMMENDED)
    rows = live(learner, seed=seed)
    at = HOURS * 11  # the last time it was told anything
    known = learner.evidence(at=at)
    stays = {n: row for n, row in rows.items() if row.deleted_at is None or row.deleted_at > at}
    liked = np.bincount([row.prompt for row in stays.values() if is_liked(row, at)], minlength=5)
    settled_and_open = known.likes + np.bincount(known.open_prompt[known.open_is_liked], minlength=5)
    assert settled_and_open.tolist() == liked.tolist()
    opened = sum(row.posted_at + 24 > at for row in stays.values())
    assert len(known.open_prompt) == opened
    misses = sum(not is_liked(row, at) for row in stays.values() if row.posted_at + 24 <= at)
    assert -1e-9 <= known.misses.sum() <= misses + 1e-9
    assert len(known.like_age) == liked.sum(), "how likes arrive is learnt from the pictures that are left"


@given(seed=st.integers(0, 10_000))
@settings(deadline=None, max_examples=15)
def test_the_order_in_which_news_arrives_does_not_matter(seed: int) -> None:
    order = random.Random(seed)
    learners = []
    for is_shuffled in (False, True):
        learner = Learner(RECOMMENDED)
        for prompt in range(4):
            learner.add_prompt(prompt, at=0.0)
        for picture in range(16):
            learner.posted(picture, prompt=picture % 4, batch=picture // 8, at=0.0)
        news: list[tuple[str, int]] = [("liked", 3), ("liked", 9), ("liked", 14), ("deleted", 5), ("seen", 1)]
        if is_shuffled:
            order.shuffle(news)
        for what, number in news:
            getattr(learner, what)(number, at=1.0)
        learners.append(learner)
    first, second = (believe(learner.evidence(at=9.0), profile=RECOMMENDED) for learner in learners)
    assert first.alpha == pytest.approx(second.alpha)
    assert first.beta == pytest.approx(second.beta)


def tell(**happened: float) -> Evidence:
    """One picture, seen, and what happened to it at which hour: what is known after two days and a decision."""
    learner = Learner(RECOMMENDED)
    learner.add_prompt(7, at=0.0)
    learner.posted(1, prompt=7, batch=1, at=0.0)
    learner.seen(1, at=0.5)
    events = [(at, what) for what, at in happened.items()]
    for at, what in sorted([*events, (25.0, "choose")]):
        if what == "choose":
            learner.choose(1, at=at, rng=np.random.default_rng(0))
        else:
            getattr(learner, what)(1, at=at)
    return learner.evidence(at=48.0)


def counts(known: Evidence) -> tuple[float, float]:
    return float(known.likes[0]), round(float(known.misses[0]), 1)


def test_a_late_like_turns_the_miss_into_a_success() -> None:
    likes, misses = counts(tell())
    assert likes == 0
    assert misses > 0.8
    assert counts(tell(liked=30.0)) == (1, 0)


def test_a_like_withdrawn_is_a_miss_again_early_or_late() -> None:
    assert counts(tell(liked=2.0, withdrawn=3.0)) == counts(tell())
    assert counts(tell(liked=2.0, withdrawn=40.0)) == counts(tell())


def test_a_deleted_picture_counts_as_nothing_early_or_late() -> None:
    assert counts(tell(deleted=3.0)) == counts(tell(deleted=40.0)) == (0, 0)
    assert counts(tell(liked=2.0, deleted=40.0)) == (0, 0)


def test_one_model_does_not_count_for_another_and_is_remembered_when_it_returns() -> None:
    learner = Learner(RECOMMENDED)
    learner.add_prompt(0, at=0.0)
    learner.posted(1, prompt=0, batch=1, at=0.0)
    learner.liked(1, at=1.0)
    learner.choose(1, at=30.0, rng=np.random.default_rng(0))
    learner.switch_model(2, at=31.0)
    away = learner.evidence(at=32.0)
    learner.switch_model(0, at=33.0)
    back = learner.evidence(at=34.0)
    assert (away.likes[0], away.old_likes[0]) == (0, 1)
    assert (back.likes[0], back.old_likes[0]) == (1, 0)


def test_a_retired_prompt_is_not_chosen_until_it_comes_back() -> None:
    learner, rng = Learner(RECOMMENDED), np.random.default_rng(1)
    for prompt in (10, 20):
        learner.add_prompt(prompt, at=0.0)
    learner.retire_prompt(10, at=0.0)
    assert set(learner.choose(30, at=0.0, rng=rng)) == {20}
    learner.add_prompt(10, at=1.0)
    assert set(learner.choose(30, at=2.0, rng=rng)) == {10, 20}


def test_what_is_looked_at_does_not_grow_with_the_history() -> None:
    learner = Learner(RECOMMENDED)
    live(learner, seed=1, batches=250)
    known = learner.evidence(at=HOURS * 250)
    assert len(known.open_prompt) <= 4 * 4
    assert max(len(known.like_age), len(known.showing_prompt)) <= 600


def win(profile: Profile, *, seed: int) -> float:
    """The likes to be expected of what a learner chooses on a small server with sixty prompts."""
    rng = np.random.default_rng(seed)
    truth = rng.beta(0.5, 7, size=60)
    learner: Rule = Learner(profile)
    for prompt in range(60):
        learner.add_prompt(prompt, at=0.0)
    won, later = 0.0, list[tuple[float, int]]()
    for batch in range(60):
        at = HOURS * batch
        for when, picture in sorted(event for event in later if event[0] <= at):
            learner.liked(picture, at=when)
        later = [event for event in later if event[0] > at]
        is_seen = rng.uniform() < 0.8
        for i, prompt in enumerate(learner.choose(8, at=at, rng=rng)):
            learner.posted(8 * batch + i, prompt=prompt, batch=batch, at=at)
            won += truth[prompt] * is_seen
            if is_seen and rng.uniform() < truth[prompt]:
                later.append((at + rng.exponential(8.0), 8 * batch + i))
    return won


def test_the_recommended_policy_wins_half_as_much_again_as_c3s() -> None:
    ours, theirs = (sum(win(profile, seed=seed) for seed in range(4)) for profile in (RECOMMENDED, C3))
    assert ours > 1.5 * theirs


@pytest.mark.parametrize(
    "switches",
    [
        {"prior": "fixed"},
        {"exposure": False},
        {"delay": False},
        {"carry_over": False},
        {"sharpness": None},
        {"cap": None},
        {"cap": 0.25},
        {"debut": 0.0},
        {"floor": 0.0},
        {"spread": False},
        {"words": False},
    ],
)
def test_every_part_can_be_switched_off(switches: dict[str, object]) -> None:
    learner = Learner(replace(RECOMMENDED, **switches))  # type: ignore[arg-type]
    rows = live(learner, seed=3)
    assert len(rows) == 48
    assert learner.decision is not None
    assert learner.decision.chances.sum() == pytest.approx(1)
