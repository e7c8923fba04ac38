"""The real client against the playground, with a real database: what every test of this room begins with."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from weakref import WeakValueDictionary

import numpy as np
import pytest

from bot.chat.client import CatClient
from bot.chat.gallery import DiscordGallery
from bot.domain.names import BatchId, MessageId, PictureId, PromptId
from bot.domain.voting import Ballot
from bot.flows.desk import Desk
from bot.flows.ports import PicturePost
from bot.flows.rules import Rules
from bot.flows.settle import find_differences
from bot.flows.workshop import Workshop
from bot.playground import Playground
from bot.playground.members import Member
from bot.store import batches, counts, pictures, posts, prompts
from bot.store.database import Database
from bot.store.pictures import Picture
from tests.conftest import PATIENCE
from tests.flows.fakes import FakePainter
from tests.samples import SETTINGS, make_rules

Result = TypeVar("Result")
WEBP = bytes.fromhex("524946461a000000574542505650384c0d0000002f00000010071011118888fe0700")


def now() -> datetime:
    return datetime.now(UTC)


@dataclass
class House:
    """A playground, a database and the real client, with what tests need of them."""

    playground: Playground
    database: Database
    rules: Rules
    asked: list[str] = field(default_factory=list)
    refusal: Exception | None = None
    painter: FakePainter = field(default_factory=lambda: FakePainter([]))
    gallery: DiscordGallery | None = None
    in_hand: WeakValueDictionary[BatchId, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    def desk(self) -> Desk:
        async def ask_for_batch(slot: str) -> str:
            return self._ask("batch", slot)

        async def ask_for_digest(slot: str) -> str:
            return self._ask("digest", slot)

        return Desk(
            database=self.database,
            rules=self.rules,
            ask_for_batch=ask_for_batch,
            ask_for_digest=ask_for_digest,
            run=self.run,
            wake=lambda: self.asked.append("wake"),
        )

    async def run(self, flow: Callable[[Workshop], Coroutine[Any, Any, Result]]) -> Result:
        """Run a flow with a painter of one colour and the gallery of the client that was made last."""
        return await flow(self.workshop())

    def workshop(self) -> Workshop:
        assert self.gallery is not None  # there is a client
        return Workshop(
            database=self.database,
            painter=self.painter,
            gallery=self.gallery,
            rules=self.rules,
            clock=now,
            rng=np.random.default_rng(7),
            in_hand=self.in_hand,
        )

    def desk_with(self, **changes: Any) -> Desk:
        """A desk whose rules differ."""
        return replace(self.desk(), rules=replace(self.rules, **changes))

    def _ask(self, what: str, slot: str) -> str:
        if self.refusal is not None:
            raise self.refusal
        self.asked.append(f"{what} {slot}")
        return f"The {what} is on its way."

    def client(self, **changes: Any) -> CatClient:
        values: dict[str, Any] = {
            "guild_id": self.playground.guild_id,
            "channel_id": self.playground.channel_id,
            "desk": self.desk(),
            "now": now,
            "api": self.playground.api_url,
            "patience": timedelta(seconds=20),
        }
        client = CatClient(**(values | changes))
        self.gallery = client.gallery
        return client

    @asynccontextmanager
    async def connected(self, **changes: Any) -> AsyncIterator[CatClient]:
        """A connected client whose first comparison is done."""
        client = self.client(**changes)
        async with client.connected(self.playground.token):
            await client.votes.settled()
            yield client

    def post(self, picture_id: int, prompt: str = "a ginger cat in a box") -> PicturePost:
        return PicturePost(picture_id=picture_id, prompt=prompt, image=WEBP, filename=f"cat-{picture_id}.webp")

    async def add_prompt(self, text: str = "a ginger cat in a box") -> PromptId:
        async with self.database.transaction() as tx:
            found = await prompts.find_prompt(tx, text)
            return (found or await prompts.add_prompt(tx, text, added_by=None, at=now())).id

    async def plan(self, count: int = 1, prompt: str = "a ginger cat in a box") -> list[PictureId]:
        """Store a batch of recipes."""
        prompt_id = await self.add_prompt(prompt)
        plans = [batches.Plan(prompt_id=prompt_id, seed=n, draw=0.31, chance=0.25) for n in range(count)]
        async with self.database.transaction() as tx:
            slot = f"test {now().isoformat()}"
            batch = await batches.add_batch(
                tx, slot=slot, at=now(), plans=plans, model="kitten", settings_json=SETTINGS.to_json()
            )
            await counts.mark_model(tx, "kitten")
            return [picture.id for picture in await pictures.list_of_batch(tx, batch)]

    async def hang(self, client: CatClient, count: int = 1, prompt: str = "a ginger cat in a box") -> list[Picture]:
        """Plan and post pictures as the flow does."""
        hung = []
        for picture_id in await self.plan(count, prompt):
            async with client.desk.hanging:
                message_id = await client.gallery.post_picture(self.post(picture_id, prompt))
                await self.mark_posted(picture_id, message_id)
            hung.append(await self.picture(picture_id))
        return hung

    async def mark_posted(self, picture_id: PictureId, message_id: int) -> None:
        moment = now()
        async with self.database.transaction() as tx:
            await posts.mark_posted(
                tx, picture_id, message_id=MessageId(message_id), at=moment, closes_at=moment + timedelta(hours=1)
            )
            picture = await pictures.get_picture(tx, picture_id)
            await counts.add_counts(tx, picture.prompt_id, picture.model, counts.Tally(pictures=1))

    async def picture(self, picture_id: PictureId) -> Picture:
        async with self.database.reading() as tx:
            return await pictures.get_picture(tx, picture_id)

    async def likes(self, picture: Picture) -> int:
        return (await self.picture(picture.id)).likes

    async def caught_up(self, client: CatClient) -> None:
        """Wait until every event so far has reached the client and is applied: events come in order, so a bell does."""
        ringer = self.playground.add_member("Ringer")
        bell = await ringer.say(None, "a bell")
        heard = client.wait_for("raw_reaction_add", check=lambda p: p.message_id == bell.id, timeout=PATIENCE)
        await ringer.react(bell.id, "🔔")
        await heard
        await client.votes.settled()


@pytest.fixture
async def house(playground: Playground, tmp_path: Path) -> AsyncIterator[House]:
    rules = make_rules(tmp_path, ballot=Ballot.of(["👍"], ["👎"]), window=timedelta(hours=1), batch_size=2)
    async with Database.open(tmp_path / "cats.sqlite3") as database:
        yield House(playground, database, rules)
        assert await find_differences(database) == [], "whatever happened, the figures follow from the rows"


@pytest.fixture
def cora(house: House) -> Member:
    """A curator."""
    return house.playground.add_member("Cora", roles=[house.playground.curator_role_id])


@pytest.fixture
def curator(cora: Member) -> Member:
    return cora


@pytest.fixture
def ada(house: House) -> Member:
    """A member."""
    return house.playground.add_member("Ada")


@pytest.fixture
def member(ada: Member) -> Member:
    return ada
