"""The verdict: the playground's truth and the database file side by side, when everything is quiet.

Owns what lost, doubled and wrong mean. Must not change anything.
"""

from __future__ import annotations

import itertools
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image

from bot.domain.voting import Ballot, Marks, voter_of
from bot.errors import StoreError
from bot.flows.settle import find_differences
from bot.painter.orders import Settings
from bot.painter.worker.archive import pixels_sha256
from bot.playground.things import Message
from bot.secrets import load_voter_key
from bot.store.backups import list_backups, verify
from bot.store.database import Database
from tests.soak.crowd import OWN_STEPS, Crowd

BALLOT = Ballot.of(["👍"], ["👎"])
BATCH = 3


@dataclass(kw_only=True)
class Findings:
    """What is not as it should be, as sentences."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def add(self, more: Findings) -> None:
        """Take in what else was found."""
        self.lost += more.lost
        self.doubled += [one for one in more.doubled if one not in self.doubled]
        self.wrong += more.wrong

    def __bool__(self) -> bool:
        return bool(self.lost or self.doubled or self.wrong)

    def __str__(self) -> str:
        named = (("lost", self.lost), ("doubled", self.doubled), ("wrong", self.wrong))
        return "\n".join(f"{name}: {sentence}" for name, sentences in named for sentence in sentences)


class Auditor:
    """Compares; remembers every recipe it has seen.

    `damaged` names the files that the weather damaged, `bare` the messages under which Discord refused the bot's like.
    """

    def __init__(self, *, crowd: Crowd, data: Path, application_id: int, damaged: set[str], bare: set[int]) -> None:
        self._crowd, self._data, self._application_id = crowd, data, application_id
        self._damaged, self._bare = damaged, bare
        self._recipes: dict[int, tuple[object, ...]] = {}
        self._checked_files: set[str] = set()
        self.compared = (0, 0)  # at the last look: open pictures, and votes on them

    def find_doubled(self) -> list[str]:
        """What hangs twice; this may never happen, not even for a moment."""
        shown = (("picture", self._crowd.pictures()), ("digest", self._crowd.digests()))
        return [
            f"{kind} {number} hangs in the messages {[message.id for message in messages]}"
            for kind, found in shown
            for number, messages in found.items()
            if len(messages) > 1
        ]

    async def find(self) -> Findings:
        """Compare everything; while the bot still works on something, that is found too."""
        findings = Findings(doubled=self.find_doubled())
        with closing(sqlite3.connect(f"{(self._data / 'catbandit.db').as_uri()}?mode=ro", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            connection.execute("BEGIN")  # one view of everything
            self._compare_pictures(_rows(connection, "SELECT * FROM pictures"), findings)
            self._compare_digests(_rows(connection, "SELECT * FROM digests ORDER BY id"), findings)
            self._compare_votes(connection, findings)
            self._compare_recipes(connection, findings)
        async with Database.open(self._data / "catbandit.db") as database:
            findings.wrong += await find_differences(database)
        for backup in list_backups(self._data / "backups"):
            try:
                await verify(backup)
            except StoreError as error:
                findings.wrong.append(str(error))
        return findings

    def _compare_pictures(self, rows: list[sqlite3.Row], findings: Findings) -> None:
        """Every row has its message, and every message its row."""
        hanging = {number: messages[0] for number, messages in self._crowd.pictures().items()}
        by_number = {row["id"]: row for row in rows}
        for number, message in hanging.items():
            row = by_number.get(number)
            if row is None or row["message_id"] != message.id:
                findings.lost.append(f"message {message.id} shows picture {number}, and no row says so")
            elif row["settled_at"] is None and row["deleted_at"] is not None:
                findings.wrong.append(f"picture {number} is noted as deleted, and hangs in message {message.id}")
        for row in rows:
            number, message_id = row["id"], row["message_id"]
            if message_id is not None and number not in hanging:
                if message_id not in self._crowd.deleted:
                    findings.lost.append(f"picture {number} is not in the channel, and nobody deleted its message")
                elif row["settled_at"] is None and row["deleted_at"] is None:
                    findings.wrong.append(f"picture {number} was deleted in the channel, and its trial is open")
            if message_id is None and row["spoilt"] is None:
                findings.lost.append(f"picture {number} was never posted")
            self._compare_seed(row, hanging.get(number), findings)
            self._compare_file(row, findings)

    def _compare_seed(self, row: sqlite3.Row, message: Message | None, findings: Findings) -> None:
        """The bot's own like is under every picture that is voted on, unless moderators took it away."""
        if message is None or row["settled_at"] is not None or message.id in self._crowd.cleared | self._bare:
            return
        likes = message.reactions.get("👍")
        if row["seeded_at"] is None or likes is None or self._application_id not in likes.normal:
            findings.wrong.append(f"picture {row['id']} lacks the bot's own like (seeded: {row['seeded_at']})")

    def _compare_file(self, row: sqlite3.Row, findings: Findings) -> None:
        """Every painted picture's file is there and holds its pixels; files do not change, so each is read once."""
        path = row["path"]
        if path is None or path in self._checked_files or Path(path).name in self._damaged:
            return
        try:
            with Image.open(self._data / path) as picture:
                is_same = pixels_sha256(picture) == row["sha256"]
        except OSError as error:
            findings.lost.append(f"the file of picture {row['id']}: {error}")
            return
        if not is_same:
            findings.wrong.append(f"the file of picture {row['id']} holds other pixels than those stored")
        self._checked_files.add(path)

    def _compare_digests(self, rows: list[sqlite3.Row], findings: Findings) -> None:
        hanging = {number: messages[0] for number, messages in self._crowd.digests().items()}
        by_number = {row["id"]: row for row in rows}
        for number, message in hanging.items():
            if number not in by_number or by_number[number]["message_id"] != message.id:
                findings.lost.append(f"message {message.id} shows digest {number}, and no row says so")
        for row in rows:
            if row["message_id"] is None and row["skipped"] is None:
                findings.lost.append(f"digest {row['id']} ({row['slot']}) was never posted")
            elif row["message_id"] is not None and row["id"] not in hanging:
                findings.lost.append(f"digest {row['id']} is not in the channel")
        for before, after in itertools.pairwise(row for row in rows if row["skipped"] is None):
            if before["until"] != after["since"]:
                findings.wrong.append(f"digest {after['id']} does not begin where digest {before['id']} ends")

    def _compare_votes(self, connection: sqlite3.Connection, findings: Findings) -> None:
        """For every open picture the stored marks are exactly those that people hold in the channel."""
        key = load_voter_key(self._data / "voters.key")
        messages = {message.id: message for found in self._crowd.pictures().values() for message in found}
        opened = _rows(connection, "SELECT id, message_id FROM pictures WHERE posted_at IS NOT NULL AND "
                                   "settled_at IS NULL AND deleted_at IS NULL")  # fmt: skip
        votes = 0
        for row in opened:
            if row["message_id"] not in messages:
                continue  # found above
            held = _rows(connection, f"SELECT voter, marks, is_like FROM votes WHERE picture_id = {row['id']}")
            stored = {vote["voter"]: Marks.parse(vote["marks"]) for vote in held}
            true = self._true_marks(messages[row["message_id"]], key)
            votes += len(true)
            likes = {vote["voter"] for vote in held if vote["is_like"]}
            if stored != true or likes != {voter for voter, marks in true.items() if marks.has_like(BALLOT)}:
                differing = {voter[:6] for voter in stored.keys() | true.keys() if stored.get(voter) != true.get(voter)}
                findings.wrong.append(
                    f"picture {row['id']}: {len(stored)} votes stored, {len(true)} in the channel, {differing} differ"
                )
        self.compared = len(opened), votes
        for row in _rows(connection, "SELECT id, likes FROM pictures WHERE reward = 0 AND likes > 0"):
            findings.wrong.append(f"picture {row['id']} has {row['likes']} likes and the verdict 0")

    def _true_marks(self, message: Message, key: bytes) -> dict[str, Marks]:
        """What people hold on a message, by hashed voter; bots do not vote."""
        true = dict[str, Marks]()
        for emoji, reaction in message.reactions.items():
            for is_burst, users in ((False, reaction.normal), (True, reaction.burst)):
                for user_id in users:
                    if BALLOT.counts(emoji) and user_id not in self._crowd.bot_ids:
                        voter = voter_of(user_id, key=key)
                        true[voter] = true.get(voter, Marks()).with_mark(emoji, is_burst=is_burst)
        return true

    def _compare_recipes(self, connection: sqlite3.Connection, findings: Findings) -> None:
        """Recipes never change or go, batches are whole and finished."""
        rows = _rows(connection, "SELECT id, batch_id, prompt_id, seed, draw, chance FROM pictures")
        there = {row["id"]: tuple(row) for row in rows}
        for number, recipe in self._recipes.items():
            if there.get(number) != recipe:
                findings.lost.append(f"the recipe of picture {number} was {recipe} and is {there.get(number)}")
        self._recipes |= there
        used = "SELECT pictures.id, text, json FROM pictures JOIN prompts ON prompts.id = prompt_id JOIN settings "
        for row in _rows(connection, used + "ON settings.id = settings_id"):
            if (OWN_STEPS in row["text"]) != (Settings.from_json(row["json"]).steps == int(OWN_STEPS.split()[1])):
                findings.wrong.append(f"picture {row['id']} of “{row['text']}” has the settings {row['json']}")
        for row in _rows(connection, "SELECT batches.*, (SELECT COUNT(*) FROM pictures WHERE batch_id = batches.id) AS "
                                     "pictures FROM batches"):  # fmt: skip
            if row["finished_at"] is None:
                findings.lost.append(f"batch {row['id']} ({row['slot']}) is left unfinished")
            if row["skipped"] is None and row["pictures"] != BATCH:
                findings.lost.append(f"batch {row['id']} has {row['pictures']} recipes of {BATCH}")


