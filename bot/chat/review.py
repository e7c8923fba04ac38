"""/review: private pages of unjudged pictures with a button for each; the buttons survive restarts."""

from __future__ import annotations

import asyncio
import io
from typing import TYPE_CHECKING

import discord

from bot.chat import phrases
from bot.chat.buttons import Button, Pressed, draw
from bot.chat.commands import language_of, new_command
from bot.chat.curators import CuratorsOnly, curators_only, default_permissions, is_curator
from bot.chat.tree import AnyCommand
from bot.domain.names import PictureId
from bot.flows import review as flow
from bot.flows.review import Page
from bot.languages import Language, say

if TYPE_CHECKING:
    from bot.chat.client import CatClient

_IN_ROW = 3  # as Discord hangs nine pictures: a button lies as its picture does
_TILE = r"review:(?P<review>\d{1,15}):(?P<page>\d{1,9}):(?P<picture>\d{1,15})"
_TURN = r"review:(?P<review>\d{1,15}):(?P<page>\d{1,9}):(?P<deed>next|stop)"


def make_commands(*, curator_role_ids: tuple[int, ...]) -> list[AnyCommand]:
    """The command, for curators."""
    command = new_command("review", review)
    command.default_permissions = default_permissions(curator_role_ids)
    return [command]


@curators_only()
async def review(interaction: discord.Interaction[CatClient]) -> None:
    """Begin a review, or show again the page that is open."""
    client = interaction.client
    desk = client.desk
    page = await flow.open_review(
        desk.database, desk.rules, slot=f"command:{interaction.id}", user_id=interaction.user.id, now=client.now()
    )
    await _show(interaction, page)


class TileButton(Pressed[Button], template=_TILE):
    """Likes one picture of a page, or takes it back."""

    async def do(self, interaction: discord.Interaction[CatClient]) -> None:
        _check(interaction)
        client = interaction.client
        page = await flow.toggle_like(
            client.desk.database,
            client.desk.rules,
            review_id=int(self.match["review"]),
            page=int(self.match["page"]),
            picture_id=PictureId(int(self.match["picture"])),
            user_id=interaction.user.id,
            now=client.now(),
        )
        if page.is_turned:
            await interaction.followup.send(say("review-turned-already", language_of(interaction)), ephemeral=True)
        view = None if page.is_turned else draw(_buttons(page, language_of(interaction)))
        await interaction.edit_original_response(view=view)


class TurnButton(Pressed[Button], template=_TURN):
    """Turns the page, or ends the review."""

    async def do(self, interaction: discord.Interaction[CatClient]) -> None:
        _check(interaction)
        await (self._stop(interaction) if self.match["deed"] == "stop" else self._turn(interaction))

    async def _turn(self, interaction: discord.Interaction[CatClient]) -> None:
        client = interaction.client
        desk = client.desk
        pages = await flow.turn_page(
            desk.database,
            desk.rules,
            review_id=int(self.match["review"]),
            page=int(self.match["page"]),
            user_id=interaction.user.id,
            now=client.now(),
        )
        if pages is None:
            return
        turned, page = pages
        desk.wake()
        liked = sum(tile.is_liked for tile in turned.tiles)
        language = language_of(interaction)
        text = say("review-turned", language, page=str(turned.number), shown=len(turned.tiles), liked=liked)
        await asyncio.gather(  # one waits for Discord's answer while the other uploads
            interaction.edit_original_response(content=text, view=None), _show(interaction, page)
        )

    async def _stop(self, interaction: discord.Interaction[CatClient]) -> None:
        client = interaction.client
        desk = client.desk
        page = await flow.stop_review(
            desk.database,
            desk.rules,
            review_id=int(self.match["review"]),
            page=int(self.match["page"]),
            user_id=interaction.user.id,
            now=client.now(),
        )
        desk.wake()
        await interaction.edit_original_response(view=None)
        await _show(interaction, page)


def _check(interaction: discord.Interaction[CatClient]) -> None:
    """Somebody who was a curator when the page came may not be one any more."""
    if not is_curator(interaction):
        raise CuratorsOnly


async def _show(interaction: discord.Interaction[CatClient], page: Page) -> None:
    """Send a page as a message of its own: an edit could not bring new pictures everywhere."""
    language, images = language_of(interaction), interaction.client.page_images
    if not page.tiles:
        text = phrases.review_over(
            seen=page.harvest.seen, liked=page.harvest.liked, left=page.left, newer=page.newer, language=language
        )
        await interaction.followup.send(text, ephemeral=True)
        return
    drawn = await images.draw(page)
    images.prepare(page)
    files = [
        discord.File(
            io.BytesIO(one.image),
            filename=f"{one.tile.place:02d}-cat-{one.tile.picture_id}.{one.extension}",
            description=phrases.picture_place(one.tile.place, one.tile.picture_id, one.tile.prompt, language),
        )
        for one in drawn
    ]
    text = say("review-page", language, page=str(page.number), left=page.left)
    await interaction.followup.send(text, files=files, view=draw(_buttons(page, language)), ephemeral=True)


def _buttons(page: Page, language: Language) -> list[Button]:
    """One button a picture, green once it is liked, and below them what to do with the page."""
    styles = discord.ButtonStyle
    begin = f"review:{page.review_id}:{page.number}"
    tiles = [
        Button(
            label=str(tile.place),
            emoji="👍" if tile.is_liked else None,
            style=styles.success if tile.is_liked else styles.secondary,
            custom_id=f"{begin}:{tile.picture_id}",
            row=index // _IN_ROW,
        )
        for index, tile in enumerate(page.tiles)
    ]
    below = 1 + (len(tiles) - 1) // _IN_ROW
    return [
        *tiles,
        Button(label=say("review-next", language), style=styles.primary, custom_id=f"{begin}:next", row=below),
        Button(label=say("review-stop", language), style=styles.secondary, custom_id=f"{begin}:stop", row=below),
    ]
