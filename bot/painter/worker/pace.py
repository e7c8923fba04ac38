"""How fast a loaded model paints: B is measured with it, and whether compiling it would pay is told from that.

Joins calibration and compiling to a pipeline; must not know how orders come or where pictures go.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bot.errors import PainterError
from bot.painter.orders import ModelChoice, Order, Settings
from bot.painter.worker import calibration, compiling, devices
from bot.painter.worker.pipeline import Pipeline

_CPU_BUDGET, _BUDGET = 3.0, 60.0  # seconds of measuring
_SHORT = 4  # steps of a picture that is only measured; the others last as long as these on average


def measured(settings: Settings, choice: ModelChoice, pipeline: Pipeline, *, tell: Callable[[str], None]) -> Settings:
    """The settings with the B that is best for them, measured with a few steps of each size if it never was.

    A chosen B stays; so does the preset's where nothing can be remembered, or nothing fits into memory.
    """
    if choice.chunk is not None or choice.cache is None:
        return settings
    ledger, key = calibration.Ledger(Path(choice.cache)), _key(settings)
    found = ledger.find(key)
    if found is None:
        found = _measure(pipeline, settings, tell)
        if found is None:
            return settings
        ledger.keep(key, found)
    return replace(settings, chunk=found.chunk_for(choice.batch))


def pays_to_compile(settings: Settings, choice: ModelChoice, pipeline: Pipeline, *, pictures: int) -> bool:
    """Whether compiling is worth it for so many pictures; only where it is known how fast it goes without."""
    if choice.compile != "auto" or settings.compiled or pipeline.device.type != "cuda" or choice.cache is None:
        return False
    known = calibration.Ledger(Path(choice.cache)).find(_key(settings))
    seconds_each = None if known is None else known.seconds_each(settings.chunk)
    if seconds_each is None:
        return False
    return compiling.pays(pictures=pictures, seconds_each=seconds_each, cost_seconds=compiling.COLD_SECONDS)


def _measure(pipeline: Pipeline, settings: Settings, tell: Callable[[str], None]) -> calibration.Calibration | None:
    settings = replace(settings, compiled=False)
    budget = _CPU_BUDGET if pipeline.device.type == "cpu" else _BUDGET
    return calibration.measure(
        lambda size: _time(pipeline, settings, size),
        budget_seconds=budget,
        tell=lambda size: tell(f"Measuring how fast {settings.device} paints {size} at a time."),
    )


def _time(pipeline: Pipeline, settings: Settings, size: int) -> calibration.Timing | None:
    """Time one call that paints `size` pictures with a few of their steps; None without memory, or if the model fails.

    Reading and decoding are not a part of the steps and gain less from a larger call: the missing steps are added.
    """
    order = Order(picture_id=0, prompt="", seed=0, path=Path())
    stamps: list[float] = []

    def stamp(step: int, steps: int) -> None:
        devices.finish(pipeline.device)
        stamps.append(time.perf_counter())

    began = time.perf_counter()
    try:
        pipeline.paint(replace(settings, steps=min(settings.steps, _SHORT)), [order] * size, stamp)
        spent = time.perf_counter() - began
    except PainterError:
        raise
    except Exception as error:
        if devices.is_fatal(error):
            raise
        return None
    finally:
        devices.free_memory()
    each = (stamps[-1] - stamps[0]) / (len(stamps) - 1) if len(stamps) > 1 else 0.0
    return calibration.Timing(spent=spent, whole=spent + each * max(settings.steps - len(stamps), 0))


def _key(settings: Settings) -> str:
    """All that a measurement of B holds for."""
    size, steps = f"{settings.width}x{settings.height}", f"{settings.steps} steps"
    named = [settings.model, settings.revision, settings.device, settings.dtype, size, steps, settings.stack]
    options = ["channels_last"] if settings.channels_last else []
    return ", ".join([*named, settings.scheduler, *filter(None, [settings.decoder, settings.quantized]), *options])
