"""From a model's files to a diffusers pipeline on its device: what must be decided before, and how parts come and go.

Must not know orders, settings or the protocol.
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import diffusers
import torch
import transformers
from diffusers import AutoPipelineForText2Image
from safetensors.torch import load_file

from bot.errors import PainterError
from bot.painter.presets import Preset
from bot.painter.worker import devices, safety
from bot.painter.worker.sources import Located

_SMALL_TEXT = 2**30  # bytes of text encoders that stay once they are there: reading them again would cost more
QUANTIZED_BESIDE = "bfloat16"  # the number type of what is not quantized: scaling by rows is known for no other
_SLACK = 1.5e9  # bytes for a picture at work, besides the weights


@dataclass(frozen=True, kw_only=True)
class Build:
    """What is decided before a model is loaded; with another build it is loaded again.

    `decoder` is the source of a tiny decoder or empty, `quantized` "fp8" or empty, `offload` "none", "model" or
    "sequential". Without `waits_for_text` the text encoders are loaded with the rest and stay.
    """

    preset: Preset
    device: torch.device
    dtype: str
    decoder: str = ""
    quantized: str = ""
    channels_last: bool = False
    offload: str = "none"
    waits_for_text: bool = False
    safety_checker: str = "if available"


def load_pipe(build: Build, located: Located) -> Any:
    """The pipeline of these files, its parts where they belong. Raises PainterError with the folder and the remedy."""
    preset, device = build.preset, build.device
    _check(build)
    checker = safety.parts_for(build.safety_checker, located.folder / safety.INDEX, located.model)
    try:
        pipe = _assemble(build, located, checker)
        if build.quantized:
            _quantize(backbone(pipe))
        if build.channels_last:
            for part in filter(None, (backbone(pipe), getattr(pipe, "vae", None))):
                part.to(memory_format=torch.channels_last)
        place(pipe, build)
    except Exception as error:
        if devices.is_out_of_memory(error):
            raise PainterError(
                f"The model {located.model} does not fit into the memory of {devices.label(device)} as {build.dtype}. "
                f'It needs {preset.memory}. Choose a smaller preset, [model] offload = "model", or device = "cpu".'
            ) from error
        raise PainterError(
            f"The model {located.model} in {located.folder} cannot be loaded ({type(error).__name__}: "
            f"{_first_line(error)}). Fetch or copy it again, or choose another [model] source."
        ) from error
    pipe.set_progress_bar_config(disable=True)
    if hasattr(pipe, "vae") and hasattr(pipe.vae, "enable_slicing"):
        pipe.vae.enable_slicing()
    return pipe


def place(pipe: Any, build: Build) -> None:
    """Put a pipeline's parts on the device, or let them come there one after the other."""
    match build.offload:
        case "model":
            pipe.enable_model_cpu_offload(device=build.device)
        case "sequential":
            pipe.enable_sequential_cpu_offload(device=build.device)
        case _:
            pipe.to(build.device)


def pick_offload(wanted: str, device: torch.device, located: Located) -> str:
    """Where the weights stay: as wanted, else on the card if they fit there, else only what is at work."""
    if wanted != "auto":
        if wanted != "none" and device.type != "cuda":
            raise PainterError(
                f'[model] offload = "{wanted}" is for CUDA cards with little memory; {device.type} paints here. '
                'Set it to "auto".'
            )
        return wanted
    if device.type != "cuda":
        return "none"
    _, free = devices.memory(device)
    sizes = [
        sum(file.stat().st_size for file in folder.glob("*.safetensors"))
        for folder in located.folder.iterdir()
        if folder.is_dir() and not folder.name.startswith(("text_encoder", "safety_checker"))
    ]
    sizes += [] if located.unet is None else [located.unet.stat().st_size]
    room = (free or 0) - _SLACK
    if sum(sizes) <= room:
        return "none"
    return "model" if max(sizes) <= room else "sequential"


def backbone(pipe: Any) -> Any:
    """The part that takes the noise away: a UNet or a transformer."""
    return getattr(pipe, "unet", None) or pipe.transformer


