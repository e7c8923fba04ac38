"""What happens to parts: options of slots are added and retired like prompts, and looked at."""

from __future__ import annotations

from datetime import datetime

from bot.domain.part_lists import clean_part
from bot.domain.parts import read_list_name
from bot.errors import NotFoundError, PromptError
from bot.languages import Text
from bot.store import counts, parts, prompts
from bot.store.database import Database
from bot.store.parts import Part, PartCount


async def add_part(database: Database, slot: str, text: str, *, now: datetime) -> Part:
    """Add an option to a slot. Raises PromptError if it is there, too long, or holds what a prompt may not."""
    name, text = clean_part(slot, text)
    async with database.transaction() as tx:
        same = await parts.find_part(tx, name, text)
        if same is not None and same.is_active:
            raise PromptError(Text("part-there", part=same.text, slot=name))
        return await parts.add_part(tx, name, text, at=now)


async def retire_part(database: Database, slot: str, text: str, *, now: datetime) -> Part:
    """Choose an option no more; what is known of it stays.

    Raises NotFoundError, or PromptError if it is the last one of a slot that active prompts have.
    """
    name = read_list_name(slot)
    async with database.transaction() as tx:
        part = await parts.find_part(tx, name, " ".join(text.split()))
        if part is None or not part.is_active:
            raise NotFoundError(Text("part-unknown", part=text, slot=name))
        rest = [one for one in await parts.list_parts(tx, slot=name) if one.id != part.id]
        if not rest and (using := await prompts.count_with_slot(tx, name)):
            raise PromptError(Text("part-last", part=part.text, slot=name, prompts=using))
        await parts.mark_retired(tx, part.id, now)
        return part


async def list_part_counts(database: Database, *, slot: str | None) -> list[PartCount]:
    """The active options of the lists, of one or of all, with what is known of each over all prompts."""
    async with database.reading() as tx:
        found = await parts.list_counts(tx, model=await counts.find_model(tx))
    name = None if slot is None else read_list_name(slot)
    return [one for one in found if one.part.is_active and "|" not in one.part.slot and name in (None, one.part.slot)]


async def suggest_parts(database: Database, typed: str, *, slot: str | None, most: int = 25) -> list[Part]:
    """Active options for autocompletion, of one list or of all."""
    async with database.reading() as tx:
        found = await parts.list_parts(tx)
    wanted = None if not slot else slot.strip("{}_ ").casefold()
    return [
        part
        for part in found
        if "|" not in part.slot and typed.casefold() in part.text.casefold() and wanted in (None, part.slot)
    ][:most]


async def suggest_slots(database: Database, typed: str, *, most: int = 25) -> list[str]:
    """Names of lists for autocompletion."""
    async with database.reading() as tx:
        found = dict.fromkeys(part.slot for part in await parts.list_parts(tx) if "|" not in part.slot)
    return [slot for slot in found if typed.strip("{}_ ").casefold() in slot][:most]