def count_rows(data: Path) -> dict[str, int]:
    """The report's figures from the database."""
    counted: dict[str, Any] = {
        "batches": "SELECT COUNT(*) FROM batches WHERE skipped IS NULL",
        "posts": "SELECT COUNT(*) FROM pictures WHERE message_id IS NOT NULL",
        "spoilt": "SELECT COUNT(*) FROM pictures WHERE spoilt IS NOT NULL",
        "verdicts": "SELECT COUNT(*) FROM pictures WHERE reward IS NOT NULL",
        "votes stored": "SELECT COUNT(*) FROM votes",
        "digests": "SELECT COUNT(*) FROM digests WHERE message_id IS NOT NULL",
        "digests skipped": "SELECT COUNT(*) FROM digests WHERE skipped IS NOT NULL",
        "open pictures": "SELECT COUNT(*) FROM pictures WHERE posted_at IS NOT NULL AND settled_at IS NULL AND "
        "deleted_at IS NULL",
    }
    with closing(sqlite3.connect(f"{(data / 'catbandit.db').as_uri()}?mode=ro", uri=True)) as connection:
        return {name: int(connection.execute(query).fetchone()[0]) for name, query in counted.items()}


def _rows(connection: sqlite3.Connection, query: str) -> list[sqlite3.Row]:
    return connection.execute(query).fetchall()
