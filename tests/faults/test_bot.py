"""The faults that the bot must get over, each by its name, with the real bot as a process of its own.

After each one everything is audited: the votes equal the channel, nothing is lost or hangs twice, the figures follow
from the rows. What is tested closer to its cause is listed in docs/faults.md.
"""

from __future__ import annotations

import asyncio
import signal
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tests.conftest import PATIENCE
from tests.soak import family

if TYPE_CHECKING:
    from conftest import Stand

NEVER_SWEEPS = {"votes": {"window": "1h", "sweep": "1d"}}


async def test_events_in_another_order_and_twice_end_with_the_votes_equal_to_the_channel(stand: Stand) -> None:
    async with stand.running():
        one, two, three = await stand.pictures(3)
        faults = stand.playground.faults
        faults.reorder_events("*", 4)
        await stand.ada.react(one.id, "👍")
        await stand.ada.unreact(one.id, "👍")  # comes first: the like would stay
        await stand.ben.react(two.id, "👍🏽")
        await stand.ben.react(one.id, "👍", burst=True)
        faults.repeat_events("*", 3)
        await stand.ada.react(three.id, "👍")
        await stand.ada.unreact(three.id, "👍")
        await stand.ada.react(three.id, "👍")
        await stand.is_well()
        assert faults.struck["reorder event"] == 4
        assert faults.struck["repeat event"] == 3


async def test_a_crowd_of_live_votes_is_stored_without_any_comparison(stand: Stand) -> None:
    async with stand.running(**NEVER_SWEEPS):
        pictures = await stand.pictures(3)
        await stand.is_well()
        seen = sum(request.path.endswith("/messages") for request in stand.playground.requests)
        for picture in pictures:
            for member in (stand.ada, stand.ben, stand.playground.owner):
                for emoji in ("👍", "👍🏿", "👎"):
                    await member.react(picture.id, emoji, burst=emoji == "👎")
            await stand.ada.unreact(picture.id, "👍")
        await stand.playground.owner.clear_emoji(pictures[0].id, "👍🏿")
        await stand.playground.owner.clear_reactions(pictures[1].id)
        stand.crowd.cleared |= {pictures[0].id, pictures[1].id}
        await stand.is_well()
        assert sum(request.path.endswith("/messages") for request in stand.playground.requests) == seen


async def test_a_bot_that_dies_between_a_post_and_its_commit_posts_it_once(stand: Stand) -> None:
    held = stand.playground.faults.stall(method="POST", path="/messages$", seconds=PATIENCE, after_effect=True)
    bot = stand.start()
    await stand.playground.wait_for(lambda: held.times == 0 and stand.posts() == 1, PATIENCE)
    await bot.kill()
    stand.playground.faults.clear()
    stand.forget_nonces()
    assert stand.rows("SELECT COUNT(*) FROM pictures WHERE message_id IS NOT NULL")[0][0] == 0
    async with stand.running():
        await stand.pictures(3)
        await stand.is_well()
    assert stand.posts() == 3


async def test_a_bot_that_dies_between_a_digest_and_its_commit_posts_it_once(stand: Stand) -> None:
    async with stand.running() as bot:
        first, *_ = await stand.pictures(3)
        await stand.ada.react(first.id, "👍")
        await stand.is_well()
        held = stand.playground.faults.stall(method="POST", path="/messages$", seconds=PATIENCE, after_effect=True)
        asking = asyncio.create_task(stand.playground.owner.run("digest"))
        await stand.playground.wait_for(lambda: held.times == 0 and stand.crowd.digests(), PATIENCE)
        asking.cancel()
        await bot.kill()
    stand.playground.faults.clear()
    stand.forget_nonces()
    async with stand.running():
        await stand.is_well()
    assert [len(messages) for messages in stand.crowd.digests().values()] == [1]


async def test_a_bot_that_dies_at_each_step_of_a_batch_goes_on_where_it_was(stand: Stand) -> None:
    for pattern in ("session starts are left", "connected as", "painter: painting", "batch 1 was interrupted"):
        bot = stand.start()
        await stand.has_said(pattern)
        await bot.kill()
        stand.forget_nonces()
    async with stand.running():
        await stand.pictures(3)
        await stand.is_well()
    assert stand.posts() == 3


async def test_what_was_due_while_the_bot_was_down_is_made_up_once_and_not_five_times(stand: Stand) -> None:
    daily = {"schedule": {"batches": "0 0 * * *", "digest": "0 0 * * *"}}
    async with stand.running(**daily):
        await stand.pictures(3)
        await stand.is_well()
    long_ago = f"{datetime.now(UTC) - timedelta(days=5):%Y-%m-%dT00:00:00Z}"
    stand.rows(f"UPDATE batches SET slot = 'batch:{long_ago}'")
    stand.rows(f"UPDATE digests SET slot = 'digest:{long_ago}'")
    async with stand.running(**daily):
        await stand.pictures(6)
        await stand.is_well()
    batches = [row["slot"] for row in stand.rows("SELECT slot FROM batches ORDER BY id")]
    assert len(batches) == 2
    assert batches[0] == f"batch:{long_ago}"
    posted = stand.rows("SELECT COUNT(*) FROM digests WHERE message_id IS NOT NULL")[0][0]
    assert posted == len(stand.crowd.digests()) <= 1


