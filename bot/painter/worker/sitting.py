"""One request to paint: its chunks run on the device's thread, while finished pictures are stored on others.

So the device never waits for compression, hashing or the disk, and a picture is answered as soon as it is stored.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from PIL import Image

from bot.errors import PainterError
from bot.painter.orders import Order, Overrides, Painted, Settings, Spoilt
from bot.painter.reports import Progress
from bot.painter.worker import archive, chunks, devices, recipes
from bot.painter.worker.pipeline import Pipeline

_STEP_SECONDS = 1.0  # at most one progress report of steps in this time
_STORING = max(1, min(4, (os.cpu_count() or 2) // 2))  # threads
_ROOM = 64  # pictures that may wait to be stored; after them the device does wait
FAILURES = chunks.Failures(
    is_out_of_memory=devices.is_out_of_memory, is_fatal=devices.is_fatal, free_memory=devices.free_memory
)


class Sitting:
    """Paints orders with one pipeline. `answer` is called from several threads, once for each order that is done."""

    def __init__(
        self,
        pipeline: Pipeline,
        *,
        answer: Callable[[Painted | Spoilt], None],
        tell: Callable[[Progress], None],
        note: Callable[[int, str], None],
        on_chunk: Callable[[Sequence[int]], None],
        is_cancelled: Callable[[], bool],
    ) -> None:
        self._pipeline = pipeline
        self._answer = answer
        self._tell = tell
        self._note = note
        self._on_chunk = on_chunk
        self._is_cancelled = is_cancelled
        self._total = self._done = 0
        self._is_proven = False  # whether a usual picture has been painted, one that wants nothing otherwise
        self._room = threading.BoundedSemaphore(_ROOM)

    def paint(self, settings: Settings, orders: Sequence[Order]) -> None:
        """Paint all orders, those that need calls of their own apart; returns when the last picture is stored.

        Raises what ends it all: chunks' errors, archive.ArchiveError, and errors of a broken device.
        """
        possible = list(self._possible(settings, orders))
        self._total = len(possible)
        storing: list[Future[None]] = []
        with ThreadPoolExecutor(_STORING, thread_name_prefix="storing") as threads:
            for group in chunks.group(possible):
                for used, chunk in self._paint_group(settings, group):
                    if group[0].overrides is None:  # smaller for the next group too, if memory ran out
                        settings = replace(settings, chunk=chunk.size)
                    storing = [each for each in storing if not (each.done() and each.result() is None)]
                    for order, picture in zip(chunk.orders, chunk.pictures, strict=True):
                        self._room.acquire()
                        storing.append(threads.submit(self._store, order, picture, used, chunk.seconds))
                    self._done += len(chunk.orders)
                    sentence = f"Painted {self._done} of {self._total} pictures."
                    self._tell(painting(self._done, self._total, sentence))
                    if self._is_cancelled():
                        break
                if self._is_cancelled():
                    break
            for each in storing:
                each.result()

    def _paint_group(self, usual: Settings, group: Sequence[Order]) -> Iterator[tuple[Settings, chunks.Chunk]]:
        """Paint orders that want the same, and tell with which settings; what fails only as they want it is theirs."""
        overrides, left = group[0].overrides, list(group)
        try:
            used = recipes.overridden(usual, overrides, self._pipeline)
            self._pipeline.wear(used)
            self._pipeline.expect(order.prompt for order in group)
            for chunk in self._chunks(used, self._pipeline.in_good_order(group)):
                left = [order for order in left if order not in chunk.orders]
                self._is_proven |= overrides is None
                yield replace(used, chunk=chunk.size), chunk
        except (PainterError, chunks.OutOfMemoryError, chunks.ModelFailsError) as error:
            if overrides is None or not (isinstance(error, PainterError) or self._can_paint(usual)):
                raise
            for order in left:
                self._answer(Spoilt(picture_id=order.picture_id, reason=_reason(error, usual, overrides)))

    def _can_paint(self, usual: Settings) -> bool:
        """Whether usual pictures can be painted now; if nobody knows, one is, and thrown away."""
        if not self._is_proven:
            try:
                self._pipeline.wear(usual)
                probe = Order(picture_id=0, prompt="", seed=0, path=Path())
                self._is_proven = bool(list(self._chunks(usual, [probe])))
            except (PainterError, chunks.OutOfMemoryError, chunks.ModelFailsError):
                return False
        return self._is_proven

    def _possible(self, settings: Settings, orders: Iterable[Order]) -> Iterable[Order]:
        for order in orders:
            reason = recipes.order_refusal(order, settings, self._pipeline)
            if reason is None:
                yield order
            else:
                self._answer(Spoilt(picture_id=order.picture_id, reason=reason))

    def _store(self, order: Order, picture: Image.Image | str, settings: Settings, seconds: float) -> None:
        try:
            if isinstance(picture, str):
                self._answer(Spoilt(picture_id=order.picture_id, reason=picture))
                return
            archive.store(picture, order.path, archive.parameters(order, settings))
            sha256 = archive.pixels_sha256(picture)
            self._answer(
                Painted(picture_id=order.picture_id, path=order.path, sha256=sha256, settings=settings, seconds=seconds)
            )
        finally:
            self._room.release()

    def _chunks(self, settings: Settings, orders: Sequence[Order]) -> Iterable[chunks.Chunk]:
        last_told = 0.0

        def on_start(taken: Sequence[Order]) -> None:
            self._on_chunk([order.picture_id for order in taken])
            if settings.compiled and not self._done:  # silence for minutes, perhaps: that is no hanging
                sentence = f"Compiling {settings.model} for {settings.device}, if it was not done before."
                self._tell(Progress(stage="loading", done=0, total=0, sentence=sentence))

        def on_step(step: int, steps: int) -> None:
            nonlocal last_told
            if time.monotonic() - last_told > _STEP_SECONDS:
                last_told = time.monotonic()
                sentence = f"Painted {self._done} of {self._total} pictures; the next are at step {step} of {steps}."
                self._tell(painting(self._done, self._total, sentence))

        def on_shrink(old: int, new: int) -> None:
            self._note(
                logging.WARNING,
                f"{settings.device} ran out of memory with chunks of {old}; going on with chunks of {new}.",
            )

        return chunks.paint_in_chunks(
            orders,
            lambda taken: self._pipeline.paint(settings, taken, on_step),
            size=settings.chunk,
            failures=FAILURES,
            on_start=on_start,
            on_shrink=on_shrink,
        )


def _reason(error: Exception, usual: Settings, overrides: Overrides) -> str:
    """Why pictures are spoilt that want something otherwise, where usual ones are not."""
    if isinstance(error, PainterError):
        return str(error)
    wanted = {key: value for key, value in vars(overrides).items() if value is not None}
    named = ", ".join(f"{key} = {value!r}" for key, value in wanted.items())
    if isinstance(error, chunks.OutOfMemoryError):
        return (
            f"{usual.device} has too little memory for a picture with {named}. Ask for less, or choose another model."
        )
    return f"{usual.model} cannot paint with {named} ({error}). Ask for something else."


def painting(done: int, total: int, sentence: str) -> Progress:
    """How far a request is."""
    return Progress(stage="painting", done=done, total=total, sentence=sentence)
