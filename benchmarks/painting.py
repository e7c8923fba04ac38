"""How fast the painter paints, beside what a user would otherwise run; what each option does; how the event loop fares.

Beside it: one diffusers call per picture as in its quick start, and calls of B pictures as its documentation shows.
Everything that imports torch runs in processes of its own, one after the other, each warmed up before it is timed.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks import processes
from benchmarks.lag import watch_lag
from benchmarks.row import Row
from bot.painter.orders import ModelChoice, Order, Settings
from bot.painter.pool import PainterPool

_PICTURES = 12
_KITTEN = Path(__file__).resolve().parent.parent / "bot" / "kitten"


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What is painted: a model at a size and number of steps that a CPU ends with in minutes."""

    what: str
    choice: ModelChoice
    pictures: int


# Real architectures at random weights: name, number type, steps and guidance. Small, few steps: a CPU takes minutes.
_ARCHITECTURES = {"sd15": ("float32", 4, 7.5), "sdxl": ("bfloat16", 4, 5.0)}
SIDE, _FEW = 256, 2  # pixels; pictures, which is B as well
PARTS = ("bundled", "options", *_ARCHITECTURES)


def measure(folder: Path, *, only: Sequence[str] = PARTS, side: int = SIDE, is_tiny: bool = False) -> Iterator[Row]:
    """The bundled model, the options one by one, and the architectures of SD1.5 and SDXL at random weights.

    `only` is some of PARTS. `side` is that of the architectures' pictures in pixels; `is_tiny` makes these models
    small: that it runs, not how fast.
    """
    if "bundled" in only:
        yield from _bundled(folder)
    if "options" in only:
        kitten = Scene(
            what="the bundled model",
            choice=ModelChoice(source="kitten", steps=12, guidance=2.5, cache=str(folder / "cache")),
            pictures=_PICTURES,
        )
        yield from _options(kitten, folder)
    for name in _ARCHITECTURES:
        if name in only:
            yield from _architecture(name, folder, side=side, is_tiny=is_tiny)


def _bundled(folder: Path) -> Iterator[Row]:
    """The child process as the bot runs it, with the event loop watched meanwhile."""
    choice = ModelChoice(source="kitten", cache=str(folder / "cache"))
    rate, lag, settings = asyncio.run(_ours(folder, choice))
    asked = {name: getattr(settings, name) for name in ("width", "height", "steps", "guidance", "dtype")}
    same = ModelChoice(source=str(_KITTEN), **asked)
    for chunk, beside in ((1, "one diffusers call each"), (settings.chunk, f"diffusers by {settings.chunk}")):
        plain = processes.plain(same, folder, chunk=chunk, pictures=_PICTURES)
        yield Row(
            what=f"painting with the bundled model, {_PICTURES} pictures",
            ours=f"{rate:.2f} /s",
            beside=f"{plain['rate']:.2f} /s {beside}",
            ratio=rate / plain["rate"],
        )
    yield Row(what="the event loop's worst lag while painting", ours=f"{lag * 1e3:.1f} ms")


def _options(scene: Scene, folder: Path) -> Iterator[Row]:
    """Each option alone: the rate beside that of the painter as it comes, memory, and how far its pictures are off.

    What the painter cannot do on this computer has a row as well, in its own words.
    """
    plain = _sit(scene, folder / "plain", is_watched=True)
    changes: dict[str, dict[str, Any]] = {
        "B = 1": {"chunk": 1},
        "B = 8": {"chunk": 8},
        "prompts read every time": {"cache_prompts": False},
        "bfloat16": {"dtype": "bfloat16"},
        "channels_last": {"channels_last": "on"},
        "compiled": {"compile": "on"},
        "fp8": {"quantize": "fp8"},
        "offload model": {"offload": "model"},
        "offload sequential": {"offload": "sequential"},
    }
    for name, change in changes.items():
        changed = replace(scene, choice=replace(scene.choice, **change))
        try:
            found = _sit(changed, folder / "changed")
        except processes.CannotError as refusal:
            yield Row(what=f"{scene.what}, {name}: {refusal}", ours="not here")
            continue
        off = _difference(folder / "plain", folder / "changed", scene.pictures)
        yield Row(
            what=f"{scene.what}, {name}: {off:.2f} of 255 off, {found['peak'] / 1e6:.0f} MB",
            ours=f"{found['rate']:.2f} /s",
            beside=f"{plain['rate']:.2f} /s as it comes, {plain['peak'] / 1e6:.0f} MB",
            ratio=found["rate"] / plain["rate"],
        )
    yield _shares(scene.what, plain)


