"""Posts in the server's language, answers in the asker's, commands in everybody's: the real client and two members."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.errors import GalleryError, PainterError, PromptError
from bot.flows.ports import DigestPost
from bot.languages import ENGLISH, Language, Text, choose_language, list_languages, list_messages, read_patterns, say
from bot.playground import Member

if TYPE_CHECKING:
    from conftest import House

KANA = re.compile("[ぁ-んァ-ン一-龠]")
NAME = re.compile(r"[-_\w]{1,32}")
MOMENT = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)


@pytest.fixture
def hana(house: House) -> Member:
    return house.playground.add_member("Hana", roles=[house.playground.curator_role_id], locale="ja")


@pytest.fixture
def ada(house: House) -> Member:
    return house.playground.add_member("Ada", roles=[house.playground.curator_role_id], locale="en-GB")


def digest() -> DigestPost:
    return DigestPost(
        digest_id=12,
        title_on="2026-11-23",
        since=MOMENT,
        until=MOMENT,
        painted=40,
        unseen=10,
        liked=1,
        top=(),
        standings=(),
        sheet=None,
        sheet_text="",
        curves=None,
        curves_text="",
    )


async def test_each_member_is_answered_in_their_own_language(house: House, hana: Member, ada: Member) -> None:
    async with house.connected() as client:
        assert (await hana.run("prompt add", text="箱の中の茶トラ猫")).content == (
            "プロンプト1として追加しました：「箱の中の茶トラ猫」。早ければ次の回から描かれます。"
        )
        assert (await ada.run("prompt add", text="a black cat")).content == (
            "Added as prompt 2: “a black cat”. It may be in the next batch."
        )
        assert "プロンプト99はありません。/プロンプト 一覧 で" in (await hana.run("prompt show", prompt="99")).content
        assert "There is no prompt number 99" in (await ada.run("prompt show", prompt="99")).content
        assert "まだ評価なし" in (await hana.run("prompt list")).embeds[0]["description"]
        assert "not judged yet" in (await ada.run("prompt list")).embeds[0]["description"]
        assert "プロンプト1件" in (await hana.run("privacy show")).content
        assert "1 prompt" in (await ada.run("privacy show")).content
        (picture,) = await house.hang(client, prompt="a black cat")
        assert "絵1の作り方" in (await hana.run_on_message("How was this made?", picture.message_id)).embeds[0]["title"]
        assert "how it was made" in str((await ada.run_on_message("How was this made?", picture.message_id)).embeds)
        assert "AIが描いた" in (await hana.run("help")).content
    assert house.playground.violations == []


@pytest.mark.parametrize(
    ("error", "japanese", "english"),
    [
        (PromptError(Text("no-prompts")), "現役のプロンプトがない", "There is no active prompt"),
        (GalleryError(Text("discord-busy", doing=Text("doing-post-digest", number="3"))), "まとめ3の投稿", "digest 3"),
        (PainterError("CUDA is out of memory."), "運用者に知らせて", "CUDA is out of memory"),
        (ValueError("a bug"), "こちらで問題が起きました", "Something went wrong"),
    ],
)
async def test_what_goes_wrong_is_said_in_the_askers_language(
    house: House, hana: Member, ada: Member, error: Exception, japanese: str, english: str
) -> None:
    house.refusal = error
    async with house.connected():
        assert japanese in (await hana.run("paint")).content
        assert english in (await ada.run("paint")).content


@pytest.mark.parametrize(
    ("locale", "configured", "alt", "heading"),
    [
        ("ja", None, "猫の絵 #7：a cat", "**まとめ 12** ・ 2026年11月23日"),
        ("en-US", None, "Painted cat, picture #7: a cat", "**Digest 12** · November 23, 2026"),
        ("fr", None, "Painted cat, picture #7: a cat", "**Digest 12** · November 23, 2026"),
        ("en-US", "ja", "猫の絵 #7：a cat", "**まとめ 12** ・ 2026年11月23日"),
    ],
)
async def test_posts_are_in_the_servers_language_unless_the_owner_chose_one(
    house: House, locale: str, configured: str | None, alt: str, heading: str
) -> None:
    house.playground.world.set_locale(locale)
    language = Language(configured) if configured else None
    async with house.connected(language=language) as client:
        await client.gallery.post_picture(house.post(7, "a cat"))
        await client.gallery.post_digest(digest())
        await client.gallery.tell_curators(Text("permissions-missing", **missing()))
    picture, posted, told = house.playground.messages()
    assert picture.attachments[0].description == alt
    assert posted.words.splitlines()[0] == heading
    assert bool(KANA.search(told.content)) == (heading.startswith("**ま"))
    assert "AI" in posted.words.splitlines()[-1]


def missing() -> dict[str, Any]:
    names = (Text("permission-send_messages"), Text("permission-embed_links"))
    return {"permissions": names, "missing": 2, "channel": "1"}


async def test_a_server_that_changes_its_language_is_followed_and_its_old_digest_found(house: House) -> None:
    async with house.connected() as client:
        message_id = await client.gallery.post_digest(digest())
        house.playground.world.set_locale("ja")
        await house.caught_up(client)
        assert client.language == "ja"
        assert await client.gallery.find_digest(12, after=datetime.now(UTC) - timedelta(hours=1)) == message_id


async def test_a_member_who_switches_their_client_is_followed(house: House, ada: Member) -> None:
    async with house.connected():
        assert "curators" in (await ada.run("help")).content
        ada.speak("ja")
        assert "キュレーター" in (await ada.run("help")).content


def each(item: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A command, its subcommands, options and choices."""
    yield item
    for inner in [*item.get("options", []), *item.get("choices", [])]:
        yield from each(inner)


