"""The grid of prompts by seeds."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from bot.sheets.encoding import Sheet
from bot.sheets.grid import grid_sheet

Paint = Callable[..., Path]


def decoded(sheet: Sheet) -> Image.Image:
    picture = Image.open(io.BytesIO(sheet.data))
    picture.load()
    assert picture.size == (sheet.width, sheet.height)
    return picture.convert("RGB")


def centre_of(picture: Image.Image, colour: tuple[int, int, int]) -> tuple[float, float]:
    """The middle (x, y) of what is of this colour, in pixels."""
    pixels = np.asarray(picture).astype(np.int64)
    y, x = np.nonzero(np.abs(pixels - np.array(colour)).max(axis=2) < 12)
    return float(x.mean()), float(y.mean())


def test_each_picture_stands_in_its_row_and_column(tmp_path: Path) -> None:
    colours = {(row, column): (60 + row * 90, 30 + column * 60, 160) for row in range(3) for column in range(4)}
    places = {}
    for (row, column), colour in colours.items():
        places[row, column] = tmp_path / f"{row}{column}.png"
        Image.new("RGB", (128, 128), colour).save(places[row, column])
    picture = decoded(grid_sheet(["one", "two", "three"], ["1", "2", "3", "4"], places, title="Prompts by seeds"))
    centres = {at: centre_of(picture, colour) for at, colour in colours.items()}
    for row in range(3):
        for column in range(4):
            x, y = centres[row, column]
            assert x == pytest.approx(centres[0, column][0], abs=4)
            assert y == pytest.approx(centres[row, 0][1], abs=4)
    assert [centres[0, column][0] for column in range(4)] == sorted(centres[0, column][0] for column in range(4))
    assert [centres[row, 0][1] for row in range(3)] == sorted(centres[row, 0][1] for row in range(3))


def test_what_stands_in_a_line_of_its_own_is_not_cut_off_behind_long_words(paint: Paint) -> None:
    words = "a very fluffy cat on a sofa beside a window, " * 9
    plain, first, second = (
        decoded(grid_sheet([row], ["1"], {(0, 0): paint(1)}, title="t"))
        for row in (words, f"{words}\n--steps 30", f"{words}\n--steps 12")
    )
    assert first.size == second.size
    assert first.height > plain.height
    assert first.tobytes() != second.tobytes()


def test_pictures_not_there_are_placeholders(paint: Paint, tmp_path: Path) -> None:
    whole = grid_sheet(["a", "b"], ["1", "2"], {(0, 0): paint(1), (1, 1): paint(2)}, title="t")
    broken = grid_sheet(["a", "b"], ["1", "2"], {(0, 0): paint(1), (1, 1): tmp_path / "gone.png"}, title="t")
    assert decoded(whole).size == decoded(broken).size


@pytest.mark.parametrize(("rows", "columns"), [(1, 1), (1, 18), (20, 1), (5, 5)])
def test_grids_of_every_shape_keep_to_their_limits(paint: Paint, rows: int, columns: int) -> None:
    path = paint(1)
    places = {(row, column): path for row in range(rows) for column in range(columns)}
    names, seeds = [f"a long prompt, number {row}, " * 5 for row in range(rows)], ["4294967295"] * columns
    sheet = grid_sheet(names, seeds, places, title="All", limit_bytes=300_000)
    assert len(sheet.data) <= 300_000
    assert decoded(sheet).width <= 1600


def test_labels_left_empty_take_no_room(paint: Paint) -> None:
    places = {(0, 0): paint(1)}
    labelled, bare = grid_sheet(["a"], ["1"], places, title="t"), grid_sheet([""], [""], places, title="t")
    assert bare.height < labelled.height


@pytest.mark.parametrize(("rows", "columns"), [(0, 3), (3, 0), (21, 20)])
def test_an_empty_or_endless_grid_is_a_mistake_of_the_caller(rows: int, columns: int) -> None:
    with pytest.raises(ValueError, match=f"not {rows} x {columns}"):
        grid_sheet([""] * rows, [""] * columns, {}, title="t")
