"""What a ComfyUI server has (checkpoints, LoRAs, samplers), and sentences for what is wanted of it and not there."""

from __future__ import annotations

from collections.abc import Sequence

from bot.errors import PainterError
from bot.painter.orders import Adapter
from bot.painter.remote import workflow
from bot.painter.remote.http import Http
from bot.painter.remote.workflow import Workflow
from bot.painter.samplers import comfyui_sampler, usual_name


class NotOfferedError(PainterError):
    """The server or its workflow has no such thing; it may paint without."""


_LISTED = 10  # names in a sentence
_ROUTES = {"checkpoint": "/models/checkpoints", "LoRA": "/models/loras"}


async def refuse_unknown(http: Http, what: str, wanted: Sequence[str], *, key: str) -> None:
    """Raise NotOfferedError for a file that the server has not, with those that it has."""
    known = await http.ask("GET", _ROUTES[what])
    for name in wanted:
        if name not in known:
            listed = ", ".join(map(str, known[:_LISTED])) or "none"
            raise NotOfferedError(f"{http.name} has no {what} {name!r} but: {listed}. Set [model] {key}.")


async def refuse_adapters(http: Http, graph: Workflow, adapters: Sequence[Adapter]) -> None:
    """Raise NotOfferedError for LoRAs that the server has not, or that the workflow has no place for."""
    if not workflow.has_room_for_adapters(graph):
        raise NotOfferedError(
            "model.adapters: the workflow does not load everything with one CheckpointLoaderSimple, so it is not known "
            "where a LoRA belongs. Put a LoraLoader into the workflow itself, and remove the key."
        )
    await refuse_unknown(http, "LoRA", [adapter.source for adapter in adapters], key="adapters")


async def find_scheduler(http: Http, graph: Workflow, wanted: str, *, key: str = "model.scheduler") -> str:
    """Sampler and schedule as the server names them; `key` is what a sentence calls the setting.

    Raises NotOfferedError for what the server has not, or the workflow has no place for.
    """
    named = comfyui_sampler(wanted)
    inputs = (await http.ask("GET", "/object_info/KSampler"))["KSampler"]["input"]["required"]
    for place, name in zip(workflow.SAMPLER, named, strict=True):
        if not workflow.first(graph, place, ""):
            raise NotOfferedError(f"{key} = {usual_name(wanted)!r}: the workflow has no {place} to set. Leave it out.")
        kind, *more = inputs[place]
        known = kind if isinstance(kind, list) else more[0]["options"]  # as older and newer servers say it
        if name not in known:
            listed = ", ".join(map(str, known))
            raise NotOfferedError(
                f"{key} = {usual_name(wanted)!r}: {http.name} has no {place} {name!r} but: {listed}. "
                "Write it as “DPM++ 2M Karras”, or with the server's own names, as “dpmpp_2m karras”."
            )
    return " ".join(named)
