"""What blind choice would have won."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.beliefs import Floats
from bot.domain.estimates import Estimate, blind_likes, blind_shares, ratio_to_blind

COUNTS = st.lists(st.tuples(st.integers(0, 30), st.floats(0, 200)), min_size=1, max_size=40)


def play(rates: Floats, *, pictures: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Thompson sampling on true rates, batches of eight: the likes and misses of each prompt."""
    likes, misses = np.zeros(len(rates)), np.zeros(len(rates))
    for _ in range(pictures // 8):
        picked = rng.beta(2 * (likes + 0.6), 2 * (misses + 5.4), (8, len(rates))).argmax(axis=1)
        is_liked = rng.random(8) < rates[picked]
        np.add.at(likes, picked[is_liked], 1)
        np.add.at(misses, picked[~is_liked], 1)
    return likes, misses


def test_the_interval_holds_the_truth_as_often_as_it_says_though_the_choice_was_not_blind() -> None:
    rng = np.random.default_rng(3)
    held, widths = [], []
    for _ in range(150):
        count = int(rng.integers(10, 80))
        rates = rng.beta(1.0, 12.0, count)
        likes, misses = play(rates, pictures=480, rng=rng)
        estimate = blind_likes(likes, misses, np.full(count, 480 / count))
        held.append(estimate.low <= 480 * rates.mean() <= estimate.high)
        widths.append(estimate.high / estimate.low)
    assert np.mean(held) > 0.9  # 95 of 100 where people have moods; coins are more regular than that
    assert np.median(widths) < 4


@pytest.mark.parametrize(("likes", "misses"), [(18.0, 2.0), (4.0, 1.0), (0.1, 50.0)])
def test_it_is_right_too_where_nearly_everything_is_liked_and_where_nearly_nothing_is(
    likes: float, misses: float
) -> None:
    rng = np.random.default_rng(6)
    held, off = [], []
    for _ in range(30):
        count = int(rng.integers(20, 60))
        rates = rng.beta(likes, misses, count)
        estimate = blind_likes(*play(rates, pictures=960, rng=rng), np.full(count, 960 / count))
        held.append(estimate.low <= 960 * rates.mean() <= estimate.high <= 960)
        off.append(np.log(estimate.mean / (960 * rates.mean())))
    assert np.mean(held) > 0.85
    assert 0.8 < np.exp(np.mean(off)) < 1.5


def test_what_was_won_beyond_blind_choice_is_told() -> None:
    rng = np.random.default_rng(5)
    rates = np.array([0.4] + [0.04] * 19)
    likes, misses = play(rates, pictures=800, rng=rng)
    ratio = ratio_to_blind(likes.sum(), blind_likes(likes, misses, np.full(20, 40.0)))
    assert ratio is not None
    assert ratio.low < likes.sum() / (800 * rates.mean()) < ratio.high
    assert ratio.low > 2


@given(COUNTS, st.floats(0.1, 50))
def test_the_estimate_lies_within_its_interval_and_below_the_pictures_there_were(
    counts: list[tuple[int, float]], share: float
) -> None:
    likes, misses = (np.array(column, dtype=float) for column in zip(*counts, strict=True))
    estimate = blind_likes(likes, misses, np.full(len(counts), share))
    assert 0 <= estimate.low < estimate.mean < estimate.high
    assert estimate.mean < share * len(counts)


@given(COUNTS, st.floats(1.5, 4))
def test_twice_the_pictures_would_have_won_twice_the_likes(counts: list[tuple[int, float]], times: float) -> None:
    likes, misses = (np.array(column, dtype=float) for column in zip(*counts, strict=True))
    once = blind_likes(likes, misses, np.full(len(counts), 3.0))
    often = blind_likes(likes, misses, np.full(len(counts), 3.0 * times))
    assert often.mean == pytest.approx(once.mean * times)
    assert often.high == pytest.approx(once.high * times)


@given(st.lists(st.tuples(st.floats(0, 50), st.floats(0, 60)), min_size=1, max_size=20), st.integers(0, 20))
def test_blind_choice_paints_as_much_as_was_painted_whoever_was_there(
    lives: list[tuple[float, float]], count: int
) -> None:
    batch_at, weights = np.arange(count, dtype=float), np.full(count, 8.0)
    since = np.array([-1.0, *(begin for begin, _ in lives)])
    until = np.array([np.inf, *(begin + length for begin, length in lives)])
    shares = blind_shares(batch_at, weights, since=since, until=until)
    assert shares.sum() == pytest.approx(weights.sum())
    assert np.all(shares >= 0)


def test_a_prompt_has_its_part_of_the_batches_from_when_it_came_and_until_it_went() -> None:
    batch_at, weights = np.array([0.0, 1.0, 2.0]), np.array([6.0, 4.0, 2.0])
    since, until = np.array([0.0, 1.0, 0.0]), np.array([np.inf, np.inf, 2.0])
    shares = blind_shares(batch_at, weights, since=since, until=until)
    assert shares == pytest.approx([3 + 4 / 3 + 1, 4 / 3 + 1, 3 + 4 / 3])


def test_where_nothing_was_painted_there_is_nothing_to_compare_with() -> None:
    nothing = np.zeros(3)
    estimate = blind_likes(nothing, nothing, nothing)
    assert estimate == Estimate(mean=0.0, low=0.0, high=0.0)
    assert blind_likes(np.empty(0), np.empty(0), np.empty(0)) == estimate
    assert ratio_to_blind(0, estimate) is None


def test_shares_that_cannot_be_are_refused() -> None:
    for shares in (np.ones(4), np.array([1.0, -1.0, 1.0])):
        with pytest.raises(ValueError, match=r"shares"):
            blind_likes(np.ones(3), np.ones(3), shares)


@pytest.mark.parametrize(
    ("likes", "misses"), [(np.zeros(2), np.zeros(3)), (np.array([-1.0, 0, 0]), np.zeros(3)), (np.zeros(3), -np.ones(3))]
)
def test_counts_that_cannot_be_are_refused(likes: Floats, misses: Floats) -> None:
    with pytest.raises(ValueError, match=r"counts"):
        blind_likes(likes, misses, np.ones(3))
