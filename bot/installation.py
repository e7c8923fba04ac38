"""An installation, for whoever works on it by hand or as the bot: its database, and the clock on the wall.

Must not know Discord, the painter or the schedule: most commands need none of them.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from bot.flows.upkeep import back_up_before_upgrade
from bot.keys import Config
from bot.secrets import load_voter_key
from bot.store.backups import DATABASE, KEY
from bot.store.database import Database


def now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


@asynccontextmanager
async def open_database(config: Config) -> AsyncIterator[Database]:
    """Open the installation's database; one of an older version is backed up and upgraded."""
    folder = config.storage.folder

    async def back_up() -> None:
        load_voter_key(folder / KEY)  # a backup holds it; makes it where nobody has voted yet
        await back_up_before_upgrade(folder, now=now())

    async with Database.open(folder / DATABASE, before_upgrade=back_up) as database:
        yield database
