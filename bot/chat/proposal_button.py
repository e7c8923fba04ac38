"""The two buttons under a proposal: how they are drawn, and what a tap on one of them does.

Owns their ids and the answer to whoever pressed. What a decision does is `flows.proposals`; how it is shown is the
board's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.chat import proposal_wording
from bot.chat.buttons import Button, Pressed, draw
from bot.chat.commands import language_of
from bot.chat.curators import CuratorsOnly, is_curator
from bot.domain.names import ProposalId
from bot.flows import proposals
from bot.languages import Language, render
from bot.store.proposals import Proposal

if TYPE_CHECKING:
    from bot.chat.client import CatClient


class ProposalButton(Pressed[Button], template=r"proposal:(?P<id>\d{1,18}):(?P<deed>accept|decline)"):
    """Decides a proposal, if a curator presses."""

    async def do(self, interaction: discord.Interaction[CatClient]) -> None:
        client = interaction.client
        if not is_curator(interaction):
            raise CuratorsOnly
        decision = await proposals.decide(
            client.desk.database,
            ProposalId(int(self.match["id"])),
            is_accepted=self.match["deed"] == "accept",
            user_id=interaction.user.id,
            now=client.now(),
        )
        await client.board.tend()
        if decision.is_new:
            return  # the message says it
        sentence = render(proposal_wording.decided_before(decision.proposal), language_of(interaction))
        await interaction.followup.send(sentence, ephemeral=True, allowed_mentions=discord.AllowedMentions.none())


def draw_buttons(proposal: Proposal, language: Language) -> discord.ui.View:
    """The two buttons of a proposal."""
    yes, no = proposal_wording.labels(proposal.kind, language)
    styles = discord.ButtonStyle
    begin = f"proposal:{proposal.id}"
    return draw(
        [
            Button(label=yes, style=styles.success, custom_id=f"{begin}:accept"),
            Button(label=no, style=styles.secondary, custom_id=f"{begin}:decline"),
        ]
    )
