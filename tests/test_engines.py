"""Another machine paints for the whole bot: the real client in the playground, and an images endpoint."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.engine_keys import Engine
from bot.engines import engine_choice
from bot.keys import Config
from bot.painter.orders import Settings
from bot.playground.server import Playground
from bot.store import posts
from tests.conftest import PATIENCE, TOKEN
from tests.painter.servers import Images, serving
from tests.test_loop import running


async def test_a_batch_waits_for_an_endpoint_that_is_away_and_its_recipes_say_what_painted(
    playground: Playground, configure: Callable[..., Config]
) -> None:
    endpoint = Images()
    endpoint.is_away = True

    def cats() -> list[Any]:
        return [message for message in playground.messages() if message.attachments]

    def has_trouble() -> bool:
        return any("does not answer" in message.content for message in playground.messages())

    async with serving(endpoint.app()) as port:
        config = configure(
            engine={"kind": "images", "address": f"http://127.0.0.1:{port}/v1"},
            model={"source": "painter-1", "width": 64, "height": 64},
            votes={"sweep": "1s"},
        )
        async with running(playground, config) as app:
            await playground.wait_for(has_trouble)
            assert cats() == []
            endpoint.is_away = False
            await playground.wait_for(lambda: len(cats()) == 3)
            async with app.database.reading() as tx:
                recipes = [Settings.from_json(picture.settings_json) for picture in await posts.list_open(tx)]
    assert {(recipe.model, recipe.device) for recipe in recipes} == {("painter-1", "an images endpoint")}
    assert len({request["seed"] for request in endpoint.requests}) == 3


async def check(folder: Path) -> tuple[int | None, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "check", cwd=folder, env=_environment(),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    out, _ = await asyncio.wait_for(process.communicate(), PATIENCE)
    return process.returncode, out.decode()


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONIOENCODING": "utf-8", "DISCORD_TOKEN": TOKEN}


async def test_check_says_whether_the_engine_answers(playground: Playground, tmp_path: Path) -> None:
    async with serving(Images().app()) as port:
        (tmp_path / "config.toml").write_text(
            f"[discord]\nguild = {playground.guild_id}\nchannel = {playground.channel_id}\n"
            f'api = "{playground.api_url}"\n[model]\nsource = "painter-1"\n'
            f'[engine]\nkind = "images"\naddress = "http://127.0.0.1:{port}/v1"\n',
            "utf-8",
        )
        status, out = await check(tmp_path)
        assert status == 0, out
        assert f"ok    engine: the images endpoint at http://127.0.0.1:{port}/v1" in out
    status, out = await check(tmp_path)
    assert status == 1
    assert "FAIL  painter: the images endpoint" in out
    assert "[engine] address" in out


def test_a_workflow_is_read_with_the_mark_that_windows_puts_at_its_front(tmp_path: Path) -> None:
    file = tmp_path / "my cats.json"
    file.write_text("\ufeff{}", "utf-8")
    choice = engine_choice(Engine(kind="comfyui", workflow=file))
    assert (choice.workflow, choice.workflow_name) == ("{}", "my cats.json")
