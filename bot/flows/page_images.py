"""A review's pictures as images, drawn ahead: while somebody looks at a page, the next one is made ready.

Owns which images are kept, and how many are drawn at a time. Must not know who looks.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.flows.review import PAGE, Page, Tile
from bot.sheets.numbered import numbered_copy

_KEPT = 4 * PAGE  # images: what two reviewers look at, and what they see next; about 6 MB
_AT_A_TIME = 2  # threads: votes and posts go on meanwhile
_LIMIT_BYTES = 900_000  # of one image

_Key = tuple[Path | None, int]


@dataclass(frozen=True, kw_only=True)
class PageImage:
    """A tile to look at, with its place written into the corner."""

    tile: Tile
    image: bytes
    extension: str


@dataclass(frozen=True)
class _Drawn:
    image: bytes
    extension: str


class PageImages:
    """Draws tiles once, whoever asks first; the oldest are forgotten."""

    def __init__(self) -> None:
        self._drawn: OrderedDict[_Key, asyncio.Task[_Drawn]] = OrderedDict()
        self._hands = asyncio.Semaphore(_AT_A_TIME)

    async def draw(self, page: Page) -> list[PageImage]:
        """The images of a page, in order; those that were drawn ahead are there at once."""
        tasks = self._begin(page.tiles)
        await asyncio.wait(tasks)  # who goes away meanwhile does not spoil it for who comes next
        drawn = [task.result() for task in tasks]
        return [
            PageImage(tile=tile, image=one.image, extension=one.extension)
            for tile, one in zip(page.tiles, drawn, strict=True)
        ]

    def prepare(self, page: Page) -> None:
        """Begin to draw what will most likely follow a page; returns at once."""
        self._begin(page.following)

    def _begin(self, tiles: Sequence[Tile]) -> list[asyncio.Task[_Drawn]]:
        tasks = []
        for tile in tiles:
            key = (tile.path, tile.place)
            task = self._drawn.get(key)
            if task is None or (task.done() and (task.cancelled() or task.exception() is not None)):
                task = self._drawn[key] = asyncio.create_task(self._draw(tile), name=f"draw picture {tile.picture_id}")
            self._drawn.move_to_end(key)
            tasks.append(task)
        while len(self._drawn) > _KEPT:
            self._drawn.popitem(last=False)
        return tasks

    async def _draw(self, tile: Tile) -> _Drawn:
        async with self._hands:
            copy = await asyncio.to_thread(numbered_copy, tile.path, tile.place, limit_bytes=_LIMIT_BYTES)
        return _Drawn(copy.data, copy.filename_extension)
