"""How the bot is doing, for whoever watches over it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.errors import NoRoomError
from bot.flows.room import describe_shortage, find_free
from bot.flows.rules import Rules
from bot.painter.reports import Presence
from bot.store.database import Database
from bot.store.install import Notice, list_notices
from bot.store.vitals import Vitals, take_vitals

_LONG = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True)
class Health:
    """The figures, and the troubles as sentences; the bot is well if there is none."""

    vitals: Vitals
    is_connected: bool
    is_painter_running: bool
    waiting_votes: int
    vote_lag: timedelta  # how long the oldest of them has waited
    disk_free: int | None  # bytes
    troubles: tuple[str, ...]
    painters: tuple[Presence, ...] = ()


async def gather_health(
    database: Database,
    rules: Rules,
    *,
    due_at: datetime | None,
    is_connected: bool,
    is_painter_running: bool,
    waiting_votes: int,
    vote_lag: timedelta,
    said: Mapping[str, str],
    painters: tuple[Presence, ...] = (),
) -> Health:
    """Gather the figures.

    It is trouble if the batch of `due_at` has not begun, nobody is connected, votes wait for minutes, the disk is
    nearly full, or a notice was given and is not right again; `said` are those that the database could not take.
    """
    async with database.reading() as tx:
        vitals = await take_vitals(tx)
        notices = await list_notices(tx)
    troubles = [] if is_connected else ["Not connected to Discord."]
    if due_at is not None and (vitals.last_batch_at is None or vitals.last_batch_at < due_at):
        troubles.append(f"The batch of {due_at:%Y-%m-%d %H:%M %Z} has not begun.")
    if vote_lag > _LONG:
        troubles.append(f"Votes wait to be written for {vote_lag / timedelta(minutes=1):.0f} minutes.")
    open_notices = {**said, **{notice.key: _say(notice) for notice in notices}}
    disk_free = await find_free(rules.folder)
    if disk_free is not None and disk_free < rules.disk_reserve:
        troubles.append(str(describe_shortage(rules.folder, free=disk_free, reserve=rules.disk_reserve)))
        open_notices.pop(NoRoomError.__name__, None)  # said with the room there is now
    troubles.extend(open_notices.values())
    return Health(
        vitals=vitals,
        is_connected=is_connected,
        is_painter_running=is_painter_running,
        waiting_votes=waiting_votes,
        vote_lag=vote_lag,
        disk_free=disk_free,
        troubles=tuple(troubles),
        painters=painters,
    )


def _say(notice: Notice) -> str:
    """A notice with its age; the log has the words of one from before they were kept."""
    said = notice.said or f"{notice.key} is wrong: the log says more."
    return f"{said} (Since {notice.said_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC.)"
