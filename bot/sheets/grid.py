"""The grid sheet: prompts by seeds, to see what the prompt does and what the seed does.

Prompts are long, so each stands above its row; seeds are short and stand above the columns. Must not know how
either was chosen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

from bot.sheets import fonts
from bot.sheets.drawing import CREAM, LEAST, MARGIN, MOST_PIXELS, MUTED, WIDTH, Canvas, draw_header, header_height
from bot.sheets.encoding import Sheet, encode_sheet
from bot.sheets.pictures import framed, size_of

GUTTER = 6.0  # points between pictures
HEADING = 20.0  # the line of the seeds
HEADING_LINE = 13.0  # and a second one, where they are too long for their column
LABEL_SIZE = 12.0
LABEL_LINE = 15.0
LEAST_SCALE = 2.0  # pixels per point
MOST_CELLS = 400
LIMIT_BYTES = 8_000_000


def grid_sheet(
    rows: Sequence[str],
    columns: Sequence[str],
    pictures: Mapping[tuple[int, int], Path],
    *,
    title: str,
    subtitle: str = "",
    limit_bytes: int = LIMIT_BYTES,
) -> Sheet:
    """Draw rows (prompts) by columns (seeds); `pictures` is keyed by (row, column) from 0.

    Missing or broken pictures become placeholders; empty labels take no room, and each line of one has room for itself.
    At most 1600 px wide. Raises ValueError for an empty grid or more than MOST_CELLS pictures.
    """
    if not 1 <= len(rows) * len(columns) <= MOST_CELLS:
        raise ValueError(f"a grid takes 1 to {MOST_CELLS} pictures, not {len(rows)} x {len(columns)}")
    sizes = [size for path in pictures.values() if (size := size_of(path)) is not None]
    ratio = min(max(median([width / height for width, height in sizes]), 0.5), 2.0) if sizes else 1.0
    width = _cell_width(len(columns))
    height = width / ratio
    labels = [_wrapped(row) for row in rows]
    top = header_height(subtitle)
    seeds = [_broken(seed, width) for seed in columns]
    first = top + (HEADING + HEADING_LINE * (max(map(len, seeds)) - 1) if any(columns) else 0.0)
    tall = sum(_row_height(lines, height) for lines in labels)
    canvas = Canvas(first + tall + MARGIN - GUTTER, scale=_scale(sizes, width))
    draw_header(canvas, title, subtitle)
    for column, lines in enumerate(seeds):
        for step, line in enumerate(lines):
            x, at = _x(column, width) + width / 2, top + 10 + HEADING_LINE * step
            canvas.write(x, at, fonts.elide(line, LEAST, width), size=LEAST, colour=MUTED, align="middle")
    y = first
    for row, lines in enumerate(labels):
        for step, line in enumerate(lines):
            canvas.write(MARGIN, y + LABEL_LINE * (step + 1) - 4, line, size=LABEL_SIZE, colour=CREAM)
        for column in range(len(columns)):
            frame = (canvas.px(width), canvas.px(height))
            picture = framed(pictures.get((row, column)), frame)
            canvas.paste(picture, _x(column, width), y + _label_height(lines), radius=min(6.0, width / 8))
        y += _row_height(lines, height)
    return encode_sheet(canvas.image, limit_bytes=limit_bytes)


def _wrapped(row: str) -> list[str]:
    parts = [fonts.wrap(part, LABEL_SIZE, WIDTH - 2 * MARGIN, lines=2) for part in row.split("\n")]
    return [line for part in parts for line in part]


def _cell_width(columns: int) -> float:
    """Cells fill the width; a few are not blown up beyond a third of it."""
    return (WIDTH - 2 * MARGIN - (max(columns, 3) - 1) * GUTTER) / max(columns, 3)


def _scale(sizes: Sequence[tuple[int, int]], width: float) -> float:
    source = median([across for across, _ in sizes]) if sizes else 0.0
    return min(max(source / width, LEAST_SCALE), MOST_PIXELS / WIDTH)


def _x(column: int, width: float) -> float:
    return MARGIN + column * (width + GUTTER)


def _label_height(lines: Sequence[str]) -> float:
    return LABEL_LINE * len(lines) + (3.0 if lines else 0.0)


def _row_height(lines: Sequence[str], height: float) -> float:
    return _label_height(lines) + height + GUTTER + (4.0 if lines else 0.0)


def _broken(seed: str, width: float) -> list[str]:
    """A seed in one line, or in two halves where its column is too narrow."""
    half = (len(seed) + 1) // 2
    return [seed] if fonts.measure(seed, LEAST) <= width else [seed[:half], seed[half:]]
