"""The buttons, menus and the form under “More like this”: who presses, and what is painted then.

All that a button needs is in its id, so that it outlives the process. Must not know how children are made.
"""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any

import discord

from bot.chat import wording
from bot.chat.buttons import Button, Drawn, Pressed, acknowledge, spoken
from bot.chat.children import paint
from bot.chat.commands import language_of
from bot.chat.curators import CuratorsOnly, is_curator
from bot.chat.rewording import ANY, INPUT, Menu, draw_menus, make_form
from bot.chat.tree import UNSENT
from bot.domain.names import PartId, PictureId
from bot.errors import CatbanditError
from bot.flows import children
from bot.flows.wishes import Nearby, OtherPart, OtherWords, Over
from bot.languages import Text, render, say

if TYPE_CHECKING:
    from bot.chat.client import CatClient

log = logging.getLogger(__name__)

_PICTURE = r"(?P<picture>\d{1,15})"
_FORM = re.compile(f"reword:{_PICTURE}")


class _OfPicture(Pressed[Drawn], template=r"-"):
    """What the buttons here have in common: the picture that they are about, and that a press gets its own answer."""

    is_answered_anew = True

    @property
    def picture(self) -> PictureId:
        """The picture's number."""
        return PictureId(int(self.match["picture"]))


class MoreButton(_OfPicture[Button], template=rf"more:{_PICTURE}:(?P<percent>\d{{1,2}})"):
    """Paints another one like a picture, nearer to it or further away."""

    async def do(self, interaction: discord.Interaction[CatClient]) -> None:
        await paint(interaction, self.picture, Nearby(int(self.match["percent"]) / 100))


class OverButton(_OfPicture[Button], template=rf"over:{_PICTURE}:(?P<percent>\d{{1,2}})"):
    """Paints over a picture, some of it anew."""

    async def do(self, interaction: discord.Interaction[CatClient]) -> None:
        await paint(interaction, self.picture, Over(int(self.match["percent"]) / 100))


class PartButton(_OfPicture[Button], template=rf"part:{_PICTURE}:(?P<how>any|choose)"):
    """Paints a picture with another part, or asks which."""

    async def do(self, interaction: discord.Interaction[CatClient]) -> None:
        if self.match["how"] == "any":
            return await paint(interaction, self.picture, OtherPart())
        desk, language = interaction.client.desk, language_of(interaction)
        words, choices = await children.list_choices(
            desk.database, desk.rules, self.picture, now=interaction.client.now()
        )
        text = say("part-which", language, number=str(self.picture), words=wording.escape(words))
        await interaction.edit_original_response(
            content=wording.elide(text, wording.MOST_CONTENT), view=draw_menus(self.picture, choices, language)
        )
        return None


class PartMenu(_OfPicture[Menu], template=rf"pick:{_PICTURE}:(?P<row>\d)"):
    """Paints a picture with the part that was picked."""

    async def do(self, interaction: discord.Interaction[CatClient]) -> None:
        place, _, part = self.item.values[0].partition(":")
        wish = OtherPart(place=int(place), part_id=None if part == ANY else PartId(int(part)))
        await paint(interaction, self.picture, wish)


class WordsButton(_OfPicture[Button], template=rf"words:{_PICTURE}"):
    """Opens a form with a picture's words, for curators."""

    async def callback(self, interaction: discord.Interaction[CatClient]) -> None:  # type: ignore[override]
        """Answer at once with the form: nothing can be put off before one."""
        language = language_of(interaction)
        try:
            if not is_curator(interaction):
                raise CuratorsOnly
            words = await children.get_words(interaction.client.desk.database, self.picture)
        except (CatbanditError, CuratorsOnly) as error:
            said = error.said if isinstance(error.said, Text) else Text("trouble", detail=error.said)
            first = interaction.response.send_message(render(said, language), ephemeral=True)
        else:
            first = interaction.response.send_modal(make_form(self.picture, words, language))
        try:
            await first
        except UNSENT as error:
            log.warning("a form could not be opened: %s", error)


async def hear_form(interaction: discord.Interaction[CatClient]) -> None:
    """Paint with the words that a curator sent; other forms are not ours."""
    sent: Any = interaction.data
    match = _FORM.fullmatch(sent["custom_id"])
    if match is None:
        return
    inputs = [row.get("component") or row["components"][0] for row in sent["components"]]
    words = next(str(one["value"]) for one in inputs if one["custom_id"] == INPUT)
    if await acknowledge(interaction, is_answered_anew=True):
        await spoken(interaction, _reword(interaction, PictureId(int(match["picture"])), words))


async def _reword(interaction: discord.Interaction[CatClient], picture_id: PictureId, words: str) -> None:
    if not is_curator(interaction):
        raise CuratorsOnly
    await paint(interaction, picture_id, OtherWords(words))


BUTTONS = (MoreButton, OverButton, PartButton, PartMenu, WordsButton)
"""What is recognised by its id, to be given to the client."""
