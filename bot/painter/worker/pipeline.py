"""A loaded diffusers pipeline that paints one chunk: B orders in, B pictures out, one CPU generator per picture.

Must not know where pictures are kept, or the protocol.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import diffusers
import torch
import transformers
from diffusers import AutoPipelineForImage2Image
from PIL import Image, ImageOps

from bot.painter.orders import Order, Settings
from bot.painter.worker import devices, guidance, noise
from bot.painter.worker.adapters import Adapters
from bot.painter.worker.compiling import Compiler
from bot.painter.worker.embeddings import Embeddings, UnevenError
from bot.painter.worker.loading import Build, TextEncoders, load_pipe, place
from bot.painter.worker.schedulers import Schedulers
from bot.painter.worker.sources import Located

diffusers.utils.logging.disable_progress_bar()
transformers.utils.logging.disable_progress_bar()

OnStep = Callable[[int, int], None]  # steps done, steps of a chunk

_NOT_A_NUMBER = 'The model produced NaN, which happens in float16. Set [model] dtype to "bfloat16" or "float32".'
_FLAGGED = "The model's safety checker flagged this picture. Change the prompt."


class Pipeline:
    """A model in memory, on one device with one number type. Made by `load`."""

    def __init__(self, pipe: Any, located: Located, build: Build, cache: Path | None) -> None:
        self._pipe = pipe
        self._repainter: Any = None  # the same model as img2img, once it is asked for
        self._parameters = inspect.signature(type(pipe).__call__).parameters
        self.schedulers = Schedulers(pipe)
        self._text = TextEncoders(pipe, build, located)
        self._adapters = Adapters(pipe, self._text)
        self._compiler = Compiler(pipe)
        self._embeddings = Embeddings(
            cache / "prompts" if cache is not None and build.waits_for_text else None,
            identity=self._identity,
            read_text=self._text.present,
        )
        self._embeddings.serve(pipe)
        self.located = located
        self.build = build
        self.device = build.device
        self.dtype = build.dtype

    @classmethod
    def load(cls, build: Build, located: Located, cache: Path | None = None) -> Pipeline:
        """Load a located model; `cache` is where encodings of prompts are kept.

        Raises PainterError naming the folder if it is damaged or of a kind that is unknown.
        """
        return cls(load_pipe(build, located), located, build, cache)

    @property
    def size(self) -> tuple[int, int]:
        """The model's own width and height in pixels."""
        backbone = getattr(self._pipe, "unet", None) or getattr(self._pipe, "transformer", None)
        sample = getattr(getattr(backbone, "config", None), "sample_size", None) or getattr(
            self._pipe, "default_sample_size", 128
        )
        height, width = sample if isinstance(sample, list | tuple) else (sample, sample)
        return int(width) * self._scale, int(height) * self._scale

    @property
    def granularity(self) -> int:
        """Widths and heights must be multiples of this."""
        return max(8, self._scale) * (2 if getattr(self._pipe, "transformer", None) is not None else 1)

    @property
    def steps(self) -> int:
        """The model's own number of steps."""
        return int(self._parameters["num_inference_steps"].default)

    @property
    def guidance(self) -> float:
        """The model's own guidance scale."""
        parameter = self._parameters.get("guidance_scale")
        return float(parameter.default) if parameter is not None else 0.0

    @property
    def has_negative_prompt(self) -> bool:
        """Whether the model can be told what not to paint."""
        return guidance.knows_negative_prompt(self._pipe)

    def heeds_negative_prompt(self, strength: float) -> bool:
        """Whether it makes a difference at a guidance of this strength."""
        return guidance.heeds_negative_prompt(self._pipe, strength)

    @property
    def heeds_guidance(self) -> bool:
        """Whether guidance makes a difference."""
        return guidance.heeds_guidance(self._pipe)

    @property
    def can_vary(self) -> bool:
        """Whether the noise that the model begins with can be turned towards another seed's."""
        return hasattr(self._pipe, "prepare_latents")

    @property
    def can_repaint(self) -> bool:
        """Whether the model paints on top of another picture (img2img), more or less of it."""
        try:
            return "strength" in inspect.signature(type(self._image_pipe()).__call__).parameters
        except ValueError:  # diffusers knows no such pipeline for this model
            return False

    @property
    def token_limit(self) -> int | None:
        """The tokens of a prompt that the model reads, or None where there is no practical limit."""
        limit = getattr(getattr(self._pipe, "tokenizer", None), "model_max_length", None)
        return limit if isinstance(limit, int) and limit < 10_000 else None

    def count_tokens(self, prompt: str) -> int:
        """The tokens of a prompt, start and end included."""
        return len(self._pipe.tokenizer(prompt, truncation=False, verbose=False).input_ids)

    @property
    def decoder(self) -> str:
        """The tiny decoder as settings name it, empty for the model's own."""
        return f"{self.build.decoder}@{self.located.decoder_revision}" if self.build.decoder else ""

    def expect(self, prompts: Iterable[str]) -> None:
        """Say which prompts are coming, so that the text encoders are needed once for all that are new."""
        self._embeddings.expect(prompts)

    def wear(self, settings: Settings) -> None:
        """Put on what settings name and can be changed on a loaded model. Raises PainterError where that fails."""
        if settings.adapters != self._adapters.worn:
            self._compiler.switch(False)
            self._adapters.wear(settings.adapters)
        self.schedulers.use(settings.scheduler)
        self._compiler.switch(settings.compiled)

    def in_good_order(self, orders: Sequence[Order]) -> Sequence[Order]:
        """The orders, with those side by side that go into one call, where the length of prompts decides that."""
        if not self._embeddings.is_as_long_as_prompts:
            return orders
        return sorted(orders, key=lambda order: self.count_tokens(order.prompt))

    def paint(self, settings: Settings, orders: Sequence[Order], on_step: OnStep) -> list[Image.Image | str]:
        """Paint exactly these orders in one call: a picture for each, or the sentence why there is none.

        Their overrides are in `settings` already. Either all or none have a source, and all the same strength of it.
        Where a model computes with sequences as long as the prompts, each length has a call of its own, filled up to
        the same number: else a picture would depend on its neighbours.
        """
        self.wear(settings)
        try:
            return self._paint_at_once(settings, orders, on_step)
        except UnevenError as uneven:
            kinds = uneven.kinds
        pictures: dict[int, Image.Image | str] = {}
        for kind in dict.fromkeys(kinds):
            places = [place for place, other in enumerate(kinds) if other == kind]
            alike = [orders[place] for place in places]
            filled = [*alike, *[alike[0]] * (len(orders) - len(alike))]
            painted = self._paint_at_once(settings, filled, on_step)
            pictures.update(zip(places, painted, strict=False))
        return [pictures[place] for place in range(len(orders))]

    def _paint_at_once(self, settings: Settings, orders: Sequence[Order], on_step: OnStep) -> list[Image.Image | str]:
        pipe = self._pipe
        call: dict[str, Any] = {
            "prompt": [order.prompt for order in orders],
            "generator": [noise.generator(order.seed) for order in orders],
            "width": settings.width,
            "height": settings.height,
            "num_inference_steps": settings.steps,
            "guidance_scale": settings.guidance,
            "negative_prompt": [settings.negative_prompt] * len(orders),
            "output_type": "pt",
        }
        sources = [order.source for order in orders if order.source is not None]
        if sources:
            pipe = self._image_pipe()
            call["image"] = [_fitted(source.path, settings.width, settings.height) for source in sources]
            call["strength"] = sources[0].strength

        def step(pipe: Any, index: int, timestep: Any, tensors: dict[str, Any]) -> dict[str, Any]:
            on_step(index + 1, settings.steps)
            return tensors

        call["callback_on_step_end"] = step
        known = inspect.signature(type(pipe).__call__).parameters
        with torch.inference_mode(), noise.varied(pipe, orders):
            output = pipe(**{key: value for key, value in call.items() if key in known})
            flags = getattr(output, "nsfw_content_detected", None) or [False] * len(orders)
            return [
                _FLAGGED if flag else picture for picture, flag in zip(_pictures(output.images), flags, strict=True)
            ]

    def _identity(self) -> Sequence[str]:
        """All that decides how a prompt is read, besides the prompt."""
        adapters = [f"{adapter.source}@{adapter.revision}*{adapter.weight}" for adapter in self._adapters.worn]
        stack = [devices.stack(), f"transformers {transformers.__version__}"]
        return [self.located.model, self.located.revision, self.dtype, devices.label(self.device), *stack, *adapters]

    @property
    def _scale(self) -> int:
        return int(getattr(self._pipe, "vae_scale_factor", 8))

    def _image_pipe(self) -> Any:
        """The img2img pipeline of the same model, made of the same parts. Raises ValueError if there is none."""
        if self._repainter is None:
            maker: Any = AutoPipelineForImage2Image
            self._repainter = maker.from_pipe(self._pipe)
            self._repainter.set_progress_bar_config(disable=True)
            if self.build.offload != "none":
                place(self._repainter, self.build)
            self._repainter.encode_prompt = self._pipe.encode_prompt  # the text encoders come and go there
        self._repainter.register_modules(scheduler=self._pipe.scheduler)
        return self._repainter


def _fitted(path: Path, width: int, height: int) -> Image.Image:
    """A picture brought to this size, its middle if it has another shape."""
    with Image.open(path) as image:
        return ImageOps.fit(image.convert("RGB"), (width, height), Image.Resampling.LANCZOS)


def _pictures(tensors: torch.Tensor) -> list[Image.Image | str]:
    """Pictures from pictures x channels x height x width in 0..1; rounded on the device, and fetched in one go."""
    exact = tensors.float()
    is_finite = torch.isfinite(exact).flatten(1).all(1)
    bytes_ = (exact.clamp(0, 1) * 255).round().to(torch.uint8).permute(0, 2, 3, 1).contiguous().cpu().numpy()
    return [
        Image.fromarray(pixels) if is_whole else _NOT_A_NUMBER
        for pixels, is_whole in zip(bytes_, is_finite.tolist(), strict=True)
    ]
