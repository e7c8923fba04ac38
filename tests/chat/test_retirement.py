"""A proposed retirement, from the figures to a curator's tap."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.names import MessageId, PromptId, Voter
from bot.domain.voting import Marks
from bot.flows.retirement import MOST_OPEN, REST, propose_retirements
from bot.playground import Member
from bot.store import counts, pictures, posts, prompts, votes
from tests.chat.conftest import House, now
from tests.chat.test_proposals import buttons, ended, hanging


async def judge(house: House, text: str, *, likes: int, trials: int) -> PromptId:
    """Let pictures of a prompt be judged."""
    like = Marks().with_mark("👍", is_burst=False)
    planned = await house.plan(trials, text)
    prompt_id = await house.add_prompt(text)
    async with house.database.transaction() as tx:
        for number, picture_id in enumerate(planned):
            await posts.mark_posted(
                tx, picture_id, message_id=MessageId(10_000 + picture_id), at=now(), closes_at=now()
            )
            is_liked = number < likes
            await pictures.mark_settled(tx, picture_id, reward=int(is_liked), weight=1.0, at=now())
            if is_liked:
                await votes.mark_votes(tx, {(picture_id, Voter("v")): like}, ballot=house.rules.ballot, at=now())
        await votes.count_likes(tx, planned)
        tally = counts.Tally(pictures=trials, trials=trials, likes=likes, misses=float(trials - likes))
        await counts.add_counts(tx, prompt_id, "kitten", tally)
    return prompt_id


async def propose(house: House, later: timedelta = timedelta(0)) -> int:
    return await propose_retirements(house.database, house.rules, now=now() + later)


async def is_active(house: House, prompt_id: PromptId) -> bool:
    async with house.database.reading() as tx:
        return (await prompts.get_prompt(tx, prompt_id)).is_active


@pytest.fixture
async def bad(house: House) -> PromptId:
    """A prompt that nobody likes, beside three that people do."""
    for number in range(3):
        await judge(house, f"a good cat {number}", likes=20, trials=60)
    return await judge(house, "a dull cat", likes=0, trials=60)


async def test_a_retirement_is_proposed_with_its_reason_and_done_by_a_tap(
    house: House, cora: Member, bad: PromptId
) -> None:
    async with house.connected() as client:
        assert await propose(house) == 1
        assert await propose(house) == 0, "it is proposed already"
        await client.board.tend()
        posted = await hanging(house)
        assert f"shall prompt {bad} be retired?\n> a dull cat\n0 of 60 liked; the chance" in posted.content
        assert "less than 1 in 10,000" in posted.content or "about 1 in" in posted.content
        assert await is_active(house, bad), "nothing happens without a tap"
        assert buttons(posted).keys() == {"Retire", "Keep"}
        await cora.press(posted.id, buttons(posted)["Retire"])
        assert f"Retired by {cora.mention}" in await ended(house, posted.id)
        assert not await is_active(house, bad)


async def test_what_is_kept_is_not_proposed_again_for_a_while(house: House, cora: Member, bad: PromptId) -> None:
    async with house.connected() as client:
        await propose(house)
        await client.board.tend()
        posted = await hanging(house)
        await cora.press(posted.id, buttons(posted)["Keep"])
        assert f"Kept by {cora.mention}" in await ended(house, posted.id)
        assert await is_active(house, bad)
        assert await propose(house, REST - timedelta(hours=1)) == 0
        assert await propose(house, REST + timedelta(hours=1)) == 1


async def test_a_proposal_about_a_prompt_that_is_retired_meanwhile_settles_itself(
    house: House, cora: Member, bad: PromptId
) -> None:
    async with house.connected() as client:
        await propose(house)
        await client.board.tend()
        posted = await hanging(house)
        await cora.run("prompt retire", prompt=str(bad))
        await client.board.tend()
        assert "Settled otherwise." in await ended(house, posted.id)


async def test_only_so_many_wait_at_a_time(house: House, bad: PromptId) -> None:
    for number in range(5):
        await judge(house, f"a duller cat {number}", likes=0, trials=80)
    assert await propose(house) == MOST_OPEN
    assert await propose(house) == 0


async def test_the_owner_may_switch_it_off(house: House, bad: PromptId) -> None:
    house.rules = replace(house.rules, retirement_share=None)
    assert await propose(house) == 0
