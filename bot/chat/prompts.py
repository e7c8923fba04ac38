"""The /prompt commands: adding, retiring, reviving, listing and showing what may be painted."""

from __future__ import annotations

import asyncio
import io
from typing import TYPE_CHECKING, Literal

import discord
from discord import app_commands

from bot.chat import embeds, prompt_wording, proposal_wording, wording
from bot.chat.commands import Callback, language_of, new_command, new_group
from bot.chat.curators import curators_only
from bot.chat.themes import suggest_theme
from bot.chat.tree import answer
from bot.chat.uploads import read_list, upload
from bot.domain.tables import LinesError
from bot.flows import belief_curves, curate, prompt_files, proposals
from bot.flows.best import describe_best, draw_best
from bot.languages import Text, say

if TYPE_CHECKING:
    from bot.chat.client import CatClient

_MOST_CHOICES = 25
_MOST_CHOICE = 100
_MOST_TYPED = 1_000  # more than a prompt may have: the refusal is ours, and says why


def make_group() -> app_commands.Group:
    """The group with its commands.

    Discord's default permissions would hold for the whole group, and members may list and show: so the changing
    commands are visible to all and check who asks.
    """
    group = new_group("prompt")
    callbacks: dict[str, Callback] = {
        "add": add,
        "retire": retire,
        "revive": revive,
        "list": list_prompts,
        "show": show,
        "suggest": suggest,
        "block": block,
        "unblock": unblock,
        "export": export,
        "import": import_file,
    }
    for name, callback in callbacks.items():
        group.add_command(new_command(f"prompt-{name}", callback))
    return group


async def suggest_active(interaction: discord.Interaction[CatClient], typed: str) -> list[app_commands.Choice[str]]:
    """Active prompts that hold what was typed."""
    return await _suggest(interaction, typed, is_active=True)


async def suggest_retired(interaction: discord.Interaction[CatClient], typed: str) -> list[app_commands.Choice[str]]:
    """Retired prompts that hold what was typed."""
    return await _suggest(interaction, typed, is_active=False)


async def suggest_any(interaction: discord.Interaction[CatClient], typed: str) -> list[app_commands.Choice[str]]:
    """All prompts that hold what was typed."""
    return await _suggest(interaction, typed, is_active=None)


async def _suggest(
    interaction: discord.Interaction[CatClient], typed: str, *, is_active: bool | None
) -> list[app_commands.Choice[str]]:
    found = await curate.suggest_prompts(
        interaction.client.desk.database, typed, is_active=is_active, most=_MOST_CHOICES
    )
    return [
        app_commands.Choice(name=wording.elide_prompt(prompt.text, _MOST_CHOICE), value=str(prompt.id))
        for prompt in found
    ]


@curators_only()
@app_commands.autocomplete(theme=suggest_theme)
async def add(
    interaction: discord.Interaction[CatClient],
    text: app_commands.Range[str, 1, _MOST_TYPED],
    theme: app_commands.Range[str, 1, 60] | None = None,
) -> None:
    """Add a prompt."""
    client = interaction.client
    prompt = await curate.add_prompt(
        client.desk.database, text, added_by=interaction.user.id, now=client.now(), theme=theme
    )
    await answer(interaction, Text("prompt-added", number=str(prompt.id), prompt=wording.escape(prompt.text)))


@curators_only()
@app_commands.autocomplete(prompt=suggest_active)
async def retire(interaction: discord.Interaction[CatClient], prompt: str) -> None:
    """Retire a prompt."""
    client = interaction.client
    retired = await curate.retire_prompt(client.desk.database, prompt, now=client.now())
    await answer(interaction, Text("prompt-retired", number=str(retired.id), prompt=wording.escape(retired.text)))


@curators_only()
@app_commands.autocomplete(prompt=suggest_retired)
async def revive(interaction: discord.Interaction[CatClient], prompt: str) -> None:
    """Revive a prompt."""
    revived = await curate.revive_prompt(interaction.client.desk.database, prompt)
    await answer(interaction, Text("prompt-revived", number=str(revived.id), prompt=wording.escape(revived.text)))


