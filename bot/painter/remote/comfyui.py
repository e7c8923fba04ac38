"""A ComfyUI server: a workflow is filled in and queued, and its first picture fetched.

Every picture is a run of its own, so neighbours do not matter; but the server's nodes, versions and model files are its
own, and nothing here can hold them still. https://docs.comfy.org/development/comfyui-server/comms_routes
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from pathlib import Path, PurePath
from typing import Any

import aiohttp

from bot.errors import PainterError
from bot.painter.engine import EngineChoice
from bot.painter.orders import Abilities, ModelChoice, Order, Settings
from bot.painter.remote import workflow
from bot.painter.remote.http import Http, RefusedError
from bot.painter.reports import Description

_GLANCE = 0.5  # seconds between two looks at whether it is done
_THEIRS = "the server's"


class ComfyServer:
    """One server with one workflow."""

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
        wanted = {"width": choice.width, "height": choice.height, "steps": choice.steps, "guidance": choice.guidance}
        if nowhere := [key for key, value in wanted.items() if value is not None and f"%{key}%" not in text]:
            keys = ", ".join(f"model.{key}" for key in nowhere)
            raise PainterError(f'{keys}: the workflow has no "%{nowhere[0]}%". Put it there, or remove the key.')
        if self._is_plain:
            await self._refuse_unknown(choice.source)
        system, device = await self._stats()
        guidance = workflow.first(self._workflow, "cfg", 7.0) if choice.guidance is None else choice.guidance
        sampler = [workflow.first(self._workflow, key, "") for key in ("sampler_name", "scheduler")]
        return Settings(
            model=choice.source if "%model%" in text else self._name,
            revision=hashlib.sha256(text.encode()).hexdigest()[:40],
            width=choice.width or 512,
            height=choice.height or 512,
            steps=choice.steps or int(workflow.first(self._workflow, "steps", 20)),
            guidance=float(guidance),
            negative_prompt=(choice.negative_prompt or "") if "%negative%" in text else "",
            scheduler=" ".join(filter(None, sampler)) or _THEIRS,
            dtype=_THEIRS,
            device=f"ComfyUI on {device.get('name', 'an unknown device')}",
            chunk=1,
            stack=f"ComfyUI {system.get('comfyui_version')}, torch {system.get('pytorch_version')}",
        )

    def abilities(self) -> Abilities:
        """Noise is the server's own business; a picture to begin with fits into the usual workflows."""
        return Abilities(takes_variation=False, takes_source=workflow.is_open(self._workflow))

    async def paint(self, choice: ModelChoice, settings: Settings, order: Order) -> bytes:
        """Queue the workflow, wait, and fetch the picture; dropped from the queue when nobody waits any more."""
        graph = self._workflow
        if order.source is not None:
            graph = workflow.begun_with(graph, await self._upload(order.source.path), order.source.strength)
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
        run = {"prompt": workflow.filled(graph, values)}
        prompt_id = str((await self._http.ask("POST", "/prompt", json=run))["prompt_id"])
        try:
            outputs = await self._finish(prompt_id)
        except asyncio.CancelledError:
            await self._http.fetch("POST", "/queue", json={"delete": [prompt_id]})
            raise
        for output in outputs.values():
            for image in output.get("images", ()):
                return await self._http.fetch("GET", "/view", params=image)
        raise PainterError(f"{self._http.name} made no picture: the workflow needs a PreviewImage or SaveImage.")

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

    async def _upload(self, path: Path) -> str:
        """Lend the server a picture to begin with, named by its content; returns what a workflow calls it there."""
        file = await asyncio.to_thread(path.read_bytes)
        form = aiohttp.FormData({"type": "temp", "overwrite": "true"})
        form.add_field("image", file, filename=f"{hashlib.sha256(file).hexdigest()[:32]}.png", content_type="image/png")
        stored = await self._http.ask("POST", "/upload/image", data=form)
        return f"{stored['name']} [temp]"

    async def _stats(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """What the server says of its versions and of its first device."""
        stats = await self._http.ask("GET", "/system_stats")
        return stats.get("system") or {}, next(iter(stats.get("devices") or ()), {})

    async def _finish(self, prompt_id: str) -> dict[str, Any]:
        """Wait until it is painted. Raises RefusedError, or PainterError if the server has forgotten it."""
        is_queued = True
        while True:
            entry = (await self._http.ask("GET", f"/history/{prompt_id}")).get(prompt_id)
            if entry is not None:
                _refuse_failure(entry.get("status") or {}, self._http.name)
                return dict(entry["outputs"])
            if not is_queued:
                raise PainterError(f"{self._http.name} has forgotten a picture: was it restarted?")
            queue = await self._http.ask("GET", "/queue")
            jobs = [*queue.get("queue_running", ()), *queue.get("queue_pending", ())]
            is_queued = any(prompt_id in job for job in jobs)
            await asyncio.sleep(_GLANCE)

    async def _refuse_unknown(self, source: str) -> None:
        known = await self._http.ask("GET", "/models/checkpoints")
        if source not in known:
            listed = ", ".join(map(str, known[:10])) or "none"
            raise PainterError(f"{self._http.name} has no checkpoint {source!r} but: {listed}. Set [model] source.")


def _refuse_failure(status: dict[str, Any], name: str) -> None:
    """Raise RefusedError for a run that failed, PainterError if it did for want of memory."""
    for event, details in status.get("messages", ()):
        if event == "execution_error":
            said = str(details.get("exception_message", "")).strip()[:300]
            if "memory" in f"{details.get('exception_type')} {said}".lower():
                raise PainterError(f"{name} ran out of memory ({said}). Choose a smaller size or model.")
            raise RefusedError(f"{details.get('node_type')}: {said}")
    if status.get("status_str") == "error":
        raise RefusedError("it was interrupted")
