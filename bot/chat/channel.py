"""One channel of Discord's, as far as calls go: every call is patient, and every refusal a sentence.

Owns how the channel is called, and how its history and its people are read, page by page. Must not know what hangs
there.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import discord

from bot.chat import wording
from bot.chat.refusals import HISTORY, UNKNOWN_MESSAGE, explained, lack_of, missing_permissions
from bot.errors import GalleryError
from bot.languages import Text

_PAGE = 100
_CLOCK_SLACK = timedelta(hours=1)  # this machine's clock may be ahead of Discord's


class Channel:
    """A channel through a client that has logged in. All that calls raises GalleryError."""

    def __init__(self, client: discord.Client, *, guild_id: int, channel_id: int, patience: timedelta) -> None:
        self._client = client
        self._guild_id = guild_id
        self._channel_id = channel_id
        self._patience = patience.total_seconds()

    def link_to(self, message_id: int) -> str:
        """The address of a message in the channel."""
        return wording.message_link(self._guild_id, self._channel_id, message_id)

    @property
    def _partial(self) -> discord.PartialMessageable:
        return self._client.get_partial_messageable(self._channel_id, guild_id=self._guild_id)

    @asynccontextmanager
    async def calling(self, doing: Text, *, size: int = 0) -> AsyncIterator[discord.PartialMessageable]:
        """Yield the channel, to be called inside: `doing` says what for, `size` is the upload's in bytes.

        Nobody asks whether the channel is there: the calls will tell.
        """
        if self._client.user is None or self._client.is_closed():
            raise GalleryError(Text("discord-unconnected", doing=doing))
        with explained(self._client, self._channel_id, doing=doing, size=size):
            async with asyncio.timeout(self._patience):
                yield self._partial

    async def own_messages(self, *, after: datetime) -> AsyncIterator[discord.Message]:
        """The bot's own messages since then, oldest first."""
        async for message in self.messages(after=after - _CLOCK_SLACK):
            if self._client.user is not None and message.author.id == self._client.user.id:
                yield message

    async def messages(
        self, *, after: datetime | discord.Object, before: discord.Object | None = None
    ) -> AsyncIterator[discord.Message]:
        """The channel's messages, oldest first; each page has the whole patience.

        Without the permission to read it Discord shows an empty history: its end is believed only with the permission.
        """
        doing = Text("doing-read-history")
        if HISTORY in missing_permissions(self._client, self._channel_id):
            raise lack_of([HISTORY], self._channel_id)
        history = self._partial.history(limit=None, after=after, before=before, oldest_first=True)
        is_empty = True
        while True:
            async with self.calling(doing):
                message = await anext(history, None)
            if message is None:
                break
            is_empty = False
            yield message
        first = after.id + 1 if isinstance(after, discord.Object) else discord.utils.time_snowflake(after)
        if await self._is_there(first) and is_empty:
            raise GalleryError(Text("discord-history-incomplete"))

    async def _is_there(self, message_id: int) -> bool:
        """Whether a message exists; where the history may not be read, this question is refused."""
        async with self.calling(Text("doing-read-history")) as channel:
            try:
                await channel.fetch_message(message_id)
            except discord.NotFound as error:
                if error.code == UNKNOWN_MESSAGE:
                    return False
                raise
        return True

    async def people(self, message_id: int, emoji: str, *, is_burst: bool) -> AsyncIterator[int]:
        """The ids of the people, other than bots, who reacted with this emoji in this way."""
        after = None
        while True:
            async with self.calling(Text("doing-read-reactions")):
                users = await self._client.http.get_reaction_users(
                    self._channel_id, message_id, emoji, _PAGE, after, 1 if is_burst else 0
                )
            for user in users:
                if not user.get("bot", False):
                    yield int(user["id"])
            if len(users) < _PAGE:
                return
            after = max(int(user["id"]) for user in users)
