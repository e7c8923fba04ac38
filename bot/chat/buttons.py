"""Buttons that outlive the process: what a press has in common, whatever the button does.

A view is only the drawing of its buttons here: who presses is recognised by the button's id, also after a restart.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Sequence
from typing import TYPE_CHECKING

import discord

from bot.chat import wording
from bot.chat.commands import language_of
from bot.chat.curators import CuratorsOnly
from bot.chat.tree import UNSENT
from bot.errors import CatbanditError
from bot.languages import Said, Text, render

if TYPE_CHECKING:
    from bot.chat.client import CatClient

log = logging.getLogger(__name__)

Button = discord.ui.Button[discord.ui.View]


def draw(buttons: Sequence[Button]) -> discord.ui.View:
    """Put buttons into rows as their `row` says; nothing in memory listens for them."""
    view = discord.ui.View(timeout=None)
    for button in buttons:
        view.add_item(button)
    view.stop()  # else discord.py would keep every message's view for ever
    return view


async def acknowledge(interaction: discord.Interaction[CatClient], *, is_answered_anew: bool) -> bool:
    """Tell Discord that a press was heard; False if it cannot be told, as it came too late or twice: do nothing then.

    `is_answered_anew`: what follows is a private answer of its own, not a change of the message that was pressed.
    """
    try:
        if is_answered_anew:
            await interaction.response.defer(ephemeral=True, thinking=True)
        else:
            await interaction.response.defer()
    except UNSENT as error:
        log.warning("a press could not be acknowledged and does nothing: %s", error)
        return False
    return True


async def spoken(interaction: discord.Interaction[CatClient], deed: Awaitable[None]) -> None:
    """Do what a press is for, after it was acknowledged; whatever goes wrong becomes a private sentence."""
    try:
        await deed
    except (CatbanditError, CuratorsOnly) as error:
        await _say(interaction, error.said)
    except UNSENT as error:
        log.warning("a press could not be answered: %s", error)
    except Exception:
        log.exception("a press failed")
        await _say(interaction, Text("sorry"))


async def _say(interaction: discord.Interaction[CatClient], said: Said) -> None:
    sentence = wording.escape(render(said, language_of(interaction)))
    try:
        await interaction.followup.send(sentence[: wording.MOST_CONTENT], ephemeral=True)
    except UNSENT as error:
        log.warning("a press could not be answered: %s", error)
