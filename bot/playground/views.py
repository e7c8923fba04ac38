"""Messages as tests, the crowd and the demo look at them: values that no longer change.

Owns the shape of what is shown. Must not change the world.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.playground.components import words_of
from bot.playground.snowflakes import created_at
from bot.playground.things import EPHEMERAL, Attachment, Json, Message


@dataclass(frozen=True)
class AttachmentView:
    """A file of a message; `data` reads its bytes."""

    id: int
    filename: str
    description: str | None
    content_type: str
    size: int
    width: int | None
    height: int | None
    is_embedded: bool
    read: Callable[[int], bytes] = field(repr=False, compare=False)

    @property
    def data(self) -> bytes:
        """The bytes that were uploaded."""
        return self.read(self.id)


@dataclass(frozen=True)
class MessageView:
    """A message as it was when looked at.

    `attachments` holds every file of the message, those shown by an embed too (`is_embedded`; the API lists them
    only in the embed, as Discord does). `reactions` maps an emoji to all who reacted, `bursts` to the super ones.
    """

    id: int
    channel_id: int
    author_id: int
    content: str
    attachments: list[AttachmentView]
    embeds: list[Json]
    components: list[Json]
    reactions: dict[str, set[int]]
    bursts: dict[str, set[int]]
    flags: int
    nonce: str | None
    pinned: bool
    edited_at: str | None
    seen_by: int | None

    @property
    def words(self) -> str:
        """All that can be read of it, also where it is a layout."""
        return words_of(self.content, self.components)

    @property
    def is_ephemeral(self) -> bool:
        """Whether only one member sees it."""
        return bool(self.flags & EPHEMERAL)

    @property
    def created_at(self) -> datetime.datetime:
        """When it was posted."""
        return created_at(self.id)


def view_attachment(item: Attachment, read: Callable[[int], bytes]) -> AttachmentView:
    """Return what is to be seen of a file."""
    return AttachmentView(
        item.id, item.filename, item.description, item.content_type, item.size, item.width, item.height,
        item.is_embedded, read,
    )  # fmt: skip


def view_message(item: Message, read: Callable[[int], bytes]) -> MessageView:
    """Return what is to be seen of a message now."""
    return MessageView(
        id=item.id, channel_id=item.channel_id, author_id=item.author_id, content=item.content,
        attachments=[view_attachment(one, read) for one in item.attachments], embeds=list(item.embeds),
        components=list(item.components),
        reactions={key: {*one.normal, *one.burst} for key, one in item.reactions.items()},
        bursts={key: set(one.burst) for key, one in item.reactions.items() if one.burst},
        flags=item.flags, nonce=item.nonce, pinned=item.pinned, edited_at=item.edited_at, seen_by=item.seen_by,
    )  # fmt: skip
