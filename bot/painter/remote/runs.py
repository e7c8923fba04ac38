"""One run of a workflow on a ComfyUI server: queued, waited for, fetched, and dropped when nobody waits any more.

Its routes only; must not know what a workflow says. https://docs.comfy.org/development/comfyui-server/comms_routes
"""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path
from typing import Any

import aiohttp

from bot.errors import PainterError
from bot.painter.remote.http import ExhaustedError, Http, RefusedError
from bot.painter.remote.workflow import Workflow

_GLANCE = 0.5  # seconds between two looks at whether it is done


async def run(http: Http, graph: Workflow) -> bytes:
    """The first picture that a filled workflow makes. Raises RefusedError if it fails, and others may not."""
    request = {"prompt": graph}
    prompt_id = str((await http.ask("POST", "/prompt", json=request))["prompt_id"])
    try:
        outputs = await _finish(http, prompt_id)
    except asyncio.CancelledError:
        await http.fetch("POST", "/queue", json={"delete": [prompt_id]})
        raise
    for output in outputs.values():
        for image in output.get("images", ()):
            return await http.fetch("GET", "/view", params=image)
    raise PainterError(f"{http.name} made no picture: the workflow needs a PreviewImage or SaveImage.")


async def lend(http: Http, path: Path) -> str:
    """Lend the server a picture to begin with, named by its content; returns what a workflow calls it there."""
    file = await asyncio.to_thread(path.read_bytes)
    form = aiohttp.FormData({"type": "temp", "overwrite": "true"})
    form.add_field("image", file, filename=f"{hashlib.sha256(file).hexdigest()[:32]}.png", content_type="image/png")
    stored = await http.ask("POST", "/upload/image", data=form)
    return f"{stored['name']} [temp]"


async def _finish(http: Http, prompt_id: str) -> dict[str, Any]:
    """Wait until it is painted. Raises RefusedError, or PainterError if the server has forgotten it."""
    is_queued = True
    while True:
        entry = (await http.ask("GET", f"/history/{prompt_id}")).get(prompt_id)
        if entry is not None:
            _refuse_failure(entry.get("status") or {})
            return dict(entry["outputs"])
        if not is_queued:
            raise PainterError(f"{http.name} has forgotten a picture: was it restarted?")
        queue = await http.ask("GET", "/queue")
        jobs = [*queue.get("queue_running", ()), *queue.get("queue_pending", ())]
        is_queued = any(prompt_id in job for job in jobs)
        await asyncio.sleep(_GLANCE)


def _refuse_failure(status: dict[str, Any]) -> None:
    """Raise RefusedError for a run that failed, ExhaustedError if it did for want of memory."""
    for event, details in status.get("messages", ()):
        if event == "execution_error":
            said = str(details.get("exception_message", "")).strip()[:300]
            if "memory" in f"{details.get('exception_type')} {said}".lower():
                raise ExhaustedError(f"ran out of memory ({said})")
            raise RefusedError(f"{details.get('node_type')}: {said}")
    if status.get("status_str") == "error":
        raise RefusedError("it was interrupted")
