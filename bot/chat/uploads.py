"""Pictures as they are handed to Discord: a file whose name says what it is, with its alt text.

Alt text is shown for a message's attachments only: what hangs in an embed has none.
"""

from __future__ import annotations

import io

import discord

from bot.chat import wording


def upload(name: str, image: bytes, alt: str) -> discord.File:
    """A picture as an attachment; the name's ending follows from its bytes, and the alt text fits."""
    return discord.File(
        io.BytesIO(image),
        filename=f"{name}.{wording.file_suffix(image)}",
        description=wording.elide(alt, wording.MOST_ALT),
    )
