"""Proposals: what curators decide with a tap, a member's suggestion of a prompt or the bot's of a retirement."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.domain.names import MessageId, PromptId, ProposalId
from bot.domain.prompts import same_key
from bot.errors import NotFoundError
from bot.languages import Text
from bot.store.database import Transaction
from bot.store.times import find_time, to_text, to_time

Kind = Literal["suggestion", "retirement"]
Verdict = Literal["accepted", "declined", "withdrawn"]


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """One proposal and what became of it; what has not happened yet is None.

    `chance`, `trials` and `likes` belong to a retirement: the chance of being the best prompt, and on what evidence.
    """

    id: ProposalId
    kind: Kind
    text: str
    prompt_id: PromptId | None
    suggested_by: int | None
    chance: float | None
    trials: int | None
    likes: int | None
    made_at: datetime
    posting_at: datetime | None
    channel_id: int | None
    message_id: MessageId | None
    verdict: Verdict | None
    decided_by: int | None
    shown_at: datetime | None
    told_at: datetime | None


async def add_suggestion(tx: Transaction, text: str, *, suggested_by: int, at: datetime) -> Proposal:
    """Store a member's suggestion; an IntegrityError means that the same one is open."""
    return await _add(
        tx,
        "INSERT INTO proposals (kind, subject, text, suggested_by, made_at) VALUES ('suggestion', ?, ?, ?, ?)",
        (same_key(text), text, suggested_by, to_text(at)),
    )


async def add_retirement(
    tx: Transaction, prompt_id: PromptId, text: str, *, chance: float, trials: int, likes: int, at: datetime
) -> Proposal:
    """Store that a prompt might be retired; an IntegrityError means that this is proposed already."""
    return await _add(
        tx,
        "INSERT INTO proposals (kind, subject, text, prompt_id, chance, trials, likes, made_at) "
        "VALUES ('retirement', ?, ?, ?, ?, ?, ?, ?)",
        (str(prompt_id), text, prompt_id, chance, trials, likes, to_text(at)),
    )


async def _add(tx: Transaction, statement: str, values: Sequence[object]) -> Proposal:
    cursor = await tx.execute(statement + " RETURNING *", tuple(values))
    row = await cursor.fetchone()
    assert row is not None  # RETURNING always gives the row
    return _proposal(row)


async def get_proposal(tx: Transaction, proposal_id: ProposalId) -> Proposal:
    """The proposal with this number; raises NotFoundError."""
    async with tx.execute("SELECT * FROM proposals WHERE id = ?", (proposal_id,)) as cursor:
        row = await cursor.fetchone()
    if row is None:
        raise NotFoundError(Text("proposal-gone"))
    return _proposal(row)


async def find_open_suggestion(tx: Transaction, text: str) -> Proposal | None:
    """The undecided suggestion with this text, whatever its case."""
    async with tx.execute(
        "SELECT * FROM proposals WHERE kind = 'suggestion' AND subject = ? AND verdict IS NULL", (same_key(text),)
    ) as cursor:
        row = await cursor.fetchone()
    return _proposal(row) if row else None


async def list_retirements(tx: Transaction, *, since: datetime) -> list[Proposal]:
    """Retirements that are undecided, or were decided since this moment."""
    async with tx.execute(
        "SELECT * FROM proposals WHERE kind = 'retirement' AND (verdict IS NULL OR decided_at >= ?) ORDER BY id",
        (to_text(since),),
    ) as cursor:
        return [_proposal(row) async for row in cursor]


@dataclass(frozen=True)
class Suggested:
    """How many suggestions of a member are open, and how many were made since some moment."""

    open: int
    lately: int


async def count_suggestions(tx: Transaction, member: int, *, since: datetime) -> Suggested:
    """Count a member's suggestions."""
    async with tx.execute(
        "SELECT COUNT(*) FILTER (WHERE verdict IS NULL), COUNT(*) FILTER (WHERE made_at >= ?) FROM proposals "
        "WHERE kind = 'suggestion' AND suggested_by = ?",
        (to_text(since), member),
    ) as cursor:
        row = await cursor.fetchone()
    return Suggested(row[0], row[1]) if row else Suggested(0, 0)


async def list_untended(tx: Transaction) -> list[Proposal]:
    """Proposals whose message is not posted, or does not say how they were decided, or whose member was not told."""
    async with tx.execute(
        "SELECT * FROM proposals WHERE shown_at IS NULL AND (message_id IS NULL OR verdict IS NOT NULL) ORDER BY id"
    ) as cursor:
        return [_proposal(row) async for row in cursor]


async def list_open(tx: Transaction) -> list[Proposal]:
    """Posted proposals that nobody has decided, oldest first."""
    async with tx.execute(
        "SELECT * FROM proposals WHERE shown_at IS NULL AND verdict IS NULL AND message_id IS NOT NULL ORDER BY id"
    ) as cursor:
        return [_proposal(row) async for row in cursor]


