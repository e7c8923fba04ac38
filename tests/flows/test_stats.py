"""Is it learning: the estimate from the rows of a whole life of a bot."""

from __future__ import annotations

import itertools
from datetime import timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from bot.domain.names import PictureId
from bot.flows.children import paint_child
from bot.flows.curate import add_prompt
from bot.flows.paint_batch import paint_batch
from bot.flows.privacy import forget
from bot.flows.settle import find_differences, settle
from bot.flows.stats import Stats, gather_stats
from bot.flows.themes import add_theme
from bot.flows.wishes import Nearby
from bot.store.pictures import Picture
from tests.flows.conftest import Scene

RATES = {"a loved cat": 0.6, "a plain cat": 0.1, "a dull cat": 0.05, "an odd cat": 0.05, "a late cat": 0.05}


async def live(scene: Scene, *, batches: int, rng: np.random.Generator) -> None:
    """Paint batches, each judged before the next, by people with tastes of their own."""
    for number in range(batches):
        await paint_batch(scene.workshop, slot=f"slot {number}")
        for picture in await scene.batch(number + 1):
            if picture.message_id is not None and rng.random() < RATES[picture.prompt]:
                await scene.react(picture.id)
        scene.clock.skip(hours=25)
    await scene.close_windows()


async def stats(scene: Scene, days: int = 90) -> Stats:
    return await gather_stats(scene.database, days=days, timezone=ZoneInfo("Europe/Berlin"), now=scene.clock())


async def test_what_was_won_beyond_blind_choice_is_told_with_its_interval(scene: Scene) -> None:
    scene = scene.with_rules(batch_size=8, planned=200.0)
    await scene.add_prompts(*list(RATES)[:4])
    await live(scene, batches=20, rng=np.random.default_rng(2))
    found = await stats(scene)
    assert found.pictures == 160
    assert found.ratio is not None
    truth = 160 * np.mean(list(RATES.values())[:4])
    assert found.blind.low < truth < found.blind.high
    assert found.ratio.low < found.likes / truth < found.ratio.high
    assert found.ratio.mean == pytest.approx(found.likes / found.blind.mean)
    assert sum(part.pictures for part in found.progress) == 160
    assert sum(part.blind.mean for part in found.progress) == pytest.approx(found.blind.mean)
    assert await find_differences(scene.database) == []


async def test_a_prompt_counts_for_blind_choice_only_from_when_it_came_and_until_it_went(scene: Scene) -> None:
    scene = scene.with_rules(batch_size=8)
    await scene.add_prompts("a loved cat", "a plain cat")
    await live(scene, batches=6, rng=np.random.default_rng(3))
    before = await stats(scene)
    await scene.add_prompts("a late cat")
    after = await stats(scene)
    assert (after.blind.low, after.blind.high) == pytest.approx((before.blind.low, before.blind.high))


async def test_what_rests_until_its_season_is_no_part_of_what_blind_choice_would_have_painted(scene: Scene) -> None:
    scene = scene.with_rules(batch_size=8)
    await scene.add_prompts("a loved cat", "a plain cat")
    await live(scene, batches=6, rng=np.random.default_rng(3))
    before, begun = await stats(scene), scene.clock() - timedelta(days=30)
    year = scene.clock().year + 1
    await add_theme(scene.database, "winter", begins=f"{year}-12-01", ends="9999-12-31", suffix=None, now=begun)
    for number in range(20):
        await add_prompt(scene.database, f"a snow cat {number}", added_by=None, now=begun, theme="winter")
    after = await stats(scene)
    assert (after.blind.low, after.blind.high) == pytest.approx((before.blind.low, before.blind.high))


async def test_too_few_pictures_say_nothing(scene: Scene, prompted: None) -> None:
    found = await stats(scene)
    assert (found.pictures, found.likes, found.ratio, found.progress) == (0, 0, None, ())
    await paint_batch(scene.workshop, slot="noon")
    await scene.react(1)
    await scene.close_windows()
    found = await stats(scene)
    assert (found.pictures, found.likes, found.ratio) == (4, 1, None)
    assert (await stats(scene, days=1)).pictures == 0, "posted more than a day ago"


async def test_a_control_share_is_painted_blindly_and_compared_with(scene: Scene) -> None:
    scene = scene.with_rules(batch_size=8, control=0.5)
    await scene.add_prompts(*list(RATES)[:4])
    await live(scene, batches=20, rng=np.random.default_rng(5))
    hung: list[Picture] = [picture for number in range(20) for picture in await scene.batch(number + 1)]
    blind = [picture for picture in hung if picture.way == "blind"]
    assert 50 < len(blind) < 110
    assert all(picture.chance >= 0.5 / 4 for picture in hung)
    found = await stats(scene)
    assert found.control is not None
    assert found.control.low < found.control.mean < found.control.high
    assert found.control.mean > 1.5


async def test_long_times_are_shown_in_weeks(scene: Scene) -> None:
    await scene.add_prompts("a loved cat", "a plain cat")
    await live(scene, batches=12, rng=np.random.default_rng(6))
    assert len((await stats(scene, days=20)).progress) >= 10
    weeks = (await stats(scene, days=60)).progress
    assert len(weeks) <= 3
    assert all((b.begins_on - a.begins_on) % timedelta(days=7) == timedelta(0) for a, b in itertools.pairwise(weeks))


async def test_a_picture_liked_after_its_window_was_judged_only_once(scene: Scene, prompted: None) -> None:
    await paint_batch(scene.workshop, slot="noon")
    await scene.react(1)
    await scene.close_windows()
    found = (await stats(scene)).changes
    assert (found.posted, found.settled, found.liked, found.unsettled) == (0, 4, 1, -4)
    scene.clock.skip(hours=25)
    assert (await stats(scene)).changes.settled == 0
    await scene.react(2)
    await scene.react(2, user=3)
    found = (await stats(scene)).changes
    assert (found.settled, found.liked, found.unsettled) == (0, 1, 0), "it was among the four judged a day ago"


async def test_what_is_judged_late_as_the_bot_was_away_counts_when_it_is_judged(scene: Scene, prompted: None) -> None:
    await paint_batch(scene.workshop, slot="noon")
    await scene.react(1)
    scene.clock.skip(days=9)
    await settle(scene.database, scene.rules, model="kitten", now=scene.clock())
    found = (await stats(scene)).changes
    assert (found.settled, found.liked, found.unsettled) == (4, 1, -4)


async def test_a_forgotten_vote_judges_nothing_anew(scene: Scene, prompted: None) -> None:
    await paint_batch(scene.workshop, slot="noon")
    await scene.react(1)
    await scene.close_windows()
    scene.clock.skip(hours=25)
    await forget(scene.database, scene.rules, user_id=1, now=scene.clock())
    assert (await stats(scene)).changes.settled == 0
    assert await find_differences(scene.database) == []


async def test_a_child_waits_for_no_verdict(scene: Scene, prompted: None) -> None:
    await paint_batch(scene.workshop, slot="noon")
    await paint_child(scene.workshop, slot="command:1", parent_id=PictureId(1), wish=Nearby())
    found = await stats(scene)
    assert (found.vitals.posted, found.changes.posted) == (4, 4)
    assert (found.vitals.unsettled, found.changes.unsettled) == (4, 4)
