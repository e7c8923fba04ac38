"""The commands that paint to be looked at, /compare and /spread, and /odds."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.chat import embeds, phrases
from bot.chat.commands import language_of, new_command
from bot.chat.curators import curators_only, default_permissions
from bot.chat.prompts import suggest_any
from bot.chat.tree import UNSENT, AnyCommand, answer
from bot.chat.uploads import upload
from bot.domain.odds import odds_of
from bot.flows import comparison, curate
from bot.flows.comparison import MOST_SEEDS, SPREAD, Request
from bot.flows.ports import SheetPost
from bot.languages import Text
from bot.store.comparisons import Layout

if TYPE_CHECKING:
    from bot.chat.client import CatClient

log = logging.getLogger(__name__)

_BETWEEN_EDITS = 2.0  # seconds


def make_commands(*, curator_role_ids: tuple[int, ...]) -> list[AnyCommand]:
    """The commands; those for curators are hidden from others where Discord can express that."""
    grids = [new_command("compare", compare), new_command("spread", spread)]
    for command in grids:
        command.default_permissions = default_permissions(curator_role_ids)
    return [*grids, new_command("odds", odds)]


@curators_only()
@app_commands.autocomplete(
    first=suggest_any, second=suggest_any, third=suggest_any, fourth=suggest_any, fifth=suggest_any
)
async def compare(  # a slash command's options
    interaction: discord.Interaction[CatClient],
    first: str,
    second: str,
    third: str | None = None,
    fourth: str | None = None,
    fifth: str | None = None,
    seeds: app_commands.Range[int, 1, MOST_SEEDS] = 4,
) -> None:
    """Paint prompts at shared seeds."""
    prompts = [prompt for prompt in (first, second, third, fourth, fifth) if prompt is not None]
    await _make_sheet(interaction, "compare", prompts, seeds=seeds)


@curators_only()
@app_commands.autocomplete(prompt=suggest_any)
async def spread(
    interaction: discord.Interaction[CatClient], prompt: str, seeds: app_commands.Range[int, 2, SPREAD] = SPREAD
) -> None:
    """Paint one prompt over many seeds."""
    await _make_sheet(interaction, "spread", [prompt], seeds=seeds)


async def _make_sheet(
    interaction: discord.Interaction[CatClient], kind: Layout, prompts: Sequence[str], *, seeds: int
) -> None:
    """Paint with progress, and answer with the sheet, or with where it hangs if that came too late."""
    client = interaction.client
    language = language_of(interaction)
    slot = f"command:{interaction.id}"
    request = Request(slot=slot, kind=kind, prompts=prompts, seeds=seeds, language=language)
    progress = _Progress(interaction)

    async def show(post: SheetPost) -> bool:
        try:
            await interaction.edit_original_response(
                content=phrases.sheet_done(post, language), attachments=[file_of(post)]
            )
        except UNSENT as error:
            log.warning("sheet %d goes to the channel, as its asker cannot be answered: %s", post.batch_id, error)
            return False
        return True

    message_id = await client.desk.run(
        lambda workshop: comparison.make_sheet(workshop, request, on_progress=progress.tell, show=show)
    )
    if message_id is None:
        return
    try:
        await answer(interaction, Text("sheet-is-there", link=client.gallery.link_to(message_id)))
    except UNSENT:
        log.info("sheet %d hangs in the channel, and its asker cannot be told", message_id)


def file_of(post: SheetPost) -> discord.File:
    """A sheet as an upload with its alt text."""
    return upload(f"sheet-{post.batch_id}", post.sheet, post.sheet_text)


class _Progress:
    """Edits the answer as the painting goes on, not more often than Discord likes."""

    def __init__(self, interaction: discord.Interaction[CatClient]) -> None:
        self._interaction = interaction
        self._next_at = 0.0

    async def tell(self, done: int, total: int) -> None:
        """Say how far it is, unless it was said just now."""
        now = asyncio.get_running_loop().time()
        if now < self._next_at or done == total:
            return
        self._next_at = now + _BETWEEN_EDITS
        try:
            await answer(self._interaction, phrases.progress(done, total, language_of(self._interaction)))
        except UNSENT as error:
            self._next_at = float("inf")  # the sheet itself will find out what to do
            log.debug("progress could not be told: %s", error)


@app_commands.autocomplete(prompt=suggest_any)
async def odds(
    interaction: discord.Interaction[CatClient],
    prompt: str | None = None,
    page: app_commands.Range[int, 1, 10_000] = 1,
) -> None:
    """Show the odds of all active prompts, or of one."""
    desk, now = interaction.client.desk, interaction.client.now()
    if prompt is not None:
        card = await curate.show_prompt(desk.database, desk.rules, prompt, now=now)
        standings = [card.standing]
    else:
        standings = await curate.list_standings(desk.database, desk.rules, is_active=True, now=now)
    await answer(
        interaction,
        embed=embeds.odds_list([odds_of(one) for one in standings], page=page, language=language_of(interaction)),
    )
