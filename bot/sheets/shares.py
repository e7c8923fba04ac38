"""The shares sheet: how much of a whole each part explains, as bars with their intervals. Must not know what of.

Parts are told apart by their words and by lightness, not by hue alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.sheets import fonts
from bot.sheets.beliefs import STEPS
from bot.sheets.drawing import CREAM, LEAST, LINE, MARGIN, MUTED, PANEL, WALL, WIDTH, Canvas, draw_header, header_height
from bot.sheets.encoding import Sheet, encode_sheet

SCALE = 3.0  # pixels per point
ROW = 62.0
BAR = 20.0
FIGURE = 58.0  # points for the figure at the right
LIMIT_BYTES = 2_000_000
_COLOURS = (STEPS[0], STEPS[2], STEPS[4])


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One part: what it is, its share and the interval's ends, 0..1."""

    label: str
    note: str
    share: float
    low: float
    high: float

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.share <= self.high <= 1:
            raise ValueError(f"the share {self.share} with {self.low} to {self.high} is not in order within 0 to 1")


def shares_sheet(bars: Sequence[Bar], *, title: str, subtitle: str, note: str) -> Sheet:
    """Draw one bar a part, its interval as a line over it; `note` explains the line."""
    top = header_height(subtitle) + 4
    canvas = Canvas(top + ROW * len(bars) + 26 + MARGIN, scale=SCALE)
    draw_header(canvas, title, subtitle)
    for row, bar in enumerate(bars):
        _draw_bar(canvas, bar, y=top + ROW * row, row=row)
    _draw_note(canvas, note, y=top + ROW * len(bars) + 12)
    return encode_sheet(canvas.image, limit_bytes=LIMIT_BYTES, is_drawn=True)


def _draw_bar(canvas: Canvas, bar: Bar, *, y: float, row: int) -> None:
    whole = WIDTH - 2 * MARGIN - FIGURE
    colour = _COLOURS[row % len(_COLOURS)]
    size = fonts.fit(bar.label, 14, whole / 2, smallest=LEAST, is_bold=True)
    canvas.write(MARGIN, y + 14, bar.label, size=size, is_bold=True)
    left = MARGIN + fonts.measure(bar.label, size, is_bold=True) + 8
    canvas.write(left, y + 14, fonts.elide(bar.note, LEAST, WIDTH - MARGIN - left), size=LEAST, colour=MUTED)
    at = y + 22
    canvas.bar(MARGIN, at, whole, BAR, PANEL, radius=5)
    if bar.share > 0:
        canvas.bar(MARGIN, at, max(whole * bar.share, 6), BAR, colour, radius=3)
    middle = at + BAR / 2
    low, high = MARGIN + whole * bar.low, MARGIN + whole * bar.high
    for thick, ink in ((4.4, WALL), (2.0, CREAM)):  # a dark rim, so that the line is seen on every bar
        rim = (thick - 2.0) / 2
        canvas.bar(low - rim, middle - thick / 2, max(high - low, 2) + 2 * rim, thick, ink)
        for x in (low, high):
            canvas.bar(x - thick / 2, middle - 5 - rim, thick, 10 + 2 * rim, ink)
    figure = f"{100 * bar.share:.0f}%"
    canvas.write(WIDTH - MARGIN, at + BAR * 0.82, figure, size=21, is_bold=True, align="right")


def _draw_note(canvas: Canvas, note: str, *, y: float) -> None:
    canvas.bar(MARGIN, y + 4.4, 22, 2, CREAM)
    for x in (MARGIN, MARGIN + 22):
        canvas.bar(x - 1, y + 0.4, 2, 10, CREAM)
    canvas.write(MARGIN + 30, y + 9.5, fonts.elide(note, LEAST, WIDTH - 2 * MARGIN - 30), size=LEAST, colour=MUTED)
    canvas.bar(MARGIN, y - 9, WIDTH - 2 * MARGIN, 0.5, LINE)
