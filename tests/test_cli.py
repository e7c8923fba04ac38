"""The command line as its owner meets it: a process of its own, its output and its exit status."""

from __future__ import annotations

import asyncio
import os
import signal
import stat
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.playground.server import Playground
from tests.conftest import TOKEN


@dataclass(frozen=True)
class Result:
    """What a command said, and its exit status."""

    status: int
    out: str
    err: str


def _environment(**more: str) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key != "DISCORD_TOKEN"}
    return kept | {"PYTHONIOENCODING": "utf-8"} | more


async def catbandit(*arguments: str, cwd: Path, typed: str = "", **environment: str) -> Result:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *arguments,
        cwd=cwd, env=_environment(**environment),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await asyncio.wait_for(process.communicate(typed.encode()), 60)
    assert process.returncode is not None
    return Result(process.returncode, out.decode(), err.decode())


async def _init(playground: Playground, cwd: Path) -> Result:
    typed = f"{playground.guild_id}\n{playground.channel_id}\ny\n"
    return await catbandit("init", "--api", playground.api_url, cwd=cwd, typed=typed, DISCORD_TOKEN=TOKEN)


async def test_init_then_check_then_run(playground: Playground, tmp_path: Path) -> None:
    initialised = await _init(playground, tmp_path)
    assert initialised.status == 0, initialised.err
    assert f"client_id={playground.application_id}" in initialised.out
    assert "permissions=117824" in initialised.out
    assert TOKEN not in (tmp_path / "config.toml").read_text("utf-8")

    checked = await catbandit("check", cwd=tmp_path, DISCORD_TOKEN=TOKEN)
    assert checked.status == 0, checked.out + checked.err
    assert "FAIL" not in checked.out

    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", cwd=tmp_path, env=_environment(DISCORD_TOKEN=TOKEN),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    await playground.wait_for(lambda: any(m.attachments for m in playground.messages()), timeout=60)
    process.send_signal(signal.SIGTERM)
    out, _ = await asyncio.wait_for(process.communicate(), 20)
    assert process.returncode == 0, out.decode()
    assert TOKEN not in out.decode() + initialised.out + checked.out


async def test_init_stores_a_typed_token_for_its_owner_only(playground: Playground, tmp_path: Path) -> None:
    typed = f"{TOKEN}\n{playground.guild_id}\n{playground.channel_id}\nn\n"
    result = await catbandit("init", "--api", playground.api_url, cwd=tmp_path, typed=typed)
    assert result.status == 0, result.err
    assert (tmp_path / "token").read_text("utf-8").strip() == TOKEN
    if sys.platform != "win32":
        assert stat.S_IMODE((tmp_path / "token").stat().st_mode) == 0o600


async def test_a_wrong_token_is_said_with_its_remedy(playground: Playground, tmp_path: Path) -> None:
    await _init(playground, tmp_path)
    result = await catbandit("run", cwd=tmp_path, DISCORD_TOKEN="wrong.token.altogether")
    assert result.status == 1
    assert "token" in result.err
    assert "wrong.token" not in result.out + result.err
    assert "Traceback" not in result.err


async def test_check_names_the_missing_permission(playground: Playground, tmp_path: Path) -> None:
    await _init(playground, tmp_path)
    playground.set_permissions(denied={"ATTACH_FILES"})
    result = await catbandit("check", cwd=tmp_path, DISCORD_TOKEN=TOKEN)
    assert result.status == 1
    assert any("Attach Files" in line and line.startswith("FAIL") for line in result.out.splitlines()), result.out


async def test_a_second_instance_is_refused_and_names_the_first(playground: Playground, tmp_path: Path) -> None:
    await _init(playground, tmp_path)
    first = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", cwd=tmp_path, env=_environment(DISCORD_TOKEN=TOKEN),
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        await playground.wait_until_ready(30)
        second = await catbandit("run", cwd=tmp_path, DISCORD_TOKEN=TOKEN)
        assert second.status == 1
        assert str(first.pid) in second.err
    finally:
        first.terminate()
        await asyncio.wait_for(first.wait(), 20)


@pytest.mark.parametrize("command", ["run", "check", "repaint 1"])
async def test_without_a_configuration_one_is_told_to_make_it(command: str, tmp_path: Path) -> None:
    result = await catbandit(*command.split(), cwd=tmp_path)
    assert result.status == 1
    assert "catbandit init" in result.err


async def test_painting_by_hand_and_repainting_give_the_same_picture(tmp_path: Path) -> None:
    for name in ("one.png", "two.png"):
        result = await catbandit("paint", "a ginger cat in a box", "--seed", "0", "--out", name, cwd=tmp_path)
        assert result.status == 0, result.err
    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "two.png").read_bytes()


async def test_a_picture_whose_file_was_removed_is_painted_again_identically(
    playground: Playground, tmp_path: Path
) -> None:
    await _init(playground, tmp_path)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", cwd=tmp_path, env=_environment(DISCORD_TOKEN=TOKEN),
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    await playground.wait_for(lambda: any(m.attachments for m in playground.messages()), timeout=60)
    process.terminate()
    await asyncio.wait_for(process.wait(), 20)
    file = tmp_path / "data" / "pictures" / "0000" / "0000001.png"
    before = file.read_bytes()
    file.unlink()
    result = await catbandit("repaint", "1", cwd=tmp_path)
    assert result.status == 0, result.err
    assert "identical to the first" in result.out
    assert file.read_bytes() == before


async def test_prompts_are_written_to_a_file_and_read_from_one(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("[discord]\nguild = 1\nchannel = 2\n", "utf-8")
    (tmp_path / "cats.txt").write_text("# mine\na ginger cat\na black cat\n", "utf-8")
    imported = await catbandit("prompts", "import", "cats.txt", cwd=tmp_path)
    assert (imported.status, imported.out) == (0, "2 prompts added.\n"), imported.err
    again = await catbandit("prompts", "import", "cats.txt", cwd=tmp_path)
    assert "line 2: “a ginger cat” is prompt 1 already" in again.out
    exported = await catbandit("prompts", "export", "all.csv", cwd=tmp_path)
    assert (exported.status, exported.out) == (0, "all.csv: 2 prompts\n"), exported.err
    assert "a black cat,yes,0,0,0," in (tmp_path / "all.csv").read_text("utf-8-sig")
    (tmp_path / "slots.txt").write_text("a white cat\na {coat} cat\n", "utf-8")
    unfilled = await catbandit("prompts", "import", "slots.txt", cwd=tmp_path)
    assert (unfilled.status, unfilled.out) == (1, "")
    assert "so nothing was imported:\nline 2: There are no parts for {coat} yet: add some with /part" in unfilled.err
    missing = await catbandit("prompts", "import", "none.txt", cwd=tmp_path)
    assert (missing.status, missing.err) == (1, "catbandit: none.txt cannot be read: No such file or directory.\n")


async def test_an_export_of_nothing_is_a_folder_that_says_so(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("[discord]\nguild = 1\nchannel = 2\n", "utf-8")
    exported = await catbandit("export", "cats", cwd=tmp_path)
    assert (exported.status, exported.out) == (0, "cats: 0 pictures, 0 of them liked\n"), exported.err
    assert "no person" in (tmp_path / "cats" / "README.md").read_text("utf-8").lower()
    refused = await catbandit("export", ".", cwd=tmp_path)
    assert refused.status == 1
    assert "holds other things" in refused.err
