"""What the GPU's table is about: the cases, and what one run has for them, from its device to the time that is left."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path

import torch

from benchmarks import models
from bot.painter.orders import ModelChoice, Settings
from bot.painter.worker import devices, recipes, sources
from bot.painter.worker.pipeline import Pipeline


@dataclass(frozen=True, kw_only=True)
class Case:
    """A model at a size, and how it is painted with; in the order of their worth to whoever pays by the minute."""

    name: str
    side: int
    steps: int
    guidance: float


CASES = (
    Case(name="sd-turbo", side=512, steps=1, guidance=0.0),
    Case(name="klein", side=1024, steps=4, guidance=1.0),
    Case(name="sdxl", side=1024, steps=4, guidance=0.0),
    Case(name="z-image", side=1024, steps=8, guidance=0.0),
    Case(name="sdxl", side=1024, steps=30, guidance=5.0),
    Case(name="sd15", side=512, steps=20, guidance=7.5),
)


@dataclass(kw_only=True)
class Session:
    """What one run has: the device, its matrix rate, the time that is left, and what was left out for want of it."""

    device: torch.device
    matrix: float
    until: float
    folder: Path
    is_tiny: bool
    left_out: list[str] = field(default_factory=list)

    @property
    def dtype(self) -> str:
        return "float32" if self.device.type == "cpu" else "bfloat16"

    @property
    def left(self) -> float:
        """Seconds."""
        return self.until - time.monotonic()

    def has_time_for(self, what: str, seconds: float) -> bool:
        """Whether this ends in time; if not it is noted."""
        if seconds < self.left:
            return True
        self.left_out.append(what)
        return False

    def choose(self, case: Case, source: Path) -> ModelChoice:
        """The case as the painter is asked for it."""
        side = 64 if self.is_tiny else case.side
        return ModelChoice(
            source=str(source),
            width=side,
            height=side,
            steps=case.steps,
            guidance=case.guidance,
            dtype=self.dtype,
            chunk=1,
            device=str(self.device),
            compile="off",
            cache=str(self.folder / "cache"),
        )

    def build(self, name: str) -> Path:
        """The model's folder; written once."""
        dtype = devices.torch_dtype(self.dtype)
        source = models.build(name, self.folder, dtype=dtype, device=str(self.device), tiny=self.is_tiny)
        devices.free_memory()
        return source


def load(choice: ModelChoice, session: Session) -> tuple[Pipeline, Settings]:
    """The painter's pipeline of a choice, and its settings."""
    preset = recipes.preset_for(choice)
    located = sources.locate(preset, lambda *values: None)
    build = recipes.build_for(choice, preset, session.device, located)
    if build.decoder:
        located = sources.with_decoder(located, build.decoder)
    pipeline = Pipeline.load(build, located, session.folder / "cache")
    return pipeline, recipes.settings_for(choice, preset, pipeline)
