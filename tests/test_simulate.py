"""The simulator as its owner meets it: the command's output, its files and its sentences."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import re
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from bot.cli import main
from bot.store.database import Database
from bot.store.times import to_text
from tests.conftest import PATIENCE

TINY = ("simulate", "--worlds", "1", "--sizes", "small", "--prompts", "20", "--processes", "1")
CHEAP = ("--rules", "c3-hasty,uniform,ucb1", "--families", "heavy,equal")
NOW = datetime(2026, 11, 1, tzinfo=UTC)

MINE = """
from bot.simulation.baselines import Counting


class First(Counting):
    def pick(self, likes, misses, pulled, *, count, rng):
        return rng.integers(1, size=count)
"""


def test_a_tiny_run_prints_a_table_and_writes_a_picture_and_all_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, figures = tmp_path / "pictures" / "contest.png", tmp_path / "contest.json"
    assert main([*TINY, *CHEAP, "--out", str(out), "--json", str(figures)]) == 0
    said = capsys.readouterr()
    assert re.search(r"^all: 2 worlds$", said.out, re.MULTILINE)
    for rule in ("oracle", "c3-hasty", "uniform", "ucb1", "c3"):
        assert re.search(rf"^  {rule} +[\d.]+ ± [\d.]+ +[\d.]+ \([\d.]+ to [\d.]+\) +[\d.]+ +\d+%$", said.out, re.M), (
            rule
        )
    assert "10 of 10 games" in said.err
    with Image.open(out) as picture:
        assert picture.format == "PNG"
    read = json.loads(figures.read_text("utf-8"))
    assert len(read["worlds"]) == 10
    assert {line["rule"] for line in read["groups"]["small heavy 20"]} == {
        "oracle",
        "c3-hasty",
        "uniform",
        "ucb1",
        "c3",
    }
    assert read["trial"]["seed"] == 1


def test_a_rule_of_ones_own_stands_in_the_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.py").write_text(MINE, "utf-8")
    assert main([*TINY, "--families", "few", "--rules", "uniform", "--rule", f"{tmp_path / 'mine.py'}:First"]) == 0
    assert re.search(r"^  First +[\d.]+", capsys.readouterr().out, re.MULTILINE)


def test_ratios_can_be_taken_to_any_rule(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*TINY, "--families", "few", "--rules", "ucb1", "--against", "uniform"]) == 0
    said = capsys.readouterr().out
    assert "times uniform's" in said
    assert re.search(r"^  uniform +[\d.]+ +1\.00 ", said, re.MULTILINE)
    assert "c3" not in said


def test_a_long_name_of_a_yardstick_or_a_family_keeps_the_columns_apart(capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--families", "few,bimodal", "--rules", "uniform", "--against", "without-carry-over"]
    assert main([*TINY, *options]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any("likes / 1,000  times without-carry-over's (95 %)" in line for line in lines)
    heads, *rows = lines[1:4]
    assert {len(row) for row in rows} == {len(heads)}
    assert "all: 2 worlds" in lines


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--families", "dogs"], "There is no family “dogs”: choose from heavy"),
        (["--sizes", "huge"], "There is no size “huge”: choose from small, middle, big"),
        (["--rules", "best"], "There is no rule “best”: choose from oracle"),
        (["--rule", "nowhere.py:Mine"], "There is no file nowhere.py"),
        (["--rules", "uniform,uniform"], "The rule uniform is named twice"),
        (["--config", "nowhere.toml"], "There is no nowhere.toml"),
    ],
)
def test_what_cannot_be_tried_is_explained(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*TINY, *arguments]) == 1
    assert said in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for another process")
async def test_ctrl_c_shows_what_was_done_so_far() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "simulate", "--worlds", "60", "--sizes", "small", "--processes", "2", *CHEAP,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a job in the background inherits deafness
    )  # fmt: skip
    assert process.stderr is not None
    try:
        while b"games" not in await asyncio.wait_for(process.stderr.readline(), PATIENCE):
            pass
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the workers too
        out, err = await asyncio.wait_for(process.communicate(), PATIENCE)
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
    assert process.returncode == 130, err.decode()
    assert re.search(r"^all: \d+ worlds$", out.decode(), re.MULTILINE)
    assert "Interrupted: the figures are of the" in err.decode()
    assert "Traceback" not in err.decode()


async def _fill(folder: Path) -> None:
    """A month of a server: twelve prompts, of which one is loved, and a fifth of the batches unseen."""
    rng = np.random.default_rng(3)
    async with Database.open(folder / "catbandit.db") as database, database.transaction() as tx:
        await tx.execute("INSERT INTO settings (json) VALUES ('{}')")
        await tx.execute("INSERT INTO install VALUES ('model', 'kitten')")
        for prompt in range(12):
            await tx.execute(
                "INSERT INTO prompts (text, same_key, added_at, retired_at) VALUES (?1, ?1, ?2, ?3)",
                (f"cat {prompt}", to_text(NOW), to_text(NOW) if prompt == 11 else None),
            )
        for batch in range(30):
            at = NOW - timedelta(days=30) + timedelta(hours=8 * batch)
            is_seen = bool(rng.random() < 0.8)
            await tx.execute(
                "INSERT INTO batches (slot, planned_at, finished_at, seen_at) VALUES (?1, ?2, ?2, ?3)",
                (str(batch), to_text(at), to_text(at) if is_seen else None),
            )
            for place in range(4):
                picture, prompt = 4 * batch + place + 1, int(rng.integers(12))
                reward = int(is_seen and rng.random() < (0.6 if prompt == 0 else 0.05))
                await tx.execute(
                    "INSERT INTO pictures (id, batch_id, prompt_id, seed, settings_id, model, draw, chance, "
                    "message_id, posted_at, settled_at, likes, reward) "
                    "VALUES (?1, ?2, ?3, 1, 1, 'kitten', 0, 0.1, ?1, ?4, ?4, ?5, ?5)",
                    (picture, batch + 1, prompt + 1, to_text(at), reward),
                )
                if reward:
                    liked_at = to_text(at + timedelta(hours=4))
                    await tx.execute(
                        "INSERT INTO votes VALUES (?, 'v', '👍', 1, 0, ?, ?)", (picture, liked_at, liked_at)
                    )
        await tx.execute(
            "INSERT INTO counts SELECT prompt_id, model, COUNT(*), COUNT(*), SUM(reward), SUM(1 - reward) "
            "FROM pictures GROUP BY prompt_id"
        )


async def test_the_owners_own_server_is_simulated_and_its_database_left_alone(tmp_path: Path) -> None:
    await _fill(tmp_path / "data")
    before = {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in (tmp_path / "data").iterdir()}
    (tmp_path / "config.toml").write_text(
        '[discord]\nguild = 1\nchannel = 2\n[schedule]\nbatches = "0 6 * * 1"\n'
        "[batch]\nsize = 4\n[learning]\ndebut = 0.5\n",
        "utf-8",
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "simulate", "--config", "config.toml", "--worlds", "4", "--out", "mine.webp",
        "--json", "mine.json", "--rules", "uniform", cwd=tmp_path, env=os.environ | {"PYTHONIOENCODING": "utf-8"},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await asyncio.wait_for(process.communicate(), PATIENCE)
    assert process.returncode == 0, err.decode()
    said = out.decode()
    assert "Your server: 11 active prompts" in said
    assert "half of the likes within 4.0 h" in said
    assert "batches of 4" in said
    assert re.search(r"^  your settings +[\d.]+", said, re.MULTILINE)
    assert re.search(r"“[^”]+” wins most here: [\d.]+ times the likes of “c3”", said)
    assert re.search(r"server can learn (about )?\d+ prompts", said)
    assert re.search(r"^Retir(e a prompt once|ing prompts wins nothing)", said, re.MULTILINE)
    assert (tmp_path / "mine.webp").stat().st_size > 1_000
    assert len(json.loads((tmp_path / "mine.json").read_text("utf-8"))["answers"]) == 3
    after = {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in (tmp_path / "data").iterdir()}
    assert after == before


async def test_a_server_without_a_database_or_of_another_version_is_told_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "config.toml").write_text("[discord]\nguild = 1\nchannel = 2\n", "utf-8")
    asked = ["simulate", "--config", str(tmp_path / "config.toml")]
    assert await asyncio.to_thread(main, asked) == 1
    assert "There is no database at" in capsys.readouterr().err
    path = tmp_path / "data" / "catbandit.db"
    async with Database.open(path) as database:
        await database._writer.execute("PRAGMA user_version = 99")
    assert await asyncio.to_thread(main, asked) == 1
    assert "update catbandit" in capsys.readouterr().err
