"""From the slot to the channel, and on from wherever it was interrupted."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.domain.policy import RECOMMENDED
from bot.errors import PainterError
from bot.flows import curate
from bot.flows.paint_batch import NO_PROMPTS, paint_batch
from bot.flows.recipe import archive_path
from bot.flows.settle import find_differences
from tests.flows.conftest import Scene

pytestmark = pytest.mark.usefixtures("prompted")


async def test_a_batch_is_planned_painted_and_posted(scene: Scene) -> None:
    report = await paint_batch(scene.workshop, slot="noon")
    assert (report.posted, report.spoilt, report.skipped) == (4, 0, None)
    assert scene.gallery.pictures == [1, 2, 3, 4]
    for picture in await scene.batch(1):
        assert picture.path == archive_path(picture.id)
        assert (scene.rules.folder / picture.path).is_file()
        assert picture.message_id == scene.gallery.message_of(picture.id)
        assert picture.posted_at is not None
        assert picture.closes_at == picture.posted_at + scene.rules.window
        assert 0 < picture.chance <= 1
        assert scene.gallery.messages[picture.message_id].is_seeded
    assert await scene.unfinished() == []
    assert await find_differences(scene.database) == []


async def test_a_slot_has_its_batch_once(scene: Scene) -> None:
    await paint_batch(scene.workshop, slot="noon")
    again = await paint_batch(scene.workshop, slot="noon")
    assert (again.posted, str(again.skipped)) == (0, "This slot has had its batch.")
    assert scene.gallery.pictures == [1, 2, 3, 4]


async def test_two_calls_at_once_paint_and_post_one_batch(scene: Scene) -> None:
    await asyncio.gather(*(paint_batch(scene.workshop, slot="noon") for _ in range(3)))
    assert scene.gallery.pictures == [1, 2, 3, 4]
    assert await find_differences(scene.database) == []


@pytest.mark.parametrize("start", [{"prior_mean": 1e-7}, {"prior_mean": 1 - 1e-7}, {"prior_strength": 1e-5}])
async def test_batch_follows_batch_however_bold_the_owners_prior_is(scene: Scene, start: dict[str, float]) -> None:
    scene = scene.with_rules(profile=replace(RECOMMENDED, **start))
    for number in range(3):
        report = await paint_batch(scene.workshop, slot=f"slot {number}")
        assert report.posted == 4
        await scene.react(4 * number + 1)
        scene.clock.skip(hours=25)


async def test_without_active_prompts_the_slot_is_skipped_and_stays_so(scene: Scene) -> None:
    for number in (1, 2, 3):
        await curate.retire_prompt(scene.database, str(number), now=scene.clock())
    report = await paint_batch(scene.workshop, slot="noon")
    assert report.skipped == NO_PROMPTS
    await curate.revive_prompt(scene.database, "2")
    again = await paint_batch(scene.workshop, slot="noon")
    assert str(again.skipped) == "This slot has had its batch."
    assert scene.gallery.pictures == []
    await paint_batch(scene.workshop, slot="later")
    assert {picture.prompt_id for picture in await scene.batch(2)} == {2}


async def test_a_painter_that_cannot_be_prepared_leaves_the_slot_free(scene: Scene) -> None:
    scene.painter.is_broken = True
    with pytest.raises(PainterError, match="no model"):
        await paint_batch(scene.workshop, slot="noon")
    scene.painter.is_broken = False
    assert (await paint_batch(scene.workshop, slot="noon")).posted == 4


async def test_a_picture_is_posted_while_the_next_is_being_painted(scene: Scene) -> None:
    scene.painter.gate = asyncio.Event()
    batch = asyncio.create_task(paint_batch(scene.workshop, slot="noon"))
    await scene.gallery.has_posted.wait()
    assert scene.diary == ["paint 1", "post 1"]
    scene.painter.gate.set()
    await batch
    assert sorted(scene.diary[2:]) == sorted(f"{verb} {n}" for verb in ("paint", "post") for n in (2, 3, 4))


async def test_spoilt_pictures_do_not_hold_up_the_others(scene: Scene) -> None:
    scene.painter.spoils = {1, 3}
    report = await paint_batch(scene.workshop, slot="noon")
    assert (report.posted, report.spoilt) == (2, 2)
    assert scene.gallery.pictures == [2, 4]
    assert (await scene.picture(1)).spoilt == "It was flagged."
    assert await scene.unfinished() == []


async def test_a_shared_seed_is_shared_by_the_batch_and_not_by_the_next(scene: Scene) -> None:
    scene = scene.with_rules(is_seed_shared=True)
    await paint_batch(scene.workshop, slot="noon")
    await paint_batch(scene.workshop, slot="evening")
    seeds = [{picture.seed for picture in await scene.batch(number)} for number in (1, 2)]
    assert [len(seed) for seed in seeds] == [1, 1]
    assert seeds[0] != seeds[1]


async def test_settings_that_were_really_used_are_remembered(scene: Scene) -> None:
    await paint_batch(scene.workshop, slot="noon")
    assert (await scene.picture(1)).settings_json == scene.painter.settings.to_json()


async def test_a_batch_is_chosen_with_what_the_last_one_taught(scene: Scene) -> None:
    scene = scene.with_rules(batch_size=30)
    await paint_batch(scene.workshop, slot="first")
    loved = [picture for picture in await scene.batch(1) if picture.prompt_id == 2]
    for picture in loved:
        await scene.react(picture.id)
    scene.clock.skip(hours=25)
    await paint_batch(scene.workshop, slot="second")
    second = await scene.batch(2)
    assert sum(picture.prompt_id == 2 for picture in second) > 25
    assert {picture.chance > 0.9 for picture in second if picture.prompt_id == 2} == {True}
