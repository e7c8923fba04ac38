"""The digest: once per slot, covering exactly what was posted since the last."""

from __future__ import annotations

import asyncio
import itertools
from datetime import date, timedelta

import pytest

from bot.errors import GalleryClosedError, GalleryError
from bot.flows import curate
from bot.flows.digest import NOTHING_NEW, DigestReport, pin_newest, post_digest, post_unposted
from bot.flows.learning import look
from bot.flows.paint_batch import paint_batch
from bot.flows.settle import settle
from tests.flows.conftest import Scene
from tests.samples import SETTINGS

TODAY = date(2026, 8, 1)

pytestmark = pytest.mark.usefixtures("posted")


async def post(scene: Scene, slot: str) -> DigestReport:
    return await post_digest(scene.workshop, slot=slot, on=TODAY)


async def test_the_digest_shows_the_top_cats_the_standings_and_the_days_counts(scene: Scene) -> None:
    for number, people in ((2, 3), (4, 1)):
        for user in range(people):
            await scene.react(number, user)
    report = await post(scene, "1 August")
    (digest,) = scene.gallery.digests
    assert report.message_id in scene.gallery.messages
    assert report.is_new
    assert (digest.painted, digest.unseen, digest.liked) == (4, 0, 2)
    assert [(top.picture_id, top.likes, top.message_id) for top in digest.top] == [
        (2, 3, scene.gallery.message_of(2)),
        (4, 1, scene.gallery.message_of(4)),
    ]
    assert digest.title_on == "2026-08-01"
    assert len(digest.standings) == 3
    assert digest.sheet is not None
    assert digest.curves is not None


async def test_without_likes_there_is_no_sheet_and_the_unseen_are_counted(scene: Scene) -> None:
    await post(scene, "1 August")
    (digest,) = scene.gallery.digests
    assert (digest.painted, digest.unseen, digest.liked, digest.top, digest.sheet) == (4, 4, 0, (), None)


async def test_a_slot_has_its_digest_once(scene: Scene) -> None:
    first = await post(scene, "1 August")
    again = await post(scene, "1 August")
    assert again.message_id == first.message_id
    assert not again.is_new
    assert len(scene.gallery.digests) == 1


async def test_with_nothing_new_the_digest_is_skipped_and_says_so(scene: Scene) -> None:
    await post(scene, "1 August")
    report = await post(scene, "2 August")
    assert (report.message_id, report.skipped) == (None, NOTHING_NEW)
    await paint_batch(scene.workshop, slot="evening")
    assert (await post(scene, "2 August")).skipped == NOTHING_NEW
    assert len(scene.gallery.digests) == 1


async def test_digests_cover_every_picture_exactly_once(scene: Scene) -> None:
    for day in range(4):
        await post(scene, f"day {day}")
        if day != 1:
            await paint_batch(scene.workshop, slot=f"batch {day}")
    await post(scene, "the last")
    assert [digest.painted for digest in scene.gallery.digests] == [4, 4, 4, 4]
    spans = [(digest.since, digest.until) for digest in scene.gallery.digests]
    assert all(until == since for (_, until), (since, _) in itertools.pairwise(spans))


async def test_when_the_answer_is_lost_the_digest_is_found_and_not_posted_twice(scene: Scene) -> None:
    scene.gallery.lost_answers = 1
    with pytest.raises(GalleryError, match="lost"):
        await post(scene, "1 August")
    report = await post(scene, "1 August")
    assert report.message_id in scene.gallery.messages
    assert len(scene.gallery.digests) == 1


async def test_when_the_process_dies_between_post_and_commit_the_digest_is_not_posted_twice(scene: Scene) -> None:
    posting: asyncio.Task[object] = asyncio.create_task(post(scene, "1 August"))
    scene.gallery.cancels = posting
    await asyncio.wait({posting})
    assert posting.cancelled()
    (report,) = await post_unposted(scene.workshop, on=TODAY)
    assert report.is_new
    assert await post_unposted(scene.workshop, on=TODAY) == []
    assert len(scene.gallery.digests) == 1


@pytest.mark.parametrize("looks", range(1, 4))
async def test_a_digest_interrupted_anywhere_is_posted_once(scene: Scene, looks: int) -> None:
    posting: asyncio.Task[object] = asyncio.create_task(post(scene, "1 August"))
    scene.clock.looks_left, scene.clock.interrupts = looks, posting
    await asyncio.wait({posting})
    await post(scene, "1 August")
    assert [digest.painted for digest in scene.gallery.digests] == [4]


async def test_a_digest_of_a_closed_channel_is_made_up_once_not_five_times(scene: Scene) -> None:
    scene.gallery.is_closed = True
    for day in range(5):
        with pytest.raises(GalleryClosedError):
            await post(scene, f"day {day}")
        scene.clock.skip(days=1)
    scene.gallery.is_closed = False
    await paint_batch(scene.workshop, slot="evening")
    await post(scene, "day 5")
    assert await post_unposted(scene.workshop, on=TODAY) == []
    assert [digest.painted for digest in scene.gallery.digests] == [8]


