"""Which liked picture is best: a lower bound, not a count."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.lessons import Change, find_lesson
from bot.domain.names import BatchId
from bot.domain.prior import Prior
from bot.domain.ranking import Liked, estimate_audience, lower_bounds, rank_liked

NOON = datetime(2026, 8, 1, 12, tzinfo=UTC)


def liked(likes: int, seen: int, minutes: int = 0) -> Liked:
    return Liked(likes=likes, seen=seen, posted_at=NOON + timedelta(minutes=minutes))


def test_five_of_five_outrank_six_of_forty() -> None:
    assert rank_liked([liked(6, 40), liked(5, 5)]) == [1, 0]


def test_one_of_one_does_not_outrank_eight_of_ten() -> None:
    assert rank_liked([liked(1, 1), liked(8, 10)]) == [1, 0]


def test_equal_pictures_stand_in_order_of_time() -> None:
    assert rank_liked([liked(2, 5, 30), liked(2, 5, 10), liked(2, 5, 20)]) == [1, 2, 0]


def test_without_pictures_there_is_no_order() -> None:
    assert rank_liked([]) == []


@given(st.integers(0, 200), st.integers(0, 200))
def test_another_like_never_lowers_the_bound(likes: int, others: int) -> None:
    before, after = lower_bounds([liked(likes, likes + others), liked(likes + 1, likes + others + 1)])
    assert 0 <= before <= after <= 1


def test_a_picture_posted_alone_is_ranked_as_if_the_usual_people_had_been_there() -> None:
    people = {BatchId(1): 10, BatchId(2): 8, BatchId(3): 2}
    sizes = {BatchId(1): 8, BatchId(2): 8, BatchId(3): 1, BatchId(4): 8}
    audience = estimate_audience(people, sizes)
    assert audience[BatchId(3)] == 9, "else those who liked it would be all who saw it"
    assert audience[BatchId(4)] == 0
    assert estimate_audience({BatchId(3): 12} | people, sizes)[BatchId(1)] == 10


def change(number: int, likes: int, trials: int, new_likes: int, new_trials: int) -> Change:
    return Change(
        prompt_id=number,
        prompt="p",
        likes=likes,
        trials=trials,
        misses=trials - likes,
        new_likes=new_likes,
        new_trials=new_trials,
        new_misses=new_trials - new_likes,
    )


def test_the_lesson_is_the_prompt_that_surprised_most() -> None:
    lesson = find_lesson([change(1, 3, 30, 1, 10), change(2, 9, 20, 8, 9), change(3, 4, 40, 0, 1)], prior=Prior())
    assert lesson is not None
    assert lesson.change.prompt_id == 2
    assert lesson.is_praise
    assert lesson.before < lesson.after


def test_a_disappointment_is_a_lesson_too() -> None:
    lesson = find_lesson([change(1, 10, 30, 0, 18)], prior=Prior())
    assert lesson is not None
    assert not lesson.is_praise


def test_what_was_expected_is_no_lesson() -> None:
    assert find_lesson([change(1, 30, 300, 3, 30)], prior=Prior()) is None
    assert find_lesson([change(1, 30, 300, 0, 0)], prior=Prior()) is None
    assert find_lesson([], prior=Prior()) is None


def test_what_surprises_depends_on_what_is_usual_here() -> None:
    changes = [change(1, 6, 12, 6, 12)]
    assert find_lesson(changes, prior=Prior(mean=0.1, strength=6)) is not None
    assert find_lesson(changes, prior=Prior(mean=0.5, strength=20)) is None, "half is what every prompt gets"


def test_silence_that_nobody_saw_teaches_nothing() -> None:
    seen = change(1, 10, 30, 0, 18)
    assert find_lesson([seen], prior=Prior()) is not None
    assert find_lesson([replace(seen, misses=2.5, new_misses=0.1)], prior=Prior()) is None
