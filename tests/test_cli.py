"""The command line as its owner meets it: its output, files and exit status; a process of its own where it matters."""

from __future__ import annotations

import asyncio
import os
import shlex
import signal
import sqlite3
import stat
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from PIL import Image

from bot.cli import main
from bot.playground.server import Playground
from tests.conftest import PATIENCE, TOKEN

together = pytest.mark.asyncio(loop_scope="module")


@dataclass(frozen=True)
class Result:
    """What a command said, and its exit status."""

    status: int
    out: str
    err: str


Command = Callable[..., Result]


@dataclass(frozen=True, kw_only=True)
class Home:
    """Where a bot was set up, painted its first batch, and stopped; what was said meanwhile."""

    playground: Playground
    folder: Path
    initialised: Result
    ran: Result
    second: Result
    first_pid: int


async def _start(*arguments: str, cwd: Path, **environment: str) -> asyncio.subprocess.Process:
    kept = {key: value for key, value in os.environ.items() if key != "DISCORD_TOKEN"}
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *arguments,
        cwd=cwd, env=kept | {"PYTHONIOENCODING": "utf-8"} | environment,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip


async def _finish(process: asyncio.subprocess.Process, typed: str = "") -> Result:
    out, err = await asyncio.wait_for(process.communicate(typed.encode()), PATIENCE)
    assert process.returncode is not None
    return Result(process.returncode, out.decode(), err.decode())


async def catbandit(*arguments: str, cwd: Path, typed: str = "", **environment: str) -> Result:
    """Run a command as a process of its own."""
    return await _finish(await _start(*arguments, cwd=cwd, **environment), typed)


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Command:
    """Run a command in this process, in the test's folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DISCORD_TOKEN", raising=False)

    def run(*arguments: str) -> Result:
        status = main(arguments)
        said = capsys.readouterr()
        return Result(status, said.out, said.err)

    return run


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def home(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Home]:
    """One for all tests: a painter's start takes longer than a test. While the first bot runs, a second is started."""
    folder = tmp_path_factory.mktemp("home")
    async with Playground(token=TOKEN, speed=100.0, answer_within=30.0) as playground:
        typed = f"{playground.guild_id}\n{playground.channel_id}\ny\n"
        initialised = await catbandit("init", "--api", playground.api_url, cwd=folder, typed=typed, DISCORD_TOKEN=TOKEN)
        assert initialised.status == 0, initialised.err
        running = await _start("run", cwd=folder, DISCORD_TOKEN=TOKEN)
        ending = asyncio.create_task(_finish(running))  # it reads what the bot says, too
        await playground.wait_for(lambda: ending.done() or any(m.attachments for m in playground.messages()))
        second = await catbandit("run", cwd=folder, DISCORD_TOKEN=TOKEN)
        if not ending.done():
            running.send_signal(signal.SIGTERM)
        yield Home(
            playground=playground, folder=folder, initialised=initialised, ran=await ending, second=second,
            first_pid=running.pid,
        )  # fmt: skip


@together
async def test_init_then_check_then_run(home: Home) -> None:
    said = home.initialised.out
    assert f"client_id={home.playground.application_id}" in said
    assert "permissions=117824" in said
    assert TOKEN not in (home.folder / "config.toml").read_text("utf-8")

    checked = await catbandit("check", cwd=home.folder, DISCORD_TOKEN=TOKEN)
    assert checked.status == 0, checked.out + checked.err
    assert "FAIL" not in checked.out

    assert home.ran.status == 0, home.ran.err
    assert any(message.attachments for message in home.playground.messages())
    assert TOKEN not in home.ran.out + home.ran.err + said + checked.out


@together
async def test_a_second_instance_is_refused_and_names_the_first(home: Home) -> None:
    assert home.second.status == 1
    assert str(home.first_pid) in home.second.err


@together
async def test_a_picture_whose_file_was_removed_is_painted_again_identically(home: Home) -> None:
    file = home.folder / "data" / "pictures" / "0000" / "0000001.png"
    before = file.read_bytes()
    file.unlink()
    result = await catbandit("repaint", "1", cwd=home.folder)
    assert result.status == 0, result.err
    assert "identical to the first" in result.out
    assert file.read_bytes() == before


