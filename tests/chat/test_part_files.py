"""Lists of parts taken along and brought in, as attachments, with the real client."""

from __future__ import annotations

from datetime import timedelta

from bot.flows.paint_batch import paint_batch
from bot.flows.parts import add_part
from bot.flows.settle import settle
from bot.playground import Member
from tests.chat.conftest import House, now


async def test_the_lists_are_exported_with_their_records_and_imported_elsewhere(house: House, cora: Member) -> None:
    ada = house.playground.add_member("Ada")
    for slot, text in (("coat", "ginger"), ("coat", "=1+1 cats"), ("hat", "a big, red one")):
        await add_part(house.database, slot, text, now=now())
    await house.add_prompt("a {coat} cat, {sitting|asleep}")
    async with house.connected() as client:
        await cora.run("part retire", slot="coat", text="=1+1 cats")
        await paint_batch(house.workshop(), slot="noon")
        first, _ = [message for message in house.playground.messages() if message.attachments]
        await ada.react(first.id, "👍")
        await house.caught_up(client)
        await settle(house.database, house.rules, model="kitten", now=now() + timedelta(hours=2))
        exported = await ada.run("part export")
        assert exported.is_ephemeral
        assert exported.content.startswith("3 options with what is known of each.")
        (file,) = exported.files
        header, *rows = file.data.decode("utf-8-sig").splitlines()
        assert header == "slot,option,active,pictures,judged,liked,rate,low,high"
        assert [row.rsplit(",", 3)[0] for row in rows] == [
            "coat,ginger,yes,2,2,1",
            "coat,'=1+1 cats,no,0,0,0",
            'hat,"a big, red one",yes,0,0,0',
        ]
        again = await cora.run("part import", file=("parts.csv", file.data))
        assert again.content.splitlines() == [
            "0 options added.",
            "3 lines added nothing:",
            "line 2: “ginger” is in the list {coat} already",
            "line 3: “=1+1 cats” is in the list {coat} already, retired: /part add brings it back",
            "line 4: “a big, red one” is in the list {hat} already",
        ]
        async with house.database.transaction() as tx:
            await tx.execute("UPDATE parts SET slot = 'old ' || slot, same_key = 'old ' || same_key")
        imported = await cora.run("part import", file=("parts.csv", file.data))
        assert imported.content == "3 options added to 2 lists, 1 of them as retired."
        listed = (await ada.run("part list", slot="coat")).content
        assert "ginger (not judged yet)" in listed, "records are not imported"
        assert "=1+1 cats" not in listed
    assert house.playground.violations == []


async def test_a_wildcard_file_fills_the_list_it_is_named_like_or_another(house: House, cora: Member) -> None:
    async with house.connected():
        done = await cora.run("part import", file=("coat.txt", b"# coats\nginger\n2::black\nGINGER\n"))
        assert done.content.splitlines() == [
            "2 options added to 1 list.",
            "1 line added nothing:",
            "line 4: “GINGER” stands in the file before",
        ]
        await cora.run("part import", slot="fur", file=("coat.txt", "三毛\n".encode()))
        assert (await cora.run("part list")).content.splitlines() == [
            "**{coat}** ginger (not judged yet) · black (not judged yet)",
            "**{fur}** 三毛 (not judged yet)",
        ]
        cora.speak("ja")
        answer = await cora.run("part import", slot="fur", file=("coat.txt", "三毛\n".encode()))
        assert "もう{fur}の一覧にあります" in answer.content


async def test_one_bad_line_keeps_all_others_out_and_only_curators_import(house: House, cora: Member) -> None:
    ada = house.playground.add_member("Ada")
    async with house.connected():
        answer = await cora.run("part import", file=("coat.txt", b"ginger\na {hat} @everyone\nblack --steps 3\n"))
        first, *rest = answer.content.splitlines()
        assert first == "2 lines cannot be options of a list, so nothing was imported:"
        assert [line.split(":")[0] for line in rest] == ["line 2", "line 3"]
        assert "There are no parts yet" in (await cora.run("part list")).content
        assert "Only curators" in (await ada.run("part import", file=("coat.txt", b"ginger\n"))).content
        assert (await ada.run("part list")).content.startswith("There are no parts yet")
