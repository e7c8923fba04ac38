"""The soak test's painter: the real worker's desk and pipes, and a studio that paints noise in milliseconds.

Run as a painter's command; torch is never imported. Every chunk is announced on stderr, so that a kill can fall into
it.
"""

from __future__ import annotations

import hashlib
import os
import random
import struct
import sys
import time
import types
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from bot.errors import PainterError
from bot.painter.orders import ModelChoice, Order, Painted, Settings, Spoilt

SIDE = 16
LONGEST_CHUNK_S = 0.04
SETTINGS = Settings(
    model="noise",
    revision="1",
    width=SIDE,
    height=SIDE,
    steps=1,
    guidance=0.0,
    negative_prompt="",
    scheduler="none",
    dtype="float32",
    device="cpu",
    chunk=2,
    stack="soak",
)


def pixels(prompt: str, seed: int) -> bytes:
    """The picture's RGB bytes: a function of the recipe alone."""
    return hashlib.shake_256(f"{seed} {prompt}".encode()).digest(SIDE * SIDE * 3)


def write_png(path: Path, rgb: bytes) -> None:
    """Write a PNG whole or not at all."""
    rows = b"".join(b"\0" + rgb[start : start + SIDE * 3] for start in range(0, len(rgb), SIDE * 3))
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows, 1)),
        (b"IEND", b""),
    )
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    partial.write_bytes(b"\x89PNG\r\n\x1a\n" + body)
    partial.replace(path)


class Studio:
    """Takes the real studio's place; does what it does, and knows no model."""

    def __init__(self, *, tell: Any, note: Any, on_chunk: Callable[[list[int]], None]) -> None:
        self._on_chunk = on_chunk

    def prepare(self, choice: ModelChoice) -> Settings:
        return SETTINGS

    def paint(
        self, choice: ModelChoice, settings: Settings, orders: Sequence[Order], is_cancelled: Callable[[], bool]
    ) -> Iterator[Painted | Spoilt]:
        for start in range(0, len(orders), settings.chunk):
            chunk = orders[start : start + settings.chunk]
            self._on_chunk([order.picture_id for order in chunk])
            print("painting", *(order.picture_id for order in chunk), file=sys.stderr, flush=True)
            time.sleep(random.uniform(0, LONGEST_CHUNK_S))
            for order in chunk:
                yield self._paint(order, settings)
            if is_cancelled():
                return

    def _paint(self, order: Order, settings: Settings) -> Painted:
        settings = settings.overridden(order.overrides)
        rgb = pixels(order.prompt, order.seed)
        try:
            write_png(order.path, rgb)
        except OSError as error:
            raise PainterError(f"The picture {order.path} could not be stored: {error}.") from error
        sha256 = hashlib.sha256(rgb).hexdigest()
        return Painted(picture_id=order.picture_id, path=order.path, sha256=sha256, settings=settings, seconds=0.0)


if __name__ == "__main__":
    studio: Any = types.ModuleType("bot.painter.worker.studio")
    studio.Studio = Studio
    sys.modules["bot.painter.worker.studio"] = studio
    from bot.painter.worker.__main__ import main

    sys.exit(main())
