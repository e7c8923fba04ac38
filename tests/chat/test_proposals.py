"""Suggestions from the member's words to the curators' tap and back, with the real client."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.names import PromptId
from bot.flows import curate
from bot.languages import Language
from bot.playground import Member, NotAllowed
from bot.playground.views import MessageView
from bot.store import prompts, proposals
from tests.chat.conftest import House, now


async def hanging(house: House) -> MessageView:
    """The last message in the channel, as soon as there is one."""
    await house.playground.wait_for(house.playground.messages)
    return house.playground.messages()[-1]


def buttons(message: MessageView) -> dict[str, str]:
    """The label of every button with its id."""
    rows: list[dict[str, Any]] = message.components
    return {button["label"]: button["custom_id"] for row in rows for button in row["components"]}


async def ended(house: House, message_id: int) -> str:
    """What a message says once its buttons are gone."""

    def end() -> str:
        message = house.playground.message(message_id)
        assert message is not None
        return "" if message.components else message.content

    return await house.playground.wait_for(end, timeout=30)


async def test_a_suggestion_is_approved_painted_credited_and_told(house: House, ada: Member, cora: Member) -> None:
    async with house.connected():
        answer = await ada.run("prompt suggest", text="a cat  in a teacup")
        assert answer.is_ephemeral
        assert "The curators look at “a cat in a teacup”" in answer.content
        posted = await hanging(house)
        assert posted.content == f"**Suggestion 1** by {ada.mention}: shall this be painted?\n> a cat in a teacup"
        assert buttons(posted).keys() == {"Approve", "Decline"}
        await cora.press(posted.id, buttons(posted)["Approve"])
        end = await ended(house, posted.id)
        assert end.endswith(f"✅ Approved by {cora.mention}: it is prompt 1.")
        (letter,) = ada.letters()
        assert "“a cat in a teacup” was approved: it is prompt 1" in letter.content
        shown = (await cora.run("prompt show", prompt="1")).embeds[0]["description"]
        assert f"Suggested by {ada.mention}." in shown
        assert len(house.playground.messages()) == 1
    for message in (*house.playground.messages(), *ada.letters()):
        stored = house.playground.world.find_message(message.id)
        assert stored is not None
        assert stored.mentions == [], "named, and not called"
    assert house.playground.violations == []


async def test_a_declined_suggestion_adds_nothing_and_is_told(house: House, ada: Member, cora: Member) -> None:
    async with house.connected():
        await ada.run("prompt suggest", text="a dog")
        posted = await hanging(house)
        await cora.press(posted.id, buttons(posted)["Decline"])
        assert (await ended(house, posted.id)).endswith(f"Declined by {cora.mention}.")
        assert "not taken this time" in ada.letters()[0].content
        assert "None yet" in (await cora.run("prompt list", which="all")).embeds[0]["description"]


async def test_only_curators_decide(house: House, ada: Member, cora: Member) -> None:
    async with house.connected():
        await ada.run("prompt suggest", text="a cat in a teacup")
        posted = await hanging(house)
        press = await ada.press(posted.id, buttons(posted)["Approve"])
        await house.playground.wait_for(lambda: press.followups)
        assert press.followups[0].content.startswith("Only curators may do that")
        assert press.followups[0].is_ephemeral
        assert buttons(await hanging(house)), "it still waits"
        await cora.press(posted.id, buttons(posted)["Decline"])
        assert "Declined" in await ended(house, posted.id)


async def test_two_curators_at_once_make_one_decision(house: House, ada: Member, cora: Member) -> None:
    dora = house.playground.add_member("Dora", roles=[house.playground.curator_role_id])
    async with house.connected():
        await ada.run("prompt suggest", text="a cat in a teacup")
        posted = await hanging(house)
        ids = buttons(posted)
        presses = await asyncio.gather(cora.press(posted.id, ids["Approve"]), dora.press(posted.id, ids["Decline"]))
        await ended(house, posted.id)
        await house.playground.wait_for(lambda: any(press.followups for press in presses), timeout=30)
        (late,) = [followup for press in presses for followup in press.followups]
        async with house.database.reading() as tx:
            decided = await proposals.get_proposal(tx, proposals.ProposalId(1))
        first, word = (cora, "approved") if decided.verdict == "accepted" else (dora, "declined")
        assert late.content == f"This was already {word} by {first.mention}."
        listed = (await cora.run("prompt list")).embeds[0]["description"]
        assert ("a cat in a teacup" in listed) == (decided.verdict == "accepted")
        assert len(ada.letters()) == 1


async def test_buttons_outlive_the_process_that_posted_them(house: House, ada: Member, cora: Member) -> None:
    async with house.connected():
        await ada.run("prompt suggest", text="a cat in a teacup")
        posted = await hanging(house)
    async with house.connected():
        await cora.press(posted.id, buttons(posted)["Approve"])
        assert "it is prompt 1" in await ended(house, posted.id)


async def test_what_was_interrupted_is_taken_up_once(house: House, ada: Member, cora: Member) -> None:
    """The row is there and the message is not; then the message is there and the row does not know it."""
    async with house.database.transaction() as tx:
        one = await proposals.add_suggestion(tx, "a cat in a teacup", suggested_by=ada.id, at=now())
    async with house.connected() as client:
        await client.board.tend()
        (posted,) = house.playground.messages()
        async with house.database.transaction() as tx:
            await tx.execute("UPDATE proposals SET message_id = NULL, posting_at = ?", (one.made_at.isoformat(),))
    async with house.connected() as client:
        await client.board.tend(is_thorough=True)
        await client.board.tend()
        assert [message.id for message in house.playground.messages()] == [posted.id]
        await cora.press(posted.id, buttons(posted)["Approve"])
        assert "it is prompt 1" in await ended(house, posted.id)


async def test_a_decision_that_could_not_be_shown_is_shown_later(house: House, ada: Member, cora: Member) -> None:
    async with house.connected() as client:
        await ada.run("prompt suggest", text="a cat in a teacup")
        posted = await hanging(house)
        house.playground.faults.fail(method="PATCH", path=r"/messages/\d+$", status=400, code=30046, message="Later")
        await cora.press(posted.id, buttons(posted)["Approve"])
        await house.playground.wait_for(ada.letters)
        await client.board.tend()
        assert "Approved" in await ended(house, posted.id)
        assert len(ada.letters()) == 1


async def test_one_that_discord_does_not_take_holds_up_no_other(house: House, ada: Member) -> None:
    for text in ("a cat in a teacup", "a cat in a hat"):
        async with house.database.transaction() as tx:
            await proposals.add_suggestion(tx, text, suggested_by=ada.id, at=now())
    async with house.connected() as client:
        house.playground.faults.fail(method="POST", path=r"/messages$", status=400, code=50035, message="No")
        await client.board.tend()
        assert [message.content[:16] for message in house.playground.messages()] == ["**Suggestion 2**"]
        await client.board.tend()
        assert len(house.playground.messages()) == 2


async def test_a_suggestion_whose_message_is_deleted_is_withdrawn(house: House, ada: Member, cora: Member) -> None:
    async with house.connected(desk=house.desk_with(open_suggestions=1)) as client:
        for text in ("a cat in a teacup", "a cat in a hat"):
            assert "Thank you" in (await ada.run("prompt suggest", text=text)).content
            posted = (await hanging(house)).id
            await house.playground.owner.delete(posted)
            await house.caught_up(client)
    async with house.connected() as client:
        await ada.run("prompt suggest", text="a cat in a box")
        posted = next(m.id for m in house.playground.messages() if m.content.startswith("**Suggestion"))
    await house.playground.owner.delete(posted)
    async with house.connected() as client:
        await client.board.tend(is_thorough=True)
        async with house.database.reading() as tx:
            assert await proposals.list_open(tx) == []
            assert [(await proposals.get_proposal(tx, proposals.ProposalId(n))).verdict for n in (1, 2, 3)] == [
                "withdrawn"
            ] * 3


async def test_the_limits_of_a_member(house: House, ada: Member, cora: Member) -> None:
    async with house.connected(desk=house.desk_with(open_suggestions=2, daily_suggestions=3)):
        for number in (1, 2):
            await ada.run("prompt suggest", text=f"a cat in {number} boxes")
        refused = await ada.run("prompt suggest", text="a cat in 3 boxes")
        assert refused.content.startswith("2 of your suggestions wait for the curators, and that is the limit")
        for posted in house.playground.messages():
            await cora.press(posted.id, buttons(posted)["Decline"])
            await ended(house, posted.id)
        assert "Thank you" in (await ada.run("prompt suggest", text="a cat in 3 boxes")).content
        refused = await ada.run("prompt suggest", text="a cat in 4 boxes")
        assert "3 suggestions in the last 24 hours" in refused.content
        ben = house.playground.add_member("Ben")
        assert "Thank you" in (await ben.run("prompt suggest", text="a cat in 4 boxes")).content
    async with house.connected(desk=house.desk_with(open_suggestions=0)):
        assert "switched off" in (await ada.run("prompt suggest", text="a cat")).content


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("A GINGER cat in a box", "is painted already: it is prompt 1"),
        ("a cat for @everyone", "mentions somebody"),
        ("a || cat", "formatting"),
        ("cat " * 200, "799 characters"),
    ],
)
async def test_what_cannot_be_suggested_is_said_at_once(house: House, ada: Member, text: str, part: str) -> None:
    await house.add_prompt("a ginger cat in a box")
    async with house.connected():
        assert part in (await ada.run("prompt suggest", text=text)).content
    assert house.playground.messages() == []


async def test_a_suggestion_waits_only_once(house: House, ada: Member) -> None:
    async with house.connected():
        await ada.run("prompt suggest", text="a cat in a teacup")
        again = await ada.run("prompt suggest", text="A CAT in a teacup")
        assert again.content == "“A CAT in a teacup” is suggested already and waits for the curators."
        assert len(house.playground.messages()) == 1


async def test_a_blocked_member_suggests_nothing_until_unblocked(house: House, ada: Member, cora: Member) -> None:
    async with house.connected():
        assert "may not suggest prompts any more" in (await cora.run("prompt block", member=ada.id)).content
        assert "blocked already" in (await cora.run("prompt block", member=ada.id)).content
        assert "you may not suggest" in (await ada.run("prompt suggest", text="a cat")).content
        assert "kept too" in (await ada.run("privacy show")).content
        await ada.run("privacy forget")
        assert "you may not suggest" in (await ada.run("prompt suggest", text="a cat")).content
        assert "may suggest prompts again" in (await cora.run("prompt unblock", member=ada.id)).content
        assert "is not blocked" in (await cora.run("prompt unblock", member=ada.id)).content
        assert "Thank you" in (await ada.run("prompt suggest", text="a cat")).content
        assert "Only curators" in (await ada.run("prompt block", member=cora.id)).content
        assert "Only curators" in (await ada.run("prompt unblock", member=cora.id)).content


async def test_a_member_who_takes_no_messages_stops_nothing(house: House, ada: Member, cora: Member) -> None:
    house.playground.block(ada)
    async with house.connected():
        await ada.run("prompt suggest", text="a cat in a teacup")
        posted = await hanging(house)
        await cora.press(posted.id, buttons(posted)["Approve"])
        assert "it is prompt 1" in await ended(house, posted.id)
    assert ada.letters() == []


async def test_being_forgotten_takes_the_name_from_prompt_board_and_open_suggestions(
    house: House, ada: Member, cora: Member
) -> None:
    async with house.connected():
        await ada.run("prompt suggest", text="a cat in a teacup")
        first = await hanging(house)
        await cora.press(first.id, buttons(first)["Approve"])
        await ended(house, first.id)
        await ada.run("prompt suggest", text="a cat in a hat")
        second = await hanging(house)
        kept = (await ada.run("privacy show")).content
        assert "1 prompt and 2 proposals" in kept
        assert "1 prompt and 2 proposals" in (await ada.run("privacy forget")).content
        assert "Withdrawn." in await ended(house, second.id)
        await house.playground.wait_for(
            lambda: not any(ada.mention in message.content for message in house.playground.messages())
        )
        assert "Suggested by" not in str((await cora.run("prompt show", prompt="1")).embeds)
        assert "nothing" in (await ada.run("privacy show")).content
        with pytest.raises(NotAllowed):
            await cora.press(second.id, buttons(second)["Approve"])


async def test_suggestions_go_to_the_curators_own_channel(house: House, ada: Member, cora: Member) -> None:
    attic = house.playground.add_channel("attic")
    async with house.connected(curator_channel_id=attic):
        await ada.run("prompt suggest", text="a cat in a teacup")
        await house.playground.wait_for(lambda: house.playground.messages(attic))
        (posted,) = house.playground.messages(attic)
        assert house.playground.messages() == []
        await cora.press(posted.id, buttons(posted)["Approve"])
        assert "it is prompt 1" in await ended(house, posted.id)


async def test_a_board_that_may_not_be_written_is_said_once_and_catches_up(
    house: House, ada: Member, caplog: pytest.LogCaptureFixture
) -> None:
    attic = house.playground.add_channel("attic")
    house.playground.set_permissions(denied=["SEND_MESSAGES"], channel_id=attic)
    async with house.connected(curator_channel_id=attic) as client:
        assert "Thank you" in (await ada.run("prompt suggest", text="a cat in a teacup")).content
        await client.board.tend()
        await client.board.tend()
        assert len([r for r in caplog.records if "Send Messages" in r.getMessage()]) == 1
        house.playground.restore_permissions(channel_id=attic)
        await client.board.tend()
        assert len(house.playground.messages(attic)) == 1


async def test_a_prompt_that_was_added_meanwhile_is_not_added_twice(house: House, ada: Member, cora: Member) -> None:
    async with house.connected():
        await ada.run("prompt suggest", text="a cat in a teacup")
        posted = await hanging(house)
        added = await curate.add_prompt(house.database, "A cat in a teacup", added_by=None, now=datetime.now(UTC))
        await cora.press(posted.id, buttons(posted)["Approve"])
        assert f"it is prompt {added.id}" in await ended(house, posted.id)
        async with house.database.reading() as tx:
            assert (await prompts.get_prompt(tx, PromptId(added.id))).suggested_by is None
            assert await prompts.count_active(tx) == 1


async def test_the_members_text_cannot_break_the_board(house: House, ada: Member) -> None:
    nasty = "a cat <3 [with] # a _ in snake_case and > signs"
    async with house.connected():
        answer = await ada.run("prompt suggest", text=nasty.replace(" _ ", " "))
        posted = await hanging(house)
        assert "\\[with\\]" in posted.content
        assert "<" not in posted.content.split("\n")[1].replace("\\<", "")
        assert answer.is_ephemeral
    assert timedelta(seconds=3) > timedelta(seconds=answer.latency_s)


async def test_the_board_speaks_the_servers_language(house: House, ada: Member, cora: Member) -> None:
    async with house.connected(language=Language("ja")):
        await ada.run("prompt suggest", text="こたつの猫")
        posted = await hanging(house)
        assert posted.content == f"**提案 1**（{ada.mention}）：これを描きますか？\n> こたつの猫"
        assert buttons(posted).keys() == {"採用", "見送る"}
        await cora.press(posted.id, buttons(posted)["採用"])
        assert f"✅ {cora.mention}が採用しました。" in await ended(house, posted.id)
        assert "採用されました" in ada.letters()[0].content