@together
async def test_a_picture_is_never_replaced_by_other_pixels(home: Home) -> None:
    file = home.folder / "data" / "pictures" / "0000" / "0000001.png"
    before = file.read_bytes()
    with closing(sqlite3.connect(home.folder / "data" / "catbandit.db")) as database, database:
        (first,) = database.execute("SELECT sha256 FROM pictures WHERE id = 1").fetchone()
        database.execute("UPDATE pictures SET sha256 = ? WHERE id = 1", ("0" * 64,))  # as painted on another stack
    result = await catbandit("repaint", "1", cwd=home.folder)
    with closing(sqlite3.connect(home.folder / "data" / "catbandit.db")) as database, database:
        database.execute("UPDATE pictures SET sha256 = ? WHERE id = 1", (first,))
    assert result.status == 1
    assert "0000001.png stays as it is" in result.out
    assert file.read_bytes() == before
    assert file.with_suffix(".again.png").is_file()


@together
async def test_a_wrong_token_is_said_with_its_remedy(home: Home) -> None:
    result = await catbandit("run", cwd=home.folder, DISCORD_TOKEN="wrong.token.altogether")
    assert result.status == 1
    assert "token" in result.err
    assert "wrong.token" not in result.out + result.err
    assert "Traceback" not in result.err


@together
async def test_check_names_the_missing_permission(home: Home) -> None:
    home.playground.set_permissions(denied={"ATTACH_FILES"})
    result = await catbandit("check", cwd=home.folder, DISCORD_TOKEN=TOKEN)
    home.playground.set_permissions(denied=())
    assert result.status == 1
    assert any("Attach Files" in line and line.startswith("FAIL") for line in result.out.splitlines()), result.out


async def test_init_stores_a_typed_token_for_its_owner_only(playground: Playground, tmp_path: Path) -> None:
    typed = f"{TOKEN}\n{playground.guild_id}\n{playground.channel_id}\nn\n"
    result = await catbandit("init", "--api", playground.api_url, cwd=tmp_path, typed=typed)
    assert result.status == 0, result.err
    assert (tmp_path / "token").read_text("utf-8").strip() == TOKEN
    if sys.platform != "win32":
        assert stat.S_IMODE((tmp_path / "token").stat().st_mode) == 0o600


async def test_what_init_and_check_say_to_type_next_names_the_configuration(
    playground: Playground, tmp_path: Path
) -> None:
    (tmp_path / "my bot").mkdir()
    typed = f"{playground.guild_id}\n{playground.channel_id}\nn\n"
    options = ("--api", playground.api_url, "--config", "my bot/cats.toml")
    result = await catbandit("init", *options, cwd=tmp_path, typed=typed, DISCORD_TOKEN=TOKEN)
    assert result.status == 0, result.err
    next_line = result.out.splitlines()[-1]
    first, second = next_line.removeprefix("Next: ").split(", then ")
    assert shlex.split(first)[-3:] == ["check", "--config", str(Path("my bot/cats.toml"))]
    assert shlex.split(second)[-3:] == ["run", "--config", str(Path("my bot/cats.toml"))]


async def test_init_asks_anew_for_a_token_that_was_reset_and_keeps_all_else(
    playground: Playground, tmp_path: Path
) -> None:
    typed = f"{TOKEN}\n{playground.guild_id}\n{playground.channel_id}\ny\n"
    await catbandit("init", "--api", playground.api_url, cwd=tmp_path, typed=typed)
    written = (tmp_path / "config.toml").read_text("utf-8")
    (tmp_path / "token").write_text("the.token.of-yesterday\n", "utf-8")
    result = await catbandit("init", cwd=tmp_path, typed=f"{TOKEN}\n")  # its API's address is in config.toml
    assert result.status == 0, result.err
    assert "does not accept the token" in result.out
    assert "of-yesterday" not in result.out + result.err
    assert (tmp_path / "token").read_text("utf-8").strip() == TOKEN
    assert (tmp_path / "config.toml").read_text("utf-8") == written
    assert "Begin with" not in result.out, "the prompts are there"


