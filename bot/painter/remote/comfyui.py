"""A ComfyUI server: a workflow is filled in and queued, and its first picture fetched.

Every picture is a run of its own, so neighbours do not matter; but the server's nodes, versions and model files are its
own, and nothing here can hold them still. Its routes are the business of `runs` and `offers`, the nodes of `workflow`.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from bot.errors import PainterError
from bot.painter.engine import EngineChoice
from bot.painter.orders import Abilities, ModelChoice, Order, Overrides, Settings
from bot.painter.remote import offers, runs, workflow
from bot.painter.remote.http import Http
from bot.painter.reports import Description
from bot.painter.samplers import comfyui_sampler

_THEIRS = "the server's"
_SIDES, _GRAIN = ("width", "height"), 8  # pixels: an empty picture of another size is made smaller without a word


class ComfyServer:
    """One server with one workflow."""

    keeps_sizes = False  # a workflow may enlarge what it has painted

    def __init__(self, engine: EngineChoice, http: Http) -> None:
        self._http = http
        self._is_plain = engine.workflow is None
        self._name = PurePath(engine.workflow_name).stem
        self._workflow = workflow.PLAIN
        if engine.workflow is not None:
            self._workflow = workflow.read(engine.workflow, engine.workflow_name)

    async def prepare(self, choice: ModelChoice) -> Settings:
        """The settings, as the workflow says them. Raises PainterError for what it has no place for."""
        text = json.dumps(self._workflow, sort_keys=True)
        chosen = [key for key in workflow.PLACES if getattr(choice, key) not in (None, "")]
        if homeless := workflow.find_homeless(self._workflow, chosen):
            keys, place = ", ".join(f"model.{key}" for key in homeless), workflow.PLACES[homeless[0]]
            raise PainterError(f'{keys}: the workflow has no "{place}". Put it there, or remove the key.')
        if self._is_plain:
            await offers.refuse_unknown(self._http, "checkpoint", [choice.source], key="source")
        if choice.adapters:
            await offers.refuse_adapters(self._http, self._workflow, choice.adapters)
        scheduler = workflow.scheduler_of(self._workflow) or _THEIRS
        if choice.scheduler is not None:
            scheduler = await offers.find_scheduler(self._http, self._workflow, choice.scheduler)
        system, device = await self._stats()
        guidance = workflow.first(self._workflow, "cfg", 7.0) if choice.guidance is None else choice.guidance
        return Settings(
            model=choice.source if "%model%" in text else self._name,
            revision=hashlib.sha256(text.encode()).hexdigest()[:40],
            width=choice.width or int(workflow.first(self._workflow, "width", 512)),
            height=choice.height or int(workflow.first(self._workflow, "height", 512)),
            steps=choice.steps or int(workflow.first(self._workflow, "steps", 20)),
            guidance=float(guidance),
            negative_prompt=(choice.negative_prompt or "") if "%negative%" in text else "",
            scheduler=scheduler,
            dtype=_THEIRS,
            device=f"ComfyUI on {device.get('name', 'an unknown device')}",
            chunk=1,
            stack=f"ComfyUI {system.get('comfyui_version')}, torch {system.get('pytorch_version')}",
            adapters=choice.adapters,
        )

    def abilities(self) -> Abilities:
        """Noise is the server's own business; a picture to begin with fits into the usual workflows."""
        return Abilities(takes_variation=False, takes_source=workflow.is_open(self._workflow))

    async def follow(self, settings: Settings, overrides: Overrides) -> Settings | str:
        """What one picture wants otherwise, in the server's words; or the sentence why that cannot be."""
        wanted = settings.overridden(overrides)
        changed = [key for key in workflow.PLACES if getattr(overrides, key) not in (None, getattr(settings, key))]
        if homeless := workflow.find_homeless(self._workflow, changed):
            named, place = f"{homeless[0]} = {getattr(wanted, homeless[0])!r}", workflow.PLACES[homeless[0]]
            return f'{named}: the workflow has no "{place}". Put it there, or leave the setting out.'
        if uneven := [key for key in _SIDES if key in changed and getattr(wanted, key) % _GRAIN]:
            return f"{uneven[0]} = {getattr(wanted, uneven[0])} must be a multiple of {_GRAIN}. Choose another size."
        if self._is_plain and overrides.negative_prompt and wanted.guidance <= 1:
            return (
                f"ComfyUI heeds no negative prompt at guidance = {wanted.guidance:g}. Set one above 1, or leave it out."
            )
        try:
            if overrides.adapters:
                await offers.refuse_adapters(self._http, self._workflow, overrides.adapters)
            if overrides.scheduler is not None:
                named = await offers.find_scheduler(self._http, self._workflow, overrides.scheduler, key="sampler")
                return replace(wanted, scheduler=named)
        except offers.NotOfferedError as error:
            return str(error)
        return wanted

    async def paint(self, choice: ModelChoice, settings: Settings, order: Order) -> bytes:
        """Queue the workflow, wait, and fetch the picture; dropped from the queue when nobody waits any more."""
        graph = self._workflow
        if order.source is not None:
            graph = workflow.begun_with(graph, await runs.lend(self._http, order.source.path), order.source.strength)
        values = {
            "%model%": settings.model,
            "%prompt%": order.prompt,
            "%negative%": settings.negative_prompt,
            "%seed%": order.seed,
            "%width%": settings.width,
            "%height%": settings.height,
            "%steps%": settings.steps,
            "%guidance%": settings.guidance,
        }
        graph = workflow.filled(graph, values)
        if settings.scheduler not in (_THEIRS, workflow.scheduler_of(self._workflow)):
            graph = workflow.with_sampler(graph, *comfyui_sampler(settings.scheduler))
        if settings.adapters:
            graph = workflow.with_adapters(graph, settings.adapters)
        return await runs.run(self._http, graph)

    async def describe(self, choice: ModelChoice) -> Description:
        """What the server says of itself. Raises PainterError if it cannot paint what is wanted."""
        settings = await self.prepare(choice)
        system, device = await self._stats()
        return Description(
            device=str(device.get("name", "unknown")),
            dtype="",
            memory_total=device.get("vram_total"),
            memory_free=device.get("vram_free"),
            torch=str(system.get("pytorch_version", "")),
            diffusers="",
            model=settings.model,
            licence="see the model's page",
            memory_needed="the server's business",
            is_present=True,
            is_reachable=True,
            size=None,
            problem=None,
            engine=f"{self._http.name}: {settings.stack}",
        )

    async def _stats(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """What the server says of its versions and of its first device."""
        stats = await self._http.ask("GET", "/system_stats")
        return stats.get("system") or {}, next(iter(stats.get("devices") or ()), {})
