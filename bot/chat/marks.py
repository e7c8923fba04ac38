"""Reactions as Discord sends them, read as plain values: an emoji's name, and what a message's reactions count.

Must not know what counts as a like.
"""

from __future__ import annotations

import discord

from bot.flows.ports import SeenMessage


def see(message: discord.Message) -> SeenMessage:
    """The counts of a message's reactions without the bot's own, normal and super apart."""
    normal, burst = dict[str, int](), dict[str, int]()
    for reaction in message.reactions:
        name = name_emoji(reaction.emoji)
        normal[name] = reaction.count - reaction.burst_count - reaction.me
        burst[name] = reaction.burst_count - reaction.me_burst
    return SeenMessage(message_id=message.id, normal=_positive(normal), burst=_positive(burst))


def name_emoji(emoji: discord.Emoji | discord.PartialEmoji | str) -> str:
    """An emoji as Discord's API names it: the character itself, or name:id for a server's own."""
    if isinstance(emoji, str):
        return emoji
    return f"{emoji.name}:{emoji.id}" if emoji.id else emoji.name


def _positive(counts: dict[str, int]) -> dict[str, int]:
    return {emoji: number for emoji, number in counts.items() if number > 0}
