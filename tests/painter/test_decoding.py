"""From latents to bytes: decoding is sliced, and bytes are what leaves the device, with diffusers' own pixels."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import torch
from PIL import Image
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves
from torch.utils.weak import WeakIdKeyDictionary

from bot.painter.orders import ModelChoice, Settings
from bot.painter.worker import noise, recipes, sources
from bot.painter.worker.pipeline import Pipeline
from tests.painter.architectures import save_tiny_decoder
from tests.painter.conftest import order

CPU = torch.device("cpu")
B = 4


@pytest.fixture(scope="module")
def tiny_decoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random decoder of the small kind, for the tiny pipeline."""
    folder = tmp_path_factory.mktemp("decoder")
    save_tiny_decoder(folder)
    return folder


def load(model: Path, **wanted: Any) -> tuple[Pipeline, Settings]:
    choice = ModelChoice(source=str(model), steps=1, chunk=B, device="cpu", **wanted)
    preset = recipes.preset_for(choice)
    located = sources.locate(preset, lambda *_: None)
    build = recipes.build_for(choice, preset, CPU, located)
    if build.decoder:
        located = sources.with_decoder(located, build.decoder)
    pipeline = Pipeline.load(build, located)
    return pipeline, recipes.settings_for(choice, preset, pipeline)


def paint(pipeline: Pipeline, settings: Settings, seeds: Sequence[int] = range(B)) -> list[Image.Image]:
    orders = [order(Path(), seed, "a cat", seed) for seed in seeds]
    painted = pipeline.paint(settings, orders, lambda step, steps: None)
    pictures = [picture for picture in painted if isinstance(picture, Image.Image)]
    assert len(pictures) == len(orders), painted
    return pictures


@pytest.mark.parametrize("kind", ["the model's own", "tiny"])
def test_the_decoder_never_sees_more_than_one_latent_at_a_time(kind: str, tiny: Path, tiny_decoder: Path) -> None:
    pipeline, settings = load(tiny, tiny_decoder=str(tiny_decoder) if kind == "tiny" else "off")
    seen: list[int] = []
    pipeline._pipe.vae.decoder.register_forward_pre_hook(lambda module, given: seen.append(given[0].shape[0]))
    paint(pipeline, settings)
    assert seen == [1] * B


class Ledger(TorchDispatchMode):
    """Notes every tensor that an operation makes, and how many bytes of them live at once at most."""

    def __init__(self) -> None:
        super().__init__()
        self.most = 0
        self._living = WeakIdKeyDictionary()

    def __torch_dispatch__(self, call: Any, types: Any, arguments: Any = (), named: Any = None) -> Any:
        made = call(*arguments, **(named or {}))
        for tensor in tree_leaves(made):
            if isinstance(tensor, torch.Tensor):
                self._living[tensor.untyped_storage()] = True
        self.most = max(self.most, sum(storage.nbytes() for storage in self._living))
        return made


def test_a_larger_chunk_takes_no_more_memory_to_decode_but_for_its_pictures(tiny: Path) -> None:
    vae = load(tiny)[0]._pipe.vae

    def memory_for(count: int) -> int:
        """The bytes at work at once, at most, besides the finished pictures: as slices, and joined."""
        latents = torch.randn(count, 4, 32, 32)
        with torch.inference_mode(), Ledger() as ledger:
            pictures = vae.decode(latents).sample
        assert pictures.shape == (count, 3, 64, 64)
        return ledger.most - 2 * pictures.nbytes

    alone = memory_for(1)
    assert memory_for(8) <= 1.1 * alone
    vae.disable_slicing()
    assert memory_for(8) > 4 * alone  # else nothing was measured


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_what_leaves_the_device_is_bytes_and_nothing_larger(
    dtype: str, tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline, settings = load(tiny, dtype=dtype)
    left: list[tuple[torch.dtype, tuple[int, ...]]] = []
    fetch = torch.Tensor.cpu

    def cpu(tensor: torch.Tensor, *arguments: Any, **named: Any) -> torch.Tensor:
        left.append((tensor.dtype, tuple(tensor.shape)))
        return fetch(tensor, *arguments, **named)

    monkeypatch.setattr(torch.Tensor, "cpu", cpu)
    paint(pipeline, settings)
    pixels = [each for each in left if torch.Size(each[1]).numel() >= settings.width * settings.height]
    assert pixels == [(torch.uint8, (B, settings.height, settings.width, 3))]


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_pixels_are_those_of_diffusers_own_conversion(dtype: str, tiny: Path) -> None:
    pipeline, settings = load(tiny, dtype=dtype)
    ours = paint(pipeline, settings)
    theirs = pipeline._pipe(
        prompt=["a cat"] * B,
        negative_prompt=[""] * B,
        generator=[noise.generator(seed) for seed in range(B)],
        num_inference_steps=settings.steps,
        guidance_scale=settings.guidance,
        width=settings.width,
        height=settings.height,
        output_type="pil",
    ).images
    assert [picture.tobytes() for picture in ours] == [picture.tobytes() for picture in theirs]
    assert len({picture.tobytes() for picture in ours}) == B
