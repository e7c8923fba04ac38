"""The commands about pictures: painting now, the top, the digest now, how one was made; and the help."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.chat import embeds, recipe_wording
from bot.chat.commands import language_of, new_command, new_menu
from bot.chat.curators import curators_only, default_permissions, is_curator
from bot.chat.tree import AnyCommand, answer
from bot.chat.uploads import upload
from bot.flows import captions, curate
from bot.flows.best import describe_best, draw_best
from bot.languages import say

if TYPE_CHECKING:
    from bot.chat.client import CatClient

_MOST_TOP = 10


def make_commands(*, curator_role_ids: tuple[int, ...]) -> list[AnyCommand]:
    """All commands that stand alone; those for curators are hidden from others where Discord can express that."""
    changing = [new_command("paint", paint), new_command("digest", digest)]
    for command in changing:
        command.default_permissions = default_permissions(curator_role_ids)
    return [
        *changing,
        new_command("top", top),
        new_command("help", show_help),
        new_menu("how-made", how_made),
    ]


@curators_only()
async def paint(interaction: discord.Interaction[CatClient]) -> None:
    """Start a batch."""
    await answer(interaction, await interaction.client.desk.ask_for_batch(f"command:{interaction.id}"))


@curators_only()
async def digest(interaction: discord.Interaction[CatClient]) -> None:
    """Post a digest."""
    await answer(interaction, await interaction.client.desk.ask_for_digest(f"command:{interaction.id}"))


async def top(
    interaction: discord.Interaction[CatClient], days: app_commands.Range[int, 1, 3650] | None = None
) -> None:
    """Show the best loved pictures on one sheet, with where they hang."""
    client = interaction.client
    since = client.now() - timedelta(days=days) if days else None
    best = await curate.list_top(client.desk.database, since=since, most=_MOST_TOP)
    link, language = client.gallery.link_to, language_of(interaction)
    title, note = captions.top_title(days, language), say("sheet-top-note", language)
    sheet = await asyncio.to_thread(draw_best, client.desk.rules, best, title=title, subtitle=note, language=language)
    files = [] if sheet is None else [upload("top", sheet, describe_best(best, language))]
    await answer(interaction, embed=embeds.top_list(best, days=days, link=link, language=language), files=files)


async def show_help(interaction: discord.Interaction[CatClient]) -> None:
    """Say what the bot does, and to curators what they may do."""
    language = language_of(interaction)
    parts = [say("help-members", language), *([say("help-curators", language)] if is_curator(interaction) else [])]
    await answer(interaction, "\n\n".join(parts))


async def how_made(interaction: discord.Interaction[CatClient], message: discord.Message) -> None:
    """Tell how the picture in a message was made."""
    desk = interaction.client.desk
    card = await curate.explain_picture(desk.database, desk.rules, message_id=message.id, now=interaction.client.now())
    await answer(interaction, embed=recipe_wording.recipe(card, language=language_of(interaction)))