async def test_every_command_option_and_choice_is_told_in_japanese(house: House) -> None:
    async with house.connected():
        commands = house.playground.world.commands[house.playground.guild_id]
    for item in (item for command in commands for item in each(command)):
        names = item["name_localizations"]
        assert set(names) == {"ja"}, f"{item['name']}: English is what Discord has without being told"
        if item.get("description"):
            assert KANA.search(item["description_localizations"]["ja"])
    assert {command["name_localizations"]["ja"] for command in commands} >= {"プロンプト", "この絵の作り方"}
    assert house.playground.violations == []


async def test_every_text_of_a_command_belongs_to_one(house: House) -> None:
    client = house.client()
    used = {
        string.extras["id"]
        for command in client.tree.get_commands(guild=client.tree._guild)
        for string in locale_strings(command)
    }
    there = {message_id for message_id in list_messages(ENGLISH) if message_id.startswith(("command-", "menu-"))}
    assert there - used == set()
    assert used - there == set()


def locale_strings(command: Any) -> Iterator[Any]:
    """Every translatable text of a command, as discord.py keeps them."""
    yield command._locale_name
    if getattr(command, "_locale_description", None) is not None:
        yield command._locale_description
    for inner in getattr(command, "commands", []):
        yield from locale_strings(inner)
    for option in getattr(command, "_params", {}).values():
        yield option._rename
        yield option.description
        yield from (choice._locale_name for choice in option.choices or [])


@pytest.mark.parametrize("language", list_languages())
def test_names_and_descriptions_keep_discords_limits(language: Language) -> None:
    for message_id in list_messages(ENGLISH):
        if not message_id.startswith(("command-", "menu-")):
            continue
        text = say(message_id, language)
        is_name = message_id.startswith("command-") and not message_id.endswith("description")
        if is_name and ".choice-" not in message_id:
            assert NAME.fullmatch(text), f"{message_id}: {text!r} is no name for Discord"
            assert text == text.lower(), message_id
        assert 1 <= len(text) <= (32 if message_id.startswith("menu-") else 100), f"{message_id} is too long"


@pytest.mark.parametrize("language", list_languages())
def test_no_two_commands_or_options_of_a_kind_share_a_name(language: Language) -> None:
    kinds: dict[str, list[str]] = {}
    for message_id in list_messages(ENGLISH):
        if message_id.startswith("command-") and not message_id.endswith("description"):
            command, _, attribute = message_id.partition(".")
            siblings = command if attribute else command.rpartition("-")[0]
            kinds.setdefault(f"{siblings} {attribute.rpartition('-')[0]}", []).append(say(message_id, language))
    for siblings, names in kinds.items():
        assert len(names) == len(set(names)), siblings


async def test_a_third_language_is_one_file(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.languages import catalogue

    for path in catalogue.FOLDER.glob("*.ftl"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "fr.ftl").write_text(
        "language-name = Français\n"
        "command-top = chats\n    .description = Les chats les plus aimés\n"
        "prompts-none = Aucun pour l'instant.\n"
        'digest-heading = { "**" }Résumé { $number }{ "**" } · { DATETIME($on, dateStyle: "long") }\n'
        "digest-counts = { $painted ->\n    [one] { $painted } chat peint\n   *[other] { $painted } chats peints\n  }\n"
        "page-send = Envoyer\n",
        "utf-8",
    )
    monkeypatch.setattr(catalogue, "FOLDER", tmp_path)
    assert choose_language("fr") == "fr"
    claire = house.playground.add_member("Claire", locale="fr")
    async with house.connected() as client:
        listed = (await claire.run("prompt list")).embeds[0]
        commands = {one["name"]: one for one in house.playground.world.commands[house.playground.guild_id]}
        house.playground.world.set_locale("fr")
        await house.caught_up(client)
        await client.gallery.post_digest(digest())
        heading, counts, *_ = house.playground.messages()[-1].words.splitlines()
        assert await client.gallery.find_digest(12, after=datetime.now(UTC) - timedelta(hours=1)) is not None
    assert heading == "**Résumé 12** · 23 novembre 2026", "the server's language, and its way of writing dates"
    assert counts == "40 chats peints", "and its plurals"
    assert read_patterns(Language("fr"), prefix="page-")["page-send"] == ["Envoyer"], "the page too"
    assert listed["description"] == "Aucun pour l'instant."
    assert listed["title"] == "Prompts (active)", "English says what is missing"
    assert commands["top"]["name_localizations"] == {"fr": "chats", "ja": "人気"}
    assert commands["help"]["name_localizations"] == {"ja": "ヘルプ"}
