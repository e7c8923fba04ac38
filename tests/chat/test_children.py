"""“More like this”, end to end: near a picture, over it, with other words, by buttons that outlive the bot."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from bot.domain.names import PictureId
from bot.flows import curate
from bot.flows import parts as part_flows
from bot.flows.paint_batch import paint_batch
from bot.flows.politeness import pause, resume
from bot.flows.settle import settle
from bot.painter.orders import Abilities
from bot.playground import Member
from bot.playground.answers import Answer
from bot.store.pictures import Picture
from tests.samples import SETTINGS

if TYPE_CHECKING:
    from conftest import House

SLOTTED = "a {coat} cat {sitting|asleep}"


def now() -> datetime:
    return datetime.now(UTC)


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
        await house.playground.wait_for(lambda: "moved by 30%" in again.content)
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


async def hang_painted(house: House, prompt: str = "a ginger cat in a box") -> Picture:
    """Paint and post a batch as the schedule does; returns its first picture."""
    await curate.add_prompt(house.database, prompt, added_by=None, now=now())
    await paint_batch(house.workshop(), slot=f"noon {prompt}")
    return await house.picture(PictureId(1))


async def add_coats(house: House, *coats: str) -> None:
    for coat in coats:
        await part_flows.add_part(house.database, "coat", coat, now=now())


async def ask_for_more(house: House, member: Member, picture: Picture) -> Answer:
    """Ask for more like a picture, and wait for the buttons."""
    answer = await member.run_on_message("More like this", picture.message_id or 0)
    await house.playground.wait_for(lambda: bool(answer.components))
    return answer


async def press(house: House, member: Member, answer: Answer, custom_id: str, *values: str) -> Answer:
    """Press a button or pick from a menu, and wait until there is an answer."""
    assert answer.message_id is not None
    said = await member.press(answer.message_id, custom_id, list(values) or None)
    await house.playground.wait_for(lambda: bool(said.content))
    return said


def items(answer: Answer) -> list[list[dict[str, Any]]]:
    return [row["components"] for row in answer.components]


def ids(answer: Answer) -> list[list[str]]:
    return [[item["custom_id"] for item in row] for row in items(answer)]


async def test_the_answer_shows_both_pictures_and_offers_the_other_ways(
    house: House, member: Member, curator: Member
) -> None:
    async with house.connected():
        picture = await hang_painted(house)
        answer = await ask_for_more(house, member, picture)
        assert ids(answer) == [["more:1:5", "more:1:15", "more:1:30"], ["over:1:35", "over:1:55", "over:1:75"]]
        assert "no parts to change" in answer.content
        assert "/prompt suggest" in answer.content
        (pair,) = answer.files
        assert "#1, and #3, which came from it" in str(pair.description)
        assert (pair.width or 0) > (pair.height or 0)
        asked = await ask_for_more(house, curator, picture)
        assert ids(asked)[2:] == [["words:1"]]
        assert asked.content.endswith("-# 🖌️ paints over it · ✏️ changes its words")
        assert "no parts" not in asked.content
    assert house.playground.violations == []


async def test_a_picture_is_painted_over_also_after_a_restart(house: House, member: Member) -> None:
    async with house.connected():
        picture = await hang_painted(house)
        answer = await ask_for_more(house, member, picture)
    async with house.connected():
        over = await press(house, member, answer, "over:1:35")
        child = await house.picture(PictureId(4))
        assert "painted over #1, about 35% of it anew" in over.content
        assert child.beginning is not None
        assert (child.parent_id, child.beginning.strength) == (picture.id, 0.35)
        order = house.painter.orders[-1]
        assert order.source is not None
        assert (order.source.sha256, order.source.strength) == (picture.sha256, 0.35)
        posted = house.playground.messages()[-1]
        assert "more like #1" in posted.content
        made = await member.run_on_message("How was this made?", posted.id)
        assert "Painted over #1: about 35% of it anew." in str(made.embeds)
        more = await ask_for_more(house, member, child)
        assert "painted over #4, about 55%" in more.content, "it has no noise of its own"
        assert ids(more)[0][0] == "over:4:35"


async def test_a_part_is_changed_by_chance_or_picked_from_a_menu(house: House, member: Member) -> None:
    await add_coats(house, "ginger", "black", "white")
    async with house.connected():
        picture = await hang_painted(house, SLOTTED)
        answer = await ask_for_more(house, member, picture)
        assert ids(answer)[2] == ["part:1:any", "part:1:choose"]
        changed = await press(house, member, answer, "part:1:any")
        assert "” instead of “" in changed.content
        which = await press(house, member, answer, "part:1:choose")
        assert which.is_ephemeral
        assert picture.prompt in which.content
        (coats,), (poses,) = items(which)
        assert coats["placeholder"] == f"coat: now {picture.prompt.split()[1]}"
        assert poses["placeholder"].startswith("now ")
        assert [len(menu["options"]) for menu in (coats, poses)] == [3, 2]
        assert "Whichever may be loved" in coats["options"][0]["label"]
        assert "% of its pictures are liked" in coats["options"][1]["description"]
    async with house.connected():
        option = coats["options"][1]
        picked = await press(house, member, which, coats["custom_id"], option["value"])
        assert f"with “{option['label']}” instead of “{picture.prompt.split()[1]}”" in picked.content
        child = await house.picture(PictureId(5))
        assert (child.seed, child.prompt.split()[1]) == (picture.seed, option["label"])
        made = await member.run_on_message("How was this made?", house.playground.messages()[-1].id)
        assert "it begins with the same noise. In its words, “" in str(made.embeds)
        loved = await press(house, member, which, poses["custom_id"], poses["options"][0]["value"])
        assert (await house.picture(PictureId(6))).prompt.split()[1] == picture.prompt.split()[1], loved.content
    assert house.playground.violations == []


async def test_menus_of_many_slots_and_long_lists_stay_within_discords_limits(house: House, member: Member) -> None:
    slots = ["coat", "mood", "place", "hat", "toy", "sky", "floor", "friend"]
    for slot in slots:
        for number in range(30):
            await part_flows.add_part(house.database, slot, f"{slot} {number} {'x' * 80}", now=now())
    async with house.connected():
        picture = await hang_painted(house, " ".join(f"{{{slot}}}" for slot in slots))
        answer = await ask_for_more(house, member, picture)
        which = await press(house, member, answer, "part:1:choose")
        menus = [row[0] for row in items(which)]
        assert [len(menu["options"]) for menu in menus] == [25, 25, 25, 25, 24]
        assert len({option["value"] for menu in menus for option in menu["options"]}) == 124
        shared = menus[-1]["options"][-1]
        assert shared["label"].startswith("friend: now")
        picked = await press(house, member, which, menus[-1]["custom_id"], shared["value"])
        assert "is like #1" in picked.content
        assert (await house.picture(PictureId(4))).prompt.split("friend ")[0] == picture.prompt.split("friend ")[0]
    assert house.playground.violations == []


async def test_a_curator_changes_the_words_in_a_form_also_across_a_restart(house: House, curator: Member) -> None:
    async with house.connected():
        picture = await hang_painted(house)
        answer = await ask_for_more(house, curator, picture)
        assert answer.message_id is not None
        form = await curator.press(answer.message_id, "words:1")
        assert form.modal is not None
        assert form.modal["components"][0]["component"]["value"] == picture.prompt
        same = await curator.submit(form, {})
        await house.playground.wait_for(lambda: "already" in same.content)
    async with house.connected():
        said = await curator.submit(form, {"words": "a ginger cat in the rain"})
        await house.playground.wait_for(lambda: bool(said.files))
        assert "with “the rain” instead of “a box”" in said.content
        child = await house.picture(PictureId(4))
        assert (child.prompt, child.seed) == ("a ginger cat in the rain", picture.seed)
    assert house.playground.violations == []


async def test_a_press_and_a_form_that_discord_repeats_are_done_once_and_leave_no_traceback(
    house: House, curator: Member, caplog: pytest.LogCaptureFixture
) -> None:
    async with house.connected():
        picture = await hang_painted(house)
        answer = await ask_for_more(house, curator, picture)
        painted = len(house.painter.orders)
        form = await curator.press(answer.message_id or 0, "words:1")
        house.playground.faults.repeat_events("INTERACTION_CREATE")
        await press(house, curator, answer, "over:1:35")
        house.playground.faults.repeat_events("INTERACTION_CREATE")
        said = await curator.submit(form, {"words": "a ginger cat in the rain"})
        await house.playground.wait_for(lambda: bool(said.files))
        house.playground.world.people[curator.id].roles.clear()
        house.playground.faults.repeat_events("INTERACTION_CREATE")
        refused = await curator.press(answer.message_id or 0, "words:1")
        assert refused.content.startswith("Only curators")
    assert len(house.painter.orders) == painted + 2
    assert "could not be acknowledged" in caplog.text
    assert [record.getMessage() for record in caplog.records if record.exc_info] == []


async def test_a_child_that_comes_too_late_for_an_answer_hangs_all_the_same(
    house: House, member: Member, caplog: pytest.LogCaptureFixture
) -> None:
    async with house.connected() as client:
        (parent,) = await house.hang(client)
        faults = house.playground.faults
        slow = faults.stall(method="POST", path=r"/channels/\d+/messages$")
        answer = await member.run_on_message("More like this", parent.message_id)
        await house.playground.wait_for(lambda: "Painting one more" in answer.content)
        faults.fail(
            method="PATCH", path=r"/messages/@original$", status=401, code=50027, message="Invalid Webhook Token",
            times=1000,
        )  # fmt: skip
        slow.released.set()
        await house.playground.wait_for(lambda: len(house.playground.messages()) == 2)
        await house.playground.wait_for(lambda: faults.struck["fail 401"] > 0)
        faults.clear()
        assert (await member.run("help")).content, "it goes on"
    assert (await house.picture(PictureId(2))).message_id is not None
    assert [record.getMessage() for record in caplog.records if record.exc_info] == []


async def test_who_is_no_curator_any_more_changes_no_words(house: House, curator: Member) -> None:
    async with house.connected():
        picture = await hang_painted(house)
        answer = await ask_for_more(house, curator, picture)
        assert answer.message_id is not None
        form = await curator.press(answer.message_id, "words:1")
        house.playground.world.people[curator.id].roles.clear()
        said = await curator.submit(form, {"words": "a dog"})
        await house.playground.wait_for(lambda: "Only curators" in said.content)
        refused = await curator.press(answer.message_id, "words:1")
        assert refused.modal is None
        assert refused.content.startswith("Only curators")
        assert refused.is_ephemeral
    assert len(house.painter.orders) == 3


async def test_only_what_the_engine_can_do_is_offered(house: House, member: Member, curator: Member) -> None:
    house.painter.can = Abilities(takes_variation=False, takes_source=True)
    async with house.connected():
        picture = await hang_painted(house)
        answer = await ask_for_more(house, member, picture)
        assert "painted over #1" in answer.content, "the next best is the usual"
        assert ids(answer) == [["over:1:35", "over:1:55", "over:1:75"]]
        house.painter.can = Abilities(takes_variation=False, takes_source=False)
        refused = await press(house, member, answer, "over:1:35")
        assert "kitten does not paint over pictures" in refused.content
        asked = await ask_for_more(house, curator, picture)
        assert "can neither stay near #1 nor paint over it" in asked.content
        assert ids(asked) == [["words:1"]]
        plain = await member.run_on_message("More like this", picture.message_id or 0)
        await house.playground.wait_for(lambda: "neither" in plain.content)
        assert plain.components == []


async def test_each_way_is_refused_while_the_bot_pauses_and_for_a_deleted_picture(house: House, member: Member) -> None:
    async with house.connected() as client:
        picture = await hang_painted(house)
        answer = await ask_for_more(house, member, picture)
        painted = len(house.painter.orders)
        await pause(house.database, duration=None, now=now())
        assert "paus" in (await press(house, member, answer, "over:1:35")).content.lower()
        await resume(house.database, now=now())
        await house.playground.owner.delete(picture.message_id or 0)
        await house.caught_up(client)
        assert "was deleted" in (await press(house, member, answer, "over:1:35")).content
        assert len(house.painter.orders) == painted


async def test_all_of_it_is_said_in_the_members_language(house: House) -> None:
    await add_coats(house, "茶トラの", "黒い")
    hana = house.playground.add_member("Hana", roles=[house.playground.curator_role_id], locale="ja")
    async with house.connected():
        picture = await hang_painted(house, "{coat} 猫")
        answer = await hana.run_on_message("More like this", picture.message_id or 0)
        await house.playground.wait_for(lambda: bool(answer.components))
        labels = [item["label"] for row in items(answer) for item in row]
        assert labels == [
            "近づける", "もう1枚", "離す", "少し", "半分", "ほとんど", "パーツ", "選ぶ…", "言葉…",
        ]  # fmt: skip
        part = await press(house, hana, answer, "part:1:any")
        assert "に変えました" in part.content
        made = await hana.run_on_message("How was this made?", house.playground.messages()[-1].id)
        assert "同じノイズから描き始めました。言葉のうち、" in str(made.embeds), "no gap between sentences"
        over = await press(house, hana, answer, "over:1:55")
        assert "約55%を描き直した" in over.content.replace(" ", "")
        which = await press(house, hana, answer, "part:1:choose")
        assert "どのパーツを変えますか" in which.content
    assert house.playground.violations == []
