"""Files as they go to and come from Discord: a picture with its alt text, and what a member attached to a command.

Alt text is shown for a message's attachments only: what hangs in an embed has none.
"""

from __future__ import annotations

import io

import discord

from bot.chat import wording
from bot.errors import GalleryError, PromptError
from bot.languages import Text

_LARGEST = 2**20  # bytes of a list


def upload(name: str, image: bytes, alt: str) -> discord.File:
    """A picture as an attachment; the name's ending follows from its bytes, and the alt text fits."""
    return discord.File(
        io.BytesIO(image),
        filename=f"{name}.{wording.file_suffix(image)}",
        description=wording.elide(alt, wording.MOST_ALT),
    )


async def read_list(file: discord.Attachment) -> bytes:
    """Fetch a list that a member attached. Raises PromptError if it is too large, GalleryError if it cannot be had."""
    if file.size > _LARGEST:
        raise PromptError(Text("import-too-large"))
    try:
        return await file.read()
    except discord.HTTPException as error:
        raise GalleryError(Text("import-unfetched", status=str(error.status))) from error