@pytest.mark.parametrize("asked", ["run", "check", "repaint 1"])
def test_without_a_configuration_one_is_told_to_make_it(command: Command, asked: str) -> None:
    result = command(*asked.split())
    assert result.status == 1
    assert "catbandit init”" in result.err
    assert "“catbandit init --config cats.toml”" in command(*asked.split(), "--config", "cats.toml").err


async def test_painting_by_hand_and_repainting_give_the_same_picture(tmp_path: Path) -> None:
    prompt = "a {ginger|black} cat in a box --steps {3|9} --size 128x64 --sampler Euler a --no hats"
    for name in ("one.png", "two.png"):
        result = await catbandit("paint", prompt, "--seed", "0", "--out", name, cwd=tmp_path)
        assert result.status == 0, result.err
    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "two.png").read_bytes()
    with Image.open(tmp_path / "one.png") as picture:
        assert picture.size == (128, 64), "its own settings were followed"
        told = picture.info["parameters"]
    assert told.startswith("a ginger cat in a box\nNegative prompt: hats\nSteps: 3, Sampler: Euler a,")


def test_prompts_are_written_to_a_file_and_read_from_one(command: Command, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("[discord]\nguild = 1\nchannel = 2\n", "utf-8")
    (tmp_path / "cats.txt").write_text("# mine\na ginger cat\na black cat\n", "utf-8")
    imported = command("prompts", "import", "cats.txt")
    assert (imported.status, imported.out) == (0, "2 prompts added.\n"), imported.err
    again = command("prompts", "import", "cats.txt")
    assert "line 2: “a ginger cat” is prompt 1 already" in again.out
    exported = command("prompts", "export", "all.csv")
    assert (exported.status, exported.out) == (0, "all.csv: 2 prompts\n"), exported.err
    assert "a black cat,yes,0,0,0," in (tmp_path / "all.csv").read_text("utf-8-sig")
    (tmp_path / "slots.txt").write_text("a white cat\na {coat} cat\n", "utf-8")
    unfilled = command("prompts", "import", "slots.txt")
    assert (unfilled.status, unfilled.out) == (1, "")
    assert "so nothing was imported:\nline 2: There are no parts for {coat} yet: add some with /part" in unfilled.err
    missing = command("prompts", "import", "none.txt")
    assert (missing.status, missing.err) == (1, "catbandit: none.txt cannot be read: No such file or directory.\n")


def test_parts_are_written_to_a_file_and_read_from_one(command: Command, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("[discord]\nguild = 1\nchannel = 2\n", "utf-8")
    (tmp_path / "coat.txt").write_text("# mine\nginger\nblack\n", "utf-8")
    imported = command("parts", "import", "coat.txt")
    assert (imported.status, imported.out) == (0, "2 options added to 1 list.\n"), imported.err
    assert command("parts", "import", "coat.txt", "--slot", "fur").out == "2 options added to 1 list.\n"
    exported = command("parts", "export", "all.csv")
    assert (exported.status, exported.out) == (0, "all.csv: 4 parts\n"), exported.err
    assert "fur,black,yes,0,0,0," in (tmp_path / "all.csv").read_text("utf-8-sig")
    (tmp_path / "bad.txt").write_text("white\na {coat}\n", "utf-8")
    refused = command("parts", "import", "bad.txt")
    assert (refused.status, refused.out) == (1, "")
    assert "so nothing was imported:\nline 2: " in refused.err


def test_an_export_of_nothing_is_a_folder_that_says_so(command: Command, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("[discord]\nguild = 1\nchannel = 2\n", "utf-8")
    exported = command("export", "cats")
    assert (exported.status, exported.out) == (0, "cats: 0 pictures, 0 of them liked\n"), exported.err
    assert "no person" in (tmp_path / "cats" / "README.md").read_text("utf-8").lower()
    refused = command("export", ".")
    assert refused.status == 1
    assert "holds other things" in refused.err


def test_painting_by_hand_minds_the_files_it_is_told(command: Command) -> None:
    result = command("paint", "a cat", "--config", "nothing.toml")
    assert result.status == 1
    assert "There is no nothing.toml" in result.err
    result = command("paint", "a cat", "--out", "cat.jpg")
    assert result.status == 1
    assert "cat.png" in result.err


def test_without_a_command_all_commands_are_shown(command: Command) -> None:
    result = command()
    assert result.status == 2
    assert "simulate" in result.out
