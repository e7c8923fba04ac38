"""Who has a chance of the largest draw: nobody is left out that may draw it, and most of the others are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.beliefs import cumulative
from bot.domain.cells import NEGLIGIBLE, line_up

counts = st.floats(-3, 6).map(lambda power: 10**power)


@given(belief=st.tuples(counts, counts), best=st.tuples(counts, counts), size=st.integers(1, 1000))
@settings(deadline=None, max_examples=300)
def test_who_is_left_out_exceeds_what_the_best_surely_draws_hardly_ever(
    belief: tuple[float, float], best: tuple[float, float], size: int
) -> None:
    a, b = np.array([belief, best]).T
    found, low, _ = line_up(a, b, np.array([size, 1.0]))
    if 0 not in found.rows:
        mirrored = 1 / (1 + np.exp(low))  # 1 - rate, exactly
        assert float(cumulative(b[0], a[0], mirrored)) <= 1.01 * NEGLIGIBLE / size + 1e-15


def test_of_a_pool_that_is_known_well_few_have_a_chance() -> None:
    rng = np.random.default_rng(1)
    a, b = rng.uniform(1, 20, 500), rng.uniform(100, 400, 500)
    a[0], b[0] = 200.0, 200.0
    rows = line_up(a, b, np.ones(500))[0].rows
    assert 0 in rows
    assert len(rows) < 25


def test_a_group_of_nobody_does_not_play() -> None:
    found, _, _ = line_up(np.ones(3), np.ones(3), np.array([1.0, 0.0, 4.0]))
    assert found.rows.tolist() == [0, 2]


@pytest.mark.parametrize(("a", "b"), [(0.6, 5.4), (3.0, 40.0), (30.0, 400.0), (2e5, 3e6)])
def test_the_cells_hold_what_the_distribution_function_says(a: float, b: float) -> None:
    found, low, high = line_up(np.array([a]), np.array([b]), np.ones(1))
    edges = np.linspace(low, high, 193)
    mass, below = found.cells(edges)
    middles = 1 / (1 + np.exp(-(edges[1:] + edges[:-1]) / 2))
    assert mass.sum() == pytest.approx(1, abs=1e-4)
    assert below[0] == pytest.approx(cumulative(a, b, middles), abs=2e-3)
