"""The canvas every sheet is drawn on, its colours and its few shapes. Must not know what a sheet means.

A sheet is `WIDTH` points wide, as wide as a phone shows it, whatever its pixels: `LEAST` points is then the smallest
text one reads without effort. Shapes have smooth edges: drawn larger as masks, then reduced.
"""

from __future__ import annotations

from typing import Literal

from PIL import Image, ImageDraw

from bot.sheets import fonts
from bot.sheets.fonts import Colour

WIDTH = 400.0  # points
LEAST = 11.3  # points of text: 11 on a phone of 390
MARGIN = 14.0
GAP = 8.0
MOST_PIXELS = 1600  # the widest a sheet may be
TALLEST = 8000  # pixels: a longer sheet gets coarser, so that memory stays bounded

# Warm and dark: the pictures glow on it, and it stands on Discord's dark grey and on its white alike.
WALL: Colour = (33, 28, 25)
PANEL: Colour = (52, 45, 40)
LINE: Colour = (84, 74, 66)
CREAM: Colour = (248, 240, 228)
MUTED: Colour = (190, 177, 162)
GOLD: Colour = (255, 204, 92)
SILVER: Colour = (222, 224, 228)
BRONZE: Colour = (226, 164, 116)

Align = Literal["left", "middle", "right"]
_SMOOTH = 4  # masks are drawn this much larger


