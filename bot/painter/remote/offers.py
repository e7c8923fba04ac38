"""What a ComfyUI server has (checkpoints, LoRAs, samplers), and sentences for what is wanted of it and not there."""

from __future__ import annotations

from collections.abc import Sequence

from bot.errors import PainterError
from bot.painter.orders import Adapter
from bot.painter.remote import workflow
from bot.painter.remote.http import Http
from bot.painter.remote.workflow import Workflow
from bot.painter.samplers import comfyui_sampler

_LISTED = 10  # names in a sentence
_ROUTES = {"checkpoint": "/models/checkpoints", "LoRA": "/models/loras"}


async def refuse_unknown(http: Http, what: str, wanted: Sequence[str], *, key: str) -> None:
    """Raise PainterError for a file that the server has not, with those that it has."""
    known = await http.ask("GET", _ROUTES[what])
    for name in wanted:
        if name not in known:
            listed = ", ".join(map(str, known[:_LISTED])) or "none"
            raise PainterError(f"{http.name} has no {what} {name!r} but: {listed}. Set [model] {key}.")


async def refuse_adapters(http: Http, graph: Workflow, adapters: Sequence[Adapter]) -> None:
    """Raise PainterError for LoRAs that the server has not, or that the workflow has no place for."""
    if not workflow.has_room_for_adapters(graph):
        raise PainterError(
            "model.adapters: the workflow does not load everything with one CheckpointLoaderSimple, so it is not known "
            "where a LoRA belongs. Put a LoraLoader into the workflow itself, and remove the key."
        )
    await refuse_unknown(http, "LoRA", [adapter.source for adapter in adapters], key="adapters")


async def find_scheduler(http: Http, graph: Workflow, wanted: str) -> str:
    """Sampler and schedule as the server names them. Raises PainterError for what it has not, or has no place for."""
    named = comfyui_sampler(wanted)
    inputs = (await http.ask("GET", "/object_info/KSampler"))["KSampler"]["input"]["required"]
    for key, name in zip(workflow.SAMPLER, named, strict=True):
        if not workflow.first(graph, key, ""):
            raise PainterError(f"model.scheduler: the workflow has no {key} to set. Remove the key.")
        kind, *more = inputs[key]
        known = kind if isinstance(kind, list) else more[0]["options"]  # as older and newer servers say it
        if name not in known:
            raise PainterError(
                f"model.scheduler = {wanted!r}: {http.name} has no {key} {name!r} but: {', '.join(map(str, known))}. "
                "Write it as “DPM++ 2M Karras”, or with the server's own names, as “dpmpp_2m karras”."
            )
    return " ".join(named)
