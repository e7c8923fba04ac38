"""What is said of a win, against real draws: the rate it was won with, and who came second."""

from __future__ import annotations

import numpy as np
import pytest

from bot.domain.fatigue import FACTORS, TIRELESS, Fatigue
from bot.domain.tournament import Sharing, share_out
from bot.domain.wins import Win, explain_wins

Pairs = list[tuple[float, float]]


def shared(pairs: Pairs, *, cap: float = 1.0, fatigue: Fatigue = TIRELESS) -> Sharing:
    alpha, beta = np.array(pairs, dtype=float).T
    return share_out(alpha, beta, count=8, cap=cap, repeats=np.zeros(len(pairs)), fatigue=fatigue)


def wins_of(sharing: Sharing, winner: int, times: int = 4_000) -> list[Win]:
    return explain_wins(sharing, np.full(times, winner), rng=np.random.default_rng(5))


@pytest.mark.parametrize(
    ("pairs", "winner"),
    [
        ([(3.0, 9.0), (2.0, 6.0), (2.0, 6.0), (30.0, 100.0)], 1),
        ([(3.0, 9.0), (2.0, 6.0), (2.0, 6.0), (30.0, 100.0)], 3),
        ([(60.0, 40.0), (5.0, 95.0), (2.0, 60.0), (2.0, 60.0)], 0),  # it always wins
        ([(0.5, 5.0), (0.5, 5.0), (0.5, 5.0)], 2),
    ],
)
def test_the_winning_draw_and_the_second_are_those_of_real_draws(pairs: Pairs, winner: int) -> None:
    alpha, beta = np.array(pairs).T
    draws = np.random.default_rng(3).beta(alpha, beta, size=(60_000, len(pairs)))
    draws = draws[draws.argmax(axis=1) == winner]
    second, ranks = np.sort(draws, axis=1)[:, -2], draws.argsort(axis=1)[:, -2]
    found = wins_of(shared(pairs), winner)
    levels = [0.1, 0.5, 0.9]
    assert np.quantile([win.draw for win in found], levels) == pytest.approx(
        np.quantile(draws[:, winner], levels), abs=0.015
    )
    assert np.quantile([win.rival_draw or 0 for win in found], levels) == pytest.approx(
        np.quantile(second, levels), abs=0.015
    )
    places = np.bincount([win.rival or 0 for win in found], minlength=len(pairs)) / len(found)
    assert places == pytest.approx(np.bincount(ranks, minlength=len(pairs)) / len(ranks), abs=0.035)


def test_the_second_drew_no_more_than_the_winner_and_is_another() -> None:
    rng = np.random.default_rng(1)
    alpha, beta = rng.uniform(0.3, 40, (2, 60))
    alpha[30:], beta[30:] = 0.6, 5.4
    sharing = share_out(alpha, beta, count=50, cap=0.2, repeats=np.zeros(60), fatigue=TIRELESS)
    winners = np.flatnonzero(sharing.shares > 0)
    for winner, win in zip(winners.tolist(), explain_wins(sharing, winners, rng=rng), strict=True):
        assert win.rival is not None
        assert win.rival_draw is not None
        assert win.rival != winner
        assert 0 <= win.rival_draw <= win.draw <= 1


def test_who_has_its_cap_is_not_said_to_be_beaten() -> None:
    sharing = shared([(500.0, 500.0), (100.0, 900.0), (90.0, 910.0)], cap=0.5)
    found = wins_of(sharing, 1, times=200)
    assert {win.rival for win in found} == {2}
    assert max(win.draw for win in found) < 0.2


def test_where_people_tire_the_draw_is_what_is_left_of_the_rate() -> None:
    sharing = shared([(5000.0, 5000.0), (2500.0, 7500.0)], fatigue=Fatigue((FACTORS == 0.6).astype(float)))
    found = wins_of(sharing, 1, times=200)
    assert {win.rival for win in found} == {0}
    assert max(win.draw for win in found) < 0.3


def test_a_prompt_alone_beats_nobody() -> None:
    win = wins_of(shared([(0.6, 5.4)]), 0, times=1)[0]
    assert 0 <= win.draw <= 1
    assert win.rival is win.rival_draw is None
