"""What `catbandit check` finds of the machine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.arguments import CONFIG
from bot.checks import _check_database, _check_disk
from bot.flows.curate import add_prompt, retire_prompt
from bot.flows.themes import add_theme
from bot.flows.verdicts import Verdict
from bot.installation import now, open_database
from bot.keys import Config


@pytest.mark.parametrize(("reserve", "fails"), [("100000 TB", True), ("0 B", False)])
async def test_a_disk_with_less_than_the_reserve_fails_as_nothing_would_be_painted(
    configure: Callable[..., Config], reserve: str, fails: bool
) -> None:
    (verdict,) = await _check_disk(configure(storage={"disk_reserve": reserve}), CONFIG)
    assert (verdict.is_ok is False) == fails
    assert "painting pauses below" in verdict.says


async def _check_prompts(config: Config, path: Path = CONFIG) -> Verdict:
    return next(verdict for verdict in await _check_database(config, path) if verdict.name == "prompts")


async def test_where_nothing_can_be_painted_the_remedy_is_one_that_works(configure: Callable[..., Config]) -> None:
    config = configure()
    empty = await _check_prompts(config, Path("my cats.toml"))
    assert (empty.is_ok, empty.says) == (None, "0 active")
    assert "catbandit init --config 'my cats.toml' offers some of ours" in (empty.remedy or "").replace('"', "'")
    assert "catbandit init offers" in ((await _check_prompts(config)).remedy or "")

    async with open_database(config) as database:
        await add_prompt(database, "a ginger cat", added_by=None, now=now())
        assert (await _check_prompts(config)).is_ok
        await retire_prompt(database, "1", now=now())
    retired = await _check_prompts(config)
    assert retired.is_ok is None
    assert "/prompt revive" in (retired.remedy or "")
    assert "init" not in (retired.remedy or ""), "it offers nothing where there are prompts"

    async with open_database(config) as database:
        await add_theme(database, "later", begins="9998-01-01", ends="9999-01-01", suffix=None, now=now())
        await add_prompt(database, "a cat in the snow", added_by=None, now=now(), theme="later")
    resting = await _check_prompts(config)
    assert (resting.is_ok, resting.says) == (None, "0 active, and 1 more while their theme holds")
    assert "without one" in (resting.remedy or "")
