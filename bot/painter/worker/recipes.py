"""Settings: how the owner's choice becomes settings of a loaded model, and whether stored settings still fit one."""

from __future__ import annotations

from dataclasses import replace

import torch

from bot.errors import PainterError
from bot.painter import presets
from bot.painter.orders import ModelChoice, Order, Overrides, Settings
from bot.painter.presets import Preset
from bot.painter.worker import archive, devices
from bot.painter.worker.adapters import resolve
from bot.painter.worker.guidance import STRONG
from bot.painter.worker.loading import QUANTIZED_BESIDE, Build, pick_offload
from bot.painter.worker.pipeline import Pipeline
from bot.painter.worker.schedulers import scheduler_text
from bot.painter.worker.sources import Located

_WEAK_CARD = 5e9  # bytes: below, a tiny decoder is what lets a picture be painted at all


def preset_for(choice: ModelChoice) -> Preset:
    """The preset of a choice, at the revision that was chosen. Raises PainterError for an unknown one."""
    preset = presets.find_preset(choice.source)
    return preset if choice.revision is None else replace(preset, revision=choice.revision)


def build_for(choice: ModelChoice, preset: Preset, device: torch.device, located: Located) -> Build:
    """How a choice is loaded, where nothing has been painted yet. Raises PainterError for what this device cannot."""
    is_weak = device.type in ("cpu", "mps") or (devices.memory(device)[0] or 0) < _WEAK_CARD
    decoder = {"auto": preset.tiny_decoder if is_weak else None, "off": None}.get(
        choice.tiny_decoder, choice.tiny_decoder
    )
    dtype = devices.pick_dtype(choice.dtype, device, preset.dtype if choice.quantize == "none" else QUANTIZED_BESIDE)
    is_half_on_card = device.type == "cuda" and dtype != "float32" and (located.folder / "unet").is_dir()
    return Build(
        preset=preset,
        device=device,
        dtype=dtype,
        decoder=decoder or "",
        quantized="" if choice.quantize == "none" else choice.quantize,
        channels_last={"auto": is_half_on_card, "on": True, "off": False}[choice.channels_last],
        offload=pick_offload(choice.offload, device, located),
        waits_for_text=choice.cache_prompts,
        safety_checker=choice.safety_checker,
    )


def rebuild_for(
    settings: Settings, choice: ModelChoice, preset: Preset, device: torch.device, located: Located
) -> Build:
    """How stored settings want their model loaded; only what makes no difference to pictures is the choice's."""
    return Build(
        preset=preset,
        device=device,
        dtype=settings.dtype,
        decoder=settings.decoder.rpartition("@")[0],
        quantized=settings.quantized,
        channels_last=settings.channels_last,
        offload=pick_offload(choice.offload, device, located),
        waits_for_text=choice.cache_prompts,
        safety_checker=choice.safety_checker,
    )


def settings_for(choice: ModelChoice, preset: Preset, pipeline: Pipeline) -> Settings:
    """The choice where it says something, else the preset, else the model. Raises PainterError for wrong numbers."""
    width, height = pipeline.size
    chunk = preset.cpu_chunk if pipeline.device.type == "cpu" else preset.chunk
    settings = Settings(
        model=pipeline.located.model,
        revision=pipeline.located.revision,
        width=choice.width if choice.width is not None else preset.width or width,
        height=choice.height if choice.height is not None else preset.height or height,
        steps=choice.steps if choice.steps is not None else preset.steps or pipeline.steps,
        guidance=_guidance(choice, preset, pipeline),
        negative_prompt=(choice.negative_prompt or "") if pipeline.has_negative_prompt else "",
        scheduler=_scheduler(choice, preset, pipeline),
        dtype=pipeline.dtype,
        device=devices.label(pipeline.device),
        chunk=choice.chunk if choice.chunk is not None else chunk,
        stack=devices.stack(),
        adapters=resolve(choice.adapters),
        decoder=pipeline.decoder,
        compiled=choice.compile == "on",
        channels_last=pipeline.build.channels_last,
        quantized=pipeline.build.quantized,
    )
    _check_numbers(settings, pipeline)
    return settings


