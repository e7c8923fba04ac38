"""The people of the soak test: they like and withdraw all the time, in every way, also while the bot is down.

Owns who does what to which message, and remembers what moderators took away. Must not know the bot.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import re
from collections.abc import Awaitable, Callable

from bot.playground.answers import NotAnswered
from bot.playground.components import words_of
from bot.playground.members import Member, NotAllowed
from bot.playground.refusals import Refusal
from bot.playground.server import Playground
from bot.playground.things import Message
from tests.soak.journal import Journal

PEOPLE, BOTS = 10, 2
LIKES = ("👍", "👍", "👍", "👍🏻", "👍🏽", "👍🏿")
OTHERS = ("👎", "👎🏾", "❤️", "🎉", "🐱")
NUMBER = re.compile(r"\*\*#(\d+)\*\*")
DIGEST = re.compile(r"\*\*Digest (\d+)\*\*")
_RECENT = 45
_MOST_PROMPTS = 9
OWN_STEPS = "--steps 2"  # what every other prompt wants of its own
_PATIENCE_S = 6.0  # for the answer to a command
_PAUSE_S = 0.04  # between two deeds


class Crowd:
    """Members, bots and moderators. `deleted` and `cleared` are the messages that moderators changed."""

    def __init__(self, playground: Playground, journal: Journal, rng: random.Random) -> None:
        self._playground, self._journal, self._rng = playground, journal, rng
        self._people = [playground.add_member(f"Member {number}") for number in range(PEOPLE)]
        self._bots = [playground.add_member(f"Bot {number}", is_bot=True) for number in range(BOTS)]
        self.bot_ids = {bot.id for bot in self._bots} | {playground.application_id}
        self._prompts = 0
        self._asking: set[asyncio.Task[None]] = set()
        self.deleted: set[int] = set()
        self.cleared: set[int] = set()
        self.is_resting = False

    async def run(self) -> None:
        """Do one thing after the other."""
        deeds: list[tuple[float, Callable[[], Awaitable[None]]]] = [
            (60, self._like),
            (25, self._withdraw),
            (8, self._react_otherwise),
            (4, self._let_a_bot_react),
            (1.0, self._clear),
            (0.5, self._delete),
            (0.1, self._delete_many),
            (1.5, self._ask),
        ]
        weights = [weight for weight, _ in deeds]
        while True:
            await asyncio.sleep(self._rng.expovariate(1 / _PAUSE_S))
            if not self.is_resting:
                (deed,) = self._rng.choices([deed for _, deed in deeds], weights)
                with contextlib.suppress(Refusal, NotAllowed):
                    await deed()

    async def rest(self) -> None:
        """Do nothing any more, and wait until what was asked is answered or not."""
        self.is_resting = True
        if self._asking:
            await asyncio.wait(self._asking)

    def pictures(self) -> dict[int, list[Message]]:
        """The messages of every picture number in the channel."""
        return self._numbered(NUMBER)

    def digests(self) -> dict[int, list[Message]]:
        """The messages of every digest number in the channel."""
        return self._numbered(DIGEST)

    def _numbered(self, pattern: re.Pattern[str]) -> dict[int, list[Message]]:
        world, found = self._playground.world, dict[int, list[Message]]()
        for message in world.messages[self._playground.channel_id].values():
            if message.author_id == world.application_id and (
                number := pattern.match(words_of(message.content, message.components))
            ):
                found.setdefault(int(number[1]), []).append(message)
        return found

    def _some_message(self) -> Message | None:
        """A picture's message, more likely a new one."""
        world = self._playground.world
        messages = list(world.messages[self._playground.channel_id].values())[-_RECENT * 2 :]
        messages = [one for one in messages if NUMBER.match(one.content)][-_RECENT:]
        if not messages:
            return None
        return messages[-1 - min(int(self._rng.expovariate(1 / 12)), len(messages) - 1)]

    async def _like(self) -> None:
        if message := self._some_message():
            await self._give(self._rng.choice(self._people), message, self._rng.choice(LIKES))
            self._journal.counts["likes given"] += 1

    async def _react_otherwise(self) -> None:
        if message := self._some_message():
            await self._give(self._rng.choice(self._people), message, self._rng.choice(OTHERS))

    async def _let_a_bot_react(self) -> None:
        if message := self._some_message():
            await self._give(self._rng.choice(self._bots), message, self._rng.choice(LIKES))

    async def _give(self, member: Member, message: Message, emoji: str) -> None:
        await member.react(message.id, emoji, burst=self._rng.random() < 0.2)

    async def _withdraw(self) -> None:
        """Take one reaction of a person back, if there is one."""
        message = self._some_message()
        if message is None:
            return
        held = [
            (user_id, emoji, is_burst)
            for emoji, reaction in message.reactions.items()
            for is_burst, users in ((False, reaction.normal), (True, reaction.burst))
            for user_id in users
            if user_id != self._playground.application_id
        ]
        if held:
            user_id, emoji, is_burst = self._rng.choice(held)
            await Member(self._playground, user_id).unreact(message.id, emoji, burst=is_burst)
            self._journal.counts["likes withdrawn"] += emoji in LIKES

    async def _clear(self) -> None:
        """Moderate: remove all reactions of a message, or those of one emoji."""
        message = self._some_message()
        if message is None:
            return
        self.cleared.add(message.id)
        if self._rng.random() < 0.5 and message.reactions:
            emoji = self._rng.choice(list(message.reactions))
            await self._playground.owner.clear_emoji(message.id, emoji)
            self._journal.fault("emoji cleared", f"{emoji} of {message.id}")
        else:
            await self._playground.owner.clear_reactions(message.id)
            self._journal.fault("reactions cleared", f"of {message.id}")

    async def _delete(self) -> None:
        if message := self._some_message():
            self.deleted.add(message.id)
            self._journal.fault("message deleted", f"{message.id} {message.content[:10]}")
            await self._playground.owner.delete(message.id)

    async def _delete_many(self) -> None:
        gone = {message.id for _ in range(3) if (message := self._some_message())}
        if gone:
            self.deleted |= gone
            self._journal.fault("messages deleted at once", str(sorted(gone)))
            await self._playground.owner.bulk_delete(sorted(gone))

    async def _ask(self) -> None:
        """Let a curator run a command; whether there is an answer depends on the bot."""
        kind = self._rng.choices(["paint", "digest", "add", "retire", "top"], [3, 3, 3, 2, 1])[0]
        task = asyncio.create_task(self._run(kind))
        self._asking.add(task)
        task.add_done_callback(self._asking.discard)

    async def _run(self, kind: str) -> None:
        owner = self._playground.owner
        self._prompts += kind == "add"
        number = self._prompts % _MOST_PROMPTS
        own = f" {OWN_STEPS}" if number % 2 else ""
        text = f"a soaked cat, {self._rng.choice(('grey', 'red', 'blue'))}, number {number}{own}"
        asked: dict[str, Callable[[], Awaitable[object]]] = {
            "paint": lambda: owner.run("paint", patience=_PATIENCE_S),
            "digest": lambda: owner.run("digest", patience=_PATIENCE_S),
            "add": lambda: owner.run("prompt add", text=text, patience=_PATIENCE_S),
            "retire": lambda: owner.run("prompt retire", prompt=text, patience=_PATIENCE_S),
            "top": lambda: owner.run("top", patience=_PATIENCE_S),
        }
        self._journal.counts["commands"] += 1
        with contextlib.suppress(NotAnswered, NotAllowed, Refusal):
            await asked[kind]()
            self._journal.counts["commands answered"] += 1

    def ask_for_digest(self) -> None:
        """Let a curator ask for a digest now."""
        task = asyncio.create_task(self._run("digest"))
        self._asking.add(task)
        task.add_done_callback(self._asking.discard)
