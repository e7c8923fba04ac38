"""How often the estimate of what blind choice would have won holds the truth."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.cli import main
from bot.simulation.contest import list_tasks
from bot.simulation.coverage import Cover, cover, coverage_table


def test_in_a_world_of_known_tastes_the_estimate_is_near_what_blind_choice_wins() -> None:
    (task,) = list_tasks(families=["bimodal"], sizes=["small"], rules=["uniform"], worlds=1, seed=3, prompts=[20])
    found = cover(task)
    assert found.low < found.mean < found.high
    assert 0.4 < found.mean / found.truth < 2.5


def test_the_table_counts_what_was_held() -> None:
    def one(family: str, low: float) -> Cover:
        return Cover(family=family, size="small", number=0, truth=10, mean=12, low=low, high=20)

    table = coverage_table([one("few", 8), one("few", 11), one("heavy", 9)])
    rows = {line.split()[0]: line.split() for line in table.splitlines()[1:]}
    assert rows["few"][1:3] == ["2", "50.0%"]
    assert rows["heavy"][1:3] == ["1", "100.0%"]
    assert rows["all"][1:3] == ["3", "66.7%"]


def test_the_command_shows_it_and_writes_every_world(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--worlds", "1", "--families", "few", "--sizes", "small", "--prompts", "10", "--processes", "1"]
    figures = tmp_path / "coverage.json"
    assert main(["simulate", "--coverage", *options, "--json", str(figures)]) == 0
    assert "held the truth" in capsys.readouterr().out
    (world,) = json.loads(figures.read_text("utf-8"))["worlds"]
    assert world["holds"] == (world["low"] <= world["truth"] <= world["high"])


def test_a_picture_of_it_there_is_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", "--coverage", "--out", str(tmp_path / "coverage.png")]) == 1
    assert "--coverage draws no picture" in capsys.readouterr().err
