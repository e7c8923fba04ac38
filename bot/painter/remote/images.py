"""An images endpoint in OpenAI's manner, as many local servers have one: one request, one picture.

What it paints with is the server's secret: the same recipe gives the same picture only if the server keeps to its seed.
"""

from __future__ import annotations

import base64
import binascii
from typing import Any

from bot.errors import PainterError
from bot.painter.engine import EngineChoice
from bot.painter.orders import Abilities, ModelChoice, Order, Overrides, Settings
from bot.painter.remote.http import Http, RefusedError
from bot.painter.reports import Description
from bot.painter.samplers import usual_name

_PAINTING = 1200.0  # seconds for one picture, the server's loading included
_UNKNOWN = "unknown"
_NAME = "The images endpoint"


class ImagesServer:
    """One endpoint; [model] source is the name that it knows the model by."""

    keeps_sizes = True

    def __init__(self, engine: EngineChoice, http: Http) -> None:
        self._http = http
        self._sends_seed = engine.sends_seed

    async def prepare(self, choice: ModelChoice) -> Settings:
        """The settings as they are asked for. Raises PainterError if the server says that it has no such model."""
        known = await self._list_models()
        if known is not None and choice.source not in known:
            listed = ", ".join(known[:10]) or "none"
            raise PainterError(f"{self._http.name} has no model {choice.source!r} but: {listed}. Set [model] source.")
        return Settings(
            model=choice.source,
            revision=_UNKNOWN,
            width=choice.width or 1024,
            height=choice.height or 1024,
            steps=choice.steps or 0,
            guidance=choice.guidance or 0.0,
            negative_prompt=choice.negative_prompt or "",
            scheduler="the server's",
            dtype="the server's",
            device="an images endpoint",
            chunk=1,
            stack="seeded" if self._sends_seed else "not seeded: cannot be painted again",
        )

    def abilities(self) -> Abilities:
        """Prompts only: what such endpoints do with pictures differs from server to server."""
        return Abilities(takes_variation=False, takes_source=False)

    async def follow(self, settings: Settings, overrides: Overrides) -> Settings | str:
        """What one picture wants otherwise, as far as a request can say it; else the sentence why it cannot be."""
        if overrides.scheduler is not None:
            sampler = usual_name(overrides.scheduler)
            return f"{_NAME} cannot be told a sampler ({sampler}). Leave it out, or ask for another engine."
        wanted = settings.overridden(overrides)
        if wanted.adapters:
            return f"{_NAME} takes no adapters (LoRAs). Ask for another engine, or for a picture without."
        return wanted

    async def paint(self, choice: ModelChoice, settings: Settings, order: Order) -> bytes:
        """Ask for one picture. What the owner did not set is not sent: not every server knows every key."""
        wanted: dict[str, Any] = {
            "model": settings.model,
            "prompt": order.prompt,
            "n": 1,
            "size": f"{settings.width}x{settings.height}",
            "response_format": "b64_json",
        }
        if self._sends_seed:
            wanted["seed"] = order.seed
        if settings.steps:
            wanted["num_inference_steps"] = settings.steps
        own = order.overrides.guidance if order.overrides is not None else None
        if settings.guidance or choice.guidance is not None or own is not None:  # 0 is a guidance
            wanted["guidance_scale"] = settings.guidance
        if settings.negative_prompt:
            wanted["negative_prompt"] = settings.negative_prompt
        answer = await self._http.ask("POST", "/images/generations", seconds=_PAINTING, json=wanted)
        try:
            return base64.b64decode(answer["data"][0]["b64_json"], validate=True)
        except (KeyError, IndexError, TypeError, binascii.Error):
            raise PainterError(f"{self._http.name} answers without a picture in b64_json.") from None

    async def describe(self, choice: ModelChoice) -> Description:
        """Whether it answers, and has the model."""
        settings = await self.prepare(choice)
        return Description(
            device="the server's",
            dtype="",
            memory_total=None,
            memory_free=None,
            torch="",
            diffusers="",
            model=settings.model,
            licence="see the model's page",
            memory_needed="the server's business",
            is_present=True,
            is_reachable=True,
            size=None,
            problem=None,
            engine=f"{self._http.name}, {settings.stack}",
        )

    async def _list_models(self) -> list[str] | None:
        """The models that the server lists, or None if it lists none at all."""
        try:
            answer = await self._http.ask("GET", "/models")
            return [str(model["id"]) for model in answer["data"]]
        except (RefusedError, KeyError, TypeError):
            return None
