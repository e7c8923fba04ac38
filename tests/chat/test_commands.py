"""Every command end to end: who may run it, what it answers, and that it answers in time."""

from __future__ import annotations

import asyncio
import io
import logging
import re
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from bot.errors import PainterError
from bot.playground import Member, NotAllowed, NotAnswered
from bot.sheets.contact import contact_sheet
from bot.sheets.encoding import Sheet
from bot.store import posts
from tests.conftest import PATIENCE

if TYPE_CHECKING:
    from conftest import House


async def test_a_prompt_is_added_shown_retired_listed_and_revived(house: House, curator: Member) -> None:
    async with house.connected():
        added = await curator.run("prompt add", text="a ginger cat  in a box")
        assert added.content == "Added as prompt 1: “a ginger cat in a box”. It may be in the next batch."
        assert added.is_ephemeral
        assert added.was_deferred
        shown = await curator.run("prompt show", prompt="1")
        assert "a ginger cat in a box" in shown.embeds[0]["description"]
        assert "not judged yet" in shown.embeds[0]["description"]
        retired = await curator.run("prompt retire", prompt="A Ginger CAT in a box")
        assert "Retired prompt 1" in retired.content
        assert "retired" in (await curator.run("prompt show", prompt="#1")).embeds[0]["description"]
        assert "None yet" in (await curator.run("prompt list")).embeds[0]["description"]
        listed = await curator.run("prompt list", which="retired")
        assert "a ginger cat in a box" in listed.embeds[0]["description"]
        again = await curator.run("prompt retire", prompt="1")
        assert again.content == "“a ginger cat in a box” is retired already; /prompt revive brings it back."
        assert (await curator.run("prompt revive", prompt="1")).content.startswith("Revived prompt 1")
        assert (await curator.run("prompt revive", prompt="1")).content.endswith("is active already.")
    assert house.playground.messages() == [], "all of this is between the curator and the bot"
    assert house.playground.violations == []


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("   !  ", "The prompt is empty"),
        ("cat " * 200, "799 characters, and 300 are allowed"),
        ("a cat for @everyone", "mentions somebody"),
        ("a **bold** cat", "formatting"),
        ("a cat at https://cats.example", "link"),
    ],
)
async def test_a_bad_prompt_is_refused_with_a_sentence(house: House, curator: Member, text: str, part: str) -> None:
    async with house.connected():
        answer = await curator.run("prompt add", text=text)
        assert part in answer.content
        assert answer.is_ephemeral
        assert "None yet" in (await curator.run("prompt list", which="all")).embeds[0]["description"]


async def test_a_duplicate_and_an_unknown_prompt_are_refused(house: House, curator: Member) -> None:
    async with house.connected():
        await curator.run("prompt add", text="a cat in a box")
        assert "already there as prompt 1" in (await curator.run("prompt add", text="A CAT in a box")).content
        assert "no prompt number 99" in (await curator.run("prompt show", prompt="99")).content
        assert "There is no prompt “dog”" in (await curator.run("prompt retire", prompt="dog")).content


async def test_completion_offers_prompts_by_their_words_at_most_25(house: House, curator: Member) -> None:
    for number in range(30):
        await house.add_prompt(f"a cat number {number} " + "with a very long description " * 4)
    retired = await house.add_prompt("a dog")
    async with house.connected():
        choices = await curator.complete("prompt retire", option="prompt", typed="number 7 ")
        assert [choice["value"] for choice in choices] == ["8"]
        assert choices[0]["name"].startswith("a cat number 7")
        assert len(choices[0]["name"]) <= 100
        assert len(await curator.complete("prompt show", option="prompt", typed="")) == 25
        assert await curator.complete("prompt revive", option="prompt", typed="dog") == []
        await curator.run("prompt retire", prompt="a dog")
        choices = await curator.complete("prompt revive", option="prompt", typed="dog")
        assert [choice["value"] for choice in choices] == [str(retired)]
        assert await curator.complete("prompt retire", option="prompt", typed="dog") == []


async def test_long_lists_have_pages(house: House, member: Member) -> None:
    for number in range(40):
        await house.add_prompt(f"a cat number {number} " + "| with a very long description |" * 6)
    async with house.connected():
        first = (await member.run("prompt list")).embeds[0]
        assert "40 prompts" in first["footer"]["text"]
        assert "page 1 of 3: /prompt list page:2" in first["footer"]["text"]
        last = (await member.run("prompt list", page=3)).embeds[0]
        assert last["description"].count("**Prompt ") == 10
        assert (await member.run("prompt list", page=99)).embeds[0]["description"] == last["description"]


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("prompt add", {"text": "a cat"}),
        ("prompt retire", {"prompt": "1"}),
        ("prompt revive", {"prompt": "1"}),
        ("paint", {}),
        ("digest", {}),
    ],
)
async def test_members_are_refused_what_curators_may(
    house: House, member: Member, line: str, values: dict[str, str]
) -> None:
    role = house.playground.curator_role_id
    async with house.connected(curator_role_ids=(role,)):
        answer = await member.run(line, **values)
        assert answer.content.startswith("Only curators may do that")
        assert answer.is_ephemeral
    assert house.asked == []