async def list_prompts(
    interaction: discord.Interaction[CatClient],
    which: Literal["active", "retired", "all"] = "active",
    page: app_commands.Range[int, 1, 10_000] = 1,
) -> None:
    """List prompts."""
    desk = interaction.client.desk
    is_active = {"active": True, "retired": False, "all": None}[which]
    standings = await curate.list_standings(
        desk.database, desk.rules, now=interaction.client.now(), is_active=is_active
    )
    language = language_of(interaction)
    embed = embeds.prompt_list(standings, which=which, page=page, language=language)
    shown = embeds.page_of(standings, page)
    sheet = await asyncio.to_thread(belief_curves.draw_beliefs, shown, language, most=len(shown))
    alt = belief_curves.describe_beliefs(shown, language, most=len(shown))
    await answer(interaction, embed=embed, files=[] if sheet is None else [upload("beliefs", sheet, alt)])


@app_commands.autocomplete(prompt=suggest_any)
async def show(interaction: discord.Interaction[CatClient], prompt: str) -> None:
    """Show a prompt."""
    desk = interaction.client.desk
    card = await curate.show_prompt(desk.database, desk.rules, prompt, now=interaction.client.now())
    link, language = interaction.client.gallery.link_to, language_of(interaction)
    number, text = str(card.prompt.id), card.prompt.text
    title = say("prompt-card-title", language, number=number)
    sheet = await asyncio.to_thread(draw_best, desk.rules, card.best, title=title, subtitle=text, language=language)
    alt = describe_best(card.best, language)
    files = [] if sheet is None else [upload(f"prompt-{number}", sheet, alt)]
    await answer(interaction, embed=embeds.prompt_card(card, link=link, language=language), files=files)


async def suggest(interaction: discord.Interaction[CatClient], text: app_commands.Range[str, 1, _MOST_TYPED]) -> None:
    """Suggest a prompt."""
    client = interaction.client
    proposal = await proposals.suggest(
        client.desk.database, client.desk.rules, text, user_id=interaction.user.id, now=client.now()
    )
    await client.board.tend()
    await answer(interaction, Text("suggestion-thanks", prompt=proposal_wording.show_prompt(proposal.text)))


@curators_only()
async def block(interaction: discord.Interaction[CatClient], member: discord.User) -> None:
    """Block a member from suggesting."""
    await _set_blocked(interaction, member, is_blocked=True)


@curators_only()
async def unblock(interaction: discord.Interaction[CatClient], member: discord.User) -> None:
    """Unblock a member."""
    await _set_blocked(interaction, member, is_blocked=False)


async def _set_blocked(interaction: discord.Interaction[CatClient], member: discord.User, *, is_blocked: bool) -> None:
    client = interaction.client
    is_new = await proposals.set_blocked(
        client.desk.database, client.desk.rules, user_id=member.id, is_blocked=is_blocked, now=client.now()
    )
    await answer(interaction, proposal_wording.blocked(member.id, is_blocked=is_blocked, is_new=is_new))


async def export(interaction: discord.Interaction[CatClient]) -> None:
    """Give out all prompts with their records."""
    client = interaction.client
    data = await prompt_files.export_prompts(client.desk.database, client.desk.rules, now=client.now())
    file = discord.File(io.BytesIO(data), filename="prompts.csv")
    await answer(interaction, Text("prompts-exported", prompts=data.count(b"\n") - 1), files=[file])


@curators_only()
async def import_file(interaction: discord.Interaction[CatClient], file: discord.Attachment) -> None:
    """Add the prompts of a file."""
    client = interaction.client
    data = await read_list(file)
    try:
        done = await prompt_files.import_prompts(
            client.desk.database, data, added_by=interaction.user.id, now=client.now()
        )
    except LinesError as error:
        return await answer(interaction, prompt_wording.refused(error, language_of(interaction)))
    return await answer(interaction, prompt_wording.imported(done, language_of(interaction)))
