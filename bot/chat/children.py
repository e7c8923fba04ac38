"""“More like this”: a child at once, and buttons for another, nearer, painted over it, or with other words.

All that a button needs is in its id, so that it outlives the process. Must not know how children are made.
"""

from __future__ import annotations

import io
import logging
import re
from typing import TYPE_CHECKING, Any, Self

import discord

from bot.chat import phrases, wording
from bot.chat.buttons import Button, acknowledge, spoken
from bot.chat.commands import language_of, new_menu
from bot.chat.curators import CuratorsOnly, is_curator
from bot.chat.rewording import ANY, INPUT, Menu, draw_menus, make_form
from bot.chat.tree import UNSENT, AnyCommand, answer
from bot.domain.names import PartId, PictureId
from bot.errors import CatbanditError
from bot.flows import children
from bot.flows.children import Child, Offer
from bot.flows.wishes import Nearby, OtherPart, OtherWords, Over, Wish
from bot.flows.workshop import Workshop
from bot.languages import Language, Text, render, say

if TYPE_CHECKING:
    from bot.chat.client import CatClient

log = logging.getLogger(__name__)

_PICTURE = r"(?P<picture>\d{1,15})"
_FORM = re.compile(f"reword:{_PICTURE}")


def make_commands(*, curator_role_ids: tuple[int, ...]) -> list[AnyCommand]:
    """The entry in every message's menu, for everybody."""
    return [new_menu("more-like", more_like)]


async def more_like(interaction: discord.Interaction[CatClient], message: discord.Message) -> None:
    """Paint one more like the picture in a message."""
    parent_id = await interaction.client.desk.run(lambda workshop: children.find_parent(workshop, message.id))
    await answer(interaction, Text("child-painting", number=str(parent_id)))
    await _paint(interaction, parent_id, None)


async def _paint(interaction: discord.Interaction[CatClient], parent_id: PictureId, wish: Wish | None) -> None:
    """Paint and post a child, the usual one unless something else is wished for; then offer others."""

    async def paint(workshop: Workshop) -> tuple[Offer, Child | None]:
        offer = await children.offer(workshop, parent_id)
        chosen = wish or offer.usual
        if chosen is None:
            return offer, None
        slot = str(interaction.id)
        return offer, await children.paint_child(workshop, slot=slot, parent_id=parent_id, wish=chosen)

    offer, child = await interaction.client.desk.run(paint)
    language, curates = language_of(interaction), is_curator(interaction)
    lines = [say("child-only-words", language, number=str(parent_id)) if child is None else _done(interaction, child)]
    lines.append(f"-# {' · '.join(_legend(offer, language, for_curator=curates))}")
    files = [_file_of(child, language)] if child is not None and child.pair is not None else []
    view = _draw(offer, language, for_curator=curates)
    try:
        await interaction.edit_original_response(content="\n".join(lines), view=view, attachments=files)
    except UNSENT as error:  # Discord lets a bot answer for 15 minutes
        log.warning("whoever asked for more like picture %d cannot be answered: %s", parent_id, error)


def _done(interaction: discord.Interaction[CatClient], child: Child) -> str:
    assert child.picture.message_id is not None  # it hangs
    link = interaction.client.gallery.link_to(child.picture.message_id)
    return phrases.child_done(child.picture, child.parent_words, link=link, language=language_of(interaction))


def _legend(offer: Offer, language: Language, *, for_curator: bool) -> list[str]:
    """What the buttons with signs do, as their labels are short; and to whom it matters why one is missing."""
    ways = {"over": offer.has_over, "part": bool(offer.choices), "words": for_curator}
    known = [say(f"child-way-{way}", language) for way, is_there in ways.items() if is_there]
    is_missing = not offer.choices and not for_curator
    return [*known, *([say("child-note-no-parts", language)] if is_missing else [])]


def _file_of(child: Child, language: Language) -> discord.File:
    assert child.pair is not None  # as was asked
    text = say(
        "alt-pair", language, number=str(child.parent_id), child=str(child.picture.id), prompt=child.picture.prompt
    )
    return discord.File(
        io.BytesIO(child.pair.data),
        filename=f"cats-{child.parent_id}-{child.picture.id}.{child.pair.extension}",
        description=wording.elide(text, wording.MOST_ALT),
    )


