"""The contact sheet: a day's best cats on one wall, the most liked the largest.

Like in a museum there is a number and no prompt: one reads it behind the post's spoiler. Must not know about Discord.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bot.sheets import fonts, hanging, pictures
from bot.sheets.drawing import (
    BRONZE,
    CREAM,
    GAP,
    GOLD,
    LEAST,
    MARGIN,
    MOST_PIXELS,
    MUTED,
    SILVER,
    WALL,
    WIDTH,
    Canvas,
    cat_mask,
    draw_header,
    header_height,
    thumb_mask,
)
from bot.sheets.encoding import Sheet, encode_sheet

MOST_TILES = hanging.MOST
ENLARGE = 1.75  # the largest picture is enlarged at most this much, where the smallest scale allows
SCALES = (2.0, MOST_PIXELS / WIDTH)  # pixels per point
RATIOS = (2 / 3, 3 / 2)  # proportions of a place; pictures beyond get a mat
MEDALS = (GOLD, SILVER, BRONZE)


@dataclass(frozen=True, kw_only=True)
class Tile:
    """One picture of the sheet. `path` is None when the file is gone; `number` is the picture's public number.

    `ribbon` is one short word over its corner ("new").
    """

    path: Path | None
    number: int
    likes: int
    ribbon: str = ""


def contact_sheet(tiles: Sequence[Tile], *, title: str, subtitle: str, limit_bytes: int = 8_000_000) -> Sheet:
    """Compose 1 to MOST_TILES pictures, best first, into one sheet of at most 1600 px width and `limit_bytes`.

    A picture that is missing or broken becomes a placeholder. Raises ValueError for another number of tiles.
    """
    if not 1 <= len(tiles) <= MOST_TILES:
        raise ValueError(f"a contact sheet takes 1 to {MOST_TILES} tiles, not {len(tiles)}")
    sizes = [size for tile in tiles if (size := pictures.size_of(tile.path)) is not None]
    ratio = _ratio(sizes)
    places = hanging.hang(len(tiles), width=WIDTH - 2 * MARGIN, gap=GAP, ratio=ratio)
    top = header_height(subtitle)
    bottom = max(place.bottom for place in places)
    canvas = Canvas(top + bottom + MARGIN - 4, scale=_scale(sizes, places[0].width))
    draw_header(canvas, title, subtitle)
    for rank, (tile, place) in enumerate(zip(tiles, places, strict=True), start=1):
        _draw_tile(canvas, tile, place, rank=rank, top=top)
    return encode_sheet(canvas.image, limit_bytes=limit_bytes)


def _ratio(sizes: Sequence[tuple[int, int]]) -> float:
    """The proportions most of the pictures have, within RATIOS."""
    usual = median([width / height for width, height in sizes]) if sizes else 1.0
    return min(max(usual, RATIOS[0]), RATIOS[1])


def _scale(sizes: Sequence[tuple[int, int]], large: float) -> float:
    """Pixels per point: as many as the pictures have to show, so that small ones are not blown up."""
    source = median([width for width, _ in sizes]) if sizes else 0.0
    return min(max(ENLARGE * source / large, SCALES[0]), SCALES[1])


def _draw_tile(canvas: Canvas, tile: Tile, place: hanging.Place, *, rank: int, top: float) -> None:
    x, y = place.x + MARGIN, place.y + top
    frame = (canvas.px(place.width), canvas.px(place.height))
    radius = {"large": 12.0, "medium": 8.0, "small": 6.0}[place.size]
    canvas.paste(pictures.framed(tile.path, frame), x, y, radius=radius)
    _draw_rank(canvas, rank, place, x, y)
    if tile.ribbon:
        _draw_ribbon(canvas, tile.ribbon, place, x + place.width, y)
    _draw_plaque(canvas, tile, place, x, y + place.height)


def _draw_rank(canvas: Canvas, rank: int, place: hanging.Place, x: float, y: float) -> None:
    """The rank on a cat's head in the picture's corner: gold, silver, bronze, then dark."""
    size = {"large": 34.0, "medium": 25.0, "small": 23.5}[place.size]
    inset = {"large": -5.0, "medium": -5.0, "small": -6.0}[place.size]  # over the corner, so as to hide no cat
    colour, ink = (MEDALS[rank - 1], WALL) if rank <= len(MEDALS) else (WALL, CREAM)
    rim = 1.2  # a thin dark rim keeps the medal apart from a picture of its colour
    if ink == WALL:
        canvas.stamp(cat_mask(canvas.px(size + 2 * rim)), x + inset - rim, y + inset - rim, WALL)
    canvas.stamp(cat_mask(canvas.px(size)), x + inset, y + inset, colour)
    text = max(size * (0.52 if rank < 10 else 0.48), LEAST)
    middle = y + inset + size * 0.58
    canvas.write(
        x + inset + size / 2, middle + text * 0.36, str(rank), size=text, colour=ink, is_bold=True, align="middle"
    )


def _draw_ribbon(canvas: Canvas, word: str, place: hanging.Place, right: float, y: float) -> None:
    """A word in gold over the picture's other corner, small enough to hide no cat."""
    size = {"large": 13.0, "medium": LEAST, "small": LEAST}[place.size]
    word = fonts.elide(word, size, place.width * 0.5, is_bold=True)
    room = {"large": 1.0, "medium": 0.9, "small": 0.6}[place.size]  # to its sides, in sizes
    width, height = fonts.measure(word, size, is_bold=True) + size * room, size * 1.45
    inset, rim = size * 0.4, 1.2
    left, top = right - inset - width, y + inset
    canvas.bar(left - rim, top - rim, width + 2 * rim, height + 2 * rim, WALL, radius=height / 2 + rim)
    canvas.bar(left, top, width, height, GOLD, radius=height / 2)
    middle = top + height / 2
    canvas.write(left + width / 2, middle + size * 0.35, word, size=size, colour=WALL, is_bold=True, align="middle")


def _draw_plaque(canvas: Canvas, tile: Tile, place: hanging.Place, x: float, y: float) -> None:
    """Below the picture: its number, and at the right the likes with a thumb.

    Where both do not fit, the number goes without its sign, or goes: the rank in the corner leads to it as well.
    """
    size = {"large": 16.0, "medium": 12.5, "small": LEAST}[place.size]
    baseline = y + hanging.PLAQUE[place.size] * 0.5 + size * 0.42
    likes, thumb = str(tile.likes), size * 1.02
    right = x + place.width - 1
    canvas.write(right, baseline, likes, size=size, is_bold=True, align="right")
    right -= fonts.measure(likes, size, is_bold=True) + size * 0.28 + thumb
    canvas.stamp(thumb_mask(canvas.px(thumb)), right, baseline - thumb * 0.88, GOLD)
    room = right - size * 0.3 - (x + 1)
    number = next((text for text in (f"#{tile.number}", str(tile.number)) if fonts.measure(text, size) <= room), "")
    canvas.write(x + 1, baseline, number, size=size, colour=MUTED)
