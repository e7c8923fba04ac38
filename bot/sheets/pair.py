"""The pair sheet: a picture and its child side by side, to see at a glance what has changed.

Must not know in which way the one came from the other.
"""

from __future__ import annotations

from pathlib import Path

from bot.sheets.drawing import CREAM, MARGIN, MOST_PIXELS, MUTED, WIDTH, Canvas
from bot.sheets.encoding import Sheet, encode_sheet
from bot.sheets.pictures import framed, size_of

GUTTER = 8.0  # points between the two
CAPTION = 20.0
CAPTION_SIZE = 13.0
LEAST_SCALE = 2.0  # pixels per point


def pair_sheet(pictures: tuple[Path, Path], captions: tuple[str, str], *, limit_bytes: int) -> Sheet:
    """Draw two pictures, the newer at the right, with a caption below each; both have the right one's proportions."""
    width = (WIDTH - 2 * MARGIN - GUTTER) / 2
    across, down = size_of(pictures[1]) or (1, 1)
    height = width / min(max(across / down, 0.5), 2.0)
    scale = min(max(across / width, LEAST_SCALE), MOST_PIXELS / WIDTH)
    canvas = Canvas(MARGIN + height + CAPTION + MARGIN / 2, scale=scale)
    for side, (path, caption) in enumerate(zip(pictures, captions, strict=True)):
        x = MARGIN + side * (width + GUTTER)
        canvas.paste(framed(path, (canvas.px(width), canvas.px(height))), x, MARGIN, radius=6.0)
        colour = CREAM if side else MUTED
        canvas.write(
            x + width / 2, MARGIN + height + CAPTION - 4, caption, size=CAPTION_SIZE, colour=colour, align="middle"
        )
    return encode_sheet(canvas.image, limit_bytes=limit_bytes)
