"""What docs/operator.md tells an operator is so."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from bot import cli
from bot.health import _MEANING
from bot.keys import Config
from bot.store.vitals import Vitals

_ROOT = Path(__file__).resolve().parent.parent
_PAGE = (_ROOT / "docs" / "operator.md").read_text("utf-8")
_SECTIONS = "discord|schedule|batch|votes|learning|model|posting|storage|health|log"


@pytest.mark.parametrize("key", sorted(set(re.findall(rf"`((?:{_SECTIONS})\.[a-z_]+)", _PAGE))))
def test_every_key_of_the_page_is_a_key(key: str) -> None:
    section, name = key.split(".")
    annotation = Config.model_fields[section].annotation
    assert name in annotation.model_fields  # type: ignore[union-attr]


@pytest.mark.parametrize("command", sorted(set(re.findall(r"`catbandit (?:--verbose )?([a-z]+)", _PAGE))))
def test_every_command_of_the_page_is_a_command(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as done:
        cli.main([command, "--help"])
    assert done.value.code == 0, capsys.readouterr().err


def test_every_figure_is_on_the_page_and_no_other() -> None:
    stated = set(re.findall(r"`(catbandit_[a-z_]+)`", _PAGE))
    others = {
        "connected",
        "painter_running",
        "painters",
        "waiting_votes",
        "vote_lag_seconds",
        "troubles",
        "disk_free_bytes",
    }
    assert stated == {f"catbandit_{name}" for name in {*_MEANING, *others}}
    assert {field.name for field in fields(Vitals)} == set(_MEANING)


def test_what_the_page_explains_is_what_the_bot_says() -> None:
    files = [*(_ROOT / "bot").rglob("*.py"), _ROOT / "bot" / "languages" / "en.ftl"]
    said = "\n".join(re.sub(r'"\s*\n\s*f?"', "", file.read_text("utf-8")) for file in files)
    rows = [line.split(" | ")[0] for line in _PAGE.splitlines() if line.startswith("| “")]
    assert len(rows) > 15
    fragments = [fragment for row in rows for fragment in re.findall("“([^”]+)”", row)]
    assert [fragment for fragment in fragments if fragment not in said] == []


def test_every_link_of_the_page_leads_somewhere() -> None:
    titles = re.findall(r"^## (.+)$", _PAGE, re.MULTILINE)
    anchors = {re.sub(r"[^a-z -]", "", title.lower()).replace(" ", "-") for title in titles}
    for target in re.findall(r"\]\(([^)]+)\)", _PAGE):
        if target.startswith("#"):
            assert target[1:] in anchors, target
        else:
            assert (_ROOT / "docs" / target.partition("#")[0]).exists(), target
