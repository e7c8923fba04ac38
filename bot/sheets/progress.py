"""The progress sheet: likes per hundred pictures over time, against what blind choice would have won.

The figures are computed elsewhere; here they are drawn. Must not know how they come about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from bot.languages import ENGLISH, Language, say
from bot.sheets import fonts
from bot.sheets.drawing import (
    CREAM,
    GOLD,
    LEAST,
    LINE,
    MARGIN,
    MUTED,
    PANEL,
    WALL,
    WIDTH,
    Canvas,
    draw_header,
    header_height,
)
from bot.sheets.encoding import Sheet, encode_sheet
from bot.sheets.fonts import Colour

SCALE = 3.0  # pixels per point
LIMIT_BYTES = 8_000_000
PLOT = 170.0  # points: the plot's height
LEFT = 34.0  # for the labels of the axis
AXIS = 40.0
SMOOTH = 3
BLIND: Colour = (118, 156, 214)  # told from gold by lightness too
STEPS = (1, 2, 5, 10, 20, 25)  # likes per hundred between two ticks


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """A stretch of time: its label, the pictures judged in it, the likes won, and what blind choice would have won.

    `blind_low` to `blind_high` is the interval of `blind`.
    """

    label: str
    pictures: int
    likes: float
    blind: float
    blind_low: float
    blind_high: float


def progress_sheet(stretches: Sequence[Stretch], *, title: str, subtitle: str, language: Language = ENGLISH) -> Sheet:
    """Draw the stretches in order, oldest at the left; raises ValueError if there is none with pictures."""
    shown = [stretch for stretch in stretches if stretch.pictures]
    if not shown:
        raise ValueError("there is no judged picture to draw")
    top = header_height(subtitle) + 26
    canvas = Canvas(top + PLOT + AXIS + MARGIN, scale=SCALE)
    draw_header(canvas, title, subtitle)
    most = max(max(_per_hundred(s, s.likes), min(_per_hundred(s, s.blind_high), 100)) for s in shown)
    step = next((step for step in STEPS if most / step <= 5), STEPS[-1])
    highest = min(step * (int(most / step) + 1), 100)
    plot = _Plot(canvas, top=top, highest=float(highest), count=len(shown))
    canvas.write(MARGIN, top - 14, say("sheet-progress-axis", language), size=LEAST, colour=MUTED)
    for value in range(0, highest + 1, step):
        canvas.bar(MARGIN + LEFT, plot.y(value), WIDTH - 2 * MARGIN - LEFT, 0.5, LINE if value == 0 else PANEL)
        canvas.write(MARGIN + LEFT - 6, plot.y(value) + 4, str(value), size=LEAST, colour=MUTED, align="right")
    _draw_curves(canvas, plot, shown)
    every = -(-len(shown) // 6)
    for at, stretch in enumerate(shown):
        if at % every == 0:
            canvas.write(plot.x(at), top + PLOT + 15, stretch.label, size=LEAST, colour=MUTED, align="middle")
    _draw_key(canvas, top + PLOT + 34, language)
    return encode_sheet(canvas.image, limit_bytes=LIMIT_BYTES, is_drawn=True)


def _per_hundred(stretch: Stretch, likes: float) -> float:
    return 100 * likes / stretch.pictures


@dataclass(frozen=True)
class _Plot:
    """Where values lie on the canvas, in points."""

    canvas: Canvas
    top: float
    highest: float
    count: int

    def x(self, at: float) -> float:
        room = WIDTH - 2 * MARGIN - LEFT - 36
        return MARGIN + LEFT + 18 + (room / 2 if self.count == 1 else room * at / (self.count - 1))

    def y(self, value: float) -> float:
        return self.top + PLOT * (1 - min(value, self.highest) / self.highest)


def _draw_curves(canvas: Canvas, plot: _Plot, shown: Sequence[Stretch]) -> None:
    """The band and line of blind choice, and what was won on top, with a dot for each stretch."""
    factor = canvas.scale * SMOOTH
    size = (canvas.image.width * SMOOTH, canvas.image.height * SMOOTH)

    def points(values: Sequence[float]) -> list[tuple[float, float]]:
        return [(plot.x(at) * factor, plot.y(value) * factor) for at, value in enumerate(values)]

    high = points([_per_hundred(s, s.blind_high) for s in shown])
    low = points([_per_hundred(s, s.blind_low) for s in shown])
    if len(shown) == 1:  # a band needs a width
        wide = 14 * factor
        high, low = ([(x - wide, y), (x + wide, y)] for ((x, y),) in (high, low))
    mask = Image.new("L", size, 0)
    ImageDraw.Draw(mask).polygon([*high, *reversed(low)], fill=70)
    canvas.stamp(mask.reduce(SMOOTH), 0, 0, BLIND)
    for values, colour in (
        ([_per_hundred(s, s.blind) for s in shown], BLIND),
        ([_per_hundred(s, s.likes) for s in shown], GOLD),
    ):
        mask = Image.new("L", size, 0)
        draw = ImageDraw.Draw(mask)
        line = points(values)
        if len(line) > 1:
            draw.line(line, fill=255, width=round(2 * factor), joint="curve")
        canvas.stamp(mask.reduce(SMOOTH), 0, 0, colour)
        for x, y in line:
            canvas.bar(x / factor - 3.6, y / factor - 3.6, 7.2, 7.2, WALL, radius=3.6)
            canvas.bar(x / factor - 2.6, y / factor - 2.6, 5.2, 5.2, colour, radius=2.6)


def _draw_key(canvas: Canvas, y: float, language: Language) -> None:
    x = MARGIN + LEFT
    won, blind = say("sheet-progress-won", language), say("sheet-progress-blind", language)
    for text, colour in ((won, GOLD), (blind, BLIND)):
        canvas.bar(x, y - 5, 16, 3, colour, radius=1.5)
        canvas.write(x + 22, y, text, size=LEAST, colour=CREAM)
        x += 22 + fonts.measure(text, LEAST) + 18
