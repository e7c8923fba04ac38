"""Holding, releasing and posting around reviews, whatever happens in between."""

from __future__ import annotations

import asyncio
from zoneinfo import ZoneInfo

import pytest

from bot.errors import GalleryClosedError, PromptError
from bot.flows import children, curate, review
from bot.flows.hang import hang_unfinished
from bot.flows.paint_batch import paint_batch
from bot.flows.politeness import pause, resume
from bot.flows.rounds import Rounds
from bot.flows.settle import find_differences
from bot.flows.stats import gather_stats
from bot.flows.wishes import Nearby
from bot.store import reviews
from tests.conftest import PATIENCE
from tests.flows.conftest import Scene

pytestmark = pytest.mark.usefixtures("prompted")


@pytest.fixture
def held(scene: Scene) -> Scene:
    """A scene where a review comes first."""
    return scene.with_rules(is_reviewed_first=True)


async def like(scene: Scene, *places: int) -> None:
    """A reviewer likes these places of a page and turns it."""
    page = await review.open_review(scene.database, scene.rules, slot="ask", user_id=1, now=scene.clock())
    for place in places:
        await review.toggle_like(
            scene.database,
            scene.rules,
            review_id=page.review_id,
            page=page.number,
            picture_id=page.tiles[place - 1].picture_id,
            user_id=1,
            now=scene.clock(),
        )
    await review.turn_page(
        scene.database, scene.rules, review_id=page.review_id, page=page.number, user_id=1, now=scene.clock()
    )


async def test_where_a_review_comes_first_a_batch_is_painted_finished_and_not_posted(held: Scene) -> None:
    report = await paint_batch(held.workshop, slot="noon")
    assert (report.posted, held.gallery.pictures) == (0, [])
    assert await held.unfinished() == []
    assert all(picture.is_held for picture in await held.batch(1))
    await held.close_windows()
    assert await held.judged() == (0, 0), "what nobody has seen is neither like nor miss"


async def test_a_review_is_a_judgement_and_what_it_likes_hangs(held: Scene) -> None:
    await paint_batch(held.workshop, slot="noon")
    await like(held, 2, 3)
    assert await review.post_released(held.workshop) == 2
    assert held.gallery.pictures == [2, 3]
    await held.close_windows()
    assert await held.judged() == (4, 2)
    await held.react(2, user=5)
    assert await held.judged() == (4, 2)


async def test_what_a_review_keeps_from_the_channel_counts_for_what_was_won(held: Scene) -> None:
    await paint_batch(held.workshop, slot="noon")
    await like(held, 2)
    await review.post_released(held.workshop)
    await held.close_windows()
    found = await gather_stats(held.database, days=30, timezone=ZoneInfo("UTC"), now=held.clock())
    assert (found.pictures, found.likes) == (4, 1)


async def test_a_like_in_the_channel_turns_the_miss_of_a_review_into_a_success(held: Scene) -> None:
    await paint_batch(held.workshop, slot="noon")
    await like(held, 1)
    await review.post_released(held.workshop)
    await held.close_windows()
    assert await held.judged() == (4, 1)
    held.clock.skip(hours=1)
    async with held.database.transaction() as tx:
        await reviews.mark_released(tx, (await held.picture(4)).id, held.clock())
    await review.post_released(held.workshop)
    await held.react(4, user=9)
    assert await held.judged() == (4, 2)


async def test_a_released_picture_whose_file_is_lost_is_painted_again_and_then_posted(held: Scene) -> None:
    await paint_batch(held.workshop, slot="noon")
    await like(held, 3)
    path = (await held.picture(3)).path
    assert path is not None
    (held.rules.folder / path).unlink()
    assert await review.post_released(held.workshop) == 0
    await hang_unfinished(held.workshop)
    assert await review.post_released(held.workshop) == 1
    assert held.gallery.pictures == [3]
    assert await find_differences(held.database) == []


async def test_released_pictures_wait_for_the_channel_and_none_is_posted_twice(held: Scene) -> None:
    await paint_batch(held.workshop, slot="noon")
    await like(held, 1, 2)
    held.gallery.is_closed = True
    with pytest.raises(GalleryClosedError):
        await review.post_released(held.workshop)
    held.gallery.is_closed = False
    posting: asyncio.Task[object] = asyncio.create_task(review.post_released(held.workshop))
    held.gallery.cancels = posting
    await asyncio.wait({posting})
    assert posting.cancelled()
    await review.post_released(held.workshop)
    assert held.gallery.pictures == [1, 2]


async def test_waking_posts_what_was_released_beside_the_rounds(held: Scene) -> None:
    rounds = Rounds(held.workshop, ZoneInfo("UTC"))
    await paint_batch(held.workshop, slot="noon")
    await like(held, 1, 4)
    rounds.wake()
    rounds.wake()
    await asyncio.wait_for(held.gallery.has_posted.wait(), PATIENCE)
    await rounds.close()
    await review.post_released(held.workshop)
    assert held.gallery.pictures == [1, 4]


async def test_a_child_interrupted_anywhere_is_painted_and_posted_once(scene: Scene) -> None:
    await paint_batch(scene.workshop, slot="noon")
    parent = await scene.picture(1)
    for looks in range(1, 6):
        slot = f"ask {looks}"
        asking: asyncio.Task[object] = asyncio.create_task(
            children.paint_child(scene.workshop, slot=slot, parent_id=parent.id, wish=Nearby())
        )
        scene.clock.looks_left, scene.clock.interrupts = looks, asking
        await asyncio.wait({asking})
        child = (await children.paint_child(scene.workshop, slot=slot, parent_id=parent.id, wish=Nearby())).picture
        assert (child.parent_id, child.message_id is not None) == (parent.id, True)
        assert len(await scene.batch(child.batch_id)) == 1
    assert scene.gallery.pictures == [*range(1, 10)]
    assert await find_differences(scene.database) == []


async def test_a_child_of_a_picture_of_another_model_is_refused(scene: Scene) -> None:
    await paint_batch(scene.workshop, slot="noon")
    parent = await scene.picture(1)
    scene.painter.settings = type(scene.painter.settings)(**{**vars(scene.painter.settings), "model": "other"})
    with pytest.raises(Exception, match="painted by kitten, and now other paints"):
        await children.paint_child(scene.workshop, slot="ask", parent_id=parent.id, wish=Nearby())


async def test_while_the_bot_is_paused_nothing_is_painted_on_request_and_the_reason_is_said(scene: Scene) -> None:
    await paint_batch(scene.workshop, slot="noon")
    parent = await scene.picture(1)
    await pause(scene.database, duration=None, now=scene.clock())
    with pytest.raises(PromptError) as refused:
        await children.paint_child(scene.workshop, slot="ask", parent_id=parent.id, wish=Nearby())
    assert "paus" in str(refused.value).lower()
    await resume(scene.database, now=scene.clock())
    child = (await children.paint_child(scene.workshop, slot="ask", parent_id=parent.id, wish=Nearby())).picture
    assert child.message_id is not None


async def test_a_child_is_painted_from_the_words_that_its_parent_was(scene: Scene) -> None:
    await scene.add_prompts("a {black|white} cat on the moon")
    for number in (1, 2, 3):
        await curate.retire_prompt(scene.database, str(number), now=scene.clock())
    await paint_batch(scene.workshop, slot="noon")
    parent = await scene.picture(1)
    assert "{" not in parent.prompt
    child = (await children.paint_child(scene.workshop, slot="ask", parent_id=parent.id, wish=Nearby())).picture
    assert child.prompt == parent.prompt
    assert scene.painter.orders[-1].prompt == parent.prompt
