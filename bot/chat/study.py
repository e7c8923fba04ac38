"""The /study commands: a grid of prompts by seeds for everybody to judge, and what it finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.chat import phrases
from bot.chat.commands import language_of, new_command, new_group
from bot.chat.curators import curators_only
from bot.chat.prompts import suggest_any
from bot.chat.tree import answer
from bot.chat.uploads import upload
from bot.flows import study as flow
from bot.flows.study import MOST_SEEDS
from bot.languages import Text, render

if TYPE_CHECKING:
    from bot.chat.client import CatClient


def make_group() -> app_commands.Group:
    """The group with its commands: curators begin, everybody may see what is found."""
    group = new_group("study")
    group.add_command(new_command("study-start", start))
    group.add_command(new_command("study-result", result))
    return group


@curators_only()
@app_commands.autocomplete(
    first=suggest_any, second=suggest_any, third=suggest_any, fourth=suggest_any, fifth=suggest_any
)
async def start(  # a slash command's options
    interaction: discord.Interaction[CatClient],
    first: str,
    second: str,
    third: str | None = None,
    fourth: str | None = None,
    fifth: str | None = None,
    seeds: app_commands.Range[int, 2, MOST_SEEDS] = 4,
) -> None:
    """Plan a study, say so, then paint and post it."""
    desk = interaction.client.desk
    asked = [prompt for prompt in (first, second, third, fourth, fifth) if prompt is not None]
    slot = f"command:{interaction.id}"
    number = await desk.run(lambda workshop: flow.plan_study(workshop, slot=slot, asked=asked, seeds=seeds))
    await answer(interaction, Text("study-begun", number=str(number), prompts=len(asked), seeds=seeds))
    hung = await desk.run(lambda workshop: flow.hang_study(workshop, number))
    language = language_of(interaction)
    text = phrases.study_hangs(number, posted=hung.posted, spoilt=hung.spoilt, language=language)
    await answer(interaction, text)


async def result(
    interaction: discord.Interaction[CatClient], number: app_commands.Range[int, 1, 2**31] | None = None
) -> None:
    """Tell what a study has found, in two sentences and a picture."""
    language = language_of(interaction)
    found = await interaction.client.desk.run(lambda workshop: flow.find_out(workshop, number, language=language))
    said = phrases.study_result(
        found.number, found.findings, people=found.people, likes=found.likes, is_over=found.is_over
    )
    text = "\n".join(render(one, language) for one in said)
    files = [] if found.sheet is None else [upload(f"study-{found.number}", found.sheet, found.sheet_text)]
    await interaction.edit_original_response(content=text, attachments=files)
