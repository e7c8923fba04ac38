"""The command /stats: is it learning, and what waits where."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.chat import embeds
from bot.chat.commands import language_of, new_command
from bot.chat.tree import AnyCommand, answer
from bot.chat.uploads import upload
from bot.flows.stats import describe_stats, draw_stats, gather_stats

if TYPE_CHECKING:
    from bot.chat.client import CatClient

_DAYS = 28


def make_command() -> AnyCommand:
    """The command."""
    return new_command("stats", show_stats)


async def show_stats(
    interaction: discord.Interaction[CatClient], days: app_commands.Range[int, 1, 3650] = _DAYS
) -> None:
    """Show what was won, and a picture of it."""
    client = interaction.client
    language = language_of(interaction)
    timezone = client.desk.rules.timezone
    stats = await gather_stats(client.desk.database, days=days, timezone=timezone, now=client.now())
    embed = embeds.stats(stats, language=language)
    if not stats.pictures:
        return await answer(interaction, embed=embed)
    sheet = await asyncio.to_thread(draw_stats, stats, language)
    await answer(interaction, embed=embed, files=[upload("stats", sheet, describe_stats(stats, language))])
    return None
