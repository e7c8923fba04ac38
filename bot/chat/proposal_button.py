"""The two buttons under a proposal, and what a tap on one of them does.

Owns their ids and the answer to whoever pressed. What a decision does is `flows.proposals`; how it is shown is the
board's.
"""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any, Literal, Self

import discord

from bot.chat import proposal_wording
from bot.chat.buttons import acknowledge
from bot.chat.commands import language_of
from bot.chat.curators import CuratorsOnly, is_curator
from bot.chat.tree import UNSENT
from bot.domain.names import ProposalId
from bot.errors import CatbanditError
from bot.flows import proposals
from bot.languages import Text, render

if TYPE_CHECKING:
    from bot.chat.client import CatClient

log = logging.getLogger(__name__)


class ProposalButton(
    discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"proposal:(?P<id>\d{1,18}):(?P<deed>accept|decline)"
):
    """One of the two buttons under a proposal; its own id says all, so it outlives the process that posted it."""

    def __init__(self, proposal_id: int, deed: Literal["accept", "decline"], *, label: str = "-") -> None:
        is_yes = deed == "accept"
        super().__init__(
            discord.ui.Button(
                label=label,
                style=discord.ButtonStyle.success if is_yes else discord.ButtonStyle.secondary,
                custom_id=f"proposal:{proposal_id}:{deed}",
            )
        )
        self.proposal_id = ProposalId(proposal_id)
        self.is_yes = is_yes

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """The button that was pressed."""
        return cls(int(match["id"]), "accept" if match["deed"] == "accept" else "decline")

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Decide, if a curator pressed; everybody else is told so privately."""
        if not await acknowledge(interaction, is_answered_anew=False):
            return None
        try:
            said = await self._decide(interaction)
        except (CatbanditError, CuratorsOnly) as error:
            said = error.said if isinstance(error.said, Text) else Text("trouble", detail=error.said)
        except Exception:
            if interaction.client.is_closed():
                return log.warning("a press goes unanswered, as the bot is stopping")
            log.exception("a press failed")
            said = Text("sorry")
        if said is None:
            return None
        try:
            sentence = render(said, language_of(interaction))
            await interaction.followup.send(sentence, ephemeral=True, allowed_mentions=discord.AllowedMentions.none())
        except UNSENT as error:
            log.warning("a press could not be answered: %s", error)
        return None

    async def _decide(self, interaction: discord.Interaction[CatClient]) -> Text | None:
        """Decide the proposal; returns what to tell the curator, None where the message says it."""
        client = interaction.client
        if not is_curator(interaction):
            raise CuratorsOnly
        decision = await proposals.decide(
            client.desk.database,
            self.proposal_id,
            is_accepted=self.is_yes,
            user_id=interaction.user.id,
            now=client.now(),
        )
        await client.board.tend()
        if decision.is_new:
            return None
        return proposal_wording.decided_before(decision.proposal)
