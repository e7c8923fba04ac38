"""The commands' frame: every answer is private and begun in time, every error becomes a sentence, and Discord is told
of the commands only when they changed.

Must not know what single commands do.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import aiohttp
import discord
from discord import app_commands

from bot.chat import wording
from bot.chat.commands import CommandTranslator, language_of
from bot.chat.curators import CuratorsOnly
from bot.errors import CatbanditError
from bot.flows import memory
from bot.languages import Said, Text, render

if TYPE_CHECKING:
    from bot.chat.client import CatClient

log = logging.getLogger(__name__)

AnyCommand = app_commands.Group | app_commands.Command[Any, ..., Any] | app_commands.ContextMenu
UNSENT = (discord.HTTPException, aiohttp.ClientError, OSError, RuntimeError)  # the last: closed, as the bot stops


class CatTree(app_commands.CommandTree["CatClient"]):
    """The commands of one guild."""

    def __init__(self, client: CatClient, *, guild_id: int) -> None:
        super().__init__(client, fallback_to_global=False)
        self._guild = discord.Object(guild_id)
        self._words = CommandTranslator()
        self.is_synced = False

    async def speak(self) -> None:
        """Word the commands in every language from now on."""
        await self.set_translator(self._words)

    def add_all(self, commands: Sequence[AnyCommand]) -> None:
        """Add commands to the guild."""
        for command in commands:
            self.add_command(command, guild=self._guild)

    async def interaction_check(self, interaction: discord.Interaction[CatClient], /) -> bool:
        """Acknowledge a command before anything else, privately; one that is repeated or too late is not run."""
        data: Any = interaction.data
        data.setdefault("guild_id", self._guild.id)  # all commands are this guild's, said or not
        if interaction.type is not discord.InteractionType.application_command:
            return True
        try:
            await interaction.response.defer(ephemeral=True, thinking=True)
        except UNSENT as error:
            log.warning("a command could not be acknowledged and is not run: %s", error)
            return False
        return True

    async def on_error(
        self, interaction: discord.Interaction[CatClient], error: app_commands.AppCommandError, /
    ) -> None:
        """Answer with a sentence, whatever went wrong; once the connection is closed there is no way to."""
        if self.client.is_closed():
            return log.warning("a command goes unanswered, as the bot is stopping")
        cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
        said: Said
        if isinstance(cause, CatbanditError | CuratorsOnly):
            said = cause.said if isinstance(cause.said, Text) else Text("trouble", detail=cause.said)
        elif isinstance(cause, app_commands.TransformerError):
            said = Text("option-unfit", value=str(cause.value))
        elif isinstance(cause, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
            said = Text("outdated-command")
            self.is_synced = False
            await self.sync_if_changed()
        else:
            said = Text("sorry")
            log.error("a command failed", exc_info=cause)
        try:
            await answer(interaction, wording.escape(render(said, language_of(interaction))))
        except UNSENT as trouble:
            log.warning("a command could not be answered: %s", trouble)
        return None

    async def sync_if_changed(self) -> None:
        """Tell Discord of the commands if they differ from what it was told, or from what it has; at most 200 a day."""
        if self.is_synced:
            return
        key = f"commands:{self.client.application_id}:{self._guild.id}"
        try:
            there = await self.fetch_commands(guild=self._guild)
            fingerprint = await self._fingerprint()
            is_same = await memory.recall(self.client.desk.database, key) == fingerprint
            if not is_same or {(c.name, c.type) for c in there} != self._names():
                await self.sync(guild=self._guild)
                await memory.remember(self.client.desk.database, key, fingerprint)
                log.info("Discord knows the %d commands now", len(self._names()))
        except discord.Forbidden:
            log.error("commands are missing in the server: invite the bot again with “catbandit check”'s link")
        except (discord.DiscordException, aiohttp.ClientError, OSError, CatbanditError) as error:
            if not self.client.is_closed():  # else it stops for a reason that is told
                log.error(
                    "the commands could not be told to Discord, it is tried again at the next connection: %s", error
                )
        else:
            self.is_synced = True

    def _names(self) -> set[tuple[str, discord.AppCommandType]]:
        kind = discord.AppCommandType.chat_input
        return {
            (command.name, command.type if isinstance(command, app_commands.ContextMenu) else kind)
            for command in self.get_commands(guild=self._guild)
        }

    async def _fingerprint(self) -> str:
        commands = self.get_commands(guild=self._guild)
        payload = [await command.get_translated_payload(self, self._words) for command in commands]
        return hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()


async def answer(
    interaction: discord.Interaction[CatClient],
    said: Said | None = None,
    *,
    embed: discord.Embed | None = None,
    files: Sequence[discord.File] = (),
) -> None:
    """Complete the acknowledged answer, in the asker's language."""
    text = None if said is None else render(said, language_of(interaction))[: wording.MOST_CONTENT]
    await interaction.edit_original_response(content=text, embed=embed, attachments=files)