async def test_lost_answers_dropped_connections_429_and_5xx_cost_nothing(stand: Stand) -> None:
    fail = stand.playground.faults.fail
    async with stand.running():
        await stand.pictures(3)
        for status in (None, 502):
            fail(method="POST", path="/messages$", status=status, after_effect=True)
            fail(method="PUT", path="/reactions/", status=status)
            fail(method="GET", path="/messages", status=status)
        fail(status=429, retry_after=0.2, times=3)
        fail(status=429, retry_after=0.2, is_global=True)
        await stand.asks_for_batch()
        for picture in await stand.pictures(6):
            await stand.ada.react(picture.id, "👍")
        await stand.is_well()
    assert stand.posts() == 6
    assert stand.playground.violations == []


async def test_a_403_is_said_once_not_hammered_and_repaired_by_itself(stand: Stand) -> None:
    async with stand.running():
        await stand.pictures(3)
        stand.playground.set_permissions(denied=["SEND_MESSAGES"])
        before = len(stand.playground.requests)
        await stand.asks_for_batch()
        await stand.has_said("lacks the permissions Send Messages")
        await stand.playground.wait_for(lambda: stand.said("was interrupted: going on") >= 3, PATIENCE)
        refused = [r for r in stand.playground.requests[before:] if r.method == "POST" and r.path.endswith("/messages")]
        assert stand.said("ERROR bot.flows.notices: The bot lacks the permissions Send Messages") == 1
        assert len(refused) <= 2 + 2 * stand.said("was interrupted: going on"), "one try a round, and one notice"
        stand.playground.restore_permissions()
        await stand.pictures(6)
        await stand.is_well()


async def test_a_first_reaction_that_was_forbidden_comes_when_it_is_allowed(stand: Stand) -> None:
    stand.playground.set_permissions(denied=["ADD_REACTIONS"])
    async with stand.running():
        await stand.has_said("lacks the permission Add Reactions in the channel")
        await stand.playground.wait_for(lambda: len(stand.crowd.pictures()) == 3, PATIENCE)
        asked = [request for request in stand.playground.requests if request.method == "PUT"]
        assert len(asked) < 3, "one try for all of the batch, and one a round"
        stand.playground.restore_permissions()
        await stand.pictures(3)
        await stand.is_well()
        assert stand.said("ERROR bot.flows.notices: The bot lacks the permission Add Reactions") == 1


async def test_a_channel_that_is_gone_touches_nothing_and_stopping_still_takes_seconds(stand: Stand) -> None:
    async with stand.running():
        first, *_ = await stand.pictures(3)
        await stand.ada.react(first.id, "👍")
        await stand.is_well()
        stand.playground.delete_channel()
        await stand.has_said("was deleted: all pictures and votes are kept")
        await stand.has_said("votes could not be compared with the channel, they are kept")
    kept = stand.rows("SELECT COUNT(*) FROM pictures WHERE message_id IS NOT NULL AND deleted_at IS NULL")[0][0]
    assert (kept, stand.rows("SELECT COUNT(*) FROM votes")[0][0]) == (3, 1)


async def test_a_painter_that_is_killed_in_the_middle_of_a_batch_is_replaced(stand: Stand) -> None:
    async with stand.running() as bot:
        await stand.playground.wait_for(lambda: stand.said("painter: painting"), PATIENCE)
        for pid in family.workers_of(bot.pid):
            family.send(pid, signal.SIGKILL)
        await stand.pictures(3)
        await stand.is_well()
    assert stand.posts() == 3


async def test_a_painter_that_hangs_is_killed_and_replaced(stand: Stand) -> None:
    async with stand.running() as bot:
        await stand.pictures(3)
        (hung,) = family.workers_of(bot.pid)
        family.send(hung, signal.SIGSTOP)
        await stand.asks_for_batch()
        await stand.pictures(6)
        await stand.is_well()
        assert hung not in family.workers_of(bot.pid)


async def test_a_full_disk_keeps_votes_waiting_and_loses_none(stand: Stand) -> None:
    async with stand.running(**NEVER_SWEEPS) as bot:
        pictures = await stand.pictures(3)
        await stand.is_well()
        family.limit_files(bot.pid, 0)
        for picture in pictures:
            await stand.ada.react(picture.id, "👍")
        await stand.has_said("votes wait, none is lost")
        for picture in pictures:
            await stand.ben.react(picture.id, "👍")
        await stand.ada.unreact(pictures[0].id, "👍")
        family.limit_files(bot.pid, None)
        await stand.has_said("votes are written again")
        await stand.is_well()


async def test_a_disk_that_fills_up_while_a_batch_is_painted_delays_it(stand: Stand) -> None:
    async with stand.running() as bot:
        await stand.pictures(3)
        await stand.asks_for_batch()
        for pid in (bot.pid, *family.workers_of(bot.pid)):
            family.limit_files(pid, 0)
        await stand.ada.react((await stand.pictures(3))[0].id, "👍")
        await stand.playground.wait_for(lambda: any("full" in line or "I/O" in line for line in stand.journal.life), 30)
        for pid in (bot.pid, *family.workers_of(bot.pid)):
            family.limit_files(pid, None)
        await stand.pictures(6)
        await stand.is_well()


async def test_stopping_in_the_middle_of_a_post_ends_it_takes_the_painter_along_and_resumes(stand: Stand) -> None:
    held = stand.playground.faults.stall(method="POST", path="/messages$", seconds=PATIENCE, after_effect=True)
    bot = stand.start()
    await stand.playground.wait_for(lambda: held.times == 0 and stand.posts() == 1, PATIENCE)
    workers = family.workers_of(bot.pid)
    assert workers
    assert await bot.stop(20.0) == 0, "it does not wait for Discord for ever"
    assert not family.workers().keys() & set(workers)
    stand.playground.faults.clear()
    stand.forget_nonces()
    async with stand.running():
        await stand.pictures(3)
        await stand.is_well()
    assert stand.posts() == 3
