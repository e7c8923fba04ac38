"""Chunks: pictures are painted in calls of exactly B orders, so that neighbours never matter.

A pure loop around a `paint` function; must not know torch. Another B gives other bits, so the tail is padded with
throw-away orders instead of being painted smaller. A chunk is harmless to repeat.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from PIL import Image

from bot.painter.orders import Order, Overrides

Paint = Callable[[Sequence[Order]], "Sequence[Image.Image | str]"]  # a picture, or the reason why there is none


@dataclass(frozen=True, kw_only=True)
class Chunk:
    """One finished call: its orders, a picture or a reason for each, the B it was painted with, and its wall time."""

    orders: Sequence[Order]
    pictures: Sequence[Image.Image | str]
    size: int
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Failures:
    """How the loop tells errors apart, and what it does about memory; the worker fills it in from torch."""

    is_out_of_memory: Callable[[BaseException], bool]
    is_fatal: Callable[[BaseException], bool]  # the device is broken: only a new process helps
    free_memory: Callable[[], None]


class OutOfMemoryError(Exception):
    """Not even one picture at a time fits into memory."""


class ModelFailsError(Exception):
    """The model fails on everything; the text names the error."""


def group(orders: Sequence[Order]) -> list[list[Order]]:
    """The orders that one call can paint together: with equal overrides and equal strengths of their sources."""
    groups: dict[tuple[Overrides | None, float | None], list[Order]] = {}
    for order in orders:
        key = (order.overrides, order.source.strength if order.source is not None else None)
        groups.setdefault(key, []).append(order)
    return list(groups.values())


def paint_in_chunks(
    orders: Sequence[Order],
    paint: Paint,
    *,
    size: int,
    failures: Failures,
    on_start: Callable[[Sequence[Order]], None] = lambda orders: None,
    on_shrink: Callable[[int, int], None] = lambda old, new: None,
) -> Iterator[Chunk]:
    """Paint the orders `size` at a time, each chunk yielded when done; a generator, so the caller may stop in between.

    Out of memory halves the size for the rest. An error that is not about memory is narrowed down to the one order
    that causes it, whose picture is then the reason. Raises OutOfMemoryError at size 1, ModelFailsError where a
    throw-away order fails as well, and fatal errors as they are.
    """
    position = 0
    is_narrowing = 0  # orders still to be painted one by one after a failure
    while position < len(orders):
        taken = orders[position : position + (1 if is_narrowing else size)]
        on_start(taken)
        began = time.monotonic()
        pictures, error = _try(paint, taken, size, failures)
        seconds = (time.monotonic() - began) / len(taken)
        if pictures is None and error is None:  # out of memory
            failures.free_memory()
            if size == 1:
                raise OutOfMemoryError
            on_shrink(size, size // 2)
            size //= 2
            is_narrowing = 0
            continue
        if error is not None:
            if len(taken) > 1:
                is_narrowing = len(taken)
                continue
            pictures = [_blame(paint, taken[0], size, failures, error)]
        assert pictures is not None
        position += len(taken)
        is_narrowing = max(0, is_narrowing - 1)
        yield Chunk(orders=taken, pictures=pictures[: len(taken)], size=size, seconds=seconds)


def _try(
    paint: Paint, taken: Sequence[Order], size: int, failures: Failures
) -> tuple[Sequence[Image.Image | str] | None, str | None]:
    """Pictures, or an error's text, or neither when memory ran out. The exception dies here and frees its tensors."""
    padded = [*taken, *[_throw_away(taken[0], taken[0].prompt)] * (size - len(taken))]
    try:
        return paint(padded), None
    except Exception as error:
        if failures.is_out_of_memory(error):
            return None, None
        if failures.is_fatal(error):
            raise
        return None, f"{type(error).__name__}: {error}"


def _throw_away(order: Order, prompt: str = "") -> Order:
    """An order that can be painted in one call with this one, of which nothing is kept."""
    return replace(order, prompt=prompt, seed=0, variation=None)


def _blame(paint: Paint, order: Order, size: int, failures: Failures, error: str) -> str:
    """The reason for one picture, if the model can paint something else; otherwise raises ModelFailsError."""
    pictures, other_error = _try(paint, [_throw_away(order)], size, failures)
    if pictures is None and other_error is not None:
        raise ModelFailsError(error)
    return f"The model fails on this prompt ({error}). Change the prompt."