def _draw(offer: Offer, language: Language, *, for_curator: bool) -> discord.ui.View | None:
    """The buttons for what can be had: a row for the noise, one for painting over, one for the words."""
    number, styles = offer.picture_id, discord.ButtonStyle
    rows: list[list[Button]] = []
    if offer.has_nearby:
        names = [say(f"like-{how}", language) for how in ("closer", "again", "further")]
        ids = [f"more:{number}:{round(100 * strength)}" for strength in Nearby.STRENGTHS]
        rows.append([Button(label=name, custom_id=one) for name, one in zip(names, ids, strict=True)])
    if offer.has_over:
        names = [say(f"over-{how}", language) for how in ("touch", "half", "most")]
        ids = [f"over:{number}:{round(100 * strength)}" for strength in Over.STRENGTHS]
        rows.append([Button(label=name, custom_id=one) for name, one in zip(names, ids, strict=True)])
        rows[-1][0].emoji = discord.PartialEmoji(name="🖌️")  # once: all three fit beside one another on a phone
    words = []
    if offer.choices:
        words.append(Button(label=say("part-any", language), emoji="🎲", custom_id=f"part:{number}:any"))
        words.append(Button(label=say("part-choose", language), custom_id=f"part:{number}:choose"))
    if for_curator:
        words.append(Button(label=say("words-change", language), emoji="✏️", custom_id=f"words:{number}"))
    rows.append(words)
    view = discord.ui.View(timeout=None)
    for row, buttons in enumerate(row for row in rows if row):
        for button in buttons:
            button.row, button.style = row, styles.secondary
            view.add_item(button)
    view.stop()  # nothing in memory listens
    return view if view.children else None


class _Pressed(discord.ui.DynamicItem[Button], template=r"-"):
    """What the buttons here have in common: the picture that they are about, and that a press gets its own answer."""

    def __init__(self, button: Button, match: re.Match[str]) -> None:
        super().__init__(button)
        self.picture, self.match = PictureId(int(match["picture"])), match

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        assert isinstance(item, discord.ui.Button)
        return cls(item, match)

    async def callback(self, interaction: discord.Interaction[CatClient]) -> None:  # type: ignore[override]
        """Acknowledge with a new answer, then do it."""
        if await acknowledge(interaction, is_answered_anew=True):
            await spoken(interaction, self.do(interaction))

    async def do(self, interaction: discord.Interaction[CatClient]) -> None:
        """What the press is for."""
        raise NotImplementedError  # each kind of button says it


class MoreButton(_Pressed, template=rf"more:{_PICTURE}:(?P<percent>\d{{1,2}})"):
    """Paints another one like a picture, nearer to it or further away."""

    async def do(self, interaction: discord.Interaction[CatClient]) -> None:
        await _paint(interaction, self.picture, Nearby(int(self.match["percent"]) / 100))


class OverButton(_Pressed, template=rf"over:{_PICTURE}:(?P<percent>\d{{1,2}})"):
    """Paints over a picture, some of it anew."""

    async def do(self, interaction: discord.Interaction[CatClient]) -> None:
        await _paint(interaction, self.picture, Over(int(self.match["percent"]) / 100))


class PartButton(_Pressed, template=rf"part:{_PICTURE}:(?P<how>any|choose)"):
    """Paints a picture with another part, or asks which."""

    async def do(self, interaction: discord.Interaction[CatClient]) -> None:
        if self.match["how"] == "any":
            return await _paint(interaction, self.picture, OtherPart())
        desk, language = interaction.client.desk, language_of(interaction)
        words, choices = await children.list_choices(
            desk.database, desk.rules, self.picture, now=interaction.client.now()
        )
        text = say("part-which", language, number=str(self.picture), words=wording.escape(words))
        await interaction.edit_original_response(
            content=wording.elide(text, wording.MOST_CONTENT), view=draw_menus(self.picture, choices, language)
        )
        return None


class PartMenu(discord.ui.DynamicItem[Menu], template=rf"pick:{_PICTURE}:(?P<row>\d)"):
    """Paints a picture with the part that was picked."""

    def __init__(self, menu: Menu, picture_id: PictureId) -> None:
        super().__init__(menu)
        self.picture = picture_id

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        assert isinstance(item, discord.ui.Select)
        return cls(item, PictureId(int(match["picture"])))

    async def callback(self, interaction: discord.Interaction[CatClient]) -> None:  # type: ignore[override]
        """Acknowledge with a new answer, then paint."""
        if not await acknowledge(interaction, is_answered_anew=True):
            return
        place, _, part = self.item.values[0].partition(":")
        wish = OtherPart(place=int(place), part_id=None if part == ANY else PartId(int(part)))
        await spoken(interaction, _paint(interaction, self.picture, wish))


class WordsButton(_Pressed, template=rf"words:{_PICTURE}"):
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
    await _paint(interaction, picture_id, OtherWords(words))


BUTTONS = (MoreButton, OverButton, PartButton, PartMenu, WordsButton)
"""What is recognised by its id, to be given to the client."""
