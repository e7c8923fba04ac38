"""What happens when prompts are taken along: all of them written with their records, or a file of them read in."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime

from bot.domain.prompt_lists import Line, read_prompts, write_csv
from bot.domain.tables import decode
from bot.flows.curate import list_standings
from bot.flows.rules import Rules
from bot.languages import Text
from bot.store import parts, prompts
from bot.store.database import Database
from bot.store.prompts import Prompt


async def export_prompts(database: Database, rules: Rules, *, now: datetime) -> bytes:
    """All prompts with their records as a CSV that spreadsheets open (UTF-8 with the mark they need)."""
    standings = await list_standings(database, rules, now=now, is_active=None)
    return (await asyncio.to_thread(write_csv, standings)).encode("utf-8-sig")


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What an import did, in one sentence; and of each line that added nothing, why. Words of people are as written."""

    said: Text
    notes: tuple[Text, ...]


async def import_prompts(database: Database, data: bytes, *, added_by: int | None, now: datetime) -> Imported:
    """Add the prompts of a file, all of them or none.

    Records in the file are left aside: what is believed of a prompt follows from pictures that are here. Raises
    PromptError that names every bad line, and every line with a slot that nothing fills here.
    """
    async with database.reading() as tx:
        lists = await parts.list_slots(tx)
    reading = await asyncio.to_thread(lambda: read_prompts(decode(data), lists=lists))
    notes = {line.number: Text("import-repeated", line=str(line.number), text=line.text) for line in reading.repeated}
    added = retired = 0
    async with database.transaction() as tx:
        for line in reading.lines:
            if same := await prompts.find_prompt(tx, line.text):
                notes[line.number] = _say_there(line, same)
                continue
            prompt = await prompts.add_prompt(tx, line.text, added_by=added_by, at=now)
            added += 1
            if not line.is_active:
                await prompts.mark_retired(tx, prompt.id, now)
                retired += 1
    return Imported(
        said=Text("prompts-imported", prompts=added, retired=retired),
        notes=tuple(notes[number] for number in sorted(notes)),
    )


def _say_there(line: Line, same: Prompt) -> Text:
    return Text("import-there", line=str(line.number), prompt=line.text, number=str(same.id))
