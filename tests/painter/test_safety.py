"""The model's own safety checker: used if there is one, demanded, or left out."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from bot.errors import PainterError
from bot.painter.orders import ModelChoice, Painted, Spoilt
from bot.painter.worker.studio import Studio
from tests.painter.conftest import order


@pytest.fixture(scope="module")
def studio() -> Studio:
    return Studio(tell=lambda _: None, note=lambda *_: None, on_chunk=lambda _: None)


def choice(model: Path, safety_checker: str) -> ModelChoice:
    return ModelChoice(source=str(model), steps=1, device="cpu", safety_checker=safety_checker)


def paint(studio: Studio, chosen: ModelChoice, folder: Path) -> Painted | Spoilt:
    settings = studio.prepare(chosen)
    (answer,) = studio.paint(chosen, settings, [order(folder, 1, "a cat", 1)], lambda: False)
    return answer


@pytest.mark.parametrize("wanted", ["if available", "required"])
def test_a_picture_that_the_models_checker_flags_is_spoilt_with_the_reason_and_leaves_no_file(
    studio: Studio, strict: Path, tmp_path: Path, wanted: str
) -> None:
    answer = paint(studio, choice(strict, wanted), tmp_path)
    assert isinstance(answer, Spoilt)
    assert "safety checker flagged" in answer.reason
    assert not list(tmp_path.iterdir())


def test_a_checker_that_is_switched_off_flags_nothing_and_the_pixels_are_those_of_the_model(
    studio: Studio, strict: Path, tiny: Path, tmp_path: Path
) -> None:
    unchecked = paint(studio, choice(strict, "off"), tmp_path)
    assert isinstance(unchecked, Painted)
    with Image.open(unchecked.path) as picture:
        assert picture.getextrema() != ((0, 0),) * 3, "not the checker's black picture"
    bare = paint(studio, choice(tiny, "if available"), tmp_path)
    assert isinstance(bare, Painted)
    assert bare.sha256 == unchecked.sha256
    assert isinstance(paint(studio, choice(strict, "required"), tmp_path), Spoilt), "it is loaded when it is wanted"


def test_a_checker_that_is_switched_off_is_not_even_read(strict: Path, tmp_path: Path) -> None:
    folder = tmp_path / "broken"
    shutil.copytree(strict, folder)
    weights = folder / "safety_checker" / "model.safetensors"
    size = weights.stat().st_size
    weights.write_bytes(b"no weights")
    studio = Studio(tell=lambda _: None, note=lambda *_: None, on_chunk=lambda _: None)
    assert isinstance(paint(studio, choice(folder, "off"), tmp_path), Painted)
    with pytest.raises(PainterError, match=r"The model broken in .* cannot be loaded"):
        paint(studio, choice(folder, "if available"), tmp_path)
    shutil.rmtree(folder / "safety_checker")
    assert isinstance(paint(studio, choice(folder, "off"), tmp_path), Painted)
    unchecked, checked = (studio.describe(choice(strict, wanted)).size for wanted in ("off", "if available"))
    assert checked is not None
    assert unchecked == checked - size


def test_a_model_without_a_checker_is_refused_where_one_is_required(studio: Studio, tiny: Path) -> None:
    required = choice(tiny, "required")
    with pytest.raises(PainterError, match=r"The model tiny has no safety checker.*Choose a model that has one"):
        studio.prepare(required)
    problem = studio.describe(required).problem
    assert problem is not None
    assert "has no safety checker" in problem
    assert studio.describe(replace(required, safety_checker="if available")).problem is None


def test_a_model_with_a_checker_is_well_where_one_is_required(studio: Studio, strict: Path) -> None:
    assert studio.describe(choice(strict, "required")).problem is None


def test_settings_and_pixels_do_not_depend_on_the_wish(studio: Studio, tiny: Path) -> None:
    assert studio.prepare(choice(tiny, "off")) == studio.prepare(choice(tiny, "if available"))
