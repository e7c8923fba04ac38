"""One painter measured from inside, in a process of its own: rate, memory, and where the time goes.

`python -m benchmarks.sitting JSON`: {"choice": {...}, "pictures": n, "folder": path}; answers with one line of JSON,
{"refusal": sentence} for what the painter cannot do on this computer.
The shares are of the wall time: the device's thread reads prompts, takes noise away, decodes, or waits (everything
else: schedulers, Python, the queue); `encode` is the other threads' work, which overlaps with it.
"""

from __future__ import annotations

import json
import resource
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from bot.errors import PainterError
from bot.painter.orders import ModelChoice, Order, Painted, Settings
from bot.painter.worker import archive
from bot.painter.worker.loading import backbone
from bot.painter.worker.studio import Studio


class Stopwatch:
    """Seconds by name, taken around functions; a part within a part is counted once."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._inside = threading.local()

    def around(self, owner: Any, method: str, name: str) -> None:
        """Take the time of every call of a method."""
        original = getattr(owner, method)

        def timed(*arguments: Any, **named: Any) -> Any:
            if getattr(self._inside, "name", None) is not None:
                return original(*arguments, **named)
            self._inside.name = name
            _wait_for_device()
            began = time.perf_counter()
            try:
                return original(*arguments, **named)
            finally:
                _wait_for_device()
                self.seconds[name] += time.perf_counter() - began
                self._inside.name = None

        setattr(owner, method, timed)


def measure(choice: ModelChoice, *, pictures: int, folder: Path, is_watched: bool) -> dict[str, Any]:
    """Paint a chunk of one step to warm up, then so many pictures; `is_watched` paints them again for the shares."""
    studio = Studio(tell=lambda progress: None, note=lambda level, text: None, on_chunk=lambda ids: None)
    settings = studio.prepare(choice)

    def paint(numbers: range, settings: Settings) -> list[Painted]:
        orders = [
            Order(picture_id=number, prompt=f"a cat, number {number % 4}", seed=number, path=folder / f"{number}.png")
            for number in numbers
        ]
        answers = list(studio.paint(choice, settings, orders, lambda: False))
        assert all(isinstance(answer, Painted) for answer in answers), answers
        return [answer for answer in answers if isinstance(answer, Painted)]

    paint(range(1000, 1000 + settings.chunk), replace(settings, steps=1))
    began = time.perf_counter()
    painted = paint(range(pictures), settings)
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    if torch.cuda.is_available():
        peak = torch.cuda.max_memory_allocated()
    return {
        "rate": pictures / seconds,
        "chunk": painted[0].settings.chunk,
        "steps": settings.steps,
        "guidance": settings.guidance,
        "peak": peak,
        "shares": _shares(studio, lambda: paint(range(pictures), settings)) if is_watched else {},
    }


def _shares(studio: Studio, paint: Callable[[], object]) -> dict[str, float]:
    """Where the time of painting goes; taking it costs a little."""
    watch = Stopwatch()
    assert studio._pipeline is not None
    pipe = studio._pipeline._pipe
    watch.around(backbone(pipe), "forward", "denoise")
    watch.around(pipe.vae, "decode", "decode")
    watch.around(pipe, "encode_prompt", "text")
    watch.around(archive, "store", "encode")
    watch.around(archive, "pixels_sha256", "encode")
    began = time.perf_counter()
    paint()
    seconds = time.perf_counter() - began
    shares = {name: watch.seconds[name] / seconds for name in ("text", "denoise", "decode", "encode")}
    shares["idle"] = max(0.0, 1 - shares["text"] - shares["denoise"] - shares["decode"])
    return shares


def _wait_for_device() -> None:
    if torch.cuda.is_available():
        torch.cuda.synchronize()


def main() -> int:
    """Answer one question."""
    print(json.dumps(answer(json.loads(sys.argv[1]))))
    return 0


def answer(asked: dict[str, Any]) -> dict[str, Any]:
    """What was measured, or the painter's own words why it cannot be."""
    try:
        return measure(
            ModelChoice.of(asked["choice"]),
            pictures=asked["pictures"],
            folder=Path(asked["folder"]),
            is_watched=asked.get("is_watched", False),
        )
    except PainterError as error:
        return {"refusal": str(error)}


if __name__ == "__main__":
    raise SystemExit(main())
