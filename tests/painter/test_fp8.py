"""8-bit floats, where torchao is installed: its arithmetic on the CPU, which it else leaves to cards."""

from __future__ import annotations

import sys
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from PIL import Image

from bot.errors import PainterError
from bot.painter.orders import ModelChoice, Settings
from bot.painter.presets import PRESETS
from bot.painter.worker import devices, loading, recipes, sources
from bot.painter.worker.loading import Build
from bot.painter.worker.pipeline import Pipeline
from tests.painter.conftest import order

ADA = (8, 9)


@pytest.fixture
def card(monkeypatch: pytest.MonkeyPatch) -> torch.device:
    """A card of the right generation, as far as anybody asks."""
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda device=None: ADA)
    monkeypatch.setattr(devices, "label", str)
    monkeypatch.setattr(devices, "memory", lambda device: (24 * 10**9, 24 * 10**9))
    return torch.device("cuda")


def test_a_preset_in_half_precision_is_quantized_beside_another_number_type(card: torch.device, tmp_path: Path) -> None:
    preset = PRESETS["sdxl-lightning"]
    located = sources.Located(folder=tmp_path, model="m", revision="0")
    assert recipes.build_for(ModelChoice(), preset, card, located).dtype == "float16"
    build = recipes.build_for(ModelChoice(quantize="fp8"), preset, card, located)
    assert (build.dtype, build.quantized) == ("bfloat16", "fp8")


def test_a_number_type_that_cannot_be_beside_it_is_refused_with_the_remedy(card: torch.device, tmp_path: Path) -> None:
    located = sources.Located(folder=tmp_path, model="m", revision="0")
    build = Build(preset=PRESETS["kitten"], device=card, dtype="float16", quantized="fp8")
    with pytest.raises(PainterError, match=r'fp8.* bfloat16 beside it, not float16\. Set dtype to "auto"'):
        loading.load_pipe(build, located)


def test_without_its_package_it_is_refused_with_the_remedy(
    card: torch.device, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "torchao", None)
    monkeypatch.setattr(loading.importlib.util, "find_spec", lambda name: None)
    located = sources.Located(folder=tmp_path, model="m", revision="0")
    build = Build(preset=PRESETS["kitten"], device=card, dtype="bfloat16", quantized="fp8")
    with pytest.raises(PainterError, match=r"torchao: pip install"):
        loading.load_pipe(build, located)


@pytest.fixture
def quantized(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Pipeline, Settings]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what it finds no card for
        pytest.importorskip("torchao", reason="the extra fp8 is not installed")
        from torchao.quantization import quant_api  # type: ignore[import-not-found]  # optional
    monkeypatch.setattr(quant_api, "_check_hardware_support", lambda granularities: None)
    monkeypatch.setattr(loading, "_check", lambda build: None)
    return load(tiny, quantize="fp8", dtype="bfloat16")


def load(model: Path, **wanted: Any) -> tuple[Pipeline, Settings]:
    choice = ModelChoice(source=str(model), steps=2, chunk=2, device="cpu", **wanted)
    preset = recipes.preset_for(choice)
    located = sources.locate(preset, lambda *_: None)
    pipeline = Pipeline.load(recipes.build_for(choice, preset, torch.device("cpu"), located), located)
    return pipeline, recipes.settings_for(choice, preset, pipeline)


def paint(pipeline: Pipeline, settings: Settings, *pairs: tuple[str, int]) -> list[bytes]:
    orders = [order(Path(), number, prompt, seed) for number, (prompt, seed) in enumerate(pairs)]
    painted = pipeline.paint(settings, orders, lambda step, steps: None)
    return [picture.tobytes() for picture in painted if isinstance(picture, Image.Image)]


def test_a_quantized_picture_is_recorded_as_such_and_is_another_one(
    quantized: tuple[Pipeline, Settings], tiny: Path
) -> None:
    pipeline, settings = quantized
    plain, usual = load(tiny, dtype="bfloat16")
    assert settings == replace(usual, quantized="fp8")
    assert paint(pipeline, settings, ("a cat", 1), ("a cat", 2)) != paint(plain, usual, ("a cat", 1), ("a cat", 2))


def test_neighbours_do_not_change_a_quantized_picture(quantized: tuple[Pipeline, Settings]) -> None:
    pipeline, settings = quantized
    first = paint(pipeline, settings, ("a cat", 1), ("a dog that sleeps on a red sofa", 2))[0]
    assert paint(pipeline, settings, ("", 9), ("a cat", 1))[1] == first
