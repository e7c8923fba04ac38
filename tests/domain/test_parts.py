"""Slots of prompts: their syntax, and options chosen by what is believed of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.beliefs import Belief, Floats
from bot.domain.names import PartId
from bot.domain.parts import (
    MOST_SLOTS,
    Option,
    Slot,
    believe_options,
    choose_options,
    fill,
    name_slots,
    read_slots,
    refill,
)
from bot.domain.profiles import C3, RECOMMENDED
from bot.domain.prompts import clean_prompt
from bot.errors import PromptError


def options(*pairs: tuple[float, float]) -> list[Option]:
    return [Option(id=PartId(n), text=f"option {n}", belief=Belief(*pair)) for n, pair in enumerate(pairs)]


def choose(
    slots: Sequence[Slot],
    of: Mapping[str, Sequence[Option]],
    *,
    planned: float = 100.0,
    limit: float | None = None,
    rng: np.random.Generator,
) -> dict[Slot, Option]:
    return choose_options(slots, of, planned=dict.fromkeys(slots, planned), limit=limit, rng=rng)


def test_lists_choices_and_wildcards_are_slots() -> None:
    text = clean_prompt("a { Coat } __breed__ cat, {sitting |2::asleep}, {coat}")
    assert text == "a {coat} {breed} cat, {sitting|2::asleep}, {coat}"
    assert read_slots(text) == (Slot("coat"), Slot("breed"), Slot("sitting|asleep"))
    assert read_slots(text)[2].options == ("sitting", "asleep")
    assert name_slots("snake_case and a_b__c") == "snake_case and a_b__c"


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("a {coat cat", "braces"),
        ("a coat} cat", "braces"),
        ("a {{coat}} cat", "braces"),
        ("a {ginger|} cat", "no choice"),
        ("a {2$$ginger|black} cat", "no choice"),
        ("a {} cat", "no name for a list"),
        ("a {<b>} cat", "mentions"),
        ("cats " + " ".join(f"{{slot {n}}}" for n in range(MOST_SLOTS + 1)), "more than 8 slots"),
    ],
)
def test_braces_that_make_no_sense_are_refused_with_the_remedy(text: str, part: str) -> None:
    with pytest.raises(PromptError, match=part):
        clean_prompt(text)


@given(
    st.lists(st.sampled_from(["a cat", "{coat}", "{sitting|asleep}", "{no such list}", ", "]), min_size=1, max_size=9)
)
def test_nothing_of_the_syntax_is_painted(pieces: list[str]) -> None:
    text = " ".join(pieces)
    chosen = choose(
        read_slots(text),
        {"coat": options((1, 1)), "sitting|asleep": options((1, 1), (2, 2))},
        rng=np.random.default_rng(1),
    )
    painted = fill(text, chosen)
    assert not re.search(r"[{}|]", painted)
    assert ("option 0" in painted) >= ("{coat}" in text)
    assert ("no such list" in painted) == ("{no such list}" in text)


def test_an_option_stands_the_same_wherever_its_slot_stands() -> None:
    chosen = choose(read_slots("{coat} and {coat}"), {"coat": options((1, 1), (1, 1))}, rng=np.random.default_rng(2))
    first, second = fill("{coat} and {coat}", chosen).split(" and ")
    assert first == second


def test_loved_options_are_chosen_more_often_and_unknown_ones_get_their_chance() -> None:
    candidates = options((12, 30), (2, 60), (0.6, 5.4))
    rng, slot = np.random.default_rng(3), Slot("coat")
    counts = np.zeros(3)
    for _ in range(2_000):
        counts[choose([slot], {"coat": candidates}, rng=rng)[slot].id] += 1
    assert counts[0] > counts[2] > counts[1]
    assert counts[2] > 50


@pytest.mark.parametrize("seed", range(3))
def test_where_few_pictures_are_to_come_the_better_known_option_is_chosen_more_often(seed: int) -> None:
    candidates = options((10, 10), (8, 12))
    rng, slot, draws = np.random.default_rng(seed), Slot("coat"), 500

    def share(planned: float, limit: float | None) -> float:
        chosen = (choose([slot], {"coat": candidates}, planned=planned, limit=limit, rng=rng) for _ in range(draws))
        return sum(one[slot].id == 0 for one in chosen) / draws

    few, many, plain = share(20, 4.0), share(10_000, 4.0), share(20, None)
    assert few > plain + 0.05
    assert few > many


def of(*values: float) -> Floats:
    return np.array(values, dtype=np.float64)


@given(tried=st.integers(5, 30), rate=st.sampled_from([0.02, 0.3, 0.6]))
def test_a_new_option_is_thought_to_be_like_the_others_where_the_prior_is_fitted(tried: int, rate: float) -> None:
    likes, misses = of(*[100 * rate] * tried, 0), of(*[100 * (1 - rate)] * tried, 0)
    nothing = np.zeros(tried + 1)
    *_, new = believe_options(likes, misses, old_likes=nothing, old_misses=nothing, profile=RECOMMENDED)
    assert abs(new.mean - rate) < 0.7 * abs(RECOMMENDED.prior_mean - rate)
    *_, fixed = believe_options(likes, misses, old_likes=nothing, old_misses=nothing, profile=C3)
    assert (fixed.alpha, fixed.beta) == (1, 1)


def test_without_counts_every_option_is_believed_to_be_what_the_prior_says() -> None:
    nothing = np.zeros(3)
    beliefs = believe_options(nothing, nothing, old_likes=nothing, old_misses=nothing, profile=RECOMMENDED)
    assert [(b.alpha, b.beta) for b in beliefs] == [(pytest.approx(0.6), pytest.approx(5.4))] * 3
    assert believe_options(of(), of(), old_likes=of(), old_misses=of(), profile=RECOMMENDED) == []


def test_what_an_earlier_model_taught_of_options_is_carried_over() -> None:
    old_likes, old_misses, nothing = of(80, 5), of(20, 95), np.zeros(2)
    good, bad = believe_options(nothing, nothing, old_likes=old_likes, old_misses=old_misses, profile=RECOMMENDED)
    assert good.mean > 1.5 * bad.mean
    likes, misses = of(5, 80), of(95, 20)
    good, bad = believe_options(likes, misses, old_likes=old_likes, old_misses=old_misses, profile=RECOMMENDED)
    assert good.mean < 0.2 < 0.6 < bad.mean, "what the present model says counts for more"


def test_one_slot_is_filled_otherwise_and_all_else_stays() -> None:
    text = "a {coat} cat, {sitting|asleep}, {coat} tail"
    coat, pose = Slot("coat"), Slot("sitting|asleep")
    now = {coat: "black", pose: "asleep"}
    painted = "a black cat, asleep, black tail, in the snow"
    assert refill(text, painted, now, {}) == painted
    assert refill(text, painted, now, {coat: "white"}) == "a white cat, asleep, white tail, in the snow"
    assert refill(text, painted, now, {pose: "sitting"}) == "a black cat, sitting, black tail, in the snow"
    assert refill(text, "a dog", now, {coat: "white"}) is None
    assert refill("a {coat} cat", "a coat cat", {}, {coat: "white"}) == "a white cat", "it had no options then"
