"""The /part commands: the lists from which the slots of prompts, as in “a {coat} cat”, are filled."""

from __future__ import annotations

import io
from pathlib import PurePath
from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.chat import prompt_wording, wording
from bot.chat.commands import Callback, language_of, new_command, new_group
from bot.chat.curators import curators_only
from bot.chat.tree import answer
from bot.chat.uploads import read_list
from bot.domain.tables import LinesError
from bot.flows import part_files, parts
from bot.languages import Text

if TYPE_CHECKING:
    from bot.chat.client import CatClient

_MOST_CHOICE = 100


def make_group() -> app_commands.Group:
    """The group with its commands; those that change something check who asks."""
    group = new_group("part")
    callbacks: dict[str, Callback] = {
        "add": add,
        "retire": retire,
        "list": list_parts,
        "export": export,
        "import": import_file,
    }
    for name, callback in callbacks.items():
        group.add_command(new_command(f"part-{name}", callback))
    return group


async def suggest_slot(interaction: discord.Interaction[CatClient], typed: str) -> list[app_commands.Choice[str]]:
    """Lists whose name holds what was typed."""
    found = await parts.suggest_slots(interaction.client.desk.database, typed)
    return [app_commands.Choice(name=slot, value=slot) for slot in found]


async def suggest_option(interaction: discord.Interaction[CatClient], typed: str) -> list[app_commands.Choice[str]]:
    """Options of the chosen list that hold what was typed."""
    slot = getattr(interaction.namespace, "slot", None)
    found = await parts.suggest_parts(interaction.client.desk.database, typed, slot=slot)
    texts = dict.fromkeys(wording.elide(part.text, _MOST_CHOICE) for part in found)
    return [app_commands.Choice(name=text, value=text) for text in texts]


@curators_only()
@app_commands.autocomplete(slot=suggest_slot)
async def add(
    interaction: discord.Interaction[CatClient],
    slot: app_commands.Range[str, 1, 60],
    text: app_commands.Range[str, 1, 200],
) -> None:
    """Add an option to a list."""
    client = interaction.client
    part = await parts.add_part(client.desk.database, slot, text, now=client.now())
    await answer(interaction, Text("part-added", part=wording.escape(part.text), slot=_braced(part.slot)))


@curators_only()
@app_commands.autocomplete(slot=suggest_slot, text=suggest_option)
async def retire(
    interaction: discord.Interaction[CatClient],
    slot: app_commands.Range[str, 1, 60],
    text: app_commands.Range[str, 1, 200],
) -> None:
    """Retire an option of a list."""
    client = interaction.client
    part = await parts.retire_part(client.desk.database, slot, text, now=client.now())
    await answer(interaction, Text("part-retired", part=wording.escape(part.text), slot=_braced(part.slot)))


@app_commands.autocomplete(slot=suggest_slot)
async def list_parts(
    interaction: discord.Interaction[CatClient], slot: app_commands.Range[str, 1, 60] | None = None
) -> None:
    """List the options with what is known of them."""
    found = await parts.list_part_counts(interaction.client.desk.database, slot=slot)
    await answer(interaction, prompt_wording.part_list(found, language_of(interaction)))


async def export(interaction: discord.Interaction[CatClient]) -> None:
    """Give out the options of all lists with their records."""
    desk = interaction.client.desk
    data = await part_files.export_parts(desk.database, desk.rules)
    file = discord.File(io.BytesIO(data), filename="parts.csv")
    await answer(interaction, Text("parts-exported", parts=data.count(b"\n") - 1), files=[file])


@curators_only()
@app_commands.autocomplete(slot=suggest_slot)
async def import_file(
    interaction: discord.Interaction[CatClient],
    file: discord.Attachment,
    slot: app_commands.Range[str, 1, 60] | None = None,
) -> None:
    """Add the options of a file; a wildcard file is named like its list."""
    client = interaction.client
    data = await read_list(file)
    try:
        done = await part_files.import_parts(
            client.desk.database, data, slot=slot or PurePath(file.filename).stem, now=client.now()
        )
    except LinesError as error:
        return await answer(interaction, prompt_wording.refused(error, language_of(interaction)))
    return await answer(interaction, prompt_wording.imported(done, language_of(interaction)))


def _braced(slot: str) -> str:
    return f"{{{wording.escape(slot)}}}"