class TextEncoders:
    """A pipeline's text encoders, which may be away until a prompt is new; large ones leave again."""

    def __init__(self, pipe: Any, build: Build, located: Located) -> None:
        self._pipe = pipe
        self._build = build
        self._located = located
        self._classes = {
            name: str(value[1])
            for name, value in _index(located).items()
            if name.startswith("text_encoder") and value[0] == "transformers"
        }
        self._is_pinned = False

    def pin(self) -> None:
        """Let them stay, whatever their size: an adapter has changed them."""
        self._is_pinned = True

    def release(self) -> None:
        """Let them be as the files have them again, the next time they are needed."""
        self._is_pinned = False
        self._let_go()

    @contextmanager
    def present(self) -> Iterator[None]:
        """Have them loaded and on the device within this context."""
        if self._is_away:
            if self._build.offload != "none":
                self._pipe.maybe_free_model_hooks()
            for name, kind in self._classes.items():
                self._pipe.register_modules(**{name: self._load(name, kind).to(self._build.device)})
        try:
            yield
        finally:
            if self._build.waits_for_text and not self._is_pinned and self._bytes > _SMALL_TEXT:
                self._let_go()

    @property
    def _is_away(self) -> bool:
        return any(getattr(self._pipe, name) is None for name in self._classes)

    @property
    def _bytes(self) -> int:
        parts = [getattr(self._pipe, name) for name in self._classes]
        return sum(weights.nbytes for part in parts if part is not None for weights in part.parameters())

    def _let_go(self) -> None:
        if self._build.waits_for_text:
            for name in self._classes:
                self._pipe.register_modules(**{name: None})
            devices.free_memory()

    def _load(self, name: str, kind: str) -> Any:
        return getattr(transformers, kind).from_pretrained(
            str(self._located.folder / name),
            dtype=devices.torch_dtype(self._build.dtype),
            use_safetensors=True,
            local_files_only=True,
            variant=None if self._build.preset.is_local else self._build.preset.variant,
        )


def _assemble(build: Build, located: Located, checker: Mapping[str, Any]) -> Any:
    preset, dtype = build.preset, devices.torch_dtype(build.dtype)
    parts: dict[str, Any] = dict(checker)
    if located.unet is not None:
        unet: Any = diffusers.UNet2DConditionModel
        parts["unet"] = unet.from_config(unet.load_config(located.folder, subfolder="unet")).to(dtype)
        parts["unet"].load_state_dict(load_file(located.unet))
    if located.decoder is not None:
        decoder: Any = diffusers.AutoencoderTiny
        parts["vae"] = decoder.from_pretrained(str(located.decoder), torch_dtype=dtype, local_files_only=True)
    if build.waits_for_text and located.lora is None:
        names = [name for name, value in _index(located).items() if name.startswith("text_encoder")]
        parts.update({name: None for name in names if _index(located)[name][0] == "transformers"})
    loader: Any = AutoPipelineForText2Image
    variant = None if preset.is_local else preset.variant
    pipe = loader.from_pretrained(
        str(located.folder), dtype=dtype, use_safetensors=True, local_files_only=True, variant=variant, **parts
    )
    if located.lora is not None:
        pipe.load_lora_weights(str(located.lora.parent), weight_name=located.lora.name)
        pipe.fuse_lora()
        pipe.unload_lora_weights()
    return pipe


def _index(located: Located) -> dict[str, list[str | None]]:
    """The parts that a pipeline's files name: library and class of each."""
    index = json.loads((located.folder / "model_index.json").read_text(encoding="utf-8"))
    return {name: value for name, value in index.items() if isinstance(value, list) and len(value) == 2}


def _check(build: Build) -> None:
    if build.preset.lora is not None and importlib.util.find_spec("peft") is None:
        raise PainterError(
            f"The preset {build.preset.name!r} uses a LoRA, which needs the package peft: pip install peft."
        )
    if not build.quantized:
        return
    if build.device.type != "cuda" or torch.cuda.get_device_capability(build.device) < (8, 9):
        raise PainterError(
            '[model] quantize = "fp8" needs an NVIDIA card of the Ada or a later generation (RTX 40, L4, H100), '
            f'not {devices.label(build.device)}. Set it to "none".'
        )
    if build.dtype != QUANTIZED_BESIDE:
        raise PainterError(
            f'[model] quantize = "fp8" computes with {QUANTIZED_BESIDE} beside it, not {build.dtype}. Set dtype to '
            f'"auto" or "{QUANTIZED_BESIDE}".'
        )
    if importlib.util.find_spec("torchao") is None:
        raise PainterError('[model] quantize = "fp8" needs the package torchao: pip install "catbandit[fp8]".')


def _quantize(module: Any) -> None:
    """Weights and activations of the linear layers as 8-bit floats; lossy, for cards whose matrix units know them.

    Scaled row by row: one scale for the whole call, torchao's default, would let a picture's neighbours change it.
    """
    from torchao.quantization import (  # type: ignore[import-not-found]  # optional
        Float8DynamicActivationFloat8WeightConfig,
        PerRow,
        quantize_,
    )

    quantize_(module, Float8DynamicActivationFloat8WeightConfig(granularity=PerRow()))


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or ["no message"])[0][:300]
