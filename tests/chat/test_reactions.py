"""Votes equal the channel: live events of every kind, and the comparison after an absence."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from bot.errors import StoreError
from bot.flows import votes
from tests.conftest import PATIENCE

if TYPE_CHECKING:
    from conftest import House

THUMBS = ["👍", "👍🏻", "👍🏼", "👍🏽", "👍🏾", "👍🏿"]


@pytest.mark.parametrize("thumb", THUMBS)
async def test_a_thumb_of_any_tone_is_a_like(house: House, thumb: str) -> None:
    async with house.connected() as client:
        (picture,) = await house.hang(client)
        await house.playground.add_member("Ada").react(picture.message_id, thumb)
        await house.caught_up(client)
        assert await house.likes(picture) == 1


async def test_six_thumbs_of_one_member_are_one_like_and_each_can_be_withdrawn(house: House) -> None:
    async with house.connected() as client:
        (picture,) = await house.hang(client)
        ada = house.playground.add_member("Ada")
        for thumb in THUMBS:
            await ada.react(picture.message_id, thumb)
        await house.caught_up(client)
        assert await house.likes(picture) == 1
        for thumb in THUMBS[:-1]:
            await ada.unreact(picture.message_id, thumb)
        await house.caught_up(client)
        assert await house.likes(picture) == 1
        await ada.unreact(picture.message_id, THUMBS[-1])
        await house.caught_up(client)
        assert await house.likes(picture) == 0


async def test_a_super_reaction_and_a_normal_one_are_one_like_until_both_are_withdrawn(house: House) -> None:
    async with house.connected() as client:
        (picture,) = await house.hang(client)
        ada = house.playground.add_member("Ada")
        await ada.react(picture.message_id, "👍")
        await ada.react(picture.message_id, "👍", burst=True)
        await house.caught_up(client)
        assert await house.likes(picture) == 1
        await ada.unreact(picture.message_id, "👍")
        await house.caught_up(client)
        assert await house.likes(picture) == 1
        await ada.unreact(picture.message_id, "👍", burst=True)
        await house.caught_up(client)
        assert await house.likes(picture) == 0


async def test_other_emoji_dislikes_and_other_messages_are_not_likes(house: House) -> None:
    async with house.connected() as client:
        (picture,) = await house.hang(client)
        ada = house.playground.add_member("Ada")
        talk = await ada.say(None, "what a cat")
        await ada.react(talk.id, "👍")
        await ada.react(picture.message_id, "👎")
        await ada.react(picture.message_id, "🐈")
        await house.caught_up(client)
        assert await house.likes(picture) == 0


async def test_the_bots_own_thumb_and_other_bots_do_not_count(house: House) -> None:
    async with house.connected() as client:
        (picture,) = await house.hang(client)
        await client.gallery.seed_reaction(picture.message_id)
        await house.playground.add_member("Beep", is_bot=True).react(picture.message_id, "👍")
        await house.caught_up(client)
        assert await house.likes(picture) == 0
        client.votes.request_comparison()
        await client.votes.settled()
        assert await house.likes(picture) == 0


async def test_a_moderator_clears_one_emoji_and_then_all(house: House) -> None:
    async with house.connected() as client:
        (picture,) = await house.hang(client)
        ada, ben = house.playground.add_member("Ada"), house.playground.add_member("Ben")
        await ada.react(picture.message_id, "👍")
        await ben.react(picture.message_id, "👍🏽")
        await house.caught_up(client)
        assert await house.likes(picture) == 2
        await house.playground.owner.clear_emoji(picture.message_id, "👍")
        await house.caught_up(client)
        assert await house.likes(picture) == 1
        await house.playground.owner.clear_reactions(picture.message_id)
        await house.caught_up(client)
        assert await house.likes(picture) == 0


async def test_deleted_messages_close_their_trials_and_keep_their_votes(house: House) -> None:
    async with house.connected() as client:
        one, two, three = await house.hang(client, 3)
        await house.playground.add_member("Ada").react(one.message_id, "👍")
        await house.playground.owner.delete(one.message_id)
        house.playground.delete_messages([two.message_id, three.message_id])
        await house.caught_up(client)
        gone = [await house.picture(p.id) for p in (one, two, three)]
        assert all(picture.deleted_at for picture in gone)
        assert [picture.likes for picture in gone] == [1, 0, 0]


async def test_repeated_and_lost_events_leave_the_votes_equal_to_the_channel(house: House) -> None:
    async with house.connected() as client:
        (picture,) = await house.hang(client)
        ada, ben = house.playground.add_member("Ada"), house.playground.add_member("Ben")
        house.playground.faults.repeat_events("MESSAGE_REACTION_ADD")
        await ada.react(picture.message_id, "👍")
        await house.caught_up(client)
        assert await house.likes(picture) == 1
        house.playground.faults.lose_events("MESSAGE_REACTION_ADD")
        await ben.react(picture.message_id, "👍")
        await house.caught_up(client)
        assert await house.likes(picture) == 1, "the event is lost"
        client.votes.request_comparison()
        await client.votes.settled()
        assert await house.likes(picture) == 2


async def test_after_an_absence_likes_added_and_withdrawn_are_found(house: House) -> None:
    ada, ben, cleo = (house.playground.add_member(name) for name in ("Ada", "Ben", "Cleo"))
    async with house.connected() as client:
        kept, won, gone, cleared = await house.hang(client, 4)
        await client.gallery.seed_reaction(kept.message_id)
        for picture in (kept, cleared):
            await ada.react(picture.message_id, "👍")
        await ben.react(kept.message_id, "👍")
        await house.caught_up(client)
    await ada.unreact(kept.message_id, "👍")
    await cleo.react(kept.message_id, "👍🏿")
    await cleo.react(won.message_id, "👍", burst=True)
    await cleo.react(won.message_id, "👍")
    await ada.react(won.message_id, "👍")
    await house.playground.owner.delete(gone.message_id)
    await house.playground.owner.clear_reactions(cleared.message_id)
    async with house.connected():
        assert await house.likes(kept) == 2
        assert await house.likes(won) == 2
        assert await house.likes(cleared) == 0
        assert (await house.picture(gone.id)).deleted_at is not None
    assert house.playground.violations == []


async def test_the_people_are_asked_for_only_where_the_counts_differ(house: House) -> None:
    async with house.connected() as client:
        same, other = await house.hang(client, 2)
        ada = house.playground.add_member("Ada")
        await ada.react(same.message_id, "👍")
        await house.caught_up(client)
        house.playground.faults.lose_events("MESSAGE_REACTION_ADD")
        await ada.react(other.message_id, "👍")
        before = len(house.playground.requests)
        client.votes.request_comparison()
        await client.votes.settled()
        asked = [request.path for request in house.playground.requests[before:]]
    assert len([path for path in asked if path.endswith("/messages")]) == 1
    assert all(str(other.message_id) in path for path in asked if "/reactions/" in path)


async def test_more_than_a_hundred_people_are_paged(house: House) -> None:
    async with house.connected() as client:
        (picture,) = await house.hang(client)
    for number in range(205):
        await house.playground.add_member(f"Member {number}").react(picture.message_id, "👍")
    async with house.connected() as client:
        assert await house.likes(picture) == 205
        assert len(await client.gallery.list_marks(picture.message_id, ["👍"]) or []) == 205


async def test_an_unreadable_history_is_not_taken_for_deleted_messages(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot")
    async with house.connected() as client:
        (picture,) = await house.hang(client)
        await house.playground.add_member("Ada").react(picture.message_id, "👍")
        await house.caught_up(client)
        house.playground.set_permissions(denied=["read_message_history"])
        await house.caught_up(client)
        for _ in range(3):
            client.votes.request_comparison()
            await client.votes.settled()
        assert (await house.picture(picture.id)).deleted_at is None
        assert await house.likes(picture) == 1
        said = [r for r in caplog.records if r.levelno >= logging.ERROR]
        assert len(said) == 1, "said once"
        assert "Read Message History" in said[0].getMessage()
        house.playground.restore_permissions()
        await house.caught_up(client)
        client.votes.request_comparison()
        await client.votes.settled()
        assert "compared with the channel again" in caplog.text


async def test_a_deleted_channel_is_said_and_nothing_is_touched(house: House, caplog: pytest.LogCaptureFixture) -> None:
    async with house.connected() as client:
        (picture,) = await house.hang(client)
        gone = client.wait_for("guild_channel_delete", timeout=PATIENCE)
        house.playground.delete_channel()
        await gone
        client.votes.request_comparison()
        await client.votes.settled()
        assert (await house.picture(picture.id)).deleted_at is None
    assert any("was deleted" in record.getMessage() for record in caplog.records)


async def test_votes_wait_while_the_database_cannot_be_written(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    real, failures = votes.apply_events, iter([StoreError("The disk is full."), StoreError("The disk is full.")])

    async def failing(*args: object, **kwargs: object) -> int:
        if error := next(failures, None):
            raise error
        return await real(*args, **kwargs)  # type: ignore[arg-type]

    async with house.connected() as client:
        (picture,) = await house.hang(client)
        monkeypatch.setattr("bot.chat.reactions._PAUSES", (0.01,))
        monkeypatch.setattr(votes, "apply_events", failing)
        waited: list[tuple[int, float]] = []
        note_trouble = client.votes._note_trouble

        def note(where: str, sentence: str) -> None:
            waited.append((client.votes.waiting, client.votes.lag.total_seconds()))
            note_trouble(where, sentence)

        monkeypatch.setattr(client.votes, "_note_trouble", note)
        await house.playground.add_member("Ada").react(picture.message_id, "👍")
        await house.caught_up(client)
        assert await house.likes(picture) == 1
        assert [count > 0 for count, _ in waited] == [True, True], "what cannot be written counts as waiting"
        assert 0 <= waited[0][1] < waited[1][1]
        assert (client.votes.waiting, client.votes.lag.total_seconds()) == (0, 0)


async def test_an_event_that_cannot_be_applied_does_not_hold_up_the_others(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = votes.apply_events

    async def failing(database: object, rules: object, events: list[votes.Event], **kwargs: object) -> int:
        if any(isinstance(event, votes.Cleared) for event in events):
            raise ZeroDivisionError
        return await real(database, rules, events, **kwargs)  # type: ignore[arg-type]

    async with house.connected() as client:
        (picture,) = await house.hang(client)
        monkeypatch.setattr(votes, "apply_events", failing)
        await client.desk.hanging.acquire()
        ada = house.playground.add_member("Ada")
        await house.playground.owner.clear_reactions(picture.message_id)
        await ada.react(picture.message_id, "👍")
        client.desk.hanging.release()
        await house.caught_up(client)
        assert await house.likes(picture) == 1


async def test_a_vote_that_comes_before_its_picture_is_known_waits_for_it(house: House) -> None:
    async with house.connected() as client:
        (picture_id,) = await house.plan()
        async with client.desk.hanging:
            message_id = await client.gallery.post_picture(house.post(picture_id))
            heard = client.wait_for("raw_reaction_add", timeout=PATIENCE)
            await house.playground.add_member("Ada").react(message_id, "👍")
            await heard
            await house.mark_posted(picture_id, message_id)
        await client.votes.settled()
        assert (await house.picture(picture_id)).likes == 1


async def test_stopping_during_a_comparison_is_no_trouble(house: House, caplog: pytest.LogCaptureFixture) -> None:
    async with house.connected() as client:
        await house.hang(client)
        reading = house.playground.faults.stall(method="GET", path="/messages$", seconds=5)
        client.votes.request_comparison()
        await house.playground.wait_for(lambda: reading.times == 0)
        client.votes.request_comparison()
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_a_message_deleted_during_the_comparison_is_closed_and_stops_nothing(house: House) -> None:
    async with house.connected() as client:
        gone, kept = await house.hang(client, 2)
        house.playground.faults.lose_events("*", 3)
        ada = house.playground.add_member("Ada")
        for picture in (gone, kept):
            assert picture.message_id is not None
            await ada.react(picture.message_id, "👍")
        reading = house.playground.faults.stall(method="GET", path="/reactions/", seconds=5)
        client.votes.request_comparison()
        await house.playground.wait_for(lambda: reading.times == 0)
        await house.playground.owner.delete(gone.message_id or 0)
        reading.released.set()
        await client.votes.settled()
        assert (await house.picture(gone.id)).deleted_at is not None
        assert await house.likes(kept) == 1
