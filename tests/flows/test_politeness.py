"""Sharing the GPU: what keeps the bot from painting, and what it does about the batches."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.names import BatchId
from bot.domain.quiet import QuietHours
from bot.errors import PromptError
from bot.flows.paint_batch import BatchReport
from bot.flows.politeness import Politeness, find_hindrance, gather_activity, pause, resume
from bot.flows.rounds import Rounds
from tests.flows.conftest import Scene

NOON = datetime(2026, 8, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)

pytestmark = pytest.mark.usefixtures("prompted")


class Card:
    """A GPU whose load somebody else decides."""

    def __init__(self) -> None:
        self.load: float | None = 0.0

    async def measure(self) -> float | None:
        return self.load


@pytest.fixture
def card() -> Card:
    return Card()


@pytest.fixture
def rounds(scene: Scene) -> Rounds:
    return rounds_of(scene, Politeness())


def rounds_of(scene: Scene, politeness: Politeness, on_batch: Callable[[BatchReport], None] | None = None) -> Rounds:
    return Rounds(replace(scene.workshop, politeness=politeness), ZoneInfo("UTC"), on_batch=on_batch)


async def why_skipped(scene: Scene) -> list[str | None]:
    async with scene.database.reading() as tx, tx.execute("SELECT skipped FROM batches ORDER BY id") as cursor:
        return [row[0] async for row in cursor]


async def test_a_batch_that_falls_due_while_paused_is_left_out_and_says_so(scene: Scene, rounds: Rounds) -> None:
    await pause(scene.database, duration=None, now=scene.clock())
    await rounds.batch_due(NOON)
    assert scene.gallery.pictures == []
    assert await why_skipped(scene) == ["hindered-paused"]
    with pytest.raises(PromptError, match="somebody uses /resume"):
        await rounds.ask_for_batch("ask:1")
    assert await resume(scene.database, now=scene.clock())
    assert not await resume(scene.database, now=scene.clock())
    await rounds.batch_due(NOON)
    assert scene.gallery.pictures == [], "what was left out is not made up"
    await rounds.batch_due(NOON + HOUR)
    assert scene.gallery.pictures == [1, 2, 3, 4]


async def test_a_pause_for_a_while_ends_by_itself_and_holds_over_a_restart(scene: Scene, rounds: Rounds) -> None:
    await pause(scene.database, duration=2 * HOUR, now=scene.clock())
    scene.clock.skip(hours=1)
    await rounds_of(scene, Politeness()).batch_due(NOON)
    assert scene.gallery.pictures == []
    scene.clock.skip(hours=1)
    await rounds.batch_due(NOON + HOUR)
    assert len(scene.gallery.pictures) == 4


async def test_a_pause_stops_after_the_picture_that_is_being_painted_and_the_rest_comes_later(
    scene: Scene, rounds: Rounds
) -> None:
    painter = scene.painter.paint

    async def paint_two(*arguments: object) -> AsyncIterator[object]:
        number = 0
        async for answer in painter(*arguments):  # type: ignore[arg-type]
            number += 1
            if number == 2:
                await pause(scene.database, duration=None, now=scene.clock())
            yield answer

    scene.painter.paint = paint_two  # type: ignore[assignment,method-assign]
    await rounds.batch_due(NOON)
    assert scene.gallery.pictures == [1, 2], "what was painted is posted"
    assert await scene.unfinished() == [BatchId(1)]
    await rounds.resume()
    assert scene.gallery.pictures == [1, 2]
    await resume(scene.database, now=scene.clock())
    scene.painter.paint = painter  # type: ignore[method-assign]
    await rounds.resume()
    assert scene.gallery.pictures == [1, 2, 3, 4]


async def test_nothing_is_painted_in_quiet_hours_of_the_owners_zone(scene: Scene) -> None:
    rounds = rounds_of(
        scene,
        Politeness(quiet=(QuietHours.parse("13:00-15:00"),), timezone=ZoneInfo("Europe/Berlin")),
    )
    await rounds.batch_due(NOON)  # two o'clock in Berlin
    assert scene.gallery.pictures == []
    assert await why_skipped(scene) == ["hindered-quiet"]
    scene.clock.skip(hours=1)
    await rounds.batch_due(NOON + HOUR)
    assert len(scene.gallery.pictures) == 4


async def test_a_busy_gpu_is_waited_for(scene: Scene, card: Card) -> None:
    rounds = rounds_of(scene, Politeness(measure_load=card.measure))
    card.load = 0.85
    await rounds.batch_due(NOON)
    assert rounds.is_waiting
    assert await why_skipped(scene) == []
    with pytest.raises(PromptError, match=r"in use \(85%\)"):
        await rounds.ask_for_batch("ask:1")
    card.load = 0.05
    await rounds.batch_due(NOON)  # the next sweep
    assert len(scene.gallery.pictures) == 4
    assert not rounds.is_waiting


async def test_the_bots_own_painting_is_not_taken_for_somebody_elses(scene: Scene, card: Card) -> None:
    painter = scene.painter.paint

    async def paint_loudly(*arguments: object) -> AsyncIterator[object]:
        card.load = 1.0
        async for answer in painter(*arguments):  # type: ignore[arg-type]
            yield answer

    scene.painter.paint = paint_loudly  # type: ignore[assignment,method-assign]
    await rounds_of(scene, Politeness(measure_load=card.measure)).batch_due(NOON)
    assert len(scene.gallery.pictures) == 4


async def test_a_load_that_cannot_be_known_hinders_nothing_and_is_said(scene: Scene, card: Card) -> None:
    politeness = Politeness(measure_load=card.measure)
    card.load = None
    await rounds_of(scene, politeness).batch_due(NOON)
    assert len(scene.gallery.pictures) == 4
    activity = await gather_activity(
        scene.database, politeness, is_painting=False, next_batch_at=None, now=scene.clock()
    )
    assert activity.is_blind
    assert activity.hindrance is None


async def test_a_pause_goes_before_quiet_hours(scene: Scene) -> None:
    politeness = Politeness(quiet=(QuietHours.parse("00:00-23:59"),))
    await pause(scene.database, duration=None, now=scene.clock())
    hindrance = await find_hindrance(scene.database, politeness, now=scene.clock())
    assert hindrance is not None
    assert hindrance.kind == "paused"
