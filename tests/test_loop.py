"""The whole bot, as it runs: the real client over real sockets, real SQLite, a real pipeline, in the playground."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from pydantic import SecretStr

from bot.app import App, build_app
from bot.domain.names import PictureId
from bot.flows.curate import add_starters, list_standings
from bot.flows.paint_batch import BatchReport
from bot.flows.settle import find_differences, settle
from bot.installation import now
from bot.keys import Config
from bot.playground.server import Playground
from bot.playground.views import MessageView
from bot.store import pictures, posts
from tests.conftest import PATIENCE, TOKEN

_PROMPTS = ["a ginger cat in a box", "a black cat at night"]


@asynccontextmanager
async def running(
    playground: Playground, config: Config, *, on_batch: Callable[[BatchReport], None] | None = None
) -> AsyncIterator[App]:
    """A connected bot with some prompts; it has been stopped in order when the body is left."""
    async with build_app(config, on_batch=on_batch, seed=1) as app:
        await add_starters(app.database, _PROMPTS, now=now())
        stop = asyncio.Event()
        task = asyncio.create_task(app.run(SecretStr(TOKEN), stop=stop))
        try:
            await playground.wait_until_ready()
            yield app
        finally:
            stop.set()
            await asyncio.wait_for(task, PATIENCE)


def _cats(playground: Playground) -> list[MessageView]:
    return [message for message in playground.messages() if message.content.startswith("**#")]


def _digests(playground: Playground) -> list[MessageView]:
    return [message for message in playground.messages() if message.attachments and "Digest" in message.words]


async def test_a_batch_is_painted_posted_liked_settled_and_learnt_from(
    playground: Playground, configure: Callable[..., Config]
) -> None:
    member = playground.add_member("Mia")
    config = configure(votes={"window": "1500ms"})
    async with running(playground, config) as app:
        await playground.wait_for(lambda: len(_cats(playground)) == 3)
        first = _cats(playground)[0]
        await member.react(first.id, "👍🏽")
        await asyncio.sleep(1.6)  # the window itself
        await settle(app.database, app.rules, model=None, now=now())
        standings = await list_standings(app.database, app.rules, now=now(), is_active=True)
        assert sum(s.record.trials for s in standings) == 3
        assert sum(s.record.likes for s in standings) == 1
        liked = next(s for s in standings if s.record.likes)
        assert liked.record.prompt in first.content
        assert liked.mean == max(standing.mean for standing in standings)
        assert await find_differences(app.database) == []


async def test_a_restarted_bot_goes_on_where_it_stopped_and_finds_the_likes_of_the_meantime(
    playground: Playground, configure: Callable[..., Config]
) -> None:
    member = playground.add_member("Mia")
    config = configure()
    async with running(playground, config):
        await playground.wait_for(lambda: len(_cats(playground)) == 3)
        withdrawn, kept = _cats(playground)[:2]
        await member.react(withdrawn.id, "👍")
    await member.unreact(withdrawn.id, "👍")
    await member.react(kept.id, "👍")
    async with running(playground, config) as app:
        await asyncio.wait_for(_compared(app), PATIENCE)
        async with app.database.reading() as tx:
            likes = {p.message_id: p.likes for p in await posts.list_open(tx)}
        answer = await playground.owner.run("top")
        assert answer.is_ephemeral
    assert likes[withdrawn.id] == 0
    assert likes[kept.id] == 1
    assert len(_cats(playground)) == 3  # the slot has had its batch
    assert playground.violations == []


async def _compared(app: App) -> None:
    app.client.votes.request_comparison()
    await app.client.votes.settled()


async def test_a_curator_asks_for_a_batch_and_a_digest(
    playground: Playground, configure: Callable[..., Config]
) -> None:
    member = playground.add_member("Mia")
    reports: asyncio.Queue[BatchReport] = asyncio.Queue()
    async with running(playground, configure(), on_batch=reports.put_nowait):
        await asyncio.wait_for(reports.get(), PATIENCE)
        await member.react(_cats(playground)[0].id, "👍")
        answer = await playground.owner.run("paint")
        assert answer.is_ephemeral
        assert "Painting 3 pictures" in answer.content
        await playground.wait_for(lambda: len(_cats(playground)) == 6)
        await playground.owner.run("digest")
        await playground.wait_for(lambda: _digests(playground))
    (digest,) = _digests(playground)
    assert len(digest.attachments) == 2
    assert all(attachment.description for attachment in digest.attachments)


async def test_a_reviewed_picture_is_posted_and_more_like_it_is_painted_by_the_real_model(
    playground: Playground, configure: Callable[..., Config]
) -> None:
    config = configure(posting={"publish": "liked in review", "pace": "0s"})
    owner = playground.owner
    painted: list[BatchReport] = []
    async with running(playground, config, on_batch=painted.append) as app:
        await playground.wait_for(lambda: bool(painted))
        assert _cats(playground) == [], "nobody has judged them yet"
        page = await owner.run("review")
        await playground.wait_for(lambda: len(page.files) == 3)
        assert page.message_id is not None
        first, following = page.components[0]["components"][0], page.components[1]["components"][0]
        await owner.press(page.message_id, first["custom_id"])
        await owner.press(page.message_id, following["custom_id"])
        await playground.wait_for(lambda: len(_cats(playground)) == 1, timeout=60)
        await playground.wait_for(lambda: bool(_cats(playground)[0].reactions))
        answer = await owner.run_on_message("More like this", _cats(playground)[0].id)
        await playground.wait_for(lambda: "hangs in the channel" in answer.content)
        assert len(_cats(playground)) == 2
        async with app.database.reading() as tx:
            parent, child = await pictures.get_picture(tx, PictureId(1)), await pictures.get_picture(tx, PictureId(4))
        assert (child.parent_id, child.prompt, child.seed) == (parent.id, parent.prompt, parent.seed)
        assert child.sha256 != parent.sha256
        assert await find_differences(app.database) == []
    assert playground.violations == []