def _architecture(name: str, folder: Path, *, side: int, is_tiny: bool) -> Iterator[Row]:
    """Ours beside diffusers' quick start and calls by hand; memory; a tiny decoder; where the time goes."""
    dtype, steps, guidance = _ARCHITECTURES[name]
    built = _build(name, folder, dtype, is_tiny=is_tiny)
    choice = ModelChoice(
        source=built["model"],
        width=side,
        height=side,
        steps=steps,
        guidance=guidance,
        dtype=dtype,
        chunk=_FEW,
        cache=str(folder / "cache"),
    )
    scene = Scene(what=f"{name}'s architecture, {side} px, {steps} steps, {dtype}", choice=choice, pictures=_FEW)
    ours = _sit(scene, folder / "ours", is_watched=True)
    plain: dict[str, Any] = {}
    for chunk, beside in ((1, "one diffusers call each"), (_FEW, f"diffusers by {_FEW}")):
        plain = processes.plain(choice, folder, chunk=chunk, pictures=_FEW)
        yield Row(
            what=scene.what,
            ours=f"{ours['rate']:.3f} /s",
            beside=f"{plain['rate']:.3f} /s {beside}",
            ratio=ours["rate"] / plain["rate"],
        )
    yield Row(
        what=f"{name}'s architecture: memory",
        ours=f"{ours['peak'] / 1e9:.2f} GB",
        beside=f"{plain['peak'] / 1e9:.2f} GB diffusers by {_FEW}",
        ratio=plain["peak"] / ours["peak"],
    )
    small = _sit(replace(scene, choice=replace(choice, tiny_decoder=built["decoder"])), folder / "changed")
    yield Row(
        what=f"{name}'s architecture, a tiny decoder: {small['peak'] / 1e9:.2f} GB",
        ours=f"{small['rate']:.3f} /s",
        beside=f"{ours['rate']:.3f} /s with the model's own",
        ratio=small["rate"] / ours["rate"],
    )
    yield _shares(f"{name}'s architecture", ours)


def _shares(what: str, found: dict[str, Any]) -> Row:
    shares = found["shares"]
    listed = ", ".join(f"{name} {shares[name]:.0%}" for name in ("text", "denoise", "decode", "idle"))
    return Row(what=f"{what}: where the time goes", ours=listed, beside=f"encode {shares['encode']:.0%}, beside it")


def _sit(scene: Scene, folder: Path, *, is_watched: bool = False) -> dict[str, Any]:
    return processes.sit(scene.choice, folder, pictures=scene.pictures, is_watched=is_watched)


def _build(name: str, folder: Path, dtype: str, *, is_tiny: bool) -> dict[str, Any]:
    """Where an architecture's model and its tiny decoder are."""
    asked = {"name": name, "folder": str(folder), "dtype": dtype, "is_tiny": is_tiny}
    return processes.run("-m", "benchmarks.models", json.dumps(asked))


def _difference(one: Path, other: Path, pictures: int) -> float:
    """The mean difference of the pixels of equally named pictures, 0 to 255."""
    import numpy as np
    from PIL import Image

    total = 0.0
    for number in range(pictures):
        with Image.open(one / f"{number}.png") as a, Image.open(other / f"{number}.png") as b:
            total += float(np.abs(np.asarray(a, dtype=float) - np.asarray(b, dtype=float)).mean())
    return total / pictures


async def _ours(folder: Path, choice: ModelChoice) -> tuple[float, float, Settings]:
    async with PainterPool(choice) as painter:
        settings = await painter.prepare()
        await _paint(painter, settings, folder, range(1000, 1000 + settings.chunk))
        watching = asyncio.create_task(watch_lag())
        begun = time.perf_counter()
        await _paint(painter, settings, folder, range(_PICTURES))
        seconds = time.perf_counter() - begun
        watching.cancel()
        lag = max(await asyncio.gather(watching))
    return _PICTURES / seconds, lag, settings


async def _paint(painter: PainterPool, settings: Settings, folder: Path, seeds: Iterable[int]) -> None:
    orders = [
        Order(picture_id=seed, prompt=f"a cat, number {seed % 4}", seed=seed, path=folder / f"{seed}.png")
        for seed in seeds
    ]
    async for _ in painter.paint(settings, orders):
        pass