async def test_a_digest_whose_answer_was_lost_is_not_covered_again_by_the_next(scene: Scene) -> None:
    scene.gallery.lost_answers = 1
    with pytest.raises(GalleryError):
        await post(scene, "day 1")
    await paint_batch(scene.workshop, slot="evening")
    await post(scene, "day 2")
    assert [digest.painted for digest in scene.gallery.digests] == [4, 4]


async def test_deleted_pictures_are_no_top_cats(scene: Scene) -> None:
    await scene.react(1)
    message_id = scene.gallery.message_of(1)
    del scene.gallery.messages[message_id]
    await scene.reconcile()
    await post(scene, "1 August")
    assert scene.gallery.digests[0].top == ()


async def test_a_top_cat_whose_file_is_gone_does_not_stop_the_digest(scene: Scene) -> None:
    await scene.react(1)
    path = (await scene.picture(1)).path
    assert path is not None
    (scene.rules.folder / path).unlink()
    await post(scene, "1 August")
    assert scene.gallery.digests[0].sheet is not None


async def test_the_standings_follow_the_judged_pictures(scene: Scene) -> None:
    await scene.react(1)
    scene.clock.skip(hours=25)
    await settle(scene.database, scene.rules, model=SETTINGS.model, now=scene.clock())
    await post(scene, "1 August")
    standings = scene.gallery.digests[0].standings
    assert standings[0].record.prompt_id == (await scene.picture(1)).prompt_id
    assert sum(standing.record.trials for standing in standings) == 4


async def test_a_long_outage_does_not_hide_a_digest_that_was_posted(scene: Scene) -> None:
    scene.gallery.lost_answers = 1
    with pytest.raises(GalleryError):
        await post(scene, "1 August")
    scene.clock.now += timedelta(days=9)
    await post(scene, "1 August")
    assert len(scene.gallery.digests) == 1


async def test_the_digest_puts_the_picture_first_of_which_most_can_be_promised(scene: Scene) -> None:
    for user in range(4):
        await scene.react(3, user)
    for user in range(30):
        await scene.react(1, user, "👎" if user > 4 else "👍")
    scene.clock.skip(hours=4)
    await paint_batch(scene.workshop, slot="evening")
    for user in range(4):
        await scene.react(6, user)
    await post(scene, "1 August")
    top = scene.gallery.digests[0].top
    assert [one.picture_id for one in top] == [6, 1, 3], "all of the evening's few people, not five of the many at noon"


async def test_the_top_is_ranked_as_the_digest_is(scene: Scene) -> None:
    for user in range(30):
        await scene.react(1, user, "👎" if user > 4 else "👍")
    await scene.react(2, 31)
    scene.clock.skip(hours=4)
    await paint_batch(scene.workshop, slot="evening")
    for user in range(4):
        await scene.react(6, user)
        await scene.react(5, user)
    await post(scene, "1 August")
    digest = [one.picture_id for one in scene.gallery.digests[0].top]
    assert digest == [5, 6, 1, 2], "all of the evening's few people, not five of the many at noon; ties by time"
    top = await curate.list_top(scene.database, since=None, most=10)
    assert [picture.id for picture in top] == digest
    assert [p.id for p in await curate.list_top(scene.database, since=None, most=2)] == digest[:2]
    late = await curate.list_top(scene.database, since=scene.clock() - timedelta(hours=1), most=10)
    assert [picture.id for picture in late] == [5, 6]
    card = await curate.show_prompt(
        scene.database, scene.rules, str((await scene.picture(6)).prompt_id), now=scene.clock()
    )
    assert [picture.id for picture in card.best] == [p.id for p in top if p.prompt_id == card.prompt.id][:4]


@pytest.mark.parametrize("limits", [(1, 2), (1, 50), (2, 3), (200, 3_000)])
async def test_a_long_history_is_ranked_by_looking_at_few_pictures_where_they_settle_it(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, limits: tuple[int, int]
) -> None:
    for user in range(6):
        await scene.react(2, user)
    await scene.react(3, 0)
    await scene.react(4, 1)
    monkeypatch.setattr("bot.flows.highlights._LIMITS", limits)
    assert [p.id for p in await curate.list_top(scene.database, since=None, most=1)] == [2]
    await scene.react(1, 7, "👎")
    assert [p.id for p in await curate.list_top(scene.database, since=None, most=1)] == [2]


async def test_a_picture_that_waits_to_be_posted_is_no_top_cat(scene: Scene) -> None:
    await scene.react(1)
    async with scene.database.transaction() as tx:
        await tx.execute("UPDATE pictures SET posted_at = NULL WHERE id = 1")
    assert await curate.list_top(scene.database, since=None, most=10) == []


async def test_the_weekly_edition_looks_back_a_week_beside_the_daily_one(scene: Scene) -> None:
    await post(scene, "1 August")
    await paint_batch(scene.workshop, slot="evening")
    await post(scene, "2 August")
    report = await post_digest(scene.workshop, slot="week 31", on=TODAY, edition="weekly")
    assert report.is_new
    scene.clock.skip(days=7)
    await paint_batch(scene.workshop, slot="a week later")
    await post_digest(scene.workshop, slot="week 32", on=TODAY, edition="weekly")
    await post(scene, "8 August")
    painted = [(digest.edition, digest.painted) for digest in scene.gallery.digests]
    assert painted == [("daily", 4), ("daily", 4), ("weekly", 8), ("weekly", 4), ("daily", 4)]


