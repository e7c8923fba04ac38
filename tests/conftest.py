"""What every test may ask for: a playground, and the configuration of a bot in it."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from bot.config import check_config
from bot.keys import Config
from bot.playground.server import Playground

# The machine may be busy with a painter: a slow example is no failure.
settings.register_profile("catbandit", deadline=None, max_examples=40, database=None, print_blob=True)
settings.load_profile("catbandit")

# Nor is it idle while several tests run, whatever its load says when a worker starts: one thread each is the fastest.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("OMP_NUM_THREADS", "1")

# Where processes are started: these files go first, as one of them at the end would keep the others waiting.
SLOW = ("tests/painter/", "tests/test_", "tests/faults/", "tests/soak/", "tests/playground/", "tests/chat/")
PATIENCE = 240.0  # seconds, for what must come, on a machine however busy: only a failure takes so long

TOKEN = "test.token.of-the-playground"


def pytest_xdist_auto_num_workers() -> int:
    """One worker more than cores: tests wait for sockets, timers and processes a third of their time."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long; within a file nothing changes its place."""
    places = {start: place for place, start in enumerate(SLOW)}

    def place_of(item: pytest.Item) -> int:
        return next((place for start, place in places.items() if item.nodeid.startswith(start)), len(SLOW))

    items.sort(key=place_of)


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    """A playground whose rate limits are a hundred times as generous as Discord's, and whose patience is ten times."""
    async with Playground(port=0, token=TOKEN, speed=100.0, answer_within=30.0) as playground:
        yield playground


@pytest.fixture
def configure(playground: Playground, tmp_path: Path) -> Callable[..., Config]:
    """Make the configuration of a bot in the playground; sections are merged over short times and small batches."""

    def make(**sections: dict[str, Any]) -> Config:
        values: dict[str, dict[str, Any]] = {
            "discord": {
                "guild": playground.guild_id,
                "channel": playground.channel_id,
                "curator_roles": [playground.curator_role_id],
                "api": playground.api_url,
            },
            "schedule": {"batches": "0 0 29 2 *", "digest": "0 0 29 2 *"},  # long ago, and not soon
            "batch": {"size": 3},
            "posting": {"pace": "0s"},
            "model": {"steps": 1, "chunk": 2},
            "storage": {"folder": str(tmp_path / "data")},
        }
        for section, keys in sections.items():
            values[section] = values.get(section, {}) | keys
        return check_config(values, tmp_path / "config.toml")

    return make
