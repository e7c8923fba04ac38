"""The bot as Discord sees it: one client, its connection, and which event goes where.

Owns the connection's life. Must not decide anything about pictures, votes or prompts.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import discord

from bot.chat import address, child_buttons, noise, reactions
from bot.chat.board import Board
from bot.chat.gallery import PATIENCE, DiscordGallery
from bot.chat.login import log_in
from bot.chat.marks import name_emoji
from bot.chat.refusals import check_place, explain_end
from bot.chat.repertoire import offer
from bot.chat.tree import CatTree
from bot.flows.desk import Desk
from bot.flows.page_images import PageImages
from bot.flows.votes import Cleared, Deleted
from bot.languages import ENGLISH, Language, choose_language

log = logging.getLogger(__name__)

_GUILD_WAIT = 0.1  # seconds that discord.py waits for each guild's data; `_arrive` does not rely on it
_BETWEEN_STARTS = 5.0  # Discord takes one IDENTIFY in five seconds
_LONGEST_PAUSE = 300.0


class CatClient(discord.Client):
    """Listens to one guild and holds its channel's gallery. Use `async with client.connected(token)`."""

    def __init__(
        self,
        *,
        guild_id: int,
        channel_id: int,
        desk: Desk,
        now: Callable[[], datetime],
        api: str = address.DISCORD,
        curator_role_ids: Sequence[int] = (),
        curator_channel_id: int | None = None,
        like: str = "👍",
        patience: timedelta = PATIENCE,
        language: Language | None = None,
    ) -> None:
        noise.hush()
        super().__init__(
            intents=discord.Intents(guilds=True, guild_messages=True, guild_reactions=True),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            guild_ready_timeout=_GUILD_WAIT,
        )
        self.desk = desk
        self._language = language
        self.now = now
        self.curator_role_ids = tuple(curator_role_ids)
        self.gallery = DiscordGallery(
            self,
            guild_id=guild_id,
            channel_id=channel_id,
            curator_role_ids=curator_role_ids,
            like=like,
            patience=patience,
            language=lambda: self.language,
        )
        self.board = Board(
            self,
            database=desk.database,
            channel_id=curator_channel_id or channel_id,
            now=now,
            patience=patience,
            language=lambda: self.language,
        )
        self.page_images = PageImages()
        self.votes = reactions.VoteWriter(desk=desk, gallery=self.gallery, now=now)
        self.tree = CatTree(self, guild_id=guild_id)
        offer(self, self.tree)
        self._api = api
        self._guild_id, self._channel_id = guild_id, channel_id
        self._arrived = asyncio.Event()
        self._last_start = -_BETWEEN_STARTS

    @property
    def language(self) -> Language:
        """The language of everything posted: the configured one, else the server's; English until that is known."""
        if self._language is not None:
            return self._language
        guild = self.get_guild(self._guild_id)
        return choose_language(str(guild.preferred_locale)) if guild is not None else ENGLISH

    # the connection

    @asynccontextmanager
    async def connected(self, token: str) -> AsyncIterator[asyncio.Task[None]]:
        """Be connected inside: enter once the channel is there, and yield the task that ends only if the connection
        cannot go on (its exception is a GalleryError).

        Raises GalleryClosedError for a wrong token, a missing server or channel. While Discord cannot be reached it
        waits and tries again.
        """
        async with self.votes.working():
            serving = asyncio.create_task(self._serve(token), name="discord")
            arriving = asyncio.create_task(self._arrived.wait())
            try:
                await asyncio.wait({serving, arriving}, return_when=asyncio.FIRST_COMPLETED)
                if serving.done():
                    serving.result()
                check_place(self, guild_id=self._guild_id, channel_id=self._channel_id)
                yield serving
            finally:
                arriving.cancel()
                await self.close()
                serving.cancel()
                await asyncio.gather(serving, arriving, return_exceptions=True)

    async def _serve(self, token: str) -> None:
        """Reach Discord, log in, and hold the connection."""
        address.use_api(self._api)
        await address.await_start(await address.reach(self._api, token))
        try:
            await log_in(self, token, api=self._api)
            await self._hold(token)
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            raise explain_end(error) from error

    async def _hold(self, token: str) -> None:
        """Stay connected; discord.py itself comes back from everything but a failure of the very first connection."""
        pause = 1.0
        while True:
            try:
                return await self.connect()
            except AttributeError:
                if getattr(self, "ws", None) is not None:  # None until the first connection, whatever its type says
                    raise
                log.warning("the gateway could not be reached; it is tried again in %.0f s", pause)
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
                await address.reach(self._api, token)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Keep Discord's pace of session starts: one in five seconds, and not more than are left."""
        loop = asyncio.get_running_loop()
        if not initial and self.http.token:
            await address.await_start(await address.reach(self._api, self.http.token))
        await asyncio.sleep(max(0.0, self._last_start + _BETWEEN_STARTS - loop.time()))
        self._last_start = loop.time()

    async def setup_hook(self) -> None:
        """Tell Discord of the commands before the first event comes."""
        await self.tree.speak()
        await self.tree.sync_if_changed()

    async def close(self) -> None:
        """Close the connection for good; the next start compares what happens meanwhile."""
        self.votes.leave()
        await super().close()

    # events

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        """Pass an event on; one that discord.py still comes with while the connection is being closed is dropped."""
        if not self.is_closed():
            super().dispatch(event, *args, **kwargs)

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """A form that somebody sent: commands and buttons find their own way."""
        if interaction.type is discord.InteractionType.modal_submit:
            await child_buttons.hear_form(interaction)

    async def on_ready(self) -> None:
        """A new session has begun."""
        log.info("connected as %s", self.user)
        self._arrive()
        await self.tree.sync_if_changed()

    async def on_resumed(self) -> None:
        """The old session goes on: Discord replays what was missed."""
        log.info("connection resumed")

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """The server's data came late, or it is back after an outage of Discord's."""
        if guild.id == self._guild_id and self.is_ready():
            self._arrive()

    async def on_raw_reaction_add(self, payload: discord.RawReactionActionEvent) -> None:
        self._note_reaction(payload)

    async def on_raw_reaction_remove(self, payload: discord.RawReactionActionEvent) -> None:
        self._note_reaction(payload)

    async def on_raw_reaction_clear(self, payload: discord.RawReactionClearEvent) -> None:
        if payload.channel_id == self._channel_id:
            self.votes.note(Cleared(message_id=payload.message_id, emoji=None))

    async def on_raw_reaction_clear_emoji(self, payload: discord.RawReactionClearEmojiEvent) -> None:
        if payload.channel_id == self._channel_id:
            emoji = name_emoji(payload.emoji)
            self.votes.note(Cleared(message_id=payload.message_id, emoji=emoji))

    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        if payload.channel_id == self._channel_id:
            self.votes.note(Deleted(message_ids=(payload.message_id,)))
        if payload.channel_id == self.board.channel_id:
            await self.board.note_deleted([payload.message_id])

    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        if payload.channel_id == self._channel_id:
            self.votes.note(Deleted(message_ids=tuple(sorted(payload.message_ids))))
        if payload.channel_id == self.board.channel_id:
            await self.board.note_deleted(sorted(payload.message_ids))

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """The channel is gone: nothing of what is stored is touched."""
        if channel.id == self._channel_id:
            log.error("the channel #%s was deleted: all pictures and votes are kept; set discord.channel anew", channel)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """The bot was removed from a server."""
        if guild.id == self._guild_id:
            self._arrive()

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """Log what a listener could not do; the arguments stay out of the log, they name people."""
        log.exception("the listener %s failed", event_method)

    def _arrive(self) -> None:
        """Take note that the server is there, or is not: what happened before may have been missed."""
        guild = self.get_guild(self._guild_id)
        if guild is not None and guild.unavailable:
            return log.info("waiting for the server's data")
        if guild is None and self._arrived.is_set():
            return log.error("the bot is not in its server any more: all is kept; invite it again")
        self._arrived.set()
        return self.votes.request_comparison(was_absent=True)

    def _note_reaction(self, payload: discord.RawReactionActionEvent) -> None:
        if payload.channel_id == self._channel_id and self.user is not None:
            self.votes.note(reactions.read_reaction(payload, own_id=self.user.id))
