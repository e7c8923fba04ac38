"""The contact sheet as a picture: decoded and looked at."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from bot.sheets.contact import MOST_TILES, Tile, contact_sheet
from bot.sheets.drawing import PANEL
from bot.sheets.encoding import Sheet

Paint = Callable[..., Path]


def sheet_of(paths: list[Path | None], *, limit_bytes: int = 8_000_000, subtitle: str = "3 painted") -> Sheet:
    tiles = [Tile(path=path, number=100 + at, likes=20 - at) for at, path in enumerate(paths)]
    return contact_sheet(tiles, title="Cats of the day", subtitle=subtitle, limit_bytes=limit_bytes)


def decoded(sheet: Sheet) -> Image.Image:
    picture = Image.open(io.BytesIO(sheet.data))
    picture.load()
    return picture


def area_of(picture: Image.Image, colour: tuple[int, int, int], *, within: int = 6) -> int:
    """How many pixels are of this colour, give or take the encoding."""
    pixels = np.asarray(picture.convert("RGB")).astype(np.int64)
    return int((np.abs(pixels - np.array(colour)).max(axis=2) <= within).sum())


@pytest.mark.parametrize("count", range(1, MOST_TILES + 1))
def test_one_to_twelve_pictures_make_a_sheet_that_decodes(paint: Paint, count: int) -> None:
    sheet = sheet_of([paint(at) for at in range(count)])
    picture = decoded(sheet)
    assert (picture.format, sheet.extension) == ("WEBP", "webp")
    assert picture.size == (sheet.width, sheet.height)
    assert 800 <= sheet.width <= 1600


@pytest.mark.parametrize("count", [0, MOST_TILES + 1])
def test_no_picture_or_too_many_is_a_mistake_of_the_caller(count: int) -> None:
    with pytest.raises(ValueError, match=f"1 to {MOST_TILES} tiles, not {count}"):
        sheet_of([None] * count)


def test_the_better_a_picture_the_more_room_it_gets(tmp_path: Path) -> None:
    colours = [(200, 40, 40), (40, 200, 40), (40, 60, 220)]
    paths: list[Path | None] = []
    for at, colour in enumerate(colours):
        path = tmp_path / f"{at}.png"
        Image.new("RGB", (256, 256), colour).save(path)
        paths.append(path)
    picture = decoded(sheet_of([paths[0], paths[1], paths[2], paths[2], paths[2], paths[2]]))
    red, green, blue = (area_of(picture, colour, within=12) for colour in colours)
    assert red > 2 * green
    assert green > 1.5 * blue / 4


def test_small_pictures_are_not_blown_up_and_large_ones_fill_the_sheet(paint: Paint) -> None:
    small = sheet_of([paint(at) for at in range(3)])
    large = sheet_of([paint(at, size=(1024, 1024)) for at in range(3)])
    assert small.width == 800
    assert large.width == 1600


@pytest.mark.parametrize("size", [(1024, 256), (200, 900), (768, 512), (512, 768), (1, 1), (64, 64)])
def test_pictures_of_any_proportions_hang_beside_square_ones(paint: Paint, size: tuple[int, int]) -> None:
    odd = paint(1, size=size)
    for paths in ([odd], [odd] * 7, [paint(2), odd, paint(3), odd, paint(4)]):
        assert decoded(sheet_of(list(paths))).width <= 1600


@pytest.mark.parametrize("mode", ["RGBA", "L", "P", "1", "LA"])
def test_pictures_of_any_mode_hang(paint: Paint, mode: str) -> None:
    decoded(sheet_of([paint(1, mode=mode)]))


def test_what_is_missing_or_broken_gets_a_placeholder(paint: Paint, tmp_path: Path) -> None:
    whole = paint(1)
    (tmp_path / "cut.png").write_bytes(whole.read_bytes()[:300])
    (tmp_path / "junk.png").write_bytes(b"not a picture")
    (tmp_path / "empty.png").write_bytes(b"")
    (tmp_path / "folder.png").mkdir()
    broken = [tmp_path / name for name in ("cut.png", "junk.png", "empty.png", "folder.png", "gone.png")]
    for path in [*broken, None]:
        good, bad = decoded(sheet_of([whole, whole, whole])), decoded(sheet_of([whole, path, whole]))
        assert good.size == bad.size
        assert area_of(bad, PANEL) > area_of(good, PANEL) + 5000


def test_a_sheet_of_nothing_but_missing_pictures_is_still_a_sheet() -> None:
    assert decoded(sheet_of([None] * MOST_TILES)).width >= 800


def test_a_damaged_byte_anywhere_is_never_an_exception(paint: Paint, tmp_path: Path) -> None:
    data = bytearray(paint(1).read_bytes())
    for at in range(0, len(data), max(1, len(data) // 40)):
        path = tmp_path / "damaged.png"
        path.write_bytes(bytes(data[:at]) + bytes([data[at] ^ 0x5A]) + bytes(data[at + 1 :]))
        sheet_of([path])


def test_the_sheet_keeps_to_its_limit_of_bytes(paint: Paint) -> None:
    paths: list[Path | None] = [paint(at, size=(512, 512)) for at in range(12)]
    free = sheet_of(paths)
    for limit in (len(free.data) // 2, 20_000, 3_000):
        sheet = sheet_of(paths, limit_bytes=limit)
        assert len(sheet.data) <= limit
        assert decoded(sheet).size == (sheet.width, sheet.height)


def test_the_same_pictures_give_the_same_bytes(paint: Paint) -> None:
    paths: list[Path | None] = [paint(at) for at in range(4)]
    assert sheet_of(paths) == sheet_of(paths)


def test_without_a_subtitle_the_pictures_move_up(paint: Paint) -> None:
    assert sheet_of([paint(1)], subtitle="").height < sheet_of([paint(1)]).height


def test_five_digits_and_endless_titles_stay_within_the_sheet(paint: Paint) -> None:
    tiles = [Tile(path=paint(at), number=99_990 + at, likes=999) for at in range(12)]
    sheet = contact_sheet(tiles, title="Cats " * 40, subtitle="so many words " * 40)
    margin = decoded(sheet).convert("RGB").crop((sheet.width - 12, 0, sheet.width, sheet.height))
    assert max(high for _, high in margin.getextrema()) < 60


def test_a_ribbon_is_gold_on_the_picture_it_belongs_to(paint: Paint) -> None:
    plain = [Tile(path=paint(at), number=at, likes=3) for at in range(5)]
    with_ribbon = [replace(plain[0], ribbon="new"), *plain[1:]]
    before, after = (decoded(contact_sheet(t, title="Cats", subtitle="")) for t in (plain, with_ribbon))
    assert before.size == after.size
    changed = np.abs(np.asarray(before.convert("L")).astype(int) - np.asarray(after.convert("L")).astype(int)) > 40
    rows, columns = np.nonzero(changed)
    assert changed.sum() > 200
    assert columns.max() < after.width * 0.76, "on the large picture alone"
    assert rows.max() < after.height / 3, "at its top"
