"""Everything that people can type, press and open: which rooms have commands, and which buttons are known again.

Must not know what any of it does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.chat import (
    activity,
    child_buttons,
    children,
    looking,
    parts,
    pictures,
    privacy,
    prompts,
    review,
    stats,
    study,
    themes,
)
from bot.chat.proposal_button import ProposalButton
from bot.chat.tree import CatTree

if TYPE_CHECKING:
    from bot.chat.client import CatClient


def offer(client: CatClient, tree: CatTree) -> None:
    """Take in all commands, and the buttons that outlive a process."""
    client.add_dynamic_items(ProposalButton, *child_buttons.BUTTONS, review.TileButton, review.TurnButton)
    groups = [room.make_group() for room in (prompts, parts, themes, privacy, study)]
    tree.add_all([*groups, stats.make_command()])
    for room in (pictures, activity, looking, children, review):
        tree.add_all(room.make_commands(curator_role_ids=client.curator_role_ids))
