"""Every sheet can be read on a phone: no text under eleven points at its width, and enough contrast to its ground."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.languages import Language, list_languages
from bot.sheets import beliefs, drawing
from bot.sheets.assumptions import Panel, assumptions_sheet
from bot.sheets.beliefs import Curve, belief_sheet
from bot.sheets.contact import MOST_TILES, Tile, contact_sheet
from bot.sheets.drawing import CREAM, GOLD, MUTED, WALL, Canvas
from bot.sheets.fonts import Colour
from bot.sheets.grid import grid_sheet
from bot.sheets.progress import BLIND, Stretch, progress_sheet
from bot.sheets.shares import Bar, shares_sheet

Paint = Callable[..., Path]

PHONE = 390  # points across
LONG = "a very long word for a very long thing"


@pytest.fixture
def sizes(monkeypatch: pytest.MonkeyPatch) -> list[tuple[float, str]]:
    """What is written from now on, with its size as a phone shows it."""
    written: list[tuple[float, str]] = []
    write = Canvas.write

    def watched(self: Canvas, x: float, y: float, text: str, *, size: float, **others: Any) -> None:
        written.append((size * PHONE / drawing.WIDTH, text))
        write(self, x, y, text, size=size, **others)

    monkeypatch.setattr(Canvas, "write", watched)
    return written


@pytest.mark.parametrize("count", range(1, MOST_TILES + 1))
def test_a_contact_sheet_of_any_size_has_no_small_print(
    paint: Paint, sizes: list[tuple[float, str]], count: int
) -> None:
    tiles = [Tile(path=paint(at), number=98_760 + at, likes=999, ribbon="new") for at in range(count)]
    contact_sheet(tiles, title="Top cats", subtitle=LONG)
    assert min(sizes)[0] >= 11, min(sizes)
    assert [text for _, text in sizes].count("999") == count, "the likes are always there"


@pytest.mark.parametrize("language", list_languages())
def test_curves_have_no_small_print(sizes: list[tuple[float, str]], language: Language) -> None:
    curve = Curve(label=LONG, alpha=2, beta=9, low=0.03, high=0.4, mean=0.18, likes=888, trials=999)
    curves = [curve, replace(curve, likes=123_456, trials=999_999), replace(curve, is_active=False, true_rate=0.2)]
    belief_sheet(curves, title=LONG, subtitle=LONG, language=language)
    assert min(sizes)[0] >= 11, min(sizes)


def test_plots_and_bars_have_no_small_print(sizes: list[tuple[float, str]]) -> None:
    stretch = Stretch(label="December 31", pictures=100, likes=40, blind=20, blind_low=10, blind_high=30)
    progress_sheet([stretch] * 21, title=LONG, subtitle=LONG)
    bar = Bar(label=LONG, note=LONG, share=0.4, low=0.1, high=0.9)
    shares_sheet([bar] * 3, title=LONG, subtitle=LONG, note=LONG)
    panel = Panel(title=LONG, note=LONG, values=(0.1, 0.4), limit=1.0, top="100%", begin=LONG, end=LONG)
    assumptions_sheet([panel] * 5, title=LONG, subtitle=LONG)
    assert min(sizes)[0] >= 11, min(sizes)


@pytest.mark.parametrize("seeds", [1, 4, 6])
def test_seeds_stand_above_their_columns_whole(paint: Paint, sizes: list[tuple[float, str]], seeds: int) -> None:
    grid_sheet([LONG], ["4294967295"] * seeds, {(0, 0): paint(1)}, title=LONG)
    assert min(sizes)[0] >= 11, min(sizes)
    digits = "".join(text for _, text in sizes if text.isdigit())
    assert sorted(digits) == sorted("4294967295" * seeds), "in one line or two"


def luminance(colour: Colour) -> float:
    """Relative luminance as WCAG 2 defines it."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (one / 255 for one in colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Colour, other: Colour) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_letters_and_curves_stand_out_from_the_wall() -> None:
    assert min(contrast(colour, WALL) for colour in (CREAM, MUTED, GOLD)) >= 4.5, "text, by WCAG 2 AA"
    assert contrast(WALL, GOLD) >= 4.5, "the ribbon and the first rank"
    assert min(contrast(colour, WALL) for colour in (*beliefs.STEPS, beliefs.RETIRED, BLIND)) >= 3, "shapes"


def test_the_order_of_curves_is_seen_without_colour() -> None:
    lights = [luminance(beliefs.colour_of(row, 12)) for row in range(12)]
    assert lights == sorted(lights, reverse=True)
