"""Prompts with settings of their own, as people type them and as they read of them, with the real client."""

from __future__ import annotations

from bot.domain.names import BatchId
from bot.painter.orders import Settings
from bot.playground import Member
from bot.store import pictures
from tests.chat.conftest import House


async def test_settings_typed_on_a_phone_are_followed_and_told(house: House, cora: Member) -> None:
    await house.add_prompt("a cat")
    async with house.connected():
        added = await cora.run("prompt add", text="a cat —steps {6|6.0} —no hats,shoes")
        assert "a cat --steps {6|6.0} --no hats,shoes" in added.content.replace("\\", "")
        answer = await cora.run("compare", first="1", second="a cat —no hats,shoes —steps {6|6.0}", seeds=2)
        await house.playground.wait_for(lambda: bool(answer.files))
        (sheet,) = answer.files
        assert sheet.description is not None
        assert "row 1: a cat; row 2: a cat --steps 6 --no hats,shoes" in sheet.description
    async with house.database.reading() as tx:
        painted = await pictures.list_of_batch(tx, BatchId(1))
    used = [Settings.from_json(picture.settings_json) for picture in painted]
    assert [one.steps for one in used[2:]] == [6, 6]
    assert [one.negative_prompt for one in used] == ["", "", "hats,shoes", "hats,shoes"]
    assert {picture.prompt for picture in painted} == {"a cat"}
    assert house.playground.violations == []


async def test_what_is_refused_says_what_to_write_instead(house: House, cora: Member, ada: Member) -> None:
    async with house.connected():
        unknown = await cora.run("prompt add", text="a cat --ar=3:2")
        assert "“--ar” is no setting: behind its words a prompt may have --steps," in unknown.content.replace("\\", "")
        hidden = await ada.run("prompt suggest", text="a cat {asleep|--steps 150}")
        assert "“--steps 150”) belong behind a whole prompt" in hidden.content.replace("\\", "")
        many = await ada.run("prompt suggest", text="a cat --guidance 1.{1|2|3|4|5}{1|2|3|4|6}{1|2|3|4|7}")
        assert "125 values to choose from, and may have 100" in many.content.replace("\\", "")
    assert house.playground.violations == []


async def test_long_prompts_that_differ_in_their_settings_only_are_told_apart_in_a_list(
    house: House, cora: Member
) -> None:
    words = ", ".join(["a fluffy ginger cat in a box by the window"] * 4)
    for own in ("", " --steps 6", " --steps 9"):
        await house.add_prompt(words + own)
    async with house.connected():
        offered = await cora.complete("prompt retire", option="prompt", typed=words[:20])
        assert len({choice["name"] for choice in offered}) == 3
        listed = (await cora.run("prompt list")).embeds[0]["description"].replace("\\", "")
    assert "… --steps 6" in listed
    assert "… --steps 9" in listed
