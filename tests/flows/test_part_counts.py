"""What is known of the parts: whatever happens to their pictures, the figures are what the pictures say."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.names import PictureId
from bot.errors import CatbanditError, PainterError
from bot.flows import parts, privacy, review
from bot.flows.children import paint_child
from bot.flows.hang import hang_unfinished
from bot.flows.paint_batch import paint_batch
from bot.flows.settle import find_differences, settle
from bot.flows.study import hang_study, plan_study
from bot.flows.votes import Cleared, Deleted
from bot.flows.wishes import Nearby, OtherPart, OtherWords, Over, Wish
from bot.flows.workshop import Workshop
from bot.store import counts, prompts
from bot.store import parts as part_rows
from bot.store.database import Database
from tests.flows.conftest import Scene
from tests.flows.fakes import Clock, FakeGallery, FakePainter
from tests.samples import SETTINGS, make_rules

MODELS = (SETTINGS.model, "another")
LISTS = {"coat": ("tabby", "black"), "place": ("barn", "garden")}
WISHES: tuple[Wish, ...] = (Nearby(), Over(), OtherPart(), OtherWords("a cat in the rain"))
PROMPTS = ("a {coat} cat in a {place}", "a {coat} cat, {asleep|awake}", "a cat without choice")
WORDS = ("tabby", "black", "barn", "garden", "asleep", "awake")
Happening = tuple[str, int]

WHATS = (
    "batch batch like like like unlike clear delete settle settle study child forget review hold switch spoil crash "
    "close restart retire add"
)
happenings = st.lists(st.tuples(st.sampled_from(WHATS.split()), st.integers(0, 999)), min_size=4, max_size=24)


@asynccontextmanager
async def opened(folder: Path, scene: Scene | None = None) -> AsyncIterator[Scene]:
    """A workshop on this folder's database, or the same one after a restart."""
    clock, diary = Clock(), list[str]()
    async with Database.open(folder / "catbandit.db") as database:
        if scene is not None:
            yield dataclasses.replace(scene, workshop=dataclasses.replace(scene.workshop, database=database))
            return
        painter, gallery = FakePainter(diary), FakeGallery(clock, diary)
        workshop = Workshop(
            database=database,
            painter=painter,
            gallery=gallery,
            rules=make_rules(folder, batch_size=3),
            clock=clock,
            rng=np.random.default_rng(5),
        )
        yield Scene(workshop, painter, gallery, clock, diary)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=20)
@given(happenings=happenings)
async def test_the_counts_of_parts_are_what_their_pictures_say_in_whatever_order_things_happen(
    tmp_path_factory: Any, happenings: list[Happening]
) -> None:
    folder = tmp_path_factory.mktemp("parts")
    async with opened(folder) as scene:
        for slot, options in LISTS.items():
            for option in options:
                await parts.add_part(scene.database, slot, option, now=scene.clock())
        await scene.add_prompts(*PROMPTS)
        await paint_batch(scene.workshop, slot="first")
    while True:  # once per life of the process
        life = next((at for at, (what, _) in enumerate(happenings) if what == "restart"), len(happenings))
        async with opened(folder, scene) as restarted:
            scene = restarted
            for place, (what, number) in enumerate(happenings[:life]):
                scene = await happen(scene, what, number, slot=f"{len(happenings)}-{place}")
            await assert_counted(scene)
        if not (happenings := happenings[life + 1 :]):
            return


async def happen(scene: Scene, what: str, number: int, *, slot: str) -> Scene:
    """Let one thing happen, to the picture or person that the number says; what makes no sense then is refused."""
    workshop, now = scene.workshop, scene.clock()
    hanging = scene.gallery.pictures
    picture = hanging[number % len(hanging)] if hanging else None
    with suppress(CatbanditError):
        match what:
            case "batch":
                await paint_batch(workshop, slot=slot)
            case "like" if picture:
                await scene.react(picture, user=number % 2)
            case "unlike" if picture:
                await scene.react(picture, user=number % 2, is_added=False)
            case "clear" if picture:
                message_id = scene.gallery.message_of(picture)
                scene.gallery.messages[message_id].marks.clear()
                await scene.apply(Cleared(message_id=message_id, emoji=None))
            case "delete" if picture:
                message_id = scene.gallery.message_of(picture)
                del scene.gallery.messages[message_id]
                await scene.apply(Deleted(message_ids=(message_id,)))
            case "settle":
                scene.clock.skip(hours=number % 30)
                await settle(scene.database, scene.rules, model=None, now=scene.clock())
            case "study":
                study = await plan_study(workshop, slot=slot, asked=["1", "2", "3"], seeds=2)
                await hang_study(workshop, study)
            case "child" if picture:
                await paint_child(workshop, slot=slot, parent_id=PictureId(picture), wish=WISHES[number % len(WISHES)])
            case "forget":
                await privacy.forget(scene.database, scene.rules, user_id=number % 2, now=now)
            case "review":
                await look_through(scene, number, slot)
            case "hold":
                return scene.with_rules(is_reviewed_first=not scene.rules.is_reviewed_first)
            case "switch":
                scene.painter.settings = dataclasses.replace(SETTINGS, model=MODELS[number % 2])
            case "spoil":
                scene.painter.spoils.add(number % 60)
            case "crash":
                scene.painter.dies_after = None if scene.painter.dies_after else 1
            case "close":
                scene.gallery.is_closed = not scene.gallery.is_closed
            case "retire":
                await parts.retire_part(scene.database, "coat", LISTS["coat"][number % 2], now=now)
            case "add":
                await parts.add_part(scene.database, "coat", LISTS["coat"][number % 2], now=now)
    return scene


