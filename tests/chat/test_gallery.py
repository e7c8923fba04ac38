"""Posting: one message per picture, hidden words, alt text, never twice, and what is missing is named."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.chat import digest_wording
from bot.domain.beliefs import Belief
from bot.domain.lessons import Change, Lesson
from bot.domain.standings import Record, rank
from bot.errors import GalleryClosedError, GalleryError
from bot.flows.ports import DigestPost, Mark, TopPicture
from bot.languages import choose_language
from tests.conftest import PATIENCE

if TYPE_CHECKING:
    from conftest import House

SILENT, LAYOUT = 1 << 12, 1 << 15
PNG = b"\x89PNG\r\n\x1a\n" + bytes(8)


def just_before() -> datetime:
    return datetime.now(UTC) - timedelta(minutes=1)


async def test_a_picture_is_posted_with_its_number_a_spoiler_alt_text_and_no_sound(house: House) -> None:
    async with house.connected() as client:
        message_id = await client.gallery.post_picture(house.post(7, "a cat in two boxes"))
    (message,) = house.playground.messages()
    assert message.id == message_id
    assert message.content == "**#7** · ||a cat in two boxes||"
    assert message.nonce == "p7"
    assert message.flags == SILENT
    (file,) = message.attachments
    assert (file.filename, file.content_type) == ("cat-7.webp", "image/webp")
    assert file.description == "Painted cat, picture #7: a cat in two boxes"
    assert house.playground.violations == []


async def test_a_prompt_cannot_mention_anybody_or_leave_its_spoiler(house: House) -> None:
    curator = house.playground.curator_role_id
    ada = house.playground.add_member("Ada")
    async with house.connected() as client:
        await client.gallery.post_picture(house.post(1, f"|| @everyone {ada.mention} <@&{curator}> @here ||"))
    (stored,) = house.playground.world.messages[house.playground.channel_id].values()
    assert (stored.mentions, stored.mention_roles, stored.mention_everyone) == ([], [], False)
    assert stored.content.count("||") == 2


async def test_a_very_long_prompt_fits(house: House) -> None:
    async with house.connected() as client:
        await client.gallery.post_picture(house.post(1, "|*_~`" * 1_000))
    (message,) = house.playground.messages()
    assert message.content.endswith("…||")


@pytest.mark.parametrize("status", [None, 503])
async def test_a_post_whose_answer_is_lost_is_there_once(house: House, status: int | None) -> None:
    house.playground.faults.fail(method="POST", path=r"/messages$", status=status, after_effect=True)
    async with house.connected() as client:
        with pytest.raises(GalleryError):
            await client.gallery.post_picture(house.post(7))
        message_id = await client.gallery.post_picture(house.post(7))
        assert await client.gallery.find_posts([7, 8], after=just_before()) == {7: message_id}
    assert [message.id for message in house.playground.messages()] == [message_id]


async def test_a_stalled_answer_is_given_up(house: House) -> None:
    house.playground.faults.stall(method="POST", path=r"/messages$", seconds=60)
    async with house.connected(patience=timedelta(seconds=0.3)) as client:
        with pytest.raises(GalleryError, match="did not answer while posting picture #7"):
            await client.gallery.post_picture(house.post(7))


async def test_only_own_messages_are_found(house: House) -> None:
    await house.playground.add_member("Ada").say(None, "**#7** · ||forged||")
    async with house.connected() as client:
        assert await client.gallery.find_posts([7], after=just_before()) == {}
        assert await client.gallery.find_posts([], after=just_before()) == {}


async def test_posts_are_found_beyond_the_first_hundred_messages(house: House) -> None:
    ada = house.playground.add_member("Ada")
    async with house.connected() as client:
        first = await client.gallery.post_picture(house.post(1))
        for number in range(120):
            await ada.say(None, f"message {number}")
        last = await client.gallery.post_picture(house.post(2))
        assert await client.gallery.find_posts([1, 2], after=just_before()) == {1: first, 2: last}
        assert [m.message_id async for m in client.gallery.see_messages(oldest=last, newest=last)] == [last]


async def test_the_seeded_thumb_is_the_bots_and_not_counted(house: House) -> None:
    async with house.connected() as client:
        message_id = await client.gallery.post_picture(house.post(1))
        await client.gallery.seed_reaction(message_id)
        (seen,) = [m async for m in client.gallery.see_messages(oldest=message_id, newest=message_id)]
        assert (seen.normal, seen.burst) == ({}, {})
        ada = house.playground.add_member("Ada")
        await ada.react(message_id, "👍")
        await ada.react(message_id, "👍🏽", burst=True)
        await house.playground.add_member("Beep", is_bot=True).react(message_id, "👍")
        (seen,) = [m async for m in client.gallery.see_messages(oldest=message_id, newest=message_id)]
        assert (seen.normal, seen.burst) == ({"👍": 2}, {"👍🏽": 1})
        marks = await client.gallery.list_marks(message_id, ["👍", "👍🏽"])
    assert marks is not None
    assert sorted(marks, key=lambda mark: mark.is_burst) == [
        Mark(user_id=ada.id, emoji="👍", is_burst=False),
        Mark(user_id=ada.id, emoji="👍🏽", is_burst=True),
    ]


@pytest.mark.parametrize(("status", "code"), [(403, 90001), (403, 30010), (404, 10008), (400, 10014)])
async def test_a_first_reaction_that_is_refused_for_good_is_no_error(house: House, status: int, code: int) -> None:
    house.playground.faults.fail(method="PUT", path="/reactions/", status=status, code=code, message="no")
    async with house.connected() as client:
        message_id = await client.gallery.post_picture(house.post(1))
        await client.gallery.seed_reaction(message_id)
    assert house.playground.messages()[0].reactions == {}


async def test_a_first_reaction_without_the_permission_names_it(house: House) -> None:
    async with house.connected() as client:
        message_id = await client.gallery.post_picture(house.post(1))
        known = client.wait_for("guild_channel_update", timeout=PATIENCE)
        house.playground.set_permissions(denied=["add_reactions"])
        await known
        with pytest.raises(GalleryClosedError, match="permission Add Reactions in"):
            await client.gallery.seed_reaction(message_id)
        house.playground.restore_permissions()
        await client.gallery.seed_reaction(message_id)
    assert list(house.playground.messages()[0].reactions) == ["👍"]


@pytest.mark.parametrize(
    ("denied", "named"),
    [
        (["view_channel"], "View Channel"),
        (["send_messages"], "Send Messages"),
        (["attach_files"], "permission Attach Files in"),
    ],
)
async def test_a_refusal_names_the_missing_permission_and_ends_by_itself(
    house: House, denied: list[str], named: str
) -> None:
    async with house.connected() as client:
        house.playground.set_permissions(denied=denied)
        await client.wait_for("guild_channel_update", timeout=PATIENCE)
        with pytest.raises(GalleryClosedError, match=named):
            await client.gallery.post_picture(house.post(1))
        house.playground.restore_permissions()
        await client.gallery.post_picture(house.post(1))


async def test_a_history_that_may_not_be_read_is_refused_not_empty(house: House) -> None:
    async with house.connected() as client:
        message_id = await client.gallery.post_picture(house.post(1))
        known = client.wait_for("guild_channel_update", timeout=PATIENCE)
        house.playground.set_permissions(denied=["read_message_history"])
        with pytest.raises(GalleryClosedError):  # before the client knows, and after
            assert [m async for m in client.gallery.see_messages(oldest=message_id, newest=message_id)]
        await known
        with pytest.raises(GalleryClosedError, match="Read Message History"):
            await client.gallery.find_posts([1], after=just_before())
        with pytest.raises(GalleryClosedError, match="Read Message History"):
            assert [m async for m in client.gallery.see_messages(oldest=message_id, newest=message_id)]


async def test_a_deleted_channel_says_what_to_do(house: House) -> None:
    async with house.connected() as client:
        house.playground.delete_channel()
        with pytest.raises(GalleryClosedError, match="is gone: set discord"):
            await client.gallery.post_picture(house.post(1))


async def test_other_refusals_are_sentences(house: House, caplog: pytest.LogCaptureFixture) -> None:
    fail = house.playground.faults.fail
    post = {"method": "POST", "path": r"/messages$"}
    async with house.connected() as client:
        fail(**post, status=413, code=40005, message="Request entity too large")
        with pytest.raises(GalleryError, match="MiB too large"):
            await client.gallery.post_picture(house.post(1))
        fail(**post, status=400, code=50035, message="Invalid Form Body")
        with pytest.raises(GalleryError, match="Invalid Form Body"):
            await client.gallery.post_picture(house.post(2))
        fail(**post, status=401, message="401: Unauthorized")
        with pytest.raises(GalleryClosedError, match="does not accept the bot's token"):
            await client.gallery.post_picture(house.post(3))
        fail(**post, status=503)
        with pytest.raises(GalleryError, match="trouble of its own"):
            await client.gallery.post_picture(house.post(4))
    assert house.playground.token not in caplog.text


async def test_a_client_that_is_not_connected_says_so(house: House) -> None:
    with pytest.raises(GalleryError, match="not connected"):
        await house.client().gallery.post_picture(house.post(1))
    async with house.connected() as client:
        pass
    with pytest.raises(GalleryError, match="not connected"):
        await client.gallery.post_picture(house.post(1))


async def test_a_rate_limit_is_waited_for(house: House) -> None:
    house.playground.faults.fail(method="POST", path=r"/messages$", status=429, retry_after=0.1)
    async with house.connected() as client:
        await client.gallery.post_picture(house.post(1))
    assert len(house.playground.messages()) == 1
    assert house.playground.violations == []


def digest(*, top: int = 3, prompts: int = 12, prompt: str = "a ginger || cat @everyone") -> DigestPost:
    records = [
        Record(
            prompt_id=number,
            prompt=prompt,
            is_active=True,
            pictures=50,
            trials=43,
            likes=31,
            belief=Belief(31.6, 17.4),
        )
        for number in range(1, prompts + 1)
    ]
    return DigestPost(
        digest_id=12,
        title_on="2026-11-23",
        since=just_before(),
        until=just_before(),
        painted=40,
        unseen=10,
        liked=12,
        top=tuple(TopPicture(picture_id=10**6 + n, prompt=prompt, likes=n, message_id=10**18 + n) for n in range(top)),
        standings=tuple(rank(records)),
        sheet=b"RIFF\x00\x00\x00\x00WEBPVP8 " if top else None,
        sheet_text="Nine cats. " * 200,
        curves=PNG if prompts else None,
        curves_text="The beliefs about twelve prompts.",
    )


async def test_a_digest_is_posted_with_counts_links_standings_and_described_pictures(house: House) -> None:
    async with house.connected() as client:
        message_id = await client.gallery.post_digest(digest())
        assert await client.gallery.post_digest(digest()) == message_id, "the nonce makes it one"
        assert await client.gallery.find_digest(12, after=just_before()) == message_id
        assert await client.gallery.find_digest(1, after=just_before()) is None
    (message,) = house.playground.messages()
    text, cats, box = message.components
    lines = text["content"].splitlines()
    assert lines[0] == "**Digest 12** · November 23, 2026"
    assert lines[1] == "40 cats painted · 12 liked · 10 unseen"
    assert f"/{house.playground.guild_id}/{house.playground.channel_id}/{10**18 + 2})" in text["content"]
    assert lines[-1] == "-# All pictures are AI-made."
    assert [file.filename for file in message.attachments] == ["digest-12-cats.webp", "digest-12-beliefs.png"]
    standings, beliefs = box["components"]
    assert standings["content"].startswith("### What the bot believes\n**Prompt 1** · ")
    assert "64%" in standings["content"]
    assert "31 of 43 liked" in standings["content"]
    hung = [item for gallery in (cats, beliefs) for item in gallery["items"]]
    assert [item["media"]["url"] for item in hung] == [f"attachment://{file.filename}" for file in message.attachments]
    assert hung[0]["description"].startswith("Nine cats. Nine cats.")
    assert len(hung[0]["description"]) <= 256 < len(message.attachments[0].description or "") <= 1024
    assert hung[1]["description"] == "The beliefs about twelve prompts.", "an embed's picture would have no alt text"
    assert message.flags == SILENT | LAYOUT
    assert house.playground.violations == []


async def test_a_digest_of_an_older_version_in_plain_text_is_found_again(house: House) -> None:
    async with house.connected() as client:
        plain = await client.get_partial_messageable(house.playground.channel_id).send("**Digest 12** · long ago")
        assert await client.gallery.find_digest(12, after=just_before()) == plain.id


@pytest.mark.parametrize(("language", "prompt"), [("en", "**Prompt 4** · a cat"), ("ja", "**プロンプト4** · a cat")])
async def test_a_picture_and_a_prompt_of_the_same_number_are_told_apart(
    house: House, language: str, prompt: str
) -> None:
    gallery = house.client().gallery
    top = TopPicture(picture_id=4, prompt="a cat", likes=3, message_id=10**18)
    post = replace(digest(prompts=5, prompt="a cat"), top=(top,))
    text = digest_wording.digest_text(post, link=gallery.link_to, language=choose_language(language))
    leading = digest_wording.leading_text(post, choose_language(language))
    assert leading is not None
    assert prompt in leading
    assert not re.search(r"#\d", leading)
    assert re.findall(r"\[?#\d+\]?", text) == ["[#4]"], "a link to the picture"


async def test_a_digest_says_the_prompts_of_the_first_three_and_links_the_rest(house: House) -> None:
    async with house.connected() as client:
        await client.gallery.post_digest(digest(top=9, prompt="a cat"))
    (message,) = house.playground.messages()
    cats = [line for line in message.words.splitlines() if "](http" in line]
    assert len(cats) == 9
    assert [line.endswith(" · a cat") for line in cats] == [True] * 3 + [False] * 6
    assert cats[8].endswith(" · 8 likes"), "a line that a phone does not break"


async def test_a_digest_tells_what_was_learnt_what_is_new_and_who_is_to_thank_without_calling_them(
    house: House,
) -> None:
    ada = house.playground.add_member("Ada")
    change = Change(
        prompt_id=1,
        prompt="a *cat* in a box",
        likes=31,
        trials=43,
        misses=12.0,
        new_likes=8,
        new_trials=10,
        new_misses=2.0,
    )
    top = TopPicture(picture_id=7, prompt="a cat", likes=3, message_id=10**18, credit=ada.id, is_new=True)
    post = replace(
        digest(),
        edition="weekly",
        top=(top,),
        new=("a cat in a hat", "@everyone"),
        new_count=5,
        lesson=Lesson(change=change, before=0.4, after=0.55),
    )
    async with house.connected() as client:
        await client.gallery.post_digest(post)
    (message,) = house.playground.messages()
    lines = message.words.splitlines()
    assert lines[0] == "**Digest 12** · the week to November 23, 2026"
    learnt = "you love “a \\*cat\\* in a box” more than I thought: 31 of 43 liked, 8 of the last 10."
    assert lines[2] == f"Learnt: {learnt}"
    assert lines[3].endswith(f"3 likes · a cat · thanks to <@{ada.id}> · new")
    assert lines[4].startswith("New this week: “a cat in a hat”, “@")
    assert lines[4].endswith("”, and 3 more.")
    (stored,) = house.playground.world.messages[house.playground.channel_id].values()
    assert stored.mentions == []


async def test_a_digest_is_pinned_in_place_of_the_last_and_a_missing_permission_is_named(house: House) -> None:
    async with house.connected() as client:
        first = await client.gallery.post_digest(digest())
        second = await client.gallery.post_digest(replace(digest(), digest_id=13))
        with pytest.raises(GalleryClosedError, match="allow Pin Messages"):
            await client.gallery.pin_digest(first, unpin=[])
        house.playground.set_permissions(allowed=["PIN_MESSAGES"])
        await client.gallery.pin_digest(first, unpin=[])
        await client.gallery.pin_digest(second, unpin=[first, 1])
    assert [message.pinned for message in house.playground.messages()] == [False, True]
    assert house.playground.violations == []


async def test_the_longest_and_the_emptiest_digests_fit(house: House) -> None:
    async with house.connected() as client:
        await client.gallery.post_digest(digest(top=12, prompts=500, prompt="|*_~`[]" * 200))
    (message,) = house.playground.messages()
    assert len(message.words) <= 4000
    assert message.words.count("likes") == 11, "every cat has its line, one of them with a single like"


async def test_a_digest_without_a_liked_cat_or_a_prompt_says_so(house: House) -> None:
    async with house.connected() as client:
        await client.gallery.post_digest(digest(top=0, prompts=0))
    (message,) = house.playground.messages()
    assert "No cat has won a heart" in message.words
    assert (len(message.components), message.attachments) == (1, [])


async def test_curators_are_called_by_their_role_and_nobody_else_is(house: House) -> None:
    role = house.playground.curator_role_id
    async with house.connected(curator_role_ids=(role,)) as client:
        await client.gallery.tell_curators("The disk is nearly full, @everyone: free some space.")
    (stored,) = house.playground.world.messages[house.playground.channel_id].values()
    assert stored.content.startswith(f"<@&{role}> The disk")
    assert not stored.mention_everyone
    assert stored.flags == 0
    async with house.connected() as client:
        await client.gallery.tell_curators("The disk is nearly full.")
    assert house.playground.messages()[-1].flags == SILENT


async def test_an_empty_history_is_not_believed_while_the_permission_is_gone_unheard(house: House) -> None:
    async with house.connected() as client:
        (picture,) = await house.hang(client)
        house.playground.faults.lose_events("CHANNEL_UPDATE")
        house.playground.set_permissions(denied=["READ_MESSAGE_HISTORY"])
        since = datetime.now(UTC) - timedelta(minutes=1)
        with pytest.raises(GalleryClosedError):
            await client.gallery.find_posts([picture.id], after=since)
        with pytest.raises(GalleryClosedError):
            await client.gallery.find_digest(1, after=since)
        client.votes.request_comparison()
        await client.votes.settled()
        assert (await house.picture(picture.id)).deleted_at is None
