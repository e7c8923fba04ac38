"""A study end to end: begun by a curator, judged in the channel, told to everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.domain.names import PictureId
from bot.flows.settle import find_differences
from bot.playground import Member

if TYPE_CHECKING:
    from conftest import House


@pytest.fixture
async def prompts(house: House) -> None:
    for text in ("a ginger cat", "a black cat", "a white cat"):
        await house.add_prompt(text)


async def test_a_study_is_posted_judged_and_told_in_two_sentences_and_a_picture(
    house: House, curator: Member, prompts: None
) -> None:
    judges = [house.playground.add_member(f"Judge {number}") for number in range(3)]
    async with house.connected() as client:
        begun = await curator.run("study start", first="1", second="2", third="3", seeds=3)
        await house.playground.wait_for(lambda: "9 pictures hang" in begun.content)
        whole = [await house.picture(PictureId(number)) for number in range(1, 10)]
        assert {picture.kind for picture in whole} == {"study"}
        early = await judges[0].run("study result")
        assert "nobody has judged it yet" in early.content
        for picture in whole:
            if picture.prompt == "a black cat":
                for judge in judges:
                    await judge.react(picture.message_id, "👍")
        await judges[0].react(whole[0].message_id, "👍")
        await house.caught_up(client)
        answer = await judges[0].run("study result", number=1)
        assert answer.is_ephemeral
        first, second = answer.content.splitlines()
        assert first.startswith("**Study 1** · The prompt explains **9")
        assert second.startswith("So the words matter more")
        (sheet,) = answer.files
        assert sheet.description is not None
        assert "the prompt 9" in sheet.description
        made = await judges[0].run_on_message("How was this made?", whole[0].message_id)
        assert "It belongs to a study" in str(made.embeds)
    assert await find_differences(house.database) == []
    assert house.playground.violations == []


async def test_what_is_no_study_is_said(house: House, curator: Member, prompts: None) -> None:
    member = house.playground.add_member("Ada")
    async with house.connected():
        assert "no study yet" in (await member.run("study result")).content
        assert "no study number 9" in (await member.run("study result", number=9)).content
        assert "named twice" in (await curator.run("study start", first="1", second="1")).content
        assert (await member.run("study start", first="1", second="2")).content.startswith("Only curators")