async def look_through(scene: Scene, number: int, slot: str) -> None:
    """Somebody looks at a page, likes one picture of it perhaps, and turns it; what is released is posted."""
    database, rules, user = scene.database, scene.rules, number % 2
    page = await review.open_review(database, rules, slot=slot, user_id=user, now=scene.clock())
    for tile in page.tiles[number % 7 : number % 7 + 1]:
        await review.toggle_like(
            database,
            rules,
            review_id=page.review_id,
            page=page.number,
            picture_id=tile.picture_id,
            user_id=user,
            now=scene.clock(),
        )
    if page.tiles:
        await review.turn_page(
            database, rules, review_id=page.review_id, page=page.number, user_id=user, now=scene.clock()
        )
    await review.post_released(scene.workshop)


async def assert_counted(scene: Scene) -> None:
    """The stored figures are what a look at every picture comes to, by the words that were painted."""
    assert await find_differences(scene.database) == []
    async with scene.database.reading() as tx:
        async with tx.execute(
            "SELECT coalesce(painted, text) AS text, prompt_id, pictures.model, reward, weight, kind FROM pictures "
            "JOIN prompts ON prompts.id = prompt_id WHERE reward IS NOT NULL"
        ) as cursor:
            judged = [dict(row) async for row in cursor]
        everywhere = {model: await part_rows.list_counts(tx, model=model) for model in MODELS}
        within = {
            (prompt.id, model): await part_rows.list_counts_of_prompt(tx, prompt.id, model=model)
            for prompt in await prompts.search_prompts(tx, "", is_active=None, most=25)
            for model in MODELS
        }
    wanted, wanted_within = Counter[tuple[Any, ...]](), Counter[tuple[Any, ...]]()
    for row in judged:
        assert row["kind"] in ("trial", "study"), "children are never judged"
        for word in set(WORDS) & set(row["text"].replace(",", "").split()):
            for what, worth in (("trial", 1), ("like", row["reward"]), ("miss", 0 if row["reward"] else row["weight"])):
                wanted[word, row["model"], what] += worth
                wanted_within[row["prompt_id"], word, row["model"], what] += worth
    for model, found in everywhere.items():
        other = MODELS[1 - MODELS.index(model)]
        for one in found:
            word = one.part.text
            assert (one.trials, one.likes) == (wanted[word, model, "trial"], wanted[word, model, "like"])
            assert one.misses == pytest.approx(wanted[word, model, "miss"])
            assert (one.old_likes, one.old_misses) == (
                wanted[word, other, "like"],
                pytest.approx(wanted[word, other, "miss"]),
            )
    for (prompt_id, model), found in within.items():
        for one in found:
            assert one.trials == wanted_within[prompt_id, one.part.text, model, "trial"]
            assert one.likes == wanted_within[prompt_id, one.part.text, model, "like"]
            assert one.misses == pytest.approx(wanted_within[prompt_id, one.part.text, model, "miss"])


async def test_a_count_that_is_not_what_the_pictures_say_is_named(scene: Scene) -> None:
    await parts.add_part(scene.database, "coat", "tabby", now=scene.clock())
    await scene.add_prompts("a {coat} cat")
    await paint_batch(scene.workshop, slot="noon")
    await scene.close_windows()
    async with scene.database.transaction() as tx:
        await tx.execute("UPDATE part_counts SET likes = 3")
    (sentence,) = await find_differences(scene.database)
    assert "part 1 under kitten" in sentence
    async with scene.database.transaction() as tx:
        await tx.execute("UPDATE part_counts SET likes = 0")
        await tx.execute("UPDATE prompt_part_counts SET misses = 99")
    (sentence,) = await find_differences(scene.database)
    assert "in prompt 1" in sentence
    async with scene.database.transaction() as tx:
        await tx.execute("UPDATE prompt_part_counts SET misses = (SELECT misses FROM part_counts)")


async def test_a_study_counts_for_the_parts_that_its_pictures_share(scene: Scene) -> None:
    for coat in LISTS["coat"]:
        await parts.add_part(scene.database, "coat", coat, now=scene.clock())
    await scene.add_prompts("a {coat} cat", "a cat", "a dog")
    number = await plan_study(scene.workshop, slot="ask", asked=["1", "2", "3"], seeds=4)
    assert await plan_study(scene.workshop, slot="ask", asked=["1", "2", "3"], seeds=4) == number
    await hang_study(scene.workshop, number)
    words = {picture.prompt for picture in await scene.batch(number) if picture.prompt_id == 1}
    await scene.close_windows()
    (shared,) = words
    async with scene.database.reading() as tx:
        found = {one.part.text: one.trials for one in await part_rows.list_counts(tx, model=SETTINGS.model)}
    assert found == {coat: 4 * (coat in shared) for coat in LISTS["coat"]}


async def test_what_was_interrupted_counts_once_when_it_goes_on(scene: Scene) -> None:
    await parts.add_part(scene.database, "coat", "tabby", now=scene.clock())
    await scene.add_prompts("a {coat} cat")
    scene.painter.dies_after = 2
    with pytest.raises(PainterError):
        await paint_batch(scene.workshop, slot="noon")
    scene.painter.dies_after = None
    await hang_unfinished(scene.workshop)
    await scene.close_windows()
    async with scene.database.reading() as tx:
        (one,) = await part_rows.list_counts(tx, model=SETTINGS.model)
        assert await counts.list_part_tallies(tx) == await counts.recount_parts(tx)
    assert one.trials == 4