async def test_a_role_makes_a_curator(house: House) -> None:
    role = house.playground.curator_role_id
    house.playground.world.set_role_permissions(role, 0)
    cora = house.playground.add_member("Cora", roles=[role])
    async with house.connected(curator_role_ids=(role,)):
        assert (await cora.run("paint")).content == "The batch is on its way."
        assert "For curators" in (await cora.run("help")).content


async def test_without_roles_paint_and_digest_are_hidden_from_members(
    house: House, member: Member, curator: Member
) -> None:
    async with house.connected():
        for line in ("paint", "digest"):
            with pytest.raises(NotAllowed):
                await member.run(line)
            assert "on its way" in (await curator.run(line)).content
    assert [asked.split()[0] for asked in house.asked] == ["batch", "digest"]
    assert all(asked.split()[1].startswith("command:") for asked in house.asked)


async def test_what_a_flow_refuses_is_told_and_what_it_breaks_is_not(
    house: House,
    curator: Member,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with house.connected():
        house.refusal = PainterError("The model “nosuch” cannot be found: check model.source.")
        assert (await curator.run("paint")).content == "The model “nosuch” cannot be found: check model.source."
        house.refusal = ZeroDivisionError("secret detail")
        answer = await curator.run("digest")
        assert answer.content == "Something went wrong on my side; it is in the log."
        assert answer.is_ephemeral
    assert "secret detail" in caplog.text


async def test_a_slow_flow_is_acknowledged_within_three_seconds(house: House, curator: Member) -> None:
    going = asyncio.Event()
    async with house.connected() as client:

        async def slowly(slot: str) -> str:
            await going.wait()
            return "Done at last."

        object.__setattr__(client.desk, "ask_for_digest", slowly)
        asking = asyncio.create_task(curator.run("digest"))
        await house.playground.wait_for(lambda: any("callback" in r.path for r in house.playground.requests))
        going.set()
        answer = await asking
    assert answer.content == "Done at last."
    assert answer.latency_s < 3


async def test_the_prompts_are_shown_as_curves_and_one_by_its_best_pictures(house: House, member: Member) -> None:
    async with house.connected() as client:
        assert (await member.run("prompt list")).files == [], "there is nothing to draw yet"
        (hung,) = await house.hang(client)
        assert (await member.run("prompt show", prompt="1")).files == [], "nobody has liked any of its pictures"
        await member.react(hung.message_id, "👍")
        await house.caught_up(client)
        (curves,) = (await member.run("prompt list")).files
        assert not curves.is_embedded, "Discord leaves the alt text of an embed's picture out"
        assert curves.description is not None
        assert re.search(r"a ginger cat in a box: \d+% \(\d+% to \d+%\)", curves.description)
        (best,) = (await member.run("prompt show", prompt="1")).files
        assert best.description is not None
        assert "1 for number 1, a ginger cat in a box" in best.description
        assert {Image.open(io.BytesIO(file.data)).width for file in (curves, best)} == {1200, 800}
    assert house.playground.violations == []


async def test_the_top_links_to_the_posts_and_keeps_to_the_days(house: House, member: Member) -> None:
    async with house.connected() as client:
        assert "Nobody has liked" in (await member.run("top")).embeds[0]["description"]
        one, two = await house.hang(client, 2)
        await member.react(two.message_id, "👍")
        await house.caught_up(client)
        embed = (await member.run("top")).embeds[0]
        assert embed["title"] == "Top cats of all time"
        assert f"[#{two.id}](https://discord.com/channels/" in embed["description"]
        assert "(1 like)" in embed["description"]
        assert "5 likes from 5 people come before 6 from 40" in embed["footer"]["text"]
        async with house.database.transaction() as tx:
            long_ago = two.posted_at - timedelta(days=9)
            await posts.mark_posted(tx, two.id, message_id=two.message_id, at=long_ago, closes_at=long_ago)
        assert "Nobody has liked" in (await member.run("top", days=7)).embeds[0]["description"]
        assert (await member.run("top", days=1)).embeds[0]["title"] == "Top cats of the last day"
        assert f"#{two.id}" in (await member.run("top", days=10)).embeds[0]["description"]
        assert one.likes == 0


async def test_the_top_is_shown_on_one_sheet_in_the_askers_language(
    house: House, member: Member, tmp_path: Path
) -> None:
    async with house.connected() as client:
        assert (await member.run("top")).files == [], "there is nothing to hang yet"
        hung = await house.hang(client, 3, "a ginger cat in a box")
        async with house.database.transaction() as tx:
            for picture in hung[:2]:
                Image.new("RGB", (64, 64), "orange").save(tmp_path / f"{picture.id}.png")
                await tx.execute("UPDATE pictures SET path = ? WHERE id = ?", (f"{picture.id}.png", picture.id))
        for picture in hung[1:]:
            await member.react(picture.message_id, "👍")
        await house.caught_up(client)
        threads: set[str] = set()

        def draw(*tiles: Any, **texts: Any) -> Sheet:
            threads.add(threading.current_thread().name)
            titles.append(texts["title"])
            return contact_sheet(*tiles, **texts)

        titles: list[str] = []
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("bot.flows.best.contact_sheet", draw)
            (sheet,) = (await member.run("top")).files
            member.speak("ja")
            (theirs,) = (await member.run("top", days=2)).files
        assert not sheet.is_embedded, "Discord leaves the alt text of an embed's picture out"
        assert sheet.description is not None
        assert "1 for number 2, a ginger cat in a box; 1 for number 3" in sheet.description
        assert "number 1," not in sheet.description
        assert "いいねの多かった猫" in (theirs.description or "")
        assert titles == ["Top cats of all time", "この2日間の人気の猫"]
        assert Image.open(io.BytesIO(sheet.data)).width == 800
        assert threading.main_thread().name not in threads, "the heartbeat does not wait for the drawing"
    assert house.playground.violations == []


async def test_the_help_is_short_and_tells_members_of_privacy(house: House, member: Member) -> None:
    async with house.connected():
        text = (await member.run("help")).content
    assert "AI-made" in text
    assert "keyed hash" in text
    assert "For curators" not in text
    assert len(text) < 900


async def test_how_was_this_made_tells_recipe_and_reason(house: House, member: Member) -> None:
    async with house.connected() as client:
        (picture,) = await house.hang(client)
        answer = await member.run_on_message("How was this made?", picture.message_id)
        assert answer.is_ephemeral
        assert answer.content == ""
        text = str(answer.embeds)
        for part in ("a ginger cat in a box", "Seed 0", "kitten", "01234567", "16 × 16", "4 steps", "1.5", "DDIM"):
            assert part in text
        assert "drew 31%" in text
        assert "chance of 25%" in text
        talk = await member.say(None, "hello")
        answer = await member.run_on_message("How was this made?", talk.id)
        assert answer.content.startswith("That message holds no picture of mine")


async def test_commands_are_told_to_discord_only_when_they_changed(house: House) -> None:
    def syncs() -> int:
        return len([r for r in house.playground.requests if r.method == "PUT" and r.path.endswith("/commands")])

    async with house.connected():
        pass
    assert syncs() == 1
    async with house.connected():
        pass
    assert syncs() == 1
    async with house.connected(curator_role_ids=(house.playground.curator_role_id,)):
        pass
    assert syncs() == 2, "now they are visible to all"
    house.playground.world.commands[house.playground.guild_id].clear()
    async with house.connected(curator_role_ids=(house.playground.curator_role_id,)):
        pass
    assert syncs() == 3, "somebody removed them"


async def test_a_sync_that_fails_does_not_keep_the_bot_away_and_is_made_up_for(
    house: House,
    member: Member,
) -> None:
    house.playground.faults.fail(method="PUT", path=r"/commands$", status=403, code=50001, message="Missing Access")
    async with house.connected() as client:
        await client.tree.sync_if_changed()
        assert client.tree.is_synced
        assert "cats" in (await member.run("help")).content


async def test_a_command_that_discord_repeats_runs_once(house: House, curator: Member) -> None:
    async with house.connected():
        house.playground.faults.repeat_events("INTERACTION_CREATE")
        await curator.run("paint")
        assert (await curator.run("digest")).content == "The digest is on its way."
    assert [asked.split()[0] for asked in house.asked] == ["batch", "digest"]


async def test_an_answer_that_cannot_be_sent_is_logged(
    house: House,
    curator: Member,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with house.connected():
        house.playground.faults.fail(method="POST", path=r"/callback$", status=404, code=10062, message="Unknown")
        house.playground.answer_within = 0.3
        with pytest.raises(NotAnswered):
            await curator.run("paint")
    assert house.asked == [], "what was not acknowledged is not run"
    assert "could not be acknowledged" in caplog.text


async def test_a_command_that_ends_after_the_connection_leaves_no_traceback(
    house: House, curator: Member, caplog: pytest.LogCaptureFixture
) -> None:
    has_begun, may_end = asyncio.Event(), asyncio.Event()

    async def ask_slowly(slot: str) -> str:
        has_begun.set()
        await may_end.wait()
        return "Painting."

    async with house.connected(desk=replace(house.desk(), ask_for_batch=ask_slowly)):
        asking = asyncio.create_task(curator.run("paint", patience=0.1))
        await asyncio.wait_for(has_begun.wait(), PATIENCE)
    may_end.set()
    await house.playground.wait_for(lambda: "a command goes unanswered, as the bot is stopping" in caplog.text)
    with pytest.raises(NotAnswered):
        await asking
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []
