"""The belief sheet: what the bot thinks of each prompt, as a ridge plot, the best on top.

Intervals and means are computed elsewhere (the domain); here they are drawn. Must not know how beliefs come about.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from bot.languages import ENGLISH, Language, say
from bot.sheets import fonts, ridges
from bot.sheets.drawing import CREAM, LEAST, LINE, MARGIN, MUTED, PANEL, WALL, WIDTH, Canvas, draw_header, header_height
from bot.sheets.encoding import Sheet, encode_sheet
from bot.sheets.fonts import Colour

SCALE = 3.0  # pixels per point
LIMIT_BYTES = 8_000_000
LABELS = 124.0  # points for the labels at the left
FIGURES = 54.0  # and for the figures at the right
ROW = 37.0
RIDGE = 43.0  # the tallest ridge: it reaches into the row above
AXIS = 34.0
SMOOTH = 3  # ridges are drawn this much larger

# From loved to less so: hue and lightness both fall, so the order survives every kind of colour blindness and grey.
STEPS: tuple[Colour, ...] = (
    (255, 222, 130),
    (255, 184, 104),
    (245, 144, 120),
    (219, 112, 154),
    (170, 102, 186),
    (118, 98, 196),
)
RETIRED: Colour = (128, 118, 110)


@dataclass(frozen=True, kw_only=True)
class Curve:
    """One prompt's belief, Beta(alpha, beta); rates in 0..1.

    `low` and `high` bound its central 90 %. `likes` of `trials` settled pictures. `true_rate` is known in
    simulations only. `detail` is what stands below the label: by it alone prompts may differ.
    """

    label: str
    alpha: float
    beta: float
    low: float
    high: float
    mean: float
    likes: int
    trials: int
    is_active: bool = True
    true_rate: float | None = None
    detail: str = ""

    def __post_init__(self) -> None:
        if not (math.isfinite(self.alpha + self.beta) and self.alpha > 0 and self.beta > 0):
            raise ValueError(f"a Beta needs positive counts, not {self.alpha} and {self.beta}")
        if not (0 <= self.low <= self.high <= 1 and 0 <= self.mean <= 1):
            raise ValueError(f"interval {self.low} to {self.high} and mean {self.mean} are not rates in order")


def belief_sheet(
    curves: Sequence[Curve], *, title: str, subtitle: str, most: int = 12, language: Language = ENGLISH
) -> Sheet:
    """Draw the `most` prompts of the highest means, each as a ridge with its mean and central 90 %, on one axis."""
    shown = sorted(curves, key=lambda curve: -curve.mean)[:most]
    if len(shown) < len(curves):
        cut = say("sheet-curves-cut", language, shown=len(shown), total=len(curves))
        subtitle = f"{subtitle} · {cut}" if subtitle else cut
    top = header_height(subtitle) + (RIDGE - ROW + 8 if shown else 0)
    canvas = Canvas(top + ROW * len(shown) + AXIS + MARGIN, scale=SCALE)
    draw_header(canvas, title, subtitle)
    rates = [rate for curve in shown if (rate := curve.true_rate) is not None]
    spans = [(curve.low, curve.high) for curve in shown] + [(rate, rate) for rate in rates]
    axis = ridges.fit_axis(spans)
    _draw_axis(canvas, axis, top=top, bottom=top + ROW * len(shown), language=language, has_true_rates=bool(rates))
    outlines = [_outline(curve, axis) for curve in shown]
    tall = ridges.heights([float(logs.max()) for _, logs in outlines], axis=axis)
    labels = ridges.distinct_labels([fonts.tidy(curve.label) for curve in shown])
    for row, curve in enumerate(shown):
        base = top + ROW * (row + 1) - 7
        colour = colour_of(row, len(shown)) if curve.is_active else RETIRED
        _draw_ridge(canvas, outlines[row], curve, axis=axis, base=base, height=RIDGE * tall[row], colour=colour)
        _draw_texts(canvas, curve, label=labels[row], base=base, language=language)
    for row, curve in enumerate(shown):  # on top of all ridges: none may hide a figure
        colour = colour_of(row, len(shown)) if curve.is_active else RETIRED
        _draw_interval(canvas, curve, axis=axis, base=top + ROW * (row + 1) - 7, colour=colour)
    return encode_sheet(canvas.image, limit_bytes=LIMIT_BYTES, is_drawn=True)


def colour_of(row: int, rows: int) -> Colour:
    """The colour of a row, spread evenly over STEPS."""
    at = row / max(1, rows - 1) * (len(STEPS) - 1)
    first = min(int(at), len(STEPS) - 2)
    mix = at - first
    red, green, blue = (round(a + (b - a) * mix) for a, b in zip(STEPS[first], STEPS[first + 1], strict=True))
    return red, green, blue


def _outline(curve: Curve, axis: ridges.Axis) -> tuple[ridges.Floats, ridges.Floats]:
    return ridges.outline(curve.alpha, curve.beta, low=curve.low, high=curve.high, axis=axis)


def _x(axis: ridges.Axis, rate: float) -> float:
    return MARGIN + LABELS + axis.place(rate) * _plot_width()


def _plot_width() -> float:
    return WIDTH - 2 * MARGIN - LABELS - FIGURES


def _draw_axis(
    canvas: Canvas, axis: ridges.Axis, *, top: float, bottom: float, language: Language, has_true_rates: bool
) -> None:
    for tick in axis.ticks:
        x = _x(axis, tick)
        canvas.bar(x - 0.25, top - 6, 0.5, bottom - top + 6, PANEL)
        canvas.write(x, bottom + 12, f"{tick * 100:.{axis.decimals}f}", size=LEAST, colour=MUTED, align="middle")
    y = bottom + 29
    canvas.write(MARGIN + LABELS, y, say("sheet-curves-axis", language), size=LEAST, colour=MUTED)
    interval = say("sheet-curves-interval", language)
    x = WIDTH - MARGIN - fonts.measure(interval, LEAST)
    canvas.write(x, y, interval, size=LEAST, colour=MUTED)
    canvas.bar(x - 27, y - 5.2, 21, 3.2, MUTED, radius=1.6)
    canvas.bar(x - 20, y - 7.1, 7, 7, CREAM, radius=3.5)
    if has_true_rates:
        _draw_diamond(canvas, MARGIN + 4, y - 3.8)
        canvas.write(MARGIN + 12, y, say("sheet-curves-true-rate", language), size=LEAST, colour=MUTED)


def _draw_ridge(
    canvas: Canvas,
    outline: tuple[ridges.Floats, ridges.Floats],
    curve: Curve,
    *,
    axis: ridges.Axis,
    base: float,
    height: float,
    colour: Colour,
) -> None:
    """Fill the ridge, its central 90 % stronger, and trace its crest; it hides what is behind it."""
    rates, logs = outline
    size = (canvas.px(_plot_width()) * SMOOTH, canvas.px(height + 2) * SMOOTH)
    across = (rates - axis.low) / (axis.high - axis.low) * (size[0] - 1)
    up = size[1] - 1 - np.exp(logs - logs.max()) * (size[1] - 1 - SMOOTH * canvas.px(2))
    crest = list(zip(across.tolist(), up.tolist(), strict=True))
    foot = [(crest[-1][0], size[1]), (crest[0][0], size[1])]
    at = (MARGIN + LABELS, base - height - 2)
    body = Image.new("L", size, 0)
    ImageDraw.Draw(body).polygon([*crest, *foot], fill=255)
    canvas.stamp(body.reduce(SMOOTH), *at, _mixed(colour, 0.26))
    ends = [round(axis.place(rate) * (size[0] - 1)) for rate in (curve.low, curve.high)]
    for left, right in ((0, ends[0]), (ends[1], size[0])):
        body.paste(0, (left, 0, max(left, right), size[1]))
    canvas.stamp(body.reduce(SMOOTH), *at, _mixed(colour, 0.62))
    line = Image.new("L", size, 0)
    ImageDraw.Draw(line).line(crest, fill=255, width=round(canvas.scale * SMOOTH * 0.7), joint="curve")
    canvas.stamp(line.reduce(SMOOTH), *at, colour)


def _draw_interval(canvas: Canvas, curve: Curve, *, axis: ridges.Axis, base: float, colour: Colour) -> None:
    low, high, mean = (_x(axis, rate) for rate in (curve.low, curve.high, curve.mean))
    canvas.bar(MARGIN + LABELS, base, _plot_width(), 0.4, LINE)
    canvas.bar(low, base - 1.4, max(high - low, 2.8), 2.8, colour, radius=1.4)
    canvas.bar(mean - 4.2, base - 4.2, 8.4, 8.4, WALL, radius=4.2)
    canvas.bar(mean - 3.2, base - 3.2, 6.4, 6.4, CREAM, radius=3.2)
    if curve.true_rate is not None:
        _draw_diamond(canvas, _x(axis, curve.true_rate), base)


def _draw_diamond(canvas: Canvas, x: float, y: float) -> None:
    """The true rate: an open diamond, told from the mean by its shape."""
    for half, colour in ((5.4, WALL), (4.4, CREAM), (2.6, WALL)):
        side = canvas.px(2 * half) * SMOOTH
        mask = Image.new("L", (side, side), 0)
        ImageDraw.Draw(mask).polygon([(side / 2, 0), (side, side / 2), (side / 2, side), (0, side / 2)], fill=255)
        canvas.stamp(mask.reduce(SMOOTH), x - half, y - half, colour)


def _draw_texts(canvas: Canvas, curve: Curve, *, label: str, base: float, language: Language) -> None:
    """The label in up to two lines at the left, or one and the detail; the mean and the count at the right."""
    room = LABELS - 12
    lines = fonts.wrap(label, 11.5, room, lines=1 if curve.detail else 2)
    lines += fonts.wrap(curve.detail, 11.5, room, lines=1)
    ink = CREAM if curve.is_active else MUTED
    for row, line in enumerate(lines):
        colour = MUTED if curve.detail and row else ink
        canvas.write(MARGIN, base + 3.6 - 13.5 * (len(lines) - 1 - row), line, size=11.5, colour=colour)
    right = WIDTH - MARGIN
    decimals = 1 if curve.mean < 0.0995 else 0
    mean = say("sheet-curves-rate", language, percent=f"{curve.mean * 100:.{decimals}f}")
    canvas.write(right, base - 9, mean, size=13, colour=ink, is_bold=True, align="right")
    below = say("sheet-curves-retired", language)
    if curve.is_active:
        figures = {"likes": _short(curve.likes), "trials": _short(curve.trials)}
        below = say("sheet-curves-count", language, **figures)
        if fonts.measure(below, LEAST) > FIGURES - 6:
            below = say("sheet-curves-count-short", language, **figures)
    line = fonts.elide(below, LEAST, FIGURES)
    canvas.write(right, base + 3.6, line, size=LEAST, colour=MUTED, align="right")


def _short(count: int) -> str:
    """1234 -> "1.2k", from four digits on."""
    return str(count) if count < 1000 else f"{count / 1000:.1f}k" if count < 99_950 else f"{count / 1000:.0f}k"


def _mixed(colour: Colour, share: float) -> Colour:
    """The colour laid over the wall, opaque."""
    red, green, blue = (round(w + (c - w) * share) for c, w in zip(colour, WALL, strict=True))
    return red, green, blue
