"""What a prompt's own settings do: painted, recorded, painted again; and what becomes of those that cannot be."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from bot.domain.names import PictureId
from bot.domain.own_values import OwnSettings
from bot.errors import PainterError, PromptError
from bot.flows import curate
from bot.flows.children import paint_child
from bot.flows.own_settings import apply_own, measure_work, settle_settings
from bot.flows.paint_batch import ALL_REST, paint_batch
from bot.flows.recipe import archive_path, order_of
from bot.flows.study import plan_study
from bot.flows.wishes import Nearby, OtherWords, Over
from bot.painter.orders import Overrides, Settings
from bot.store import prompts
from tests.flows.conftest import Scene
from tests.samples import SETTINGS

USUAL = replace(SETTINGS, negative_prompt="blurry", chunk=8)


async def settings_of(scene: Scene, number: int) -> Settings:
    return Settings.from_json((await scene.picture(number)).settings_json)


async def test_a_prompt_is_painted_with_its_own_settings_and_its_words_alone(scene: Scene) -> None:
    await scene.add_prompts("a cat --steps 6 --size 64x128 --sampler Euler a --no hats", "a dog")
    await paint_batch(scene.with_rules(own_work=1_000).workshop, slot="noon")
    pictures = await scene.batch(1)
    assert {picture.prompt for picture in pictures} == {"a cat", "a dog"}
    for picture, order in zip(pictures, sorted(scene.painter.orders, key=lambda one: one.picture_id), strict=True):
        used = Settings.from_json(picture.settings_json)
        assert order.prompt == picture.prompt
        if picture.prompt == "a dog":
            assert used == SETTINGS
            assert order.overrides is None
        else:
            assert (used.steps, used.width, used.height) == (6, 64, 128)
            assert used.scheduler == "EulerAncestralDiscreteScheduler"
            assert used.negative_prompt == "hats"
            assert picture.title == "a cat --steps 6 --size 64x128 --sampler Euler a --no hats"


async def test_a_stored_recipe_needs_nothing_of_the_prompt_to_be_painted_again(scene: Scene, tmp_path: Path) -> None:
    await scene.add_prompts("a cat --steps 6")
    await paint_batch(scene.workshop, slot="noon")
    picture = await scene.picture(1)
    order = order_of(picture, tmp_path / "again.png", folder=tmp_path)
    assert order.prompt == "a cat"
    assert order.overrides is None, "all of it is in the settings"
    assert (await settings_of(scene, 1)).steps == 6


async def test_a_batch_that_was_interrupted_keeps_its_settings_when_the_usual_ones_change(scene: Scene) -> None:
    await scene.add_prompts("a cat --steps 6", "a dog")
    scene.painter.dies_after = 0
    with pytest.raises(Exception, match="died"):
        await paint_batch(scene.workshop, slot="noon")
    planned = [await settings_of(scene, number) for number in range(1, 5)]
    scene.painter.dies_after, scene.painter.settings = None, replace(SETTINGS, guidance=9.0)
    await paint_batch(scene.workshop, slot="noon")
    assert [await settings_of(scene, number) for number in range(1, 5)] == planned


async def test_more_like_a_picture_keeps_its_prompts_own_settings(scene: Scene) -> None:
    await scene.add_prompts("a cat --size 64x128 --steps 2")
    await paint_batch(scene.with_rules(own_work=1_000).workshop, slot="noon")
    for number, wish in enumerate((Over(0.75), Nearby(0.15)), 5):
        await paint_child(scene.workshop, slot=str(number), parent_id=PictureId(1), wish=wish)
        used = await settings_of(scene, number)
        assert (used.width, used.height, used.steps) == (64, 128, 2)


async def test_what_nobody_asked_for_is_ordered_as_it_is_stored_when_usual_settings_have_changed(scene: Scene) -> None:
    """A server would refuse to heed what makes no difference to it: that is for wishes, not for former times."""
    await scene.add_prompts("a cat")
    await paint_batch(scene.workshop, slot="noon")
    scene.painter.settings = replace(SETTINGS, negative_prompt="blurry", width=64, steps=9)
    await paint_child(scene.workshop, slot="5", parent_id=PictureId(1), wish=OtherWords("a cat asleep"))
    assert await settings_of(scene, 5) == SETTINGS
    assert scene.painter.orders[-1].overrides is None


async def test_a_lost_parent_that_cannot_be_painted_any_more_spoils_its_child_alone(scene: Scene) -> None:
    await scene.add_prompts("a cat --sampler Sharp++")
    await paint_batch(scene.workshop, slot="noon")
    (scene.rules.folder / archive_path(1)).unlink()
    scene.painter.spoils = {1}
    with pytest.raises(PainterError, match="flagged"):
        await paint_child(scene.workshop, slot="5", parent_id=PictureId(1), wish=Over(0.75))
    assert scene.painter.orders[-1].overrides == Overrides(scheduler="Sharp++")


async def test_two_prompts_with_the_same_words_are_judged_apart(scene: Scene) -> None:
    await scene.add_prompts("a cat", "a cat --steps 6")
    await paint_batch(scene.workshop, slot="noon")
    liked = [picture.id for picture in await scene.batch(1) if picture.title == "a cat --steps 6"]
    for number in liked:
        await scene.react(number)
    await scene.close_windows()
    standings = await curate.list_standings(scene.database, scene.rules, now=scene.clock(), is_active=None)
    records = {standing.record.prompt: standing.record for standing in standings}
    assert records["a cat --steps 6"].likes == len(liked) > 0
    assert records["a cat"].likes == 0


async def test_the_options_of_a_choice_among_settings_are_learnt_like_parts(scene: Scene) -> None:
    await scene.add_prompts("a cat --steps {2|6}")
    for slot in ("morning", "noon", "evening"):
        await paint_batch(scene.workshop, slot=slot)
    liked = set()
    for number in range(1, 13):
        if (await settings_of(scene, number)).steps == 6:
            liked.add(number)
            await scene.react(number)
    await scene.close_windows()
    card = await curate.show_prompt(scene.database, scene.rules, "1", now=scene.clock())
    found = {one.part.text: (one.trials, one.likes) for one in card.parts}
    assert found == {"6": (len(liked), len(liked)), "2": (12 - len(liked), 0)}


async def test_the_same_options_are_others_in_every_setting_and_in_words(scene: Scene) -> None:
    await scene.add_prompts("{2|6} cats --steps {2|6} --guidance {2|3::6}")
    await paint_batch(scene.with_rules(batch_size=40).workshop, slot="noon")
    whole = [(picture, await settings_of(scene, picture.id)) for picture in await scene.batch(1)]
    assert len({(picture.prompt, used.steps, used.guidance) for picture, used in whole}) > 2, "each by itself"
    await scene.close_windows()
    card = await curate.show_prompt(scene.database, scene.rules, "1", now=scene.clock())
    trials = {(one.part.slot, one.part.text): one.trials for one in card.parts}
    assert trials == {
        **{("2|6", words): sum(picture.prompt == f"{words} cats" for picture, _ in whole) for words in "26"},
        **{("--steps 2|6", steps): sum(used.steps == int(steps) for _, used in whole) for steps in "26"},
        **{("--guidance 2|6", scale): sum(used.guidance == int(scale) for _, used in whole) for scale in "26"},
    }


async def test_a_prompt_that_wants_too_much_work_rests_and_the_curators_hear_of_it_once(scene: Scene) -> None:
    await scene.add_prompts("a cat --steps 100", "a dog")
    for slot in ("noon", "one"):
        await paint_batch(scene.workshop, slot=slot)
    assert {order.prompt for order in scene.painter.orders} == {"a dog"}
    (told,) = scene.gallery.told
    assert "Prompt 1 " in told
    assert "25 times" in told
    await paint_batch(scene.with_rules(own_work=30).workshop, slot="two")
    assert "a cat" in {order.prompt for order in scene.painter.orders}, "the owner has allowed it"


async def test_a_server_that_keeps_its_number_of_steps_to_itself_paints_prompts_with_settings(scene: Scene) -> None:
    scene.painter.settings = replace(SETTINGS, steps=0)
    await scene.add_prompts("a cat --steps 40", "a dog --guidance 7", "a bird --size 1024x1024")
    await paint_batch(scene.workshop, slot="noon")
    assert {order.prompt for order in scene.painter.orders} == {"a cat", "a dog"}
    assert "a bird" in scene.gallery.told[0]


async def test_an_owner_can_allow_no_settings_at_all(scene: Scene) -> None:
    await scene.add_prompts("a cat --steps 1")
    report = await paint_batch(scene.with_rules(own_work=0).workshop, slot="noon")
    assert report.skipped == ALL_REST
    assert "no settings of their own" in scene.gallery.told[0]


async def test_a_prompt_is_found_however_its_settings_are_typed(scene: Scene) -> None:
    await scene.add_prompts("a cat --steps 6 --guidance 7")
    retired = await curate.retire_prompt(scene.database, "A cat  —cfg 7.0 --steps 6", now=scene.clock())
    assert retired.id == 1
    for typed in ("A cat --st", "a cat —ste", "—guidance 7"):
        (found,) = await curate.suggest_prompts(scene.database, typed, is_active=False)
        assert found.id == 1


async def test_a_prompt_of_former_times_is_found_painted_and_named_as_it_was_written(scene: Scene) -> None:
    texts = ["a cat --ar 3:2 --steps 6", "a cat —no hats", "a cat {asleep|--steps 9}", "a dog --size 64x32 --steps 2"]
    async with scene.database.transaction() as tx:
        for text in texts:
            await prompts.add_prompt(tx, text, added_by=None, at=scene.clock())
    for number, text in enumerate(texts, 1):
        assert (await curate.retire_prompt(scene.database, text, now=scene.clock())).id == number
    for text in texts[:3]:
        await curate.revive_prompt(scene.database, text)
    await paint_batch(scene.with_rules(batch_size=24).workshop, slot="noon")
    painted = {(picture.title, await settings_of(scene, picture.id)) for picture in await scene.batch(1)}
    assert painted == {(title, SETTINGS) for title in (*texts[:2], "a cat asleep", "a cat --steps 9")}


async def test_a_study_names_the_value_that_its_prompt_was_painted_with(scene: Scene) -> None:
    await scene.add_prompts("a cat --steps {2|6} --no {hats|shoes}", "a dog --guidance 2")
    number = await plan_study(scene.workshop, slot="1", asked=["1", "2"], seeds=2)
    cat, dog = (await scene.batch(number))[:2]
    assert cat.title == f"a cat --steps {(await settings_of(scene, cat.id)).steps} --no {{hats|shoes}}"
    assert dog.title == "a dog --guidance 2"


async def test_a_study_of_what_is_too_much_work_is_refused(scene: Scene) -> None:
    await scene.add_prompts("a cat --steps 100", "a dog")
    with pytest.raises(PromptError, match="25 times"):
        await plan_study(scene.workshop, slot="1", asked=["1", "2"], seeds=2)


async def test_a_prompt_that_cannot_be_painted_rests_for_a_day(scene: Scene) -> None:
    await scene.add_prompts("a cat --sampler Sharp++")
    scene.painter.spoils = {1, 2, 3, 4}
    await paint_batch(scene.workshop, slot="noon")
    assert scene.gallery.told == [], "nothing else would be left: it may not be the prompt"
    await scene.add_prompts("a dog")
    await paint_batch(scene.workshop, slot="one")
    assert {picture.prompt for picture in await scene.batch(2)} == {"a dog"}
    (told,) = scene.gallery.told
    assert "flagged" in told
    scene.clock.skip(hours=25)
    await paint_batch(scene.workshop, slot="two")
    assert "a cat" in {picture.prompt for picture in await scene.batch(3)}, "it may be possible by now"


async def test_an_option_that_cannot_be_painted_is_left_out_for_a_day(scene: Scene) -> None:
    await scene.add_prompts("a cat --sampler {Euler a|Sharp++}", "a dog")
    scene.painter.cannot = {"Sharp++"}
    for slot in ("morning", "noon", "one", "two"):
        await paint_batch(scene.with_rules(batch_size=12).workshop, slot=slot)
    spoilt = [sum(picture.spoilt is not None for picture in await scene.batch(number)) for number in range(1, 5)]
    assert sum(spoilt) >= 3
    assert all(now == 0 for at, now in enumerate(spoilt) if sum(spoilt[:at]) >= 3), "that was enough"
    (told,) = scene.gallery.told
    assert "“Sharp++”: No such sampler." in told
    assert "Prompt 1 " in told
    scene.clock.skip(hours=25)
    scene.painter.cannot = set()
    await paint_batch(scene.with_rules(batch_size=40).workshop, slot="later")
    assert "Sharp++" in {(await settings_of(scene, picture.id)).scheduler for picture in await scene.batch(5)}


async def test_one_bad_draw_rests_nothing(scene: Scene) -> None:
    await scene.add_prompts("a cat", "a dog")
    scene.painter.spoils = {1, 2}
    await paint_batch(scene.workshop, slot="noon")
    await paint_batch(scene.workshop, slot="one")
    assert scene.gallery.told == []


def test_guidance_of_its_own_is_twice_the_work_where_there_usually_is_none() -> None:
    plain = replace(USUAL, guidance=1.0)
    assert measure_work(apply_own(plain, OwnSettings(guidance=7.0, steps=8)), plain) == 4.0
    assert measure_work(apply_own(USUAL, OwnSettings(guidance=7.0)), USUAL) == 1.0


def test_unwanted_words_join_the_servers_own() -> None:
    assert apply_own(USUAL, OwnSettings(unwanted="hats")).negative_prompt == "blurry, hats"
    assert apply_own(USUAL, OwnSettings(steps=2)).negative_prompt == "blurry"
    assert apply_own(USUAL, OwnSettings(guidance=0.0)).guidance == 0.0, "0 is a guidance"


def test_pictures_are_painted_so_many_at_a_time_as_there_are_alike_and_as_memory_allows() -> None:
    plain, slow, large = OwnSettings(), OwnSettings(steps=30), OwnSettings(width=32, height=32)
    settled = settle_settings(USUAL, [plain, slow, slow, slow, large, large, large, large])
    assert [each.chunk for each in settled] == [8, 4, 4, 4, 2, 2, 2, 2]
    guided = settle_settings(replace(USUAL, guidance=1.0), [OwnSettings(guidance=7.0)] * 8)
    assert {each.chunk for each in guided} == {4}, "with guidance a model looks at two pictures at a time"


def test_parts_are_compiled_for_usual_shapes_only() -> None:
    compiled = replace(USUAL, compiled=True)
    assert apply_own(compiled, OwnSettings(steps=30, unwanted="hats", guidance=3.0)).compiled
    assert not apply_own(compiled, OwnSettings(width=32)).compiled
    assert not apply_own(compiled, OwnSettings(guidance=1.0)).compiled


async def test_alike_pictures_stand_beside_one_another_in_one_order(scene: Scene) -> None:
    await scene.add_prompts("a cat --steps 5", "a dog --steps 6")
    await paint_batch(scene.with_rules(batch_size=12).workshop, slot="noon")
    steps = [order.overrides and order.overrides.steps for order in scene.painter.orders]
    assert len(set(steps)) == 2
    assert sum(one != other for one, other in pairwise(steps)) == 1
