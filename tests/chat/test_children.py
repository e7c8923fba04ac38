"""“More like this”, end to end: near a picture, over it, with other words, by buttons that outlive the bot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.domain.names import PictureId
from bot.flows.settle import settle
from bot.playground import Member
from tests.samples import SETTINGS

if TYPE_CHECKING:
    from conftest import House

SLOTTED = "a {coat} cat {sitting|asleep}"


@pytest.fixture
def curator(house: House) -> Member:
    return house.playground.add_member("Cora", roles=[house.playground.curator_role_id])


@pytest.fixture
def member(house: House) -> Member:
    return house.playground.add_member("Ada")


async def test_more_like_this_posts_a_child_of_nearly_the_same_noise(house: House, member: Member) -> None:
    async with house.connected() as client:
        (parent,) = await house.hang(client)
        answer = await member.run_on_message("More like this", parent.message_id)
        await house.playground.wait_for(lambda: "hangs in the channel" in answer.content)
        child = await house.picture(PictureId(2))
        assert (child.kind, child.parent_id, child.seed) == ("child", parent.id, parent.seed)
        assert child.variation is not None
        assert 0.05 <= child.variation[1] <= 0.3
        order = house.painter.orders[-1]
        assert order.variation is not None
        assert (order.variation.seed, order.variation.strength) == child.variation
        posted = house.playground.messages()[-1]
        assert "more like #1" in posted.content
        assert "👍" in posted.reactions
        made = await member.run_on_message("How was this made?", posted.id)
        assert "Like #1: its noise was moved" in str(made.embeds)


async def test_the_answers_buttons_ask_for_another_one_also_after_a_restart(house: House, member: Member) -> None:
    async with house.connected() as client:
        (parent,) = await house.hang(client)
        answer = await member.run_on_message("More like this", parent.message_id)
        await house.playground.wait_for(lambda: bool(answer.components))
    assert answer.message_id is not None
    async with house.connected():
        again = await member.press(answer.message_id, "more:1:30")
        await house.playground.wait_for(lambda: "moved by 30 %" in again.content)
    assert (await house.picture(PictureId(3))).parent_id == parent.id


async def test_more_like_a_child_is_more_like_its_parent(house: House, member: Member) -> None:
    async with house.connected() as client:
        (parent,) = await house.hang(client)
        first = await member.run_on_message("More like this", parent.message_id)
        await house.playground.wait_for(lambda: "hangs" in first.content)
        answer = await member.run_on_message("More like this", house.playground.messages()[-1].id)
        await house.playground.wait_for(lambda: "like #1," in answer.content)


async def test_likes_of_children_are_counted_but_say_nothing_of_the_prompt(house: House, member: Member) -> None:
    async with house.connected() as client:
        (parent,) = await house.hang(client)
        answer = await member.run_on_message("More like this", parent.message_id)
        await house.playground.wait_for(lambda: "hangs" in answer.content)
        child = await house.picture(PictureId(2))
        await member.react(child.message_id, "👍")
        await house.caught_up(client)
    assert await house.likes(child) == 1
    assert child.closes_at is not None
    await settle(house.database, house.rules, model=SETTINGS.model, now=child.closes_at)
    settled = await house.picture(child.id)
    assert (settled.settled_at is not None, settled.reward) == (True, None)
    async with house.database.reading() as tx, tx.execute("SELECT SUM(trials), SUM(likes) FROM counts") as cursor:
        assert tuple(await cursor.fetchone() or ()) == (1, 0), "the parent alone is a trial"


async def test_variations_are_bounded_in_a_day(house: House, member: Member) -> None:
    object.__setattr__(house.rules, "children_a_day", 1)
    async with house.connected() as client:
        (parent,) = await house.hang(client)
        first = await member.run_on_message("More like this", parent.message_id)
        await house.playground.wait_for(lambda: "hangs" in first.content)
        second = await member.run_on_message("More like this", parent.message_id)
        await house.playground.wait_for(lambda: "one variation a day" in second.content)
        talk = await member.say(None, "hello")
        third = await member.run_on_message("More like this", talk.id)
        assert third.content.startswith("That message holds no picture of mine")
