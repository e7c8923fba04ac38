"""Who wins the draws: chances against counting and plain integration, batches against their chances."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.beliefs import cumulative, log_density
from bot.domain.fatigue import FACTORS, TIRELESS, Fatigue
from bot.domain.tournament import share_out, spread, win_chances

Pairs = list[tuple[float, float]]
beliefs = st.tuples(st.floats(0.05, 1e5), st.floats(0.05, 1e5))

POOLS: list[Pairs] = [
    [(0.6, 5.4)] * 5,
    [(0.6, 5.4), (1.6, 5.4), (0.6, 12.4), (4.6, 30.4)],
    [(0.1, 0.9), (0.2, 1.8), (3.0, 30.0)],
    [(60.0, 540.0), (70.0, 530.0), (0.6, 5.4)],
    [(50_000.0, 50_000.0), (50_200.0, 49_800.0), (3.0, 3.0)],
    [(1.0, 1.0), (10.0, 1.0)],
    [(300.0, 3_000.0), *[(0.6, 5.4)] * 20],
    [(0.3, 3.0)] * 400 + [(40.0, 200.0)],
]


def chances(pairs: Pairs) -> np.ndarray:
    alpha, beta = np.array(pairs, dtype=float).T
    return win_chances(alpha, beta)


def tired(factor: float) -> Fatigue:
    """Everybody tires by one of the factors on the grid."""
    return Fatigue((factor == FACTORS).astype(float))


def shares(pairs: Pairs, **options: Any) -> np.ndarray:
    alpha, beta = np.array(pairs, dtype=float).T
    settings = {"count": 8, "cap": 1.0, "fatigue": TIRELESS, "repeats": np.zeros(len(pairs))} | options
    return share_out(alpha, beta, **settings).shares


@given(pool=st.lists(beliefs, min_size=1, max_size=12))
@settings(deadline=None)
def test_the_chances_are_probabilities_that_sum_to_one(pool: Pairs) -> None:
    found = chances(pool)
    assert found.sum() == pytest.approx(1)
    assert np.all((found >= 0) & (found <= 1 + 1e-12))


@given(pool=st.lists(st.tuples(st.floats(-9, 12), st.floats(-9, 12)), min_size=1, max_size=12))
@settings(deadline=None)
def test_whatever_is_believed_the_chances_are_probabilities(pool: Pairs) -> None:
    found = chances([(10**a, 10**b) for a, b in pool])
    assert found.sum() == pytest.approx(1)
    assert np.all(found >= 0)


def test_a_prompt_shown_ten_thousand_times_lately_is_still_a_prompt() -> None:
    found = shares([(30.0, 570.0), (3.0, 60.0)], fatigue=tired(0.6), repeats=np.array([1e4, 1e4]))
    assert found.sum() == pytest.approx(1)


@pytest.mark.parametrize("pairs", POOLS)
def test_the_chances_are_how_often_each_wins(pairs: Pairs) -> None:
    rng = np.random.default_rng(3)
    alpha, beta = np.array(pairs).T
    winners = np.concatenate([rng.beta(alpha, beta, size=(5_000, len(pairs))).argmax(axis=1) for _ in range(6)])
    seen = np.bincount(winners, minlength=len(pairs)) / len(winners)
    assert chances(pairs) == pytest.approx(seen, abs=0.012)


def test_of_two_prompts_the_chance_is_that_of_being_above() -> None:
    assert chances([(2, 5), (31, 71)])[0] == pytest.approx(0.417, abs=1e-3)


def test_prompts_of_equal_belief_have_equal_chances_in_their_own_places() -> None:
    first, second, third, fourth = chances([(2, 8), (1, 9), (2, 8), (1, 9)])
    assert first == third > second == fourth


def test_among_very_many_prompts_nearly_equal_ones_count_as_equal_and_little_changes() -> None:
    rng = np.random.default_rng(1)
    alpha = np.concatenate([rng.uniform(0.5, 0.9, 2_500), [40.0, 45.0]])
    beta = np.concatenate([rng.uniform(60, 300, 2_500), [160.0, 155.0]])
    few = win_chances(alpha[-800:], beta[-800:])
    many = win_chances(alpha, beta)
    assert many[-1] > many[-2] > many[:-2].max()
    assert many[-1] / many[-2] == pytest.approx(few[-1] / few[-2], rel=0.15)


@given(seed=st.integers(0, 1000), count=st.integers(1, 60), size=st.integers(1, 30))
def test_spread_out_every_place_gets_its_share_rounded_up_or_down(seed: int, count: int, size: int) -> None:
    rng = np.random.default_rng(seed)
    wanted = rng.dirichlet(np.full(size, 0.3))
    got = np.bincount(spread(wanted, count=count, is_spread=True, rng=rng), minlength=size)
    assert got.sum() == count
    assert np.all(got >= np.floor(wanted * count - 1e-9))
    assert np.all(got <= np.ceil(wanted * count + 1e-9))


@pytest.mark.parametrize("is_spread", [True, False])
def test_every_picture_of_many_batches_follows_the_chances(is_spread: bool) -> None:
    rng = np.random.default_rng(2)
    wanted = np.array([0.02, 0.5, 0.08, 0.4])
    batches = np.stack([spread(wanted, count=5, is_spread=is_spread, rng=rng) for _ in range(8_000)])
    for pictures in batches.T:
        assert np.bincount(pictures, minlength=4) / len(pictures) == pytest.approx(wanted, abs=0.025)


@pytest.mark.parametrize("cap", [0.125, 0.25, 0.5])
def test_nobody_gets_more_than_the_cap_and_the_rest_goes_to_the_others(cap: float) -> None:
    found = shares([(90.0, 10.0), (60.0, 40.0), *[(1.0, 9.0)] * 20], cap=cap)
    assert found.sum() == pytest.approx(1)
    assert found.max() == pytest.approx(cap)
    assert found[0] >= found[1] > found[2]


def test_a_cap_too_small_to_fill_the_batch_gives_way() -> None:
    assert shares([(90.0, 10.0), (1.0, 99.0)], cap=0.1) == pytest.approx([0.5, 0.5])


def test_where_people_tire_the_best_is_repeated_less_and_not_if_it_was_shown_lately() -> None:
    pool = [(400.0, 600.0), (300.0, 700.0), (200.0, 800.0)]
    fresh, repeated = shares(pool), shares(pool, fatigue=tired(0.8))
    assert fresh[0] > 0.99
    assert 0.34 < repeated[0] < 0.8
    assert shares(pool, fatigue=tired(0.8), repeats=np.array([6.0, 0, 0]))[0] < repeated[0] / 2


def plain_chances(alpha: np.ndarray, beta: np.ndarray) -> np.ndarray:
    """The chances by the textbook: every prompt's density times all others' distribution functions, on a fine grid."""
    odds = np.linspace(-30, 12, 4_201)[:, None]
    rate = 1 / (1 + np.exp(-odds))
    density = np.exp(log_density(alpha, beta, rate)) * rate * (1 - rate)
    below = np.log(np.maximum(cumulative(alpha, beta, rate), 1e-300))
    found = (density * np.exp(below.sum(axis=1, keepdims=True) - below)).sum(axis=0)
    result: np.ndarray = found / found.sum()
    return result


def plain_shares(alpha: np.ndarray, beta: np.ndarray, repeats: np.ndarray, cap: float, fatigue: Fatigue) -> np.ndarray:
    """A batch of 12 shared out in six rounds, prompt by prompt."""
    given, playing = np.zeros(len(alpha)), np.ones(len(alpha), dtype=bool)
    while given.sum() < 1 - 1e-9:
        left = fatigue(repeats + 12 * given)
        found = np.zeros(len(alpha))
        found[playing] = plain_chances(alpha[playing], ((alpha + beta) / left - alpha)[playing])
        given += np.minimum(found * min(1 / 6, 1 - given.sum()), cap - given)
        playing = given < cap - 1e-9
    return given


@pytest.mark.parametrize("seed", range(12))
def test_a_batch_is_shared_out_as_a_plain_computation_prompt_by_prompt_says(seed: int) -> None:
    rng = np.random.default_rng(seed)
    size = int(rng.integers(1, 9))
    alpha, beta = np.exp(rng.uniform(np.log(0.3), np.log(400), (2, size)))
    repeats = rng.integers(0, 4, size).astype(float)
    if size > 3:  # some alike, but for how often they were shown lately
        alpha[1:3], beta[1:3] = alpha[0], beta[0]
    cap = max(float(rng.choice([0.25, 0.5, 1.0])), 1 / size)
    fatigue = tired(float(rng.choice(FACTORS[1:])))
    found = share_out(alpha, beta, count=12, cap=cap, repeats=repeats, fatigue=fatigue).shares
    assert found == pytest.approx(plain_shares(alpha, beta, repeats, cap, fatigue), abs=2e-3)


def test_a_cap_that_all_must_fill_ends() -> None:
    found = share_out(np.ones(7), np.arange(1, 8.0), count=50, cap=1 / 7, repeats=np.zeros(7), fatigue=tired(0.9))
    assert found.shares == pytest.approx(np.full(7, 1 / 7))


def test_a_hundred_thousand_prompts_get_shares_that_sum_to_one_and_equal_ones_equal_shares() -> None:
    alpha, beta, repeats = np.full(100_000, 0.6), np.full(100_000, 600.0), np.zeros(100_000)
    alpha[:3], beta[:3], repeats[1] = 60.0, 60.0, 9.0
    found = share_out(alpha, beta, count=4, cap=1.0, repeats=repeats, fatigue=tired(0.9)).shares
    assert found.sum() == pytest.approx(1)
    assert np.ptp(found[3:]) == 0
    assert found[0] == found[2] > found[1]
