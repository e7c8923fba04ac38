"""What happens when parts are taken along: all lists written with their records, or a file of options read in."""

from __future__ import annotations

import asyncio
from datetime import datetime

from bot.domain.part_lists import PartLine, PartRecord, read_parts, write_csv
from bot.domain.parts import BETWEEN
from bot.domain.tables import decode
from bot.flows.compose import believe_parts
from bot.flows.prompt_files import Imported
from bot.flows.rules import Rules
from bot.languages import Text
from bot.store import counts, parts
from bot.store.database import Database
from bot.store.parts import Part


async def export_parts(database: Database, rules: Rules) -> bytes:
    """The options of all lists with their records as a CSV that spreadsheets open (UTF-8 with the mark they need).

    Choices written in a prompt itself go with the prompts.
    """
    async with database.reading() as tx:
        model = await counts.find_model(tx)
        known = await parts.list_counts(tx, model=model)
        pictures = await parts.count_pictures(tx, model=model)

    def write() -> str:
        return write_csv(
            PartRecord(
                slot=one.part.slot,
                text=one.part.text,
                is_active=one.part.is_active,
                pictures=pictures.get(one.part.id, 0),
                trials=one.trials,
                likes=one.likes,
                belief=belief,
            )
            for one, belief in zip(known, believe_parts(known, rules.profile), strict=True)
            if BETWEEN not in one.part.slot
        )

    return (await asyncio.to_thread(write)).encode("utf-8-sig")


async def import_parts(database: Database, data: bytes, *, slot: str, now: datetime) -> Imported:
    """Add the options of a file, all of them or none; a file that names no lists is a list of the options of `slot`.

    What is there already, active or retired, is left alone, and records in the file are left aside. Raises PromptError
    that names every bad line.
    """
    reading = await asyncio.to_thread(lambda: read_parts(decode(data), slot=slot))
    notes = {line.number: _say_repeated(line) for line in reading.repeated}
    added: list[Part] = []
    retired = 0
    async with database.transaction() as tx:
        for line in reading.lines:
            if same := await parts.find_part(tx, line.slot, line.text):
                notes[line.number] = _say_there(line, same)
                continue
            part = await parts.add_part(tx, line.slot, line.text, at=now)
            added.append(part)
            if not line.is_active:
                await parts.mark_retired(tx, part.id, now)
                retired += 1
    return Imported(
        said=Text("parts-imported", parts=len(added), lists=len({part.slot for part in added}), retired=retired),
        notes=tuple(notes[number] for number in sorted(notes)),
    )


def _say_repeated(line: PartLine) -> Text:
    return Text("import-repeated", line=str(line.number), text=line.text)


def _say_there(line: PartLine, same: Part) -> Text:
    state = "active" if same.is_active else "retired"
    return Text(f"import-part-there-{state}", line=str(line.number), part=same.text, slot=f"{{{same.slot}}}")
