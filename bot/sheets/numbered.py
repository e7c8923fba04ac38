"""A picture with its place on a page written into its corner: on a phone one sees at once which button is whose.

Must not know what the page is for.
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw

from bot.sheets import fonts, pictures
from bot.sheets.copies import PostCopy
from bot.sheets.drawing import CREAM, WALL, rounded_mask
from bot.sheets.encoding import EXTENSION, encode_within

SIDES = (384, 768)  # pixels: the side is brought between these
EMPTY = (512, 512)
BADGE = 0.19  # of the side: a page's pictures are as small as a third of a phone, and numbers stay readable there


def numbered_copy(path: Path | None, number: int, *, limit_bytes: int) -> PostCopy:
    """Encode a picture as WebP with `number` in its top left corner; a placeholder where its file is missing.

    It is always square, with a mat if the picture is not: Discord cuts pictures that hang together to squares, and
    heads and numbers with them.
    """
    size = pictures.size_of(path) or EMPTY
    side = min(max(*size, SIDES[0]), SIDES[1])
    picture = pictures.framed(path, (side, side))
    _draw_badge(picture, str(number))
    data, _ = encode_within(picture, limit_bytes=limit_bytes, method=2)
    return PostCopy(data=data, filename_extension=EXTENSION)


def _draw_badge(picture: Image.Image, text: str) -> None:
    height = max(16, round(min(picture.size) * BADGE))
    letters = height * 0.66
    width = max(height, round(fonts.measure(text, letters, is_bold=True) + height * 0.5))
    inset = round(height * 0.25)
    picture.paste(WALL, (inset, inset), rounded_mask((width, height), height // 3))
    left = inset + (width - fonts.measure(text, letters, is_bold=True)) / 2
    at = (left, inset + height * 0.74)
    fonts.write_px(ImageDraw.Draw(picture), at, text, size=letters, colour=CREAM, is_bold=True)
