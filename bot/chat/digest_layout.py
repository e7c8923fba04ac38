"""How a digest is laid out in its message, and how it is found there again.

A layout, no embed: Discord leaves out the alt text of an embed's picture, and shows it smaller.
"""

from __future__ import annotations

import discord

from bot.chat import embeds, wording
from bot.chat.digest_wording import digest_text, leading_text
from bot.chat.embeds import Link
from bot.flows.ports import DigestPost
from bot.languages import Language


def lay_out(
    post: DigestPost,
    *,
    link: Link,
    language: Language,
    cats: discord.File | None,
    beliefs: discord.File | None,
) -> discord.ui.LayoutView:
    """The digest's lines, its contact sheet, and in a box of their own the leading prompts with their curves."""
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(discord.ui.TextDisplay(digest_text(post, link=link, language=language)))
    if cats is not None:
        view.add_item(_hung(cats))
    if (leading := leading_text(post, language)) is not None:
        box = discord.ui.Container[discord.ui.LayoutView](accent_colour=embeds.COLOUR)
        box.add_item(discord.ui.TextDisplay(leading))
        if beliefs is not None:
            box.add_item(_hung(beliefs))
        view.add_item(box)
    view.stop()  # nothing in it can be pressed
    return view


def find_number(message: discord.Message) -> int | None:
    """The number of the digest that a message holds; older ones were plain text."""
    texts = (part.content for part in message.components if isinstance(part, discord.TextDisplay))
    return wording.find_digest_number(next(texts, message.content))


def _hung(picture: discord.File) -> discord.ui.MediaGallery[discord.ui.LayoutView]:
    """A picture as wide as the message, with as much of its alt text as fits; the file has all of it."""
    alt = wording.elide(picture.description or "", wording.MOST_GALLERY_ALT)
    return discord.ui.MediaGallery(discord.MediaGalleryItem(picture, description=alt))
