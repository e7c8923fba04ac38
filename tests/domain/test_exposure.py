"""Whether anybody looked: silence weighs as much as it is likelier with people there than without."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.exposure import HIGHEST, LOWEST, chance_seen, remember, unseen_share


def chance(silence: float, *, is_seen: bool = False, unseen: float = 0.15) -> float:
    return float(chance_seen(np.log(np.array([silence])), is_seen=np.array([is_seen]), unseen=unseen)[0])


def test_a_batch_with_a_reaction_was_seen() -> None:
    assert chance(0.01, is_seen=True) == 1


def test_where_everybody_looks_silence_beyond_all_odds_was_seen_too() -> None:
    assert chance_seen(np.array([-1e4]), is_seen=np.array([True]), unseen=0.0) == [1.0]


def test_silence_is_weighed_by_bayes() -> None:
    assert chance(0.5) == pytest.approx(0.85 * 0.5 / (0.85 * 0.5 + 0.15))


@given(silence=st.floats(1e-9, 1), more=st.floats(0, 1), unseen=st.floats(LOWEST, HIGHEST))
def test_the_odder_the_silence_the_less_it_weighs(silence: float, more: float, unseen: float) -> None:
    assert chance(silence * more + 1e-300, unseen=unseen) <= chance(silence, unseen=unseen) <= 1


@given(judged=st.floats(0, 1e6), share=st.floats(0, 1))
def test_the_share_of_unseen_batches_stays_within_bounds(judged: float, share: float) -> None:
    assert LOWEST <= unseen_share(judged=judged, unseen=judged * share) <= HIGHEST


def test_at_first_fifteen_in_a_hundred_batches_are_taken_to_be_unseen() -> None:
    assert unseen_share(judged=0, unseen=0) == 0.15


def test_what_was_remembered_before_can_be_gone_on_from() -> None:
    judged, unseen = remember([1.0, 0.2, 0.7])
    assert remember([0.4, 1.0], judged=judged, unseen=unseen) == pytest.approx(remember([1.0, 0.2, 0.7, 0.4, 1.0]))


def test_what_happened_lately_matters_more() -> None:
    _, lately = remember([1.0] * 30 + [0.0] * 10)
    _, long_ago = remember([0.0] * 10 + [1.0] * 30)
    assert lately > long_ago
