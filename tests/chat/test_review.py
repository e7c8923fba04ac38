"""Judging in private, end to end: pages, buttons, two reviewers, and what comes of their likes."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.domain.names import PictureId
from bot.domain.voting import voter_of
from bot.flows import review as flow
from bot.flows.hang import hang_batch
from bot.flows.settle import find_differences, settle
from bot.flows.votes import reconcile
from bot.playground import Answer, Member, NotAllowed
from bot.store import files, reviews
from bot.store import pictures as picture_rows
from bot.store import votes as vote_rows
from tests.samples import SETTINGS

if TYPE_CHECKING:
    from conftest import House

    from bot.playground import MessageView


def curator_of(house: House, name: str) -> Member:
    return house.playground.add_member(name, roles=[house.playground.curator_role_id])


@pytest.fixture
def cora(house: House) -> Member:
    return curator_of(house, "Cora")


def buttons(message: Answer | MessageView) -> dict[str, dict[str, Any]]:
    """The buttons of a message by their labels."""
    return {one["label"]: one for row in message.components for one in row["components"]}


async def press(member: Member, message: Answer | MessageView, label: str) -> Answer:
    number = message.message_id if isinstance(message, Answer) else message.id
    assert number is not None
    return await member.press(number, buttons(message)[label]["custom_id"])


async def page_of(house: House, answer: Answer) -> Answer:
    """The answer once its page is there."""
    await house.playground.wait_for(lambda: bool(answer.components) or "Done" in answer.content)
    return answer


async def turn(house: House, member: Member, page: Answer | MessageView) -> MessageView:
    """Press Next, and wait for what comes."""
    turned = await press(member, page, "Next: the rest are misses")
    await house.playground.wait_for(lambda: bool(turned.followups))
    return turned.followups[-1]


async def held(house: House, count: int) -> None:
    """Pictures that are painted and wait for a review."""
    object.__setattr__(house.rules, "is_reviewed_first", True)
    await house.plan(count)
    async with house.database.reading() as tx:
        batch_id = (await picture_rows.get_picture(tx, PictureId(1))).batch_id
    hung = await hang_batch(house.workshop(), batch_id)
    assert hung.posted == 0


async def shown(house: House, member: Member) -> list[int]:
    async with (
        house.database.reading() as tx,
        tx.execute(
            "SELECT picture_id FROM shown WHERE reviewer = ? ORDER BY picture_id",
            (voter_of(member.id, key=house.rules.voter_key),),
        ) as cursor,
    ):
        return [row[0] async for row in cursor]


async def test_a_page_has_nine_pictures_and_a_button_each_in_the_same_rows(house: House, cora: Member) -> None:
    async with house.connected():
        await held(house, 12)
        page = await page_of(house, await cora.run("review"))
        assert page.is_ephemeral
        assert len(page.files) == 9
        assert all(file.description and "a ginger cat in a box" in file.description for file in page.files)
        assert [file.filename[:2] for file in page.files] == [f"{n:02d}" for n in range(1, 10)]
        assert [len(row["components"]) for row in page.components] == [3, 3, 3, 2]
        assert "3 more pictures after these" in page.content
    assert house.playground.messages() == []
    assert house.playground.violations == []


async def test_a_like_turns_its_button_green_and_is_that_persons_like(house: House, cora: Member) -> None:
    async with house.connected():
        await held(house, 3)
        page = await page_of(house, await cora.run("review"))
        await press(cora, page, "2")
        await house.playground.wait_for(lambda: buttons(page)["2"]["style"] == 3)
        assert buttons(page)["1"]["style"] == 2
        assert (await house.picture(PictureId(2))).likes == 1
        await press(cora, page, "2")
        await house.playground.wait_for(lambda: buttons(page)["2"]["style"] == 2)
        assert (await house.picture(PictureId(2))).likes == 0
        assert len(page.files) == 3, "an edit leaves the pictures where they are"


async def test_what_is_not_liked_on_a_turned_page_is_a_miss_and_what_is_not_shown_is_nothing(
    house: House, cora: Member
) -> None:
    async with house.connected():
        await held(house, 10)
        page = await page_of(house, await cora.run("review"))
        await press(cora, page, "4")
        await house.playground.wait_for(lambda: buttons(page)["4"]["style"] == 3)
        await turn(house, cora, page)
        assert "1 of 9 pictures liked" in page.content
        assert page.components == []
    fourth = await house.picture(PictureId(4))
    assert fourth.released_at is not None
    assert fourth.closes_at is not None
    await settle(house.database, house.rules, model=SETTINGS.model, now=fourth.closes_at + timedelta(seconds=1))
    rewards = [(await house.picture(PictureId(n))).reward for n in range(1, 11)]
    assert rewards == [0, 0, 0, 1, 0, 0, 0, 0, 0, None]
    assert await find_differences(house.database) == []


async def test_what_is_liked_in_review_is_posted_at_the_owners_pace(house: House, cora: Member) -> None:
    async with house.connected():
        await held(house, 5)
        page = await page_of(house, await cora.run("review"))
        for label in ("2", "5"):
            await press(cora, page, label)
        await house.playground.wait_for(lambda: buttons(page)["5"]["style"] == 3)
        over = await turn(house, cora, page)
        assert "5 pictures looked at, 2 liked" in over.content
        assert house.asked == ["wake"]
        assert await flow.post_released(house.workshop()) == 2
        assert await flow.post_released(house.workshop()) == 0
        posted = [message.content.split("**")[1] for message in house.playground.messages()]
        assert posted == ["#2", "#5"]
        second = await house.picture(PictureId(2))
        assert (second.likes, second.message_id is not None) == (1, True)


async def test_a_like_in_review_is_not_withdrawn_by_a_comparison_with_the_channel(house: House, cora: Member) -> None:
    async with house.connected() as client:
        await held(house, 1)
        page = await page_of(house, await cora.run("review"))
        await press(cora, page, "1")
        await house.playground.wait_for(lambda: buttons(page)["1"]["style"] == 3)
        await turn(house, cora, page)
        await flow.post_released(house.workshop())
        picture = await house.picture(PictureId(1))
        for is_thorough in (False, True):
            now = client.now()
            await reconcile(house.database, client.gallery, house.rules, now=now, is_thorough=is_thorough)
            assert await house.likes(picture) == 1
        await cora.react(picture.message_id, "👍")
        await house.caught_up(client)
        assert await house.likes(picture) == 1, "pressed in both places it is one person's like"
        await cora.unreact(picture.message_id, "👍")
        await house.caught_up(client)
        assert await house.likes(picture) == 1
        assert await reconcile(house.database, client.gallery, house.rules, now=client.now(), is_thorough=True) == 0


async def test_two_reviewers_at_once_get_different_pages(house: House, cora: Member) -> None:
    dora = curator_of(house, "Dora")
    async with house.connected():
        await held(house, 15)
        await page_of(house, await cora.run("review"))
        await page_of(house, await dora.run("review"))
        assert await shown(house, cora) == list(range(1, 10))
        assert await shown(house, dora) == list(range(10, 16))
        third = await curator_of(house, "Thea").run("review")
        await house.playground.wait_for(lambda: "nothing to judge" in third.content)


async def test_nobody_else_may_press_on_a_page(house: House, cora: Member) -> None:
    dora = curator_of(house, "Dora")
    async with house.connected() as client:
        await held(house, 1)
        await page_of(house, await cora.run("review"))
        with pytest.raises(Exception, match="somebody else's page"):
            await flow.toggle_like(
                house.database,
                house.rules,
                review_id=1,
                page=1,
                picture_id=PictureId(1),
                user_id=dora.id,
                now=client.now(),
            )


async def test_somebody_who_is_no_curator_any_more_cannot_go_on(house: House) -> None:
    role = house.playground.curator_role_id
    house.playground.world.set_role_permissions(role, 0)
    cora = curator_of(house, "Cora")
    async with house.connected(curator_role_ids=(role,)):
        await held(house, 1)
        page = await page_of(house, await cora.run("review"))
        house.playground.world.people[cora.id].roles.remove(role)
        pressed = await press(cora, page, "1")
        await house.playground.wait_for(lambda: bool(pressed.followups))
        assert pressed.followups[-1].content.startswith("Only curators")
        assert (await house.picture(PictureId(1))).likes == 0


async def test_the_buttons_survive_a_restart_and_asking_again_shows_the_same_page(house: House, cora: Member) -> None:
    async with house.connected():
        await held(house, 12)
        page = await page_of(house, await cora.run("review"))
        await press(cora, page, "3")
        await house.playground.wait_for(lambda: buttons(page)["3"]["style"] == 3)
    async with house.connected():
        await press(cora, page, "7")
        await house.playground.wait_for(lambda: buttons(page)["7"]["style"] == 3)
        again = await page_of(house, await cora.run("review"))
        assert [label for label, one in buttons(again).items() if one["style"] == 3] == ["3", "7"]
        over = await turn(house, cora, again)
        assert "Page 2" in over.content
        late = await press(cora, page, "1")
        await house.playground.wait_for(lambda: bool(late.followups))
        assert "turned already" in late.followups[-1].content
        assert (await house.picture(PictureId(1))).likes == 0


async def test_a_thumb_that_taps_twice_gets_the_next_page_once(house: House, cora: Member) -> None:
    async with house.connected():
        await held(house, 12)
        page = await page_of(house, await cora.run("review"))
        number = page.message_id
        assert number is not None
        onward = buttons(page)["Next: the rest are misses"]["custom_id"]
        first, second = await asyncio.gather(cora.press(number, onward), cora.press(number, onward))
        await house.playground.wait_for(lambda: bool(first.followups or second.followups))
        (shown,) = [*first.followups, *second.followups]
        assert "Page 2" in shown.content
        await turn(house, cora, shown)
        assert [message.content[:10] for message in (*first.followups, *second.followups)] == ["**Page 2**"]
    assert house.playground.violations == []


async def test_a_review_goes_over_the_pictures_there_were_when_it_began(house: House, cora: Member) -> None:
    async with house.connected():
        await held(house, 2)
        page = await page_of(house, await cora.run("review"))
        async with house.database.reading() as tx:
            newest = (await picture_rows.get_picture(tx, (await house.plan(3))[0])).batch_id
        await hang_batch(house.workshop(), newest)
        over = await turn(house, cora, page)
        assert "2 pictures looked at" in over.content
        assert "3 new ones came meanwhile" in over.content


async def test_posted_pictures_without_a_like_are_judged_too_and_liked_ones_are_not(house: House, cora: Member) -> None:
    ada = house.playground.add_member("Ada")
    async with house.connected() as client:
        one, two = await house.hang(client, 2)
        async with house.database.transaction() as tx:
            for picture in (one, two):
                await files.mark_found(tx, picture.id, "gone.png")
        await ada.react(one.message_id, "👍")
        await house.caught_up(client)
        page = await page_of(house, await cora.run("review"))
        assert len(page.files) == 1, "the file that is gone is shown as an empty frame"
        assert await shown(house, cora) == [two.id]


async def test_stopping_counts_the_likes_and_hands_the_rest_back(house: House, cora: Member) -> None:
    async with house.connected():
        await held(house, 4)
        page = await page_of(house, await cora.run("review"))
        await press(cora, page, "1")
        await house.playground.wait_for(lambda: buttons(page)["1"]["style"] == 3)
        stopped = await press(cora, page, "Stop here")
        await house.playground.wait_for(lambda: bool(stopped.followups))
        assert "1 picture looked at, 1 liked. 3 pictures of this review are not judged" in stopped.followups[-1].content
        assert (await house.picture(PictureId(1))).released_at is not None
        again = await page_of(house, await cora.run("review"))
        assert len(again.files) == 3


async def test_a_page_left_lying_is_handed_to_others_and_its_likes_stay(house: House, cora: Member) -> None:
    dora = curator_of(house, "Dora")
    async with house.connected():
        await held(house, 3)
        page = await page_of(house, await cora.run("review"))
        await press(cora, page, "2")
        await house.playground.wait_for(lambda: buttons(page)["2"]["style"] == 3)
        assert await flow.hand_back_stale(house.workshop()) == 0
        async with house.database.transaction() as tx:
            await tx.execute("UPDATE shown SET shown_at = '2020-01-01T00:00:00.000000Z'")
        assert await flow.hand_back_stale(house.workshop()) == 1
        assert (await house.picture(PictureId(2))).released_at is not None
        await page_of(house, await dora.run("review"))
        assert await shown(house, dora) == [1, 3]


async def test_being_forgotten_takes_reviews_along_but_what_was_seen_stays_seen(house: House, cora: Member) -> None:
    async with house.connected():
        await held(house, 2)
        page = await page_of(house, await cora.run("review"))
        await press(cora, page, "1")
        await house.playground.wait_for(lambda: buttons(page)["1"]["style"] == 3)
        await turn(house, cora, page)
        assert "looked at 2 pictures in reviews" in (await cora.run("privacy show")).content
        await cora.run("privacy forget")
        assert "I keep nothing" in (await cora.run("privacy show")).content
        async with house.database.reading() as tx:
            assert await vote_rows.list_marks(tx, [PictureId(1)]) == {}
            assert await reviews.list_waiting(tx, PictureId(99), most=10) == []


async def test_members_may_not_review(house: House) -> None:
    ada = house.playground.add_member("Ada")
    async with house.connected():
        with pytest.raises(NotAllowed):
            await ada.run("review")
    async with house.connected(curator_role_ids=(house.playground.curator_role_id,)):
        assert (await ada.run("review")).content.startswith("Only curators")