async def test_an_interrupted_weekly_digest_is_not_covered_by_the_daily_one(scene: Scene) -> None:
    scene.gallery.is_unreachable = True
    with pytest.raises(GalleryError):
        await post_digest(scene.workshop, slot="week 31", on=TODAY, edition="weekly")
    scene.gallery.is_unreachable = False
    await post(scene, "1 August")
    (report,) = await post_unposted(scene.workshop, on=TODAY)
    assert report.slot == "week 31"
    assert [digest.edition for digest in scene.gallery.digests] == ["daily", "weekly"]


async def test_new_prompts_and_who_is_to_thank_are_told_once_the_first_week_is_over(scene: Scene) -> None:
    await post(scene, "1 August")
    assert scene.gallery.digests[0].new_count == 0, "in the first week all are new, and none is news"
    scene.clock.skip(days=8)
    await curate.add_prompt(scene.database, "a cat in a hat", added_by=77, now=scene.clock())
    async with scene.database.transaction() as tx:
        await tx.execute("UPDATE prompts SET retired_at = added_at WHERE id < 3")
    await curate.add_starters(scene.database, ["a dog", "a cow", "a sow", "a hen"], now=scene.clock())
    async with scene.database.transaction() as tx:
        await tx.execute("UPDATE prompts SET added_at = '2020-01-01T00:00:00.000000Z' WHERE text LIKE 'a ___'")
    await paint_batch(scene.workshop, slot="a week later")
    hat = [p for p in await scene.batch(2) if p.prompt == "a cat in a hat"]
    for picture in await scene.batch(2):
        await scene.react(picture.id)
    await post(scene, "9 August")
    digest = scene.gallery.digests[1]
    assert (digest.new, digest.new_count) == (("a cat in a hat",), 1)
    assert {(one.credit, one.is_new) for one in digest.top} <= {(77, True), (None, False)}
    assert [one.picture_id for one in digest.top if one.is_new] == [p.id for p in hat]


async def test_the_digest_tells_what_was_learnt_since_the_last(scene: Scene) -> None:
    await post(scene, "1 August")
    liked = [p for p in await scene.batch(1) if p.prompt_id == (await scene.picture(1)).prompt_id]
    for picture in liked:
        await scene.react(picture.id)
    await scene.close_windows()
    await paint_batch(scene.workshop, slot="evening")
    await post(scene, "2 August")
    lesson = scene.gallery.digests[1].lesson
    assert scene.gallery.digests[0].lesson is None
    assert lesson is not None
    assert lesson.is_praise
    assert (lesson.change.prompt, lesson.change.likes) == (liked[0].prompt, len(liked))


async def test_what_was_learnt_is_measured_by_what_is_usual_here(scene: Scene) -> None:
    """Everything is always liked, so that a prompt that is liked once more teaches nothing."""
    for number in range(12):
        for picture in await scene.batch(number + 1):
            await scene.react(picture.id)
        await scene.close_windows()
        await paint_batch(scene.workshop, slot=f"batch {number}")
    async with scene.database.reading() as tx:
        prior = (await look(tx, scene.rules, now=scene.clock())).evidence.last_prior
    assert prior is not None
    assert prior.mean > 0.5
    await post(scene, "before")
    assert scene.gallery.digests[0].lesson is not None, "of all these days together"
    for picture in await scene.batch(13):
        await scene.react(picture.id)
    await scene.close_windows()
    await paint_batch(scene.workshop, slot="new")
    await post(scene, "after")
    assert scene.gallery.digests[1].lesson is None


async def test_the_newest_digest_is_pinned_in_place_of_the_last(scene: Scene) -> None:
    wanting = scene.with_rules(pins_digest=True)
    first = await post(wanting, "1 August")
    assert await pin_newest(wanting.workshop)
    assert not await pin_newest(wanting.workshop)
    await paint_batch(scene.workshop, slot="evening")
    second = await post(wanting, "2 August")
    assert scene.gallery.pinned == [first.message_id]
    assert await pin_newest(wanting.workshop)
    assert scene.gallery.pinned == [second.message_id]
    assert not await pin_newest(scene.workshop)


async def test_the_weekly_edition_says_what_was_won_beyond_blind_choice(scene: Scene, prompted: None) -> None:
    for number in range(6):
        await paint_batch(scene.with_rules(batch_size=8).workshop, slot=f"slot {number}")
        for picture in await scene.batch(number + 1):
            if "ginger" in picture.prompt:
                await scene.react(picture.id)
        scene.clock.skip(hours=25)
    await scene.close_windows()
    await post_digest(scene.workshop, slot="day", on=TODAY)
    await post_digest(scene.workshop, slot="week", on=TODAY, edition="weekly")
    daily, weekly = scene.gallery.digests[-2:]
    assert daily.ratio is None
    assert weekly.ratio is not None
    assert weekly.ratio.low < weekly.ratio.mean < weekly.ratio.high