class Canvas:
    """A picture under construction, addressed in points from the top left.

    `scale` is pixels per point; it is lowered for a sheet that would be too tall.
    """

    def __init__(self, height: float, *, scale: float) -> None:
        self.scale = min(scale, TALLEST / height)
        self.image = Image.new("RGB", (self.px(WIDTH), self.px(height)), WALL)
        self._draw = ImageDraw.Draw(self.image)

    def px(self, points: float) -> int:
        """Points to whole pixels."""
        return round(points * self.scale)

    def write(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float,
        colour: Colour = CREAM,
        is_bold: bool = False,
        align: Align = "left",
    ) -> None:
        """Write one line on the baseline `y`, with its left end, middle or right end at `x`."""
        width = fonts.measure(text, size, is_bold=is_bold)
        left = x - {"left": 0.0, "middle": width / 2, "right": width}[align]
        at = (left * self.scale, float(self.px(y)))
        fonts.write_px(self._draw, at, text, size=size * self.scale, colour=colour, is_bold=is_bold)

    def paste(self, picture: Image.Image, x: float, y: float, *, radius: float) -> None:
        """Hang a picture of final size with rounded corners, its top left at (x, y)."""
        self.image.paste(picture, (self.px(x), self.px(y)), rounded_mask(picture.size, self.px(radius)))

    def stamp(self, mask: Image.Image, x: float, y: float, colour: Colour) -> None:
        """Print a mask in one colour, its top left at (x, y)."""
        self.image.paste(colour, (self.px(x), self.px(y)), mask)

    def bar(self, x: float, y: float, width: float, height: float, colour: Colour, *, radius: float = 0.0) -> None:
        """Fill a box, with rounded corners if a radius is given; never thinner than a pixel."""
        size = (max(1, self.px(width)), max(1, self.px(height)))
        self.stamp(rounded_mask(size, min(self.px(radius), min(size) // 2)), x, y, colour)


def rounded_mask(size: tuple[int, int], radius: int) -> Image.Image:
    """A full mask with smooth round corners; sizes in pixels."""
    mask = Image.new("L", size, 255)
    width, height = size
    radius = min(radius, width // 2, height // 2)
    if radius < 1:
        return mask
    large = Image.new("L", (2 * radius * _SMOOTH, 2 * radius * _SMOOTH), 0)
    ImageDraw.Draw(large).ellipse((0, 0, large.width - 1, large.height - 1), fill=255)
    disc = large.reduce(_SMOOTH)
    for left in (True, False):
        for top in (True, False):
            x, y = (0 if left else radius), (0 if top else radius)
            corner = disc.crop((x, y, x + radius, y + radius))
            mask.paste(corner, (0 if left else width - radius, 0 if top else height - radius))
    return mask


def thumb_mask(size: int) -> Image.Image:
    """A thumb up, `size` pixels square: the sign that members press, which text fonts do not have."""
    large = size * _SMOOTH * 2
    mask = Image.new("L", (large, large), 0)
    draw = ImageDraw.Draw(mask)

    def box(left: float, top: float, right: float, bottom: float, radius: float, fill: int = 255) -> None:
        draw.rounded_rectangle((left * large, top * large, right * large, bottom * large), radius * large, fill=fill)

    box(0.03, 0.42, 0.21, 0.95, 0.05)  # the cuff
    box(0.28, 0.40, 0.80, 0.95, 0.10)  # the palm
    for row in range(4):  # the fingers
        indent = (0.02, 0.0, 0.03, 0.09)[row]
        box(0.45, 0.395 + row * 0.14, 0.985 - indent, 0.53 + row * 0.14, 0.067)
    wide = round(0.185 * large)
    points = [(0.385, 0.52), (0.475, 0.36), (0.52, 0.13)]  # the thumb
    joints = [(x * large, y * large) for x, y in points]
    draw.line(joints, fill=255, width=wide, joint="curve")
    draw.circle(joints[-1], wide / 2, fill=255)
    draw.polygon([(0.28 * large, 0.5 * large), (0.41 * large, 0.33 * large), (0.45 * large, 0.6 * large)], fill=255)
    return mask.reduce(_SMOOTH * 2)


def cat_mask(size: int) -> Image.Image:
    """A cat's head as a silhouette, `size` pixels square: rank badges, placeholders, the mark in the header."""
    large = size * _SMOOTH
    mask = Image.new("L", (large, large), 0)
    draw = ImageDraw.Draw(mask)
    for flip in (False, True):  # the ears
        ear = [(0.09, 0.02), (0.05, 0.55), (0.50, 0.30), (0.37, 0.20)]
        draw.polygon([((1 - x if flip else x) * large, y * large) for x, y in ear], fill=255)
    draw.ellipse((0.03 * large, 0.16 * large, 0.97 * large, 0.98 * large), fill=255)
    return mask.reduce(_SMOOTH)


def header_height(subtitle: str) -> float:
    """Points from the top of a sheet to where its content may begin."""
    return MARGIN + 28 + 16 * len(_subtitle_lines(subtitle)) + 10


def draw_header(canvas: Canvas, title: str, subtitle: str) -> None:
    """Title, up to two lines of subtitle, and the bot's mark at the right."""
    room = WIDTH - 2 * MARGIN - 34
    size = fonts.fit(title, 23, room, smallest=16, is_bold=True)
    line = fonts.elide(title, size, room, is_bold=True)
    canvas.write(MARGIN, MARGIN + 21, line, size=size, is_bold=True)
    for row, text in enumerate(_subtitle_lines(subtitle)):
        canvas.write(MARGIN, MARGIN + 41 + 16 * row, text, size=12.5, colour=MUTED)
    _draw_mark(canvas, WIDTH - MARGIN - 26, MARGIN)


def _draw_mark(canvas: Canvas, x: float, y: float) -> None:
    """The cat bandit: a golden head behind a dark mask."""
    canvas.stamp(cat_mask(canvas.px(26)), x, y, GOLD)
    canvas.bar(x + 0.8, y + 10.5, 24.4, 7.6, WALL, radius=3.2)
    for eye in (6.2, 15.2):
        canvas.bar(x + eye, y + 12.4, 4.6, 3.8, GOLD, radius=1.9)


def _subtitle_lines(subtitle: str) -> list[str]:
    return fonts.wrap(subtitle, 12.5, WIDTH - 2 * MARGIN - 34, lines=2)
