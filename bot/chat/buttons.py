"""Buttons and menus that outlive the process: what a press has in common, whatever it does.

A view is only the drawing of its buttons here: what is pressed is recognised by its id, also after a restart.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

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
Drawn = TypeVar("Drawn", bound=discord.ui.Item[Any])


class Pressed(discord.ui.DynamicItem[Drawn], template=r"-"):
    """Something that was pressed: its id, which fits the class's template, says all that `do` needs.

    `is_answered_anew`: what follows is a private answer of its own, not a change of the message that was pressed.
    """

    is_answered_anew: ClassVar[bool] = False

    def __init__(self, drawn: Drawn, match: re.Match[str]) -> None:
        super().__init__(drawn)
        self.match = match

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """What was pressed, as the message shows it."""
        return cls(item, match)  # type: ignore[arg-type]  # the message has it as it was drawn

    async def callback(self, interaction: discord.Interaction[CatClient]) -> None:  # type: ignore[override]
        """Acknowledge, then do it."""
        if await acknowledge(interaction, is_answered_anew=self.is_answered_anew):
            await spoken(interaction, self.do(interaction))

    async def do(self, interaction: discord.Interaction[CatClient]) -> None:
        """What the press is for."""
        raise NotImplementedError  # each kind of button says it


def draw(buttons: Sequence[Button]) -> discord.ui.View:
    """Put buttons into rows as their `row` says; nothing in memory listens for them."""
    view = discord.ui.View(timeout=None)
    for button in buttons:
        view.add_item(button)
    view.stop()  # else discord.py would keep every message's view for ever
    return view


async def acknowledge(interaction: discord.Interaction[CatClient], *, is_answered_anew: bool) -> bool:
    """Tell Discord that a press was heard; False if it cannot be told, as it came too late or twice: do nothing then.

    `is_answered_anew` is as in `Pressed`.
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
        if interaction.client.is_closed():
            return log.warning("a press goes unanswered, as the bot is stopping")
        log.exception("a press failed")
        await _say(interaction, Text("sorry"))
    return None


async def _say(interaction: discord.Interaction[CatClient], said: Said) -> None:
    sentence = wording.escape(render(said, language_of(interaction)))
    try:
        await interaction.followup.send(sentence[: wording.MOST_CONTENT], ephemeral=True)
    except UNSENT as error:
        log.warning("a press could not be answered: %s", error)
