"""“More like this”: the menu entry that paints a child of a picture, and the answer that offers others.

Must not know how children are made, nor how a press finds its way: that is `child_buttons`.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import discord

from bot.chat import phrases
from bot.chat.child_offer import draw_buttons, file_of, legend
from bot.chat.commands import language_of, new_menu
from bot.chat.curators import is_curator
from bot.chat.tree import UNSENT, AnyCommand, answer
from bot.domain.names import PictureId
from bot.flows import children
from bot.flows.children import Child, Offer
from bot.flows.wishes import Wish
from bot.flows.workshop import Workshop
from bot.languages import Text, say

if TYPE_CHECKING:
    from bot.chat.client import CatClient

log = logging.getLogger(__name__)


def make_commands(*, curator_role_ids: tuple[int, ...]) -> list[AnyCommand]:
    """The entry in every message's menu, for everybody."""
    return [new_menu("more-like", more_like)]


async def more_like(interaction: discord.Interaction[CatClient], message: discord.Message) -> None:
    """Paint one more like the picture in a message."""
    parent_id = await interaction.client.desk.run(lambda workshop: children.find_parent(workshop, message.id))
    await answer(interaction, Text("child-painting", number=str(parent_id)))
    await paint(interaction, parent_id, None)


async def paint(interaction: discord.Interaction[CatClient], parent_id: PictureId, wish: Wish | None) -> None:
    """Paint and post a child, the usual one unless something else is wished for; then offer others."""

    async def make(workshop: Workshop) -> tuple[Offer, Child | None]:
        offer = await children.offer(workshop, parent_id)
        chosen = wish or offer.usual
        if chosen is None:
            return offer, None
        slot = str(interaction.id)
        return offer, await children.paint_child(workshop, slot=slot, parent_id=parent_id, wish=chosen)

    offer, child = await interaction.client.desk.run(make)
    language, curates = language_of(interaction), is_curator(interaction)
    lines = [say("child-only-words", language, number=str(parent_id)) if child is None else _done(interaction, child)]
    lines.append(f"-# {' · '.join(legend(offer, language, for_curator=curates))}")
    files = [file_of(child, language)] if child is not None and child.pair is not None else []
    view = draw_buttons(offer, language, for_curator=curates)
    try:
        await interaction.edit_original_response(content="\n".join(lines), view=view, attachments=files)
    except UNSENT as error:  # Discord lets a bot answer for 15 minutes
        log.warning("whoever asked for more like picture %d cannot be answered: %s", parent_id, error)


def _done(interaction: discord.Interaction[CatClient], child: Child) -> str:
    assert child.picture.message_id is not None  # it hangs
    link = interaction.client.gallery.link_to(child.picture.message_id)
    return phrases.child_done(child.picture, child.parent_words, link=link, language=language_of(interaction))
