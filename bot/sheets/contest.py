"""The contest sheet: which rule wins more likes, how it gets there, and how soon it paints the best prompts.

Figures are worked out elsewhere (the simulation); here they are drawn. Must not know where they come from.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

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
ROW = 24.0  # of one rule's ratio
PLOT = 150.0  # the height of each plot
TITLE = 30.0  # above each panel
FOOT = 26.0  # below a plot: its axis
LABELS = 104.0  # points for the rules' names
FIGURES = 40.0  # and for their figures
LEFT = 30.0  # for a plot's own ticks
LABEL_STEP = 13.5  # names at the lines' ends keep this distance
SMOOTH = 2  # lines are drawn this much larger
BAND = 0.22  # how strongly a band covers what is behind it

# The best rule in the mark's gold; the others after Okabe and Ito, lightened for a dark wall, told apart by every eye.
COLOURS: tuple[Colour, ...] = (
    GOLD,
    (96, 190, 240),
    (232, 120, 60),
    (40, 190, 150),
    (226, 150, 196),
    (150, 140, 240),
    (214, 216, 120),
)


@dataclass(frozen=True, kw_only=True)
class Track:
    """One rule: its likes as a multiple of the yardstick's, with an interval; and two curves, with half their bands.

    `won` and `best` are shares in 0..1 at evenly spaced moments, the last at the end. A rule that cannot be had, such
    as one that knows the truth, is `is_limit`.
    """

    label: str
    ratio: float
    low: float
    high: float
    won: Sequence[float]
    won_error: Sequence[float]
    best: Sequence[float]
    best_error: Sequence[float]
    is_limit: bool = False

    def __post_init__(self) -> None:
        if not (0 < self.low <= self.ratio <= self.high < math.inf):
            raise ValueError(f"{self.label}: interval {self.low} to {self.high} does not hold the ratio {self.ratio}")
        if len({len(self.won), len(self.won_error), len(self.best), len(self.best_error)}) != 1 or not self.won:
            raise ValueError(f"{self.label}: the curves must have the same moments, and at least one")


@dataclass(frozen=True, kw_only=True)
class Words:
    """What the contest sheet says, for translation."""

    ratio: str = "Likes won, in multiples of {yardstick}"
    won: str = "Likes so far, of all that could be won"
    best: str = "Pictures of the best tenth of the prompts"
    begin: str = "first batch"
    end: str = "last batch"
    interval: str = "bars and bands: 95% intervals"


ENGLISH = Words()


def contest_sheet(
    tracks: Sequence[Track], *, yardstick: str, title: str, subtitle: str, words: Words = ENGLISH
) -> Sheet:
    """Draw every rule: ratios as dots with intervals, the best on top, then both curves over time.

    Colours go by the order in which the rules are handed in: the first is gold.
    """
    named = [track.label for track in tracks if not track.is_limit]
    colours = {name: COLOURS[at % len(COLOURS)] for at, name in enumerate(named)}
    shown = sorted(tracks, key=lambda track: -track.ratio)
    top = header_height(subtitle) + 6
    height = top + TITLE + ROW * len(shown) + 2 * (TITLE + PLOT + FOOT) + 20 + MARGIN
    canvas = Canvas(height, scale=SCALE)
    draw_header(canvas, title, subtitle)
    _draw_ratios(canvas, shown, colours, top=top, title=words.ratio.format(yardstick=yardstick))
    y = top + TITLE + ROW * len(shown) + 8
    for text, curves in (
        (words.won, [(track, track.won, track.won_error) for track in shown]),
        (words.best, [(track, track.best, track.best_error) for track in shown]),
    ):
        _draw_plot(canvas, curves, colours, top=y, title=text, words=words)
        y += TITLE + PLOT + FOOT
    canvas.write(MARGIN, y + 14, words.interval, size=LEAST, colour=MUTED)
    return encode_sheet(canvas.image, limit_bytes=LIMIT_BYTES, is_drawn=True)


def spread_labels(wanted: Sequence[float], *, step: float, top: float, bottom: float) -> list[float]:
    """Move heights apart until neighbours are `step` from each other, in order and if possible within top..bottom."""
    order = sorted(range(len(wanted)), key=lambda at: wanted[at])
    held = [wanted[at] for at in order]
    for at in range(1, len(held)):
        held[at] = max(held[at], held[at - 1] + step)
    if held and held[-1] > bottom:
        held[-1] = bottom
        for at in range(len(held) - 2, -1, -1):
            held[at] = min(held[at], held[at + 1] - step)
    if held and held[0] < top:
        held = [max(y, top + at * step) for at, y in enumerate(held)]
    placed = dict(zip(order, held, strict=True))
    return [placed[at] for at in range(len(wanted))]


def _colour(track: Track, colours: dict[str, Colour]) -> Colour:
    return CREAM if track.is_limit else colours[track.label]


def _draw_title(canvas: Canvas, text: str, *, top: float) -> None:
    size = fonts.fit(text, 13.5, WIDTH - 2 * MARGIN, smallest=LEAST, is_bold=True)
    canvas.write(MARGIN, top + 17, text, size=size, is_bold=True)


def _draw_ratios(
    canvas: Canvas, tracks: Sequence[Track], colours: dict[str, Colour], *, top: float, title: str
) -> None:
    """One row per rule on an axis of multiples, even steps being equal factors."""
    _draw_title(canvas, title, top=top)
    first, width = MARGIN + LABELS, WIDTH - 2 * MARGIN - LABELS - FIGURES
    low = min(min((track.low for track in tracks), default=1.0), 0.9)
    high = max(max((track.high for track in tracks), default=1.0), 1.1)

    def x(ratio: float) -> float:
        return first + width * math.log(ratio / low) / math.log(high / low)

    base = top + TITLE
    canvas.bar(x(1.0) - 0.4, base, 0.8, ROW * len(tracks), LINE)
    for row, track in enumerate(tracks):
        y, colour = base + ROW * (row + 0.5), _colour(track, colours)
        size = fonts.fit(track.label, 12, LABELS - 10, smallest=LEAST, is_bold=row == 0)
        name = fonts.elide(track.label, size, LABELS - 10)
        canvas.write(MARGIN, y + 4.2, name, size=size, colour=colour)
        canvas.bar(first, y - 0.2, width, 0.4, PANEL)
        canvas.bar(x(track.low), y - 1.5, max(x(track.high) - x(track.low), 3.0), 3.0, colour, radius=1.5)
        for radius, ink in ((5.2, WALL), (4.2, colour)) + (((2.2, WALL),) if track.is_limit else ()):
            canvas.bar(x(track.ratio) - radius, y - radius, 2 * radius, 2 * radius, ink, radius=radius)
        canvas.write(WIDTH - MARGIN, y + 4.2, f"{track.ratio:.2f}×", size=12.5, is_bold=True, align="right")


def _draw_plot(
    canvas: Canvas,
    curves: Sequence[tuple[Track, Sequence[float], Sequence[float]]],
    colours: dict[str, Colour],
    *,
    top: float,
    title: str,
    words: Words,
) -> None:
    """Curves over time with their bands, each named where it ends."""
    _draw_title(canvas, title, top=top)
    left, width, base = MARGIN + LEFT, WIDTH - 2 * MARGIN - LEFT - LABELS, top + TITLE
    limit = _round_up(
        max((v + e for _, values, errors in curves for v, e in zip(values, errors, strict=True)), default=1)
    )
    for quarter in range(5):
        share = limit * quarter / 4
        y = base + PLOT * (1 - quarter / 4)
        canvas.bar(left, y - 0.25, width, 0.5, LINE if quarter == 0 else PANEL)
        canvas.write(left - 5, y + 4, f"{share:.0%}", size=LEAST, colour=MUTED, align="right")
    canvas.write(left, base + PLOT + 16, words.begin, size=LEAST, colour=MUTED)
    canvas.write(left + width, base + PLOT + 16, words.end, size=LEAST, colour=MUTED, align="right")
    size = (canvas.px(width) * SMOOTH, canvas.px(PLOT) * SMOOTH)
    for track, values, errors in curves:
        band = Image.new("L", size, 0)
        upper = _points([v + e for v, e in zip(values, errors, strict=True)], size, limit)
        lower = _points([v - e for v, e in zip(values, errors, strict=True)], size, limit)
        ImageDraw.Draw(band).polygon([*upper, *reversed(lower)], fill=round(255 * BAND))
        canvas.stamp(band.reduce(SMOOTH), left, base, _colour(track, colours))
    for track, values, _ in reversed(curves):  # above all bands, and the best one above all others
        line = Image.new("L", size, 0)
        wide = round(canvas.scale * SMOOTH * (1.2 if track.is_limit else 1.8))
        ImageDraw.Draw(line).line(_points(values, size, limit), fill=255, width=wide, joint="curve")
        canvas.stamp(line.reduce(SMOOTH), left, base, _colour(track, colours))
    ends = [base + PLOT * (1 - values[-1] / limit) for _, values, _ in curves]
    places = spread_labels(ends, step=LABEL_STEP, top=base, bottom=base + PLOT)
    for (track, _, _), end, y in zip(curves, ends, places, strict=True):
        _draw_name(canvas, track.label, left + width + 2, end=end, y=y, colour=_colour(track, colours))


def _draw_name(canvas: Canvas, name: str, x: float, *, end: float, y: float, colour: Colour) -> None:
    """Name a curve beside its end, with a stroke that leads there."""
    side = (canvas.px(9) * SMOOTH, canvas.px(abs(y - end) + 4) * SMOOTH)
    stroke = Image.new("L", side, 0)
    half = canvas.px(2) * SMOOTH
    heights = (half, side[1] - half) if y >= end else (side[1] - half, half)
    ImageDraw.Draw(stroke).line([(0, heights[0]), (side[0], heights[1])], fill=255, width=round(canvas.scale * SMOOTH))
    canvas.stamp(stroke.reduce(SMOOTH), x, min(y, end) - 2, colour)
    size = fonts.fit(name, 11.5, LABELS - 12, smallest=LEAST)
    canvas.write(x + 11, y + 4, fonts.elide(name, size, LABELS - 12), size=size, colour=colour)


def _points(values: Sequence[float], size: tuple[int, int], limit: float) -> list[tuple[float, float]]:
    """Pixels of a curve; a lone moment is held from beginning to end."""
    held = list(values) if len(values) > 1 else [values[0]] * 2
    across = [(size[0] - 1) * at / (len(held) - 1) for at in range(len(held))]
    return [(x, (size[1] - 1) * (1 - min(max(v / limit, 0.0), 1.0))) for x, v in zip(across, held, strict=True)]


def _round_up(value: float) -> float:
    """The next share whose quarters are whole per cents."""
    return next((step for step in (0.04, 0.08, 0.2, 0.4, 0.6, 0.8) if value <= step), 1.0)