def refusal(settings: Settings, pipeline: Pipeline) -> str | None:
    """Why a stored recipe cannot be painted with the model at hand, or None."""
    located = pipeline.located
    if settings.model != located.model:
        return (
            f"This recipe is for the model {settings.model}, but {located.model} is loaded. Set [model] source to the "
            "former to paint it."
        )
    if settings.revision != located.revision:
        return (
            f"This recipe is for {settings.model} at revision {settings.revision}, but revision {located.revision} is "
            "loaded, which paints other pictures. Set [model] revision, or restore the model's files."
        )
    if settings.decoder != pipeline.decoder:
        return (
            f"This recipe is for the decoder {settings.decoder}, but {pipeline.decoder} is loaded, which paints other "
            "pictures. Restore its files."
        )
    return None


def overridden(settings: Settings, overrides: Overrides | None, pipeline: Pipeline) -> Settings:
    """The settings with what some orders want otherwise, as this model has it. Raises PainterError for what it has not.

    What would make no difference to this model is refused as well: nobody should wait for what it does not do.
    """
    used = settings.overridden(overrides)
    if overrides is None:
        return used
    if overrides.guidance is not None and not pipeline.heeds_guidance:
        raise PainterError(
            f"{settings.model} has its guidance built in, so guidance = {overrides.guidance:g} would change nothing. "
            "Leave it out, or choose another model."
        )
    if overrides.negative_prompt and not pipeline.heeds_negative_prompt(used.guidance):
        could = pipeline.heeds_negative_prompt(STRONG)
        raise PainterError(
            f"{settings.model} heeds no negative prompt{f' at guidance = {used.guidance:g}' if could else ''}, so "
            f"“{overrides.negative_prompt}” would change nothing. "
            f"{'Set a guidance above 1 with it' if could else 'Choose another model'}, or leave it out."
        )
    return (
        used if overrides.scheduler is None else replace(used, scheduler=pipeline.schedulers.find(overrides.scheduler))
    )


def order_refusal(order: Order, settings: Settings, pipeline: Pipeline) -> str | None:
    """Why this order cannot be painted, apart from what the model makes of its prompt, or None."""
    if wrong := _wrong_numbers(settings.overridden(order.overrides), pipeline):
        return f"{settings.model} cannot paint like that: {'; '.join(wrong)}."
    try:
        steps = overridden(settings, order.overrides, pipeline).steps
    except PainterError as error:
        return str(error)
    if order.variation is not None and not pipeline.can_vary:
        return f"{settings.model} does not let its noise be varied."
    if order.source is None:
        return None
    if not pipeline.can_repaint:
        return f"{settings.model} does not paint on top of other pictures."
    if int(steps * order.source.strength) < 1:
        return (
            f"Of {steps} steps a strength of {order.source.strength:g} leaves none: it takes at least {1 / steps:.2g}."
        )
    return archive.source_refusal(order.source)


def _scheduler(choice: ModelChoice, preset: Preset, pipeline: Pipeline) -> str:
    if choice.scheduler is not None:
        return pipeline.schedulers.find(choice.scheduler)
    return scheduler_text(preset) or pipeline.schedulers.own


def _guidance(choice: ModelChoice, preset: Preset, pipeline: Pipeline) -> float:
    for value in (choice.guidance, preset.guidance):
        if value is not None:  # 0 is a guidance
            return float(value)
    return pipeline.guidance


def _check_numbers(settings: Settings, pipeline: Pipeline) -> None:
    """Guard against numbers that no pipeline can paint with, all named at once. Raises PainterError."""
    if wrong := _wrong_numbers(settings, pipeline):
        raise PainterError(f"{settings.model} cannot paint like that: {'; '.join(wrong)}. Correct [model].")


def _wrong_numbers(settings: Settings, pipeline: Pipeline) -> list[str]:
    grain = pipeline.granularity
    sizes = {"width": settings.width, "height": settings.height}
    counts = {"steps": settings.steps, "chunk": settings.chunk}
    wrong = [
        f"{key} = {value} must be a multiple of {grain}, at least {grain}"
        for key, value in sizes.items()
        if value < grain or value % grain
    ]
    wrong += [f"{key} = {value} must be at least 1" for key, value in counts.items() if value < 1]
    wrong += [f"guidance = {settings.guidance:g} must not be negative"] if settings.guidance < 0 else []
    return wrong
