"""The shares' bars, and the numbers on a page's pictures, as pictures."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from bot.sheets.beliefs import STEPS
from bot.sheets.numbered import numbered_copy
from bot.sheets.shares import Bar, shares_sheet

Paint = Callable[..., Path]


def bar(share: float, low: float, high: float) -> Bar:
    return Bar(label="the prompt", note="the words", share=share, low=low, high=high)


def decoded(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture.convert("RGB")


def width_of(picture: Image.Image, colour: tuple[int, int, int]) -> int:
    """How wide what is of this colour reaches, in pixels."""
    close = np.abs(np.asarray(picture).astype(int) - np.array(colour)).max(axis=2) < 4
    columns = np.nonzero(close.any(axis=0))[0]
    return int(columns.max() - columns.min())


def test_a_bar_is_as_long_as_its_share() -> None:
    sheet = shares_sheet(
        [bar(0.8, 0.5, 0.9), bar(0.2, 0, 0.4), bar(0, 0, 0.1)], title="What makes a cat loved?", subtitle="", note="90%"
    )
    picture = decoded(sheet.data)
    assert picture.size == (sheet.width, sheet.height)
    assert width_of(picture, STEPS[0]) == pytest.approx(4 * width_of(picture, STEPS[2]), rel=0.03)


def test_long_words_in_any_language_stay_on_the_sheet() -> None:
    words = "Воздействие подсказки на оценку " * 6
    bars = [Bar(label=words, note=words, share=1.0, low=0.0, high=1.0)] * 3
    sheet = shares_sheet(bars, title=words, subtitle=words, note=words)
    assert decoded(sheet.data).width == 1200


@pytest.mark.parametrize("wrong", [(0.5, 0.6, 0.7), (0.5, 0.1, 0.4), (1.2, 0.0, 1.5)])
def test_a_share_outside_its_interval_is_a_mistake_of_the_caller(wrong: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="not in order"):
        bar(*wrong)


@pytest.mark.parametrize("size", [(64, 64), (768, 512), (1024, 1536), (2048, 2048)])
def test_a_numbered_picture_is_square_and_whole_and_its_number_is_readable_at_a_third_of_a_phone(
    paint: Paint, size: tuple[int, int]
) -> None:
    path = paint(3, size=size)
    first, second = (decoded(numbered_copy(path, number, limit_bytes=900_000).data) for number in (1, 8))
    assert first.width == first.height, "Discord cuts what is not"
    assert 384 <= first.width <= 768
    rows, columns = np.nonzero(np.abs(np.asarray(first).astype(int) - np.asarray(second)).max(axis=2) > 60)
    assert len(rows) > 20
    assert max(rows.max(), columns.max()) < first.width / 4, "only the corner differs"
    letters = np.ptp(rows) / first.width * 390 / 3
    assert letters > 10, "points of a figure's height, as large as the smallest text one reads"


def test_a_picture_that_is_gone_is_a_numbered_placeholder(tmp_path: Path) -> None:
    for path in (None, tmp_path / "gone.png"):
        assert decoded(numbered_copy(path, 10, limit_bytes=100_000).data).size == (512, 512)
