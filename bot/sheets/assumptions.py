"""The assumptions sheet: what the learner takes for granted, one small plot each.

The values are computed elsewhere; here they are drawn. Must not know what they mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from bot.sheets import fonts
from bot.sheets.drawing import GOLD, LEAST, LINE, MARGIN, MUTED, PANEL, WIDTH, Canvas, draw_header, header_height
from bot.sheets.encoding import Sheet, encode_sheet

SCALE = 3.0  # pixels per point
LIMIT_BYTES = 8_000_000
TITLE = 22.0  # points
NOTE = 42.0  # two lines, and room for the highest label
PLOT = 74.0
FOOT = 22.0
GAP = 14.0
LEFT = 38.0
SMOOTH = 3


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One plot: evenly spaced values from 0 to `limit`, a title, what it means in a line, and what the ends are.

    `top` labels the limit; empty: the heights have no unit.
    """

    title: str
    note: str
    values: tuple[float, ...]
    limit: float
    top: str
    begin: str
    end: str


def assumptions_sheet(panels: Sequence[Panel], *, title: str, subtitle: str) -> Sheet:
    """Draw the panels below one another; raises ValueError if there is none or one without values."""
    if not panels or not all(panel.values for panel in panels):
        raise ValueError("every panel needs values to draw")
    top = header_height(subtitle)
    each = TITLE + NOTE + PLOT + FOOT + GAP
    canvas = Canvas(top + each * len(panels) + MARGIN, scale=SCALE)
    draw_header(canvas, title, subtitle)
    for row, panel in enumerate(panels):
        _draw_panel(canvas, panel, top=top + each * row)
    return encode_sheet(canvas.image, limit_bytes=LIMIT_BYTES, is_drawn=True)


def _draw_panel(canvas: Canvas, panel: Panel, *, top: float) -> None:
    room = WIDTH - 2 * MARGIN
    canvas.write(MARGIN, top + 16, fonts.elide(panel.title, 13.5, room, is_bold=True), size=13.5, is_bold=True)
    for row, line in enumerate(fonts.wrap(panel.note, 11.5, room, lines=2)):
        canvas.write(MARGIN, top + TITLE + 10 + 14 * row, line, size=11.5, colour=MUTED)
    base, left, width = top + TITLE + NOTE, MARGIN + LEFT, WIDTH - 2 * MARGIN - LEFT
    for share in (0.0, 0.5, 1.0):
        canvas.bar(left, base + PLOT * (1 - share) - 0.25, width, 0.5, LINE if share == 0 else PANEL)
    if panel.top:
        canvas.write(left - 5, base + 4, panel.top, size=LEAST, colour=MUTED, align="right")
        canvas.write(left - 5, base + PLOT + 4, "0", size=LEAST, colour=MUTED, align="right")
    canvas.write(left, base + PLOT + 16, panel.begin, size=LEAST, colour=MUTED)
    canvas.write(left + width, base + PLOT + 16, panel.end, size=LEAST, colour=MUTED, align="right")
    size = (canvas.px(width) * SMOOTH, canvas.px(PLOT) * SMOOTH)
    held = panel.values if len(panel.values) > 1 else panel.values * 2
    points = [
        (at * (size[0] - 1) / (len(held) - 1), (size[1] - 1) * (1 - min(max(value / panel.limit, 0), 1)))
        for at, value in enumerate(held)
    ]
    for is_line in (False, True):
        mask = Image.new("L", size, 0)
        draw = ImageDraw.Draw(mask)
        if is_line:
            draw.line(points, fill=255, width=round(1.8 * canvas.scale * SMOOTH), joint="curve")
        else:
            draw.polygon([(0, size[1]), *points, (size[0], size[1])], fill=46)
        canvas.stamp(mask.reduce(SMOOTH), left, base, GOLD)
