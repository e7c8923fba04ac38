"""Cron expressions as cron means them, and a schedule that ticks with the right slot."""

from __future__ import annotations

import asyncio
import itertools
import logging
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.schedule import Cron, Schedule
from tests.conftest import PATIENCE

BERLIN = ZoneInfo("Europe/Berlin")
SATURDAY = datetime(2026, 8, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
NAMES = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")


def moments(cron: Cron, start: datetime, end: datetime) -> list[datetime]:
    found: list[datetime] = []
    moment = cron.upcoming(start)
    while moment is not None and moment <= end:
        found.append(moment)
        moment = cron.upcoming(moment)
    return found


@pytest.mark.parametrize(
    ("text", "latest", "upcoming"),
    [
        ("0 */4 * * *", "2026-08-01T12:00", "2026-08-01T16:00"),
        ("30 9 * * *", "2026-08-01T09:30", "2026-08-02T09:30"),
        ("0 20 * * 1-5", "2026-07-31T20:00", "2026-08-03T20:00"),
        ("0 0 1 1 *", "2026-01-01T00:00", "2027-01-01T00:00"),
        ("0 0 29 2 *", "2024-02-29T00:00", "2028-02-29T00:00"),
        ("*/10 * * * * *", "2026-08-01T12:00:00", "2026-08-01T12:00:10"),
    ],
)
def test_the_latest_moment_is_at_or_before_now_and_the_upcoming_after(text: str, latest: str, upcoming: str) -> None:
    cron = Cron(text, ZoneInfo("UTC"))
    assert cron.latest(SATURDAY) == datetime.fromisoformat(latest).replace(tzinfo=UTC)
    assert cron.upcoming(SATURDAY) == datetime.fromisoformat(upcoming).replace(tzinfo=UTC)


def test_moments_are_of_the_expressions_time_zone() -> None:
    cron = Cron("0 20 * * *", BERLIN)
    assert cron.latest(SATURDAY) == datetime(2026, 7, 31, 18, tzinfo=UTC)
    assert cron.upcoming(SATURDAY) == datetime(2026, 8, 1, 18, tzinfo=UTC)


def test_before_the_first_moment_in_four_years_there_is_none() -> None:
    assert Cron("0 0 29 2 *", BERLIN).latest(datetime(2103, 1, 1, tzinfo=UTC)) is None  # 2100 is no leap year


@pytest.mark.parametrize(
    ("field", "days"),
    [
        ("*", "sun mon tue wed thu fri sat"),
        ("0", "sun"),
        ("7", "sun"),
        ("1", "mon"),
        ("6", "sat"),
        ("1-5", "mon tue wed thu fri"),
        ("0-2", "sun mon tue"),
        ("5-7", "sun fri sat"),
        ("*/2", "sun tue thu sat"),
        ("1-5/2", "mon wed fri"),
        ("0,3", "sun wed"),
        ("1,5-7", "sun mon fri sat"),
        ("mon-fri", "mon tue wed thu fri"),
        ("SUN", "sun"),
        ("fri-mon", "sun mon fri sat"),
    ],
)
def test_weekdays_are_numbered_as_in_cron(field: str, days: str) -> None:
    cron = Cron(f"0 12 * * {field}", ZoneInfo("UTC"))
    week = moments(cron, SATURDAY, SATURDAY + 7 * DAY)
    assert {NAMES[int(f"{moment:%w}")] for moment in week} == set(days.split())


def test_where_both_kinds_of_day_are_named_either_will_do_as_in_cron() -> None:
    cron = Cron("0 12 13 * 5", ZoneInfo("UTC"))
    found = [
        moment.day for moment in moments(cron, datetime(2026, 12, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
    ]
    assert found == [4, 11, 13, 18, 25]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "* * * *",
        "* * * * * * *",
        "@daily",
        "60 * * * *",
        "* 24 * * *",
        "* * * * 8",
        "* * * * 1-",
        "* * * * fry",
        "* * * * */0",
        "a * * * *",
        "5-1 * * * *",
        "0 0 30 2 *",
        "0 0 31 4,6 *",
    ],
)
def test_an_expression_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Cron(text, BERLIN)


@pytest.mark.parametrize("text", ["30 2 * * *", "0 2 * * *", "0 3 * * *", "30 1 * * *"])
@pytest.mark.parametrize("night", [datetime(2026, 3, 29, tzinfo=BERLIN), datetime(2026, 10, 25, tzinfo=BERLIN)])
def test_when_the_clocks_change_a_daily_slot_comes_once(text: str, night: datetime) -> None:
    start = night.astimezone(UTC) - timedelta(minutes=1)
    found = moments(Cron(text, BERLIN), start, start + timedelta(hours=10))
    assert len({moment.astimezone(UTC) for moment in found}) == len(found) == 1
    seen = {Cron(text, BERLIN).latest(start + timedelta(minutes=7 * n)) for n in range(1, 80)}
    assert {moment for moment in seen if moment and moment > start} <= set(found)


def test_two_slots_that_a_spring_night_makes_one_come_once() -> None:
    night = datetime(2026, 3, 28, 23, tzinfo=UTC)
    assert moments(Cron("15 2,3 * * *", BERLIN), night, night + DAY / 2) == [datetime(2026, 3, 29, 1, 15, tzinfo=UTC)]


@pytest.mark.parametrize(
    ("night", "hours"), [(datetime(2026, 3, 29, tzinfo=BERLIN), 23), (datetime(2026, 10, 25, tzinfo=BERLIN), 25)]
)
def test_when_the_clocks_change_what_comes_every_hour_comes_every_hour(night: datetime, hours: int) -> None:
    start = night.astimezone(UTC) - timedelta(seconds=1)
    found = moments(Cron("0 * * * *", BERLIN), start, start + timedelta(hours=hours))
    assert len(found) == hours
    gaps = {later.astimezone(UTC) - sooner.astimezone(UTC) for sooner, later in itertools.pairwise(found)}
    assert gaps == {timedelta(hours=1)}


@given(
    text=st.sampled_from(["0 */4 * * *", "30 2 * * *", "*/7 * * * *", "0 9 1,15 * *", "0 20 * * 0,3", "5 5 5 5 *"]),
    age=st.timedeltas(timedelta(0), timedelta(days=800)),
)
def test_nothing_lies_between_the_latest_and_now(text: str, age: timedelta) -> None:
    cron, now = Cron(text, BERLIN), SATURDAY + age
    latest, upcoming = cron.latest(now), cron.upcoming(now)
    assert latest is not None
    assert upcoming is not None
    assert latest <= now < upcoming
    assert cron.upcoming(latest) == upcoming
    assert cron.latest(latest) == latest


async def test_the_schedule_ticks_with_the_slot_that_is_due() -> None:
    ticks: asyncio.Queue[datetime] = asyncio.Queue()
    schedule = Schedule(lambda: datetime.now(UTC))
    schedule.add("cats", Cron("* * * * * *", BERLIN), ticks.put, grace=timedelta(milliseconds=1))
    schedule.start()
    slot = await asyncio.wait_for(ticks.get(), PATIENCE)
    schedule.stop()
    assert slot.microsecond == 0
    assert timedelta(0) <= datetime.now(UTC) - slot < timedelta(seconds=5)


async def test_what_is_to_come_every_so_often_comes_again_and_again() -> None:
    ticks: asyncio.Queue[None] = asyncio.Queue()

    async def tick() -> None:
        ticks.put_nowait(None)

    schedule = Schedule(lambda: SATURDAY)
    schedule.add_every("sweep", timedelta(milliseconds=20), tick)
    schedule.start()
    for _ in range(3):
        await asyncio.wait_for(ticks.get(), PATIENCE)
    schedule.stop()
    schedule.stop()


async def test_stopping_lets_what_runs_go_on_and_starts_nothing_more(caplog: pytest.LogCaptureFixture) -> None:
    is_running, may_end, has_ended = asyncio.Event(), asyncio.Event(), asyncio.Event()
    starts = 0

    async def tick() -> None:
        nonlocal starts
        starts += 1
        is_running.set()
        await may_end.wait()
        has_ended.set()

    schedule = Schedule(lambda: SATURDAY)
    schedule.add_every("sweep", timedelta(milliseconds=10), tick)
    schedule.start()
    await asyncio.wait_for(is_running.wait(), PATIENCE)
    schedule.stop()
    may_end.set()
    await asyncio.wait_for(has_ended.wait(), PATIENCE)
    assert starts == 1
    assert [r.getMessage() for r in caplog.records if r.levelno >= logging.ERROR] == []


async def test_draining_ends_what_still_runs_without_a_complaint(caplog: pytest.LogCaptureFixture) -> None:
    is_running, has_ended = asyncio.Event(), asyncio.Event()

    async def tick() -> None:
        is_running.set()
        try:
            await asyncio.Event().wait()
        finally:
            has_ended.set()

    schedule = Schedule(lambda: SATURDAY)
    schedule.add_every("sweep", timedelta(milliseconds=10), tick)
    schedule.start()
    await asyncio.wait_for(is_running.wait(), PATIENCE)
    schedule.stop()
    await asyncio.wait_for(schedule.drain(), PATIENCE)
    assert has_ended.is_set()
    assert [r.getMessage() for r in caplog.records if r.levelno >= logging.ERROR] == []


async def test_a_tick_that_fails_is_logged_and_the_next_one_comes(caplog: pytest.LogCaptureFixture) -> None:
    ticks: asyncio.Queue[None] = asyncio.Queue()

    async def tick() -> None:
        ticks.put_nowait(None)
        raise RuntimeError("the cat is out")

    schedule = Schedule(lambda: SATURDAY)
    schedule.add_every("sweep", timedelta(milliseconds=10), tick)
    schedule.start()
    for _ in range(2):
        await asyncio.wait_for(ticks.get(), PATIENCE)
    schedule.stop()
    assert any(r.levelno == logging.ERROR and "sweep failed: the cat is out" in r.getMessage() for r in caplog.records)


def test_a_schedule_that_was_never_started_can_be_stopped() -> None:
    Schedule(lambda: SATURDAY).stop()
