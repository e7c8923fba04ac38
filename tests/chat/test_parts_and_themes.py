"""The /part and /theme commands, with the real client."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.playground import Member
from tests.chat.conftest import House, now


async def test_a_list_is_begun_used_shown_and_shortened(house: House, cora: Member) -> None:
    async with house.connected():
        assert "“a {coat} cat” uses it" in (await cora.run("part list")).content.replace("such as ", "")
        refused = await cora.run("prompt add", text="a {coat} cat")
        assert "There are no parts for {coat} yet" in refused.content
        added = await cora.run("part add", slot="coat", text="tabby")
        assert added.content == "“tabby” may fill {coat} from now on."
        assert added.is_ephemeral
        await cora.run("part add", slot="Coat", text="smoky black")
        assert "Added as prompt 1" in (await cora.run("prompt add", text="a __coat__ cat")).content
        listed = (await cora.run("part list")).content
        assert listed == "**{coat}** tabby (not judged yet) · smoky black (not judged yet)"
        choices = await cora.complete("part retire", option="text", typed="smo", slot="coat")
        assert [choice["value"] for choice in choices] == ["smoky black"]
        assert [choice["value"] for choice in await cora.complete("part add", option="slot", typed="")] == ["coat"]
        assert "fills {coat} no more" in (await cora.run("part retire", slot="coat", text="smoky black")).content
        assert "1 active prompt needs it" in (await cora.run("part retire", slot="coat", text="tabby")).content
    assert house.playground.violations == []


async def test_a_theme_is_added_with_a_prompt_of_its_own_listed_and_ended(house: House, cora: Member) -> None:
    today = now().date()
    begins, ends = str(today - timedelta(days=2)), str(today + timedelta(days=2))
    async with house.connected():
        values = {"name": "Halloween", "from": begins, "to": ends, "suffix": "with pumpkins"}
        assert "Theme “Halloween” holds from" in (await cora.run("theme add", **values)).content
        choices = await cora.complete("prompt add", option="theme", typed="hallo", text="a ghost cat")
        assert [choice["value"] for choice in choices] == ["Halloween"]
        await cora.run("prompt add", text="a ghost cat", theme="Halloween")
        shown = (await cora.run("prompt show", prompt="1")).embeds[0]["description"]
        assert "It belongs to the theme “Halloween”" in shown
        listed = (await cora.run("theme list")).content
        assert listed.startswith("**Halloween** · now, until")
        assert listed.endswith("1 prompt of its own · adds “with pumpkins”")
        assert "is over" in (await cora.run("theme end", name="Halloween")).content
        assert "· over:" in (await cora.run("theme list")).content
        assert "over already" in (await cora.run("theme end", name="halloween")).content


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("part add", {"slot": "coat", "text": "tabby"}),
        ("part retire", {"slot": "coat", "text": "tabby"}),
        ("theme add", {"name": "a", "from": "2026-01-01", "to": "2026-01-02"}),
        ("theme end", {"name": "a"}),
    ],
)
async def test_members_only_look(house: House, line: str, values: dict[str, str]) -> None:
    ada = house.playground.add_member("Ada")
    async with house.connected():
        assert (await ada.run(line, **values)).content.startswith("Only curators may do that")
        assert (await ada.run("theme list")).content == "There is no theme yet."
