"""Prompts taken along and brought in, as attachments, with the real client."""

from __future__ import annotations

from bot.playground import Member
from tests.chat.conftest import House


async def test_what_is_exported_is_imported_elsewhere(house: House, cora: Member) -> None:
    texts = ["a ginger cat, in a box", 'a "big" cat', "=1+1 cats", "猫がこたつで丸くなる"]
    for text in texts:
        await house.add_prompt(text)
    async with house.connected():
        await cora.run("prompt retire", prompt="2")
        exported = await cora.run("prompt export")
        assert exported.is_ephemeral
        assert exported.content.startswith("4 prompts with what is known of each.")
        (file,) = exported.files
        assert file.filename == "prompts.csv"
        data = file.data
        again = await cora.run("prompt import", file=("prompts.csv", data))
        assert again.content.startswith("0 prompts added.\n4 lines added nothing:")
        async with house.database.transaction() as tx:
            await tx.execute("DELETE FROM prompts")
        imported = await cora.run("prompt import", file=("prompts.csv", data))
        assert imported.content == "4 prompts added, 1 of them as retired."
        active = (await cora.run("prompt list")).embeds[0]["description"]
        retired = (await cora.run("prompt list", which="retired")).embeds[0]["description"]
        assert all(word in active for word in ("ginger", "=1+1 cats", "猫がこたつで丸くなる"))
        assert 'a "big" cat' in retired
    assert house.playground.violations == []


async def test_a_wildcard_list_is_imported_and_duplicates_are_named(house: House, cora: Member) -> None:
    await house.add_prompt("a ginger cat")
    async with house.connected():
        text = "# my cats\nA GINGER cat\na black cat\na Black cat\n"
        answer = await cora.run("prompt import", file=("cats.txt", text.encode()))
        assert answer.content.splitlines() == [
            "1 prompt added.",
            "2 lines added nothing:",
            "line 2: “A GINGER cat” is prompt 1 already",
            "line 4: “a Black cat” stands in the file before",
        ]


async def test_one_bad_line_keeps_all_others_out(house: House, cora: Member) -> None:
    async with house.connected():
        answer = await cora.run("prompt import", file=("cats.txt", b"a good cat\na cat for @everyone\n"))
        assert answer.content.startswith(
            "1 line cannot be a prompt, so nothing was imported:\nline 2: The prompt mentions"
        )
        assert "None yet" in (await cora.run("prompt list", which="all")).embeds[0]["description"]
        picture = await cora.run("prompt import", file=("cat.jpg", b"\xff\xd8\xff\xe0" * 10))
        assert "no text in UTF-8" in picture.content
        large = await cora.run("prompt import", file=("cats.txt", b"a cat\n" * 200_000))
        assert "larger than a list can be" in large.content


async def test_a_list_without_options_keeps_all_lines_out_until_it_has_some(house: House, cora: Member) -> None:
    file = ("cats.csv", b"prompt,active\na good cat,yes\na {hat} cat,yes\na {scarf} cat,no\n")
    async with house.connected():
        refused = await cora.run("prompt import", file=file)
        assert refused.content.splitlines()[1].startswith(
            "line 3: There are no parts for {hat} yet: add some with /part"
        )
        assert "None yet" in (await cora.run("prompt list", which="all")).embeds[0]["description"]
        await cora.run("part add", slot="hat", text="top hat")
        assert (await cora.run("prompt import", file=file)).content == "3 prompts added, 1 of them as retired."
        unfilled = await cora.run("prompt revive", prompt="a {scarf} cat")
        assert "no parts for {scarf} yet" in unfilled.content
        await cora.run("part add", slot="scarf", text="red")
        assert (await cora.run("prompt revive", prompt="a {scarf} cat")).content.startswith("Revived")


async def test_everybody_may_export_and_only_curators_import(house: House) -> None:
    ada = house.playground.add_member("Ada")
    await house.add_prompt("a cat")
    async with house.connected():
        assert (await ada.run("prompt export")).files[0].data.startswith(b"\xef\xbb\xbfprompt,active")
        assert "Only curators" in (await ada.run("prompt import", file=("cats.txt", b"a dog"))).content


async def test_a_hopeless_file_is_said_in_a_message(house: House, cora: Member) -> None:
    async with house.connected():
        answer = await cora.run("prompt import", file=("cats.txt", b"!\n" * 500))
        assert answer.content.startswith("500 lines cannot be prompts")
        assert len(answer.content) <= 2000
        assert answer.content.endswith("more")


async def test_a_long_report_fits_into_a_message(house: House, cora: Member) -> None:
    for number in range(200):
        await house.add_prompt(f"a cat number {number}" + " with a long description" * 4)
    async with house.connected():
        data = (await cora.run("prompt export")).files[0].data
        answer = await cora.run("prompt import", file=("prompts.csv", data))
        assert len(answer.content) <= 2000
        assert answer.content.endswith("more")
