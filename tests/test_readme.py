"""What the README and the Makefile promise is there."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from bot import cli
from bot.painter.presets import PRESETS

_ROOT = Path(__file__).resolve().parent.parent
_README = (_ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("command", sorted(set(re.findall(r"catbandit (init|[a-z]+)\b(?= |`|\.|,)", _README))))
def test_every_command_of_the_readme_is_a_command(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as done:
        cli.main([command, "--help"])
    assert done.value.code == 0, capsys.readouterr().err


def test_every_preset_is_in_the_readme_and_the_other_way_round() -> None:
    table = set(re.findall(r'^\| `"([a-z0-9-]+)"` \|', _README, re.MULTILINE))
    assert table == set(PRESETS)


def test_every_picture_and_page_that_the_readme_shows_is_in_the_repository() -> None:
    targets = re.findall(r"\]\(([^)#]+)\)", _README)
    assert targets
    assert [target for target in targets if not (_ROOT / target).exists()] == []


def test_every_make_target_of_the_readme_is_in_the_makefile() -> None:
    makefile = (_ROOT / "Makefile").read_text("utf-8")
    for target in set(re.findall(r"`make ([a-z]+)", _README)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_whatever_is_installed_from_the_project_is_pinned() -> None:
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    lines = (_ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pinned = {_name(line) for line in lines if "==" in line}
    assert sorted({_name(one) for one in wanted} - pinned) == []


def _name(requirement: str) -> str:
    return re.split(r"[^\w.-]", requirement)[0].lower().replace("_", "-")
