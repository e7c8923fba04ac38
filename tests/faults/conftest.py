"""The whole bot as a process of its own, in the playground, with a painter of noise: killed, hindered, and audited."""

from __future__ import annotations

import random
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest

from bot.playground.server import Playground
from bot.playground.things import Message
from tests.conftest import PATIENCE, TOKEN

if sys.platform != "linux":
    collect_ignore = ["test_bot.py"]  # processes are forked, limited and looked up as Linux does it

BATCH = 3


class Stand:
    """A playground, the data folder of a bot, and what is needed to drive and audit it; see `running`."""

    def __init__(self, playground: Playground, folder: Path) -> None:
        from tests.soak.audit import Auditor
        from tests.soak.crowd import Crowd
        from tests.soak.journal import Journal

        self.playground, self.folder, self.data = playground, folder, folder / "data"
        self.journal = Journal(folder / "bot.log", playground.changes.notify)
        self.crowd = Crowd(playground, self.journal, random.Random(1))  # knows what hangs; nobody in it does anything
        self.ada, self.ben = playground.add_member("Ada"), playground.add_member("Ben")
        self._auditor = Auditor(
            crowd=self.crowd,
            data=self.data,
            application_id=playground.application_id,
            damaged=set(),
            bare=self.journal.bare,
        )

    def start(self, **sections: dict[str, Any]) -> Any:
        """Start the bot; sections of its configuration are merged over short times."""
        from tests.soak.bot import BotProcess

        values: dict[str, dict[str, Any]] = {
            "discord": {
                "guild": self.playground.guild_id,
                "channel": self.playground.channel_id,
                "curator_roles": [self.playground.curator_role_id],
                "api": self.playground.api_url,
            },
            "schedule": {"batches": "0 0 29 2 *", "digest": "0 0 29 2 *"},  # long ago, and not soon
            "batch": {"size": BATCH},
            "votes": {"window": "1h", "sweep": "1s"},
            "posting": {"pace": "0s"},
            "storage": {"folder": str(self.data), "backups": 0, "disk_reserve": 0},
        }
        for section, keys in sections.items():
            values[section] = values.get(section, {}) | keys
        self.journal.begin_life()
        return BotProcess(values=values, folder=self.folder, token=TOKEN, on_line=self.journal.hear)

    @asynccontextmanager
    async def running(self, **sections: dict[str, Any]) -> AsyncIterator[Any]:
        """The bot, connected; stopped in order on the way out, if it is not dead by then."""
        bot = self.start(**sections)
        try:
            await self.has_said("connected as")
            yield bot
        finally:
            status = await bot.stop(PATIENCE) if bot.is_alive else 0
        assert status == 0, self.journal.last

    async def has_said(self, pattern: str, times: int = 1) -> None:
        """Wait until the bot has logged this in its present life."""
        await self.playground.wait_for(lambda: self.said(pattern) >= times, PATIENCE)

    def said(self, pattern: str) -> int:
        """How often the bot has logged this in its present life."""
        return sum(pattern in line for line in self.journal.life)

    async def pictures(self, count: int) -> list[Message]:
        """Wait until so many pictures hang, each with the bot's own like; one message each, by their numbers."""

        def hanging() -> list[Message]:
            found = [messages[0] for _, messages in sorted(self.crowd.pictures().items())]
            likes = [message.reactions.get("👍") for message in found]
            application = self.playground.application_id
            is_ready = len(found) >= count and all(like and application in like.normal for like in likes)
            return found if is_ready else []

        return await self.playground.wait_for(hanging, PATIENCE)

    async def asks_for_batch(self) -> None:
        """Let a curator ask for a batch, until the bot is free to paint one."""
        before = len(self.playground.requests)

        async def answered() -> str:
            return (await self.playground.owner.run("paint", patience=PATIENCE)).content

        while "Painting" not in (said := await answered()):
            assert "right now" in said, said
            await self.playground.wait_for(lambda: len(self.playground.requests) > before, PATIENCE)

    async def is_well(self) -> None:
        """Wait until nothing is lost, doubled or wrong any more: votes equal the channel, posts once, figures the rows.

        What hangs twice fails at once.
        """
        findings = await self._auditor.find()
        deadline = self.journal.seconds + PATIENCE
        while findings and not findings.doubled and self.journal.seconds < deadline:
            await self._pause()
            findings = await self._auditor.find()
        assert not findings, f"{findings}\n" + "\n".join(self.journal.last[-40:])
        assert not self.journal.unexpected, self.journal.unexpected

    async def _pause(self) -> None:
        """Wait for a change in the channel or the log, or a moment: the database rings no bell."""
        try:
            seen = len(self.playground.requests), len(self.journal.life)
            await self.playground.wait_for(
                lambda: (len(self.playground.requests), len(self.journal.life)) != seen, timeout=0.3
            )
        except TimeoutError:
            return

    def rows(self, query: str) -> list[sqlite3.Row]:
        """Ask the database file."""
        with closing(sqlite3.connect(self.data / "catbandit.db", timeout=PATIENCE)) as connection:
            connection.row_factory = sqlite3.Row
            found = connection.execute(query).fetchall()
            connection.commit()
            return found

    def forget_nonces(self) -> None:
        """Let Discord forget the nonces, as it does after some minutes: then only looking tells what hangs."""
        for message in self.playground.world.messages[self.playground.channel_id].values():
            message.nonce = None

    def posts(self) -> int:
        """How many messages of the bot hang."""
        world = self.playground.world
        return sum(one.author_id == world.application_id for one in world.messages[self.playground.channel_id].values())


@pytest.fixture
async def stand(playground: Playground, tmp_path: Path) -> AsyncIterator[Stand]:
    stand = Stand(playground, tmp_path)
    yield stand
    stand.journal.close()
