"""The pair sheet: a picture and its child."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from bot.sheets.pair import pair_sheet

RED, BLUE = (200, 40, 30), (40, 60, 200)


def plain(path: Path, colour: tuple[int, int, int], size: tuple[int, int] = (64, 64)) -> Path:
    Image.new("RGB", size, colour).save(path)
    return path


@pytest.mark.parametrize("size", [(64, 64), (48, 96), (96, 48)])
def test_the_child_hangs_at_the_right_in_its_own_proportions(tmp_path: Path, size: tuple[int, int]) -> None:
    pictures = plain(tmp_path / "a.png", RED, size), plain(tmp_path / "b.png", BLUE, size)
    sheet = pair_sheet(pictures, ("#1", "#2"), limit_bytes=1_000_000)
    with Image.open(io.BytesIO(sheet.data)) as opened:
        drawn = opened.convert("RGB")
    for share, colour in ((0.26, RED), (0.74, BLUE)):
        pixel = drawn.getpixel((round(share * sheet.width), sheet.height // 2 - 10))
        assert isinstance(pixel, tuple)
        assert max(abs(a - b) for a, b in zip(pixel, colour, strict=True)) < 20
    assert sheet.height / sheet.width == pytest.approx(0.5 * size[1] / size[0], abs=0.1)


def test_a_pair_fits_what_may_be_uploaded_and_a_broken_picture_is_a_placeholder(tmp_path: Path) -> None:
    noisy = tmp_path / "noisy.png"
    Image.effect_noise((600, 600), 90).save(noisy)
    (tmp_path / "broken.png").write_text("no picture")
    sheet = pair_sheet((tmp_path / "broken.png", noisy), ("#1", "#2"), limit_bytes=30_000)
    assert len(sheet.data) <= 30_000
