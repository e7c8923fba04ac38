"""The curators' board: where proposals hang with their two buttons, and what is shown once they are decided.

Owns the messages. Every step is a row before or after it, so it can be taken up wherever it was left;
what a decision does is `flows.proposals`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import discord

from bot.chat import proposal_wording
from bot.chat.proposal_button import draw_buttons
from bot.chat.refusals import explained
from bot.errors import GalleryError
from bot.flows import proposals
from bot.flows.memory import is_mended, is_news
from bot.languages import Language, Text
from bot.store.database import Database
from bot.store.proposals import Proposal

log = logging.getLogger(__name__)

_MUTE = discord.AllowedMentions.none()
_CLOCKS_DIFFER = timedelta(minutes=5)
_MOST_SEARCHED = 500  # messages after the moment of posting
_TROUBLE = "Board"


class Board:
    """Posts proposals, shows how they were decided, and tells the members who suggested."""

    def __init__(
        self,
        client: discord.Client,
        *,
        database: Database,
        channel_id: int,
        now: Callable[[], datetime],
        patience: timedelta,
        language: Callable[[], Language],
    ) -> None:
        self._language = language
        self._client = client
        self._database = database
        self.channel_id = channel_id
        self._now = now
        self._patience = patience.total_seconds()
        self._tending = asyncio.Lock()

    async def tend(self, *, is_thorough: bool = False) -> None:
        """Do for every proposal what is left to do; trouble with Discord is said once and tried again the next time.

        If thorough it looks whether undecided ones still hang: one that was deleted is withdrawn.
        """
        async with self._tending:
            trouble = None
            try:
                if is_thorough:
                    await self._look_for_deleted()
            except GalleryError as error:
                trouble = error
            for proposal in await proposals.list_untended(self._database, now=self._now()):
                try:
                    await self._tend(proposal)
                except GalleryError as error:  # one that Discord does not take must not hold up the others
                    trouble = error
            if trouble is None:
                await is_mended(self._database, _TROUBLE)
            elif await is_news(self._database, _TROUBLE, said=str(trouble), now=self._now()):
                log.error("the curators' board: %s", trouble)

    async def note_deleted(self, message_ids: Sequence[int]) -> None:
        """Messages are gone: proposals that hung there are withdrawn."""
        if await proposals.note_deleted(self._database, message_ids, now=self._now()):
            log.info("a proposal's message was deleted, so it is withdrawn")

    async def _tend(self, proposal: Proposal) -> None:
        if proposal.message_id is None and proposal.verdict is None:
            await self._post(proposal)
            return
        if proposal.verdict in ("accepted", "declined"):
            await self._tell(proposal)
        if proposal.message_id is not None and proposal.channel_id is not None:
            await self._show_end(proposal)
        await proposals.note_shown(self._database, proposal.id, now=self._now())

    async def _post(self, proposal: Proposal) -> None:
        """Hang a proposal, unless an earlier call reached the channel."""
        message_id = await self._find(proposal)
        if message_id is None:
            await proposals.note_posting(self._database, proposal.id, now=self._now())
            view = draw_buttons(proposal, self._language())
            with self._explained(Text("doing-post-proposal", number=str(proposal.id))):
                async with asyncio.timeout(self._patience):
                    message = await self._channel(self.channel_id).send(
                        self._words(proposal),
                        view=view,
                        nonce=f"q{proposal.id}",
                        allowed_mentions=_MUTE,
                    )
            message_id = message.id
        await proposals.note_posted(self._database, proposal.id, channel_id=self.channel_id, message_id=message_id)

    async def _find(self, proposal: Proposal) -> int | None:
        """Where the proposal hangs, if its posting was begun: found by its button, whatever the language."""
        if proposal.posting_at is None:
            return None
        mark = f"proposal:{proposal.id}:accept"
        with self._explained(Text("doing-find-proposal")):
            async with asyncio.timeout(self._patience):
                after = proposal.posting_at - _CLOCKS_DIFFER
                history = self._channel(self.channel_id).history(limit=_MOST_SEARCHED, after=after, oldest_first=True)
                async for message in history:
                    if (
                        self._client.user is not None
                        and message.author.id == self._client.user.id
                        and _has(message, mark)
                    ):
                        return message.id
        return None

    async def _show_end(self, proposal: Proposal) -> None:
        """Let the message say how it was decided; where it is gone there is nothing to show."""
        assert proposal.channel_id is not None  # the caller looked
        assert proposal.message_id is not None
        message = self._channel(proposal.channel_id).get_partial_message(proposal.message_id)
        try:
            with self._explained(Text("doing-close-proposal", number=str(proposal.id))):
                async with asyncio.timeout(self._patience):
                    await message.edit(
                        content=self._words(proposal),
                        view=None,
                        allowed_mentions=_MUTE,
                    )
        except GalleryError as error:
            if not isinstance(error.__cause__, discord.NotFound | discord.Forbidden):
                raise
            log.warning("proposal %d cannot show its end: %s", proposal.id, error)

    async def _tell(self, proposal: Proposal) -> None:
        """Tell the member who suggested, privately; who takes no messages from here goes without."""
        if proposal.kind != "suggestion" or proposal.suggested_by is None or proposal.told_at is not None:
            return
        if not await proposals.note_told(self._database, proposal.id, now=self._now()):
            return
        sentence = proposal_wording.told(proposal, self._language())
        try:
            async with asyncio.timeout(self._patience):
                private = await self._client.create_dm(discord.Object(proposal.suggested_by))
                await private.send(sentence, nonce=f"t{proposal.id}", allowed_mentions=_MUTE)
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:  # OSError: a timeout too
            log.info("who suggested proposal %d could not be told: %s", proposal.id, error)

    async def _look_for_deleted(self) -> None:
        gone = []
        for proposal in await proposals.list_open(self._database):
            assert proposal.channel_id is not None  # it hangs
            assert proposal.message_id is not None
            try:
                with self._explained(Text("doing-find-proposal")):
                    async with asyncio.timeout(self._patience):
                        await self._channel(proposal.channel_id).fetch_message(proposal.message_id)
            except GalleryError as error:
                if not isinstance(error.__cause__, discord.NotFound):
                    raise
                gone.append(proposal.message_id)
        if gone:
            await self.note_deleted(gone)

    def _words(self, proposal: Proposal) -> str:
        return proposal_wording.board_message(proposal, self._language())

    def _channel(self, channel_id: int) -> discord.PartialMessageable:
        return self._client.get_partial_messageable(channel_id)

    def _explained(self, doing: Text) -> Any:
        if self._client.user is None or self._client.is_closed():
            raise GalleryError(Text("discord-unconnected", doing=doing))
        return explained(self._client, self.channel_id, doing=doing)


def _has(message: discord.Message, custom_id: str) -> bool:
    """Whether a button with this id hangs under the message."""
    return any(
        getattr(child, "custom_id", None) == custom_id
        for row in message.components
        for child in getattr(row, "children", ())
    )
