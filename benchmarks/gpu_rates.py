"""What one loaded pipeline reaches on one device: its rate, its operations, its memory, and whether bits are kept.

Must not know cases, tables or the time that is left.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import torch
from PIL import Image
from torch.utils.flop_counter import FlopCounterMode

from bot.errors import PainterError
from bot.painter.orders import Order, Settings
from bot.painter.worker.pipeline import Pipeline

LEAST_SECONDS = 2.0  # a figure is the mean of at least so long


def matrix_rate(device: torch.device, *, is_tiny: bool) -> float:
    """Floating-point operations a second of a large matrix product: what the card really gives."""
    side = 512 if is_tiny else 8192
    dtype = torch.float32 if device.type == "cpu" else torch.bfloat16
    one, other = (torch.randn(side, side, device=device, dtype=dtype) for _ in range(2))
    best = 0.0
    for _ in range(3 if is_tiny else 20):
        _wait(device)
        began = time.perf_counter()
        for _ in range(4):
            one @ other  # its time is wanted, not its value
        _wait(device)
        best = max(best, 4 * 2 * side**3 / (time.perf_counter() - began))
    return best


def count_flops(pipeline: Pipeline, settings: Settings) -> float:
    """Operations of one picture, its decoding included and its prompt read before."""
    short = replace(settings, chunk=1, compiled=False)
    paint(pipeline, replace(short, steps=1), list_orders(1))
    with FlopCounterMode(display=False) as counter:
        paint(pipeline, short, list_orders(1))
    return float(counter.get_total_flops())


def measure_rate(pipeline: Pipeline, settings: Settings, device: torch.device) -> tuple[float, int, bool]:
    """Pictures a second, the peak of the memory in bytes (0 on the CPU), and whether bits are kept.

    The call that warms up paints one of the pictures at another place among other neighbours: it must come out the
    same in the calls that are timed.
    """
    wanted, *others = list_orders(settings.chunk)
    strangers = [replace(order, seed=order.seed + 1000, prompt="a mouse on the moon") for order in others]
    first = paint(pipeline, settings, [*strangers, wanted])[-1]
    if device.type == "cuda":
        torch.cuda.reset_peak_memory_stats(device)
    _wait(device)
    began, calls = time.perf_counter(), 0
    pictures: Sequence[object] = ()
    while not calls or time.perf_counter() - began < LEAST_SECONDS * (device.type != "cpu"):
        pictures = paint(pipeline, settings, [wanted, *others])
        calls += 1
    _wait(device)
    seconds = time.perf_counter() - began
    peak = torch.cuda.max_memory_allocated(device) if device.type == "cuda" else 0
    return calls * settings.chunk / seconds, peak, _bytes(first) == _bytes(pictures[0])


def _bytes(picture: object) -> bytes:
    assert isinstance(picture, Image.Image)
    return picture.tobytes()


def paint(pipeline: Pipeline, settings: Settings, orders: Sequence[Order]) -> Sequence[object]:
    pictures = pipeline.paint(settings, orders, lambda step, steps: None)
    if any(isinstance(picture, str) for picture in pictures):
        raise PainterError(f"{settings.model}: {pictures[0]}")
    return pictures


def list_orders(count: int) -> list[Order]:
    """So many orders of which only the seeds differ."""
    return [Order(picture_id=number, prompt="a dog", seed=number, path=Path()) for number in range(1, count + 1)]


def _wait(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize(device)
