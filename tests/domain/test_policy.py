"""The decision: switches, fallbacks, chances that are kept, and the beliefs against a plain scalar implementation."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.policy import C3, PROFILES, RECOMMENDED, Evidence, Profile, believe, decide, sharpen, weigh
from bot.domain.prior import Prior

PLAIN = replace(RECOMMENDED, prior="fixed", cap=None, debut=0.0, floor=0.0, sharpness=None, words=False)


def evidence(size: int, **known: Any) -> Evidence:
    """Nothing is known of `size` active prompts but what is said."""
    start = {
        "likes": np.zeros(size),
        "misses": np.zeros(size),
        "pictures": np.ones(size),
        "is_active": np.ones(size, dtype=bool),
    }
    return Evidence(**start | {name: np.array(value) if name != "words" else value for name, value in known.items()})


def choose(
    known: Evidence, *, profile: Profile = RECOMMENDED, count: int = 8, seed: int = 1, planned: float = 300
) -> Any:
    return decide(known, count=count, profile=profile, rng=np.random.default_rng(seed), planned=planned)


@st.composite
def histories(draw: st.DrawFn) -> Evidence:
    """Some prompts with settled counts, and some open pictures in a few batches."""
    size, opened, batches = draw(st.integers(1, 12)), draw(st.integers(0, 20)), draw(st.integers(1, 4))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    is_liked, batch = rng.uniform(size=opened) < 0.2, rng.integers(batches, size=opened)
    seen = rng.uniform(size=batches) < 0.4
    seen[batch[is_liked]] = True
    return evidence(
        size,
        likes=rng.integers(0, 10, size=size).astype(float),
        misses=rng.integers(0, 6_400, size=size) / 64,
        open_prompt=rng.integers(size, size=opened),
        open_batch=batch,
        open_age=rng.uniform(0, 30, size=opened),
        open_is_liked=is_liked,
        batch_is_seen=seen,
    )


def scalar_beliefs(known: Evidence) -> tuple[list[float], list[float]]:
    """Counts with exposure and delay by the formulas, one picture at a time; the prior fixed."""
    curve = choose(known, profile=PLAIN).assumptions.curve
    unseen = min(max((1.5 + known.batches_unseen) / (10 + known.batches_judged), 0.02), 0.6)
    came = [float(curve(np.array(age))) for age in known.open_age]

    def count(weights: list[float]) -> tuple[list[float], list[float]]:
        alpha = [0.6 + likes for likes in known.likes.tolist()]
        beta = [5.4 + misses for misses in known.misses.tolist()]
        for i, prompt in enumerate(known.open_prompt.tolist()):
            if known.open_is_liked[i]:
                alpha[prompt] += 1
            else:
                beta[prompt] += weights[i]
        return alpha, beta

    first = [(1 if known.batch_is_seen[b] else 1 - unseen) * f for b, f in zip(known.open_batch, came, strict=True)]
    alpha, beta = count(first)
    weights = []
    for i, batch in enumerate(known.open_batch.tolist()):
        silence = 1.0
        for j, prompt in enumerate(known.open_prompt.tolist()):
            if known.open_batch[j] == batch and not known.open_is_liked[j]:
                silence *= 1 - alpha[prompt] / (alpha[prompt] + beta[prompt]) * came[j]
        seen = 1 if known.batch_is_seen[batch] else (1 - unseen) * silence / ((1 - unseen) * silence + unseen)
        weights.append(round(seen * came[i] * 64) / 64)
    return count(weights)


@given(known=histories())
@settings(deadline=None)
def test_the_beliefs_are_those_of_a_plain_count_one_picture_at_a_time(known: Evidence) -> None:
    alpha, beta = scalar_beliefs(known)
    outlook = believe(known, profile=PLAIN)
    assert outlook.alpha == pytest.approx(np.array(alpha))
    assert outlook.beta == pytest.approx(np.array(beta), abs=1 / 32)


@given(known=histories(), seed=st.integers(0, 100), count=st.integers(1, 30))
@settings(deadline=None)
def test_a_batch_is_of_active_prompts_with_chances_that_sum_to_one(known: Evidence, seed: int, count: int) -> None:
    decision = choose(known, count=count, seed=seed)
    assert len(decision.choices) == count
    assert decision.chances.sum() == pytest.approx(1)
    for choice in decision.choices:
        assert known.is_active[choice.index]
        assert choice.chance == decision.chances[choice.index] > 0
        assert math.isnan(choice.draw) == (choice.reason != "drawn")


@given(known=histories(), place=st.integers(0, 11), more=st.integers(1, 20))
@settings(deadline=None)
def test_more_likes_never_lower_a_belief(known: Evidence, place: int, more: int) -> None:
    place %= len(known.likes)
    likes = known.likes.copy()
    likes[place] += more
    before, after = (believe(e, profile=RECOMMENDED) for e in (known, replace(known, likes=likes)))
    assert after.alpha[place] / (after.alpha + after.beta)[place] >= before.alpha[place] / (
        (before.alpha + before.beta)[place] * 1.0001
    )


def test_without_any_counts_the_belief_is_the_fixed_priors_exactly() -> None:
    fitted, fixed = (believe(evidence(30), profile=replace(RECOMMENDED, prior=prior)) for prior in ("fitted", "fixed"))
    assert fitted.prior == fixed.prior == Prior(0.1, 6.0)
    assert np.array_equal(fitted.alpha, fixed.alpha)
    assert np.array_equal(fitted.beta, fixed.beta)


@pytest.mark.parametrize("amount", [-1.0, math.nan, math.inf])
@pytest.mark.parametrize("name", ["likes", "misses", "old_likes", "repeats"])
def test_evidence_that_cannot_be_is_refused_by_name(name: str, amount: float) -> None:
    with pytest.raises(ValueError, match=name):
        evidence(2, **{name: [0.0, amount]})


def silent_batch(*, is_seen: bool) -> Evidence:
    """A day-old batch of eight favourites, without a like."""
    return evidence(
        8,
        likes=np.full(8, 8.0),
        misses=np.full(8, 8.0),
        open_prompt=np.arange(8),
        open_batch=np.zeros(8, dtype=int),
        open_age=np.full(8, 24.0),
        open_is_liked=np.zeros(8, dtype=bool),
        batch_is_seen=[is_seen],
    )


def test_a_batch_that_nobody_saw_moves_nothing_much_and_one_that_was_seen_does() -> None:
    unseen, seen = (weigh(silent_batch(is_seen=is_seen), profile=RECOMMENDED) for is_seen in (False, True))
    assert unseen.max() < 0.1
    assert seen.min() > 0.8


def test_without_exposure_silence_counts_in_full() -> None:
    assert weigh(silent_batch(is_seen=False), profile=replace(RECOMMENDED, exposure=False)).min() > 0.8


def test_a_young_picture_counts_as_little_of_a_miss_as_likes_may_still_come() -> None:
    young, old = (replace(silent_batch(is_seen=True), open_age=np.full(8, age)) for age in (0.5, 20.0))
    assert weigh(young, profile=RECOMMENDED).max() < weigh(old, profile=RECOMMENDED).min()
    without = replace(RECOMMENDED, delay=False)
    assert weigh(young, profile=without).tolist() == [1.0] * 8
    counted = evidence(8, likes=young.likes, misses=young.misses)
    assert believe(young, profile=without).beta == pytest.approx(believe(counted, profile=without).beta)


@given(size=st.integers(1, 40), seed=st.integers(0, 1000))
@settings(deadline=None)
def test_the_order_of_prompts_does_not_matter(size: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    likes, misses, order = rng.integers(0, 9, size) * 1.0, rng.integers(0, 99, size) * 1.0, rng.permutation(size)
    here, there = (
        choose(evidence(size, likes=likes, misses=misses)),
        choose(evidence(size, likes=likes[order], misses=misses[order])),
    )
    assert there.chances == pytest.approx(here.chances[order], abs=1e-6)


def test_the_chances_are_how_often_each_is_chosen_with_cap_debut_floor_and_fatigue() -> None:
    known = evidence(
        6,
        likes=[30.0, 20, 3, 1, 0, 0],
        misses=[70.0, 80, 20, 30, 0, 0],
        pictures=[100.0, 100, 23, 31, 0, 0],
        repeats=[3.0, 0, 0, 0, 0, 0],
    )
    profile = replace(RECOMMENDED, cap=0.5, floor=0.06, debut=0.25)
    decisions = [choose(known, profile=profile, seed=seed, count=32) for seed in range(300)]
    chosen = np.array([[choice.index for choice in decision.choices] for decision in decisions])
    assert np.bincount(chosen.ravel(), minlength=6) / chosen.size == pytest.approx(decisions[0].chances, abs=0.012)
    assert np.bincount(chosen[:, 0], minlength=6) / len(chosen) == pytest.approx(decisions[0].chances, abs=0.1)
    reasons = [choice.reason for decision in decisions for choice in decision.choices]
    assert decisions[0].chances[4:].sum() >= 0.94 * 2 / 32
    assert reasons.count("blind") / len(reasons) == pytest.approx(0.06, abs=0.01)


def test_every_active_prompt_has_at_least_its_part_of_the_floor_and_a_retired_one_nothing() -> None:
    known = evidence(5, likes=[90.0, 0, 0, 0, 90], misses=[10.0, 500, 500, 500, 10], is_active=[True] * 4 + [False])
    chances = choose(known).chances
    assert chances[:4].min() >= RECOMMENDED.floor / 4
    assert chances[4] == 0


def test_retired_prompts_teach_the_prior() -> None:
    poor = evidence(40, likes=np.zeros(40), misses=np.full(40, 30.0), is_active=[True] + [False] * 39)
    assert believe(poor, profile=RECOMMENDED).prior.mean < 0.05


def test_a_new_prompt_gets_its_debut_and_a_sixteenth_of_the_pictures_is_enough() -> None:
    shown = np.array([0.0] + [100.0] * 29)
    known = evidence(30, likes=0.4 * shown, misses=0.6 * shown, pictures=shown)
    profile = replace(RECOMMENDED, prior="fixed", prior_mean=0.01, prior_strength=500)
    assert choose(known, profile=profile).chances[0] > 0.05
    assert choose(known, profile=replace(profile, debut=0.0)).chances[0] < 0.01
    many = replace(known, pictures=np.zeros(30))
    reasons = [c.reason for seed in range(100) for c in choose(many, profile=profile, seed=seed).choices]
    assert reasons.count("debut") / len(reasons) < 0.1


def test_few_pictures_to_come_sharpen_the_draws_within_limits() -> None:
    assert sharpen(1e6, limit=4.0) == 2
    assert sharpen(64.0, limit=4.0) == 3
    assert sharpen(1.0, limit=4.0) == 4
    assert sharpen(1.0, limit=None) == sharpen(1.0, limit=1.0) == 1


def test_after_a_switch_old_favourites_are_preferred_unless_that_is_switched_off() -> None:
    known = evidence(10, old_likes=[40.0] + [1.0] * 9, old_misses=[60.0] + [60.0] * 9)
    assert choose(known).chances[0] > 0.5
    assert choose(known).assumptions.correlation is not None
    assert choose(known, profile=replace(RECOMMENDED, carry_over=False)).chances[0] == pytest.approx(0.1, abs=0.01)


def test_c3_is_plain_thompson_sampling_from_a_uniform_prior() -> None:
    known = evidence(2, likes=[1.0, 30], misses=[4.0, 70])
    decision = choose(known, profile=C3)
    assert decision.chances[0] == pytest.approx(0.417, abs=1e-3)
    assert decision.alpha.tolist() == [2, 31]
    assert decision.beta.tolist() == [5, 71]


def test_a_choice_that_was_drawn_says_whom_it_beat() -> None:
    known = evidence(5, likes=[9.0, 9, 1, 1, 1], misses=[30.0, 30, 30, 30, 30])
    drawn = [c for seed in range(20) for c in choose(known, seed=seed).choices if c.reason == "drawn"]
    assert drawn
    for choice in drawn:
        assert choice.beaten is not None
        assert choice.beaten_draw is not None
        assert choice.beaten != choice.index
        assert choice.beaten_draw <= choice.draw


def test_the_same_source_of_chance_gives_the_same_batch() -> None:
    known = evidence(20, likes=np.arange(20.0))
    assert repr(choose(known, seed=5).choices) == repr(choose(known, seed=5).choices)


def test_without_an_active_prompt_there_is_nothing_to_choose_from() -> None:
    with pytest.raises(ValueError, match="no prompt"):
        choose(evidence(2, is_active=[False, False]))
    with pytest.raises(ValueError, match="no prompt"):
        choose(evidence(0))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("prior", "learnt"),
        ("prior_mean", 0.0),
        ("prior_mean", 1.0),
        ("prior_strength", 0.0),
        ("prior_strength", math.inf),
        ("sharpness", 0.5),
        ("cap", 0.0),
        ("cap", 1.5),
        ("cap", "never"),
        ("debut", -0.1),
        ("debut", 1.1),
        ("floor", math.nan),
    ],
)
def test_a_profile_names_the_value_that_cannot_be(name: str, value: Any) -> None:
    with pytest.raises(ValueError, match=name):
        Profile(**{name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [("misses", [1.0]), ("old_likes", [1.0]), ("open_age", [1.0]), ("like_limit", [1.0]), ("likes", [-1.0, 0, 0])],
)
def test_evidence_names_the_array_that_does_not_fit(name: str, value: list[float]) -> None:
    with pytest.raises(ValueError, match=name):
        evidence(3, **{name: value})


def test_the_profiles_are_known_by_their_names() -> None:
    assert {name: profile.name for name, profile in PROFILES.items()} == {"recommended": "recommended", "c3": "c3"}