async def mark_posting(tx: Transaction, proposal_id: ProposalId, at: datetime) -> None:
    """Note that the call to Discord is about to be made: from now on the message may exist."""
    await tx.execute(
        "UPDATE proposals SET posting_at = coalesce(posting_at, ?) WHERE id = ?", (to_text(at), proposal_id)
    )


async def mark_posted(tx: Transaction, proposal_id: ProposalId, *, channel_id: int, message_id: MessageId) -> None:
    """Note where the proposal hangs."""
    await tx.execute(
        "UPDATE proposals SET channel_id = ?, message_id = ? WHERE id = ?", (channel_id, message_id, proposal_id)
    )


async def mark_decided(
    tx: Transaction, proposal_id: ProposalId, verdict: Verdict, *, by: int | None, at: datetime
) -> bool:
    """Note the decision; False if there is one already."""
    cursor = await tx.execute(
        "UPDATE proposals SET verdict = ?, decided_by = ?, decided_at = ? WHERE id = ? AND verdict IS NULL",
        (verdict, by, to_text(at), proposal_id),
    )
    return cursor.rowcount == 1


async def mark_prompt(tx: Transaction, proposal_id: ProposalId, prompt_id: PromptId) -> None:
    """Note which prompt came of a suggestion."""
    await tx.execute("UPDATE proposals SET prompt_id = ? WHERE id = ?", (prompt_id, proposal_id))


async def mark_shown(tx: Transaction, proposal_id: ProposalId, at: datetime) -> None:
    """Note that the message says how it was decided, or that there is none to say it."""
    await tx.execute("UPDATE proposals SET shown_at = ? WHERE id = ?", (to_text(at), proposal_id))


async def mark_told(tx: Transaction, proposal_id: ProposalId, at: datetime) -> bool:
    """Note that the member is told; False if that was noted before."""
    cursor = await tx.execute(
        "UPDATE proposals SET told_at = ? WHERE id = ? AND told_at IS NULL", (to_text(at), proposal_id)
    )
    return cursor.rowcount == 1


async def withdraw_deleted(tx: Transaction, message_ids: Sequence[int], at: datetime) -> int:
    """Close the undecided proposals whose messages are gone; returns how many."""
    cursor = await tx.executemany(
        "UPDATE proposals SET verdict = 'withdrawn', decided_at = ?1, shown_at = ?1 "
        "WHERE message_id = ?2 AND verdict IS NULL",
        [(to_text(at), message_id) for message_id in message_ids],
    )
    return cursor.rowcount


async def withdraw_retired(tx: Transaction, at: datetime) -> int:
    """Close the undecided retirements of prompts that are retired already; returns how many."""
    cursor = await tx.execute(
        "UPDATE proposals SET verdict = 'withdrawn', decided_at = ? WHERE kind = 'retirement' AND verdict IS NULL "
        "AND prompt_id IN (SELECT id FROM prompts WHERE retired_at IS NOT NULL)",
        (to_text(at),),
    )
    return cursor.rowcount


async def count_of_person(tx: Transaction, user_id: int) -> int:
    """How many proposals hold this person's id, as a member who suggested or a curator who decided."""
    async with tx.execute(
        "SELECT COUNT(*) FROM proposals WHERE suggested_by = ?1 OR decided_by = ?1", (user_id,)
    ) as cursor:
        row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def forget_person(tx: Transaction, user_id: int, at: datetime) -> None:
    """Take a person's id out of all proposals: undecided ones are withdrawn, messages that name the person redrawn."""
    await tx.execute(
        "UPDATE proposals SET verdict = 'withdrawn', decided_at = ? WHERE suggested_by = ? AND verdict IS NULL",
        (to_text(at), user_id),
    )
    await tx.execute(
        "UPDATE proposals SET shown_at = NULL, suggested_by = nullif(suggested_by, ?1), "
        "decided_by = nullif(decided_by, ?1) WHERE suggested_by = ?1 OR decided_by = ?1",
        (user_id,),
    )


def _proposal(row: sqlite3.Row) -> Proposal:
    return Proposal(
        id=ProposalId(row["id"]),
        kind=row["kind"],
        text=row["text"],
        prompt_id=row["prompt_id"],
        suggested_by=row["suggested_by"],
        chance=row["chance"],
        trials=row["trials"],
        likes=row["likes"],
        made_at=to_time(row["made_at"]),
        posting_at=find_time(row["posting_at"]),
        channel_id=row["channel_id"],
        message_id=row["message_id"],
        verdict=row["verdict"],
        decided_by=row["decided_by"],
        shown_at=find_time(row["shown_at"]),
        told_at=find_time(row["told_at"]),
    )
