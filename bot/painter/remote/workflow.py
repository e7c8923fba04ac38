"""ComfyUI's workflows in API format: nodes with inputs, in which placeholders stand for what a picture is made of.

"%prompt%", "%negative%" and "%model%" are texts, "%seed%", "%steps%", "%guidance%", "%width%" and "%height%" numbers;
only the first must be there. Pure; knows no server.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.errors import PainterError
from bot.painter.orders import Adapter

Workflow = dict[str, Any]

SAMPLER = ("sampler_name", "scheduler")  # the inputs that are one scheduler together
PLACES = {  # settings, and where a workflow has a place for them
    "width": "%width%",
    "height": "%height%",
    "steps": "%steps%",
    "guidance": "%guidance%",
    "negative_prompt": "%negative%",
}
_SEEDS = ("seed", "noise_seed")
_EMPTY = re.compile(r"Empty\w*Latent\w*")
_LOADER = "CheckpointLoaderSimple"  # its outputs: the model, what reads prompts, the decoder
PLAIN: Workflow = {  # for a checkpoint that holds everything; PreviewImage leaves nothing in the server's output folder
    "1": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "%model%"}},
    "2": {"class_type": "CLIPTextEncode", "inputs": {"clip": ["1", 1], "text": "%prompt%"}},
    "3": {"class_type": "CLIPTextEncode", "inputs": {"clip": ["1", 1], "text": "%negative%"}},
    "4": {"class_type": "EmptyLatentImage", "inputs": {"width": "%width%", "height": "%height%", "batch_size": 1}},
    "5": {
        "class_type": "KSampler",
        "inputs": {
            "model": ["1", 0], "positive": ["2", 0], "negative": ["3", 0], "latent_image": ["4", 0],
            "seed": 0, "steps": "%steps%", "cfg": "%guidance%",
            "sampler_name": "dpmpp_2m", "scheduler": "karras", "denoise": 1.0,
        },
    },
    "6": {"class_type": "VAEDecode", "inputs": {"samples": ["5", 0], "vae": ["1", 2]}},
    "7": {"class_type": "PreviewImage", "inputs": {"images": ["6", 0]}},
}  # fmt: skip


def read(text: str, name: str) -> Workflow:
    """A workflow from its file. Raises PainterError if it is none, or has no place for a prompt."""
    try:
        workflow = json.loads(text)
        is_sound = all("class_type" in node and isinstance(node["inputs"], dict) for node in workflow.values())
    except (ValueError, AttributeError, TypeError, KeyError):
        is_sound = False
    if not is_sound:
        raise PainterError(f"{name} is no workflow in API format: in ComfyUI choose “Export (API)”.")
    if "%prompt%" not in text:
        raise PainterError(f'{name} has no place for the prompt: write "%prompt%" instead of the text that it holds.')
    return dict(workflow)


def filled(workflow: Workflow, values: Mapping[str, Any]) -> Workflow:
    """The workflow with values for its placeholders, and the picture's seed wherever there is one."""
    copied = copy.deepcopy(workflow)
    for inputs, key, value in list(_inputs(copied)):
        if key in _SEEDS:
            inputs[key] = values["%seed%"]
        elif value in values:
            inputs[key] = values[value]
        elif isinstance(value, str):
            inputs[key] = value.replace("%negative%", values["%negative%"]).replace("%prompt%", values["%prompt%"])
    return copied


def find_homeless(workflow: Workflow, keys: Iterable[str]) -> list[str]:
    """Which of these settings the workflow has no place for."""
    text = json.dumps(workflow)
    return [key for key in keys if PLACES[key] not in text]


def is_open(workflow: Workflow) -> bool:
    """Whether a picture can take the place of the empty one that this workflow begins with."""
    return _opening(workflow) is not None


def begun_with(workflow: Workflow, image: str, strength: float) -> Workflow:
    """The workflow with an uploaded picture, brought to its size, instead of the empty one; only where it `is_open`.

    That much of the picture is painted anew.
    """
    opening = _opening(workflow)
    assert opening is not None  # it is open
    copied = copy.deepcopy(workflow)
    size = {key: copied[opening.empty]["inputs"][key] for key in ("width", "height")}
    load, scale = f"{opening.empty}-load", f"{opening.empty}-scale"
    copied[load] = {"class_type": "LoadImage", "inputs": {"image": image}}
    copied[scale] = {
        "class_type": "ImageScale",
        "inputs": {"image": [load, 0], "upscale_method": "lanczos", "crop": "center", **size},
    }
    copied[opening.empty] = {"class_type": "VAEEncode", "inputs": {"pixels": [scale, 0], "vae": opening.vae}}
    copied[opening.sampler]["inputs"]["denoise"] = strength
    return copied


@dataclass(frozen=True)
class _Opening:
    """The node with the empty picture, the sampler that begins with it, and what decodes and so encodes as well."""

    empty: str
    sampler: str
    vae: Any


def _opening(workflow: Workflow) -> _Opening | None:
    """Where a workflow begins, if it does so in one place: one empty picture, a sampler for it, and one decoder."""
    empty = [name for name, node in workflow.items() if _EMPTY.fullmatch(node["class_type"])]
    samplers = [
        name
        for name, node in workflow.items()
        if "denoise" in node["inputs"] and [*empty, 0] == node["inputs"].get("latent_image")
    ]
    decoders = [node["inputs"]["vae"] for node in workflow.values() if node["class_type"] == "VAEDecode"]
    if not len(empty) == len(samplers) == len(decoders) == 1:
        return None
    if not {"width", "height"} <= workflow[empty[0]]["inputs"].keys():
        return None
    return _Opening(empty[0], samplers[0], decoders[0])


def first(workflow: Workflow, key: str, otherwise: Any) -> Any:
    """The first plain value of an input of that name: what the workflow itself says."""
    found = (value for _, name, value in _inputs(workflow) if name == key and "%" not in str(value))
    return next(found, otherwise)


def scheduler_of(workflow: Workflow) -> str:
    """The sampler and the schedule that the workflow itself says, the first of each; empty if it says none."""
    return " ".join(filter(None, (first(workflow, key, "") for key in SAMPLER)))


def with_sampler(workflow: Workflow, sampler: str, schedule: str) -> Workflow:
    """The workflow with this sampler and this schedule of noise wherever it says its own."""
    copied = copy.deepcopy(workflow)
    for inputs, key, _ in list(_inputs(copied)):
        if key in SAMPLER:
            inputs[key] = sampler if key == SAMPLER[0] else schedule
    return copied


def has_room_for_adapters(workflow: Workflow) -> bool:
    """Whether it is plain where LoRAs belong: behind the one node that loads everything."""
    return [node["class_type"] for node in workflow.values()].count(_LOADER) == 1


def with_adapters(workflow: Workflow, adapters: Sequence[Adapter]) -> Workflow:
    """The workflow with a LoraLoader for each, one behind the other, between its checkpoint and whoever uses that."""
    loader = next(number for number, node in workflow.items() if node["class_type"] == _LOADER)
    numbers = [f"adapter{index}" for index in range(len(adapters))]
    source = dict(zip(numbers, [loader, *numbers], strict=False))
    copied = copy.deepcopy(workflow)
    for node in copied.values():
        for key, value in node["inputs"].items():
            if value in ([loader, 0], [loader, 1]):  # the decoder stays as it is
                node["inputs"][key] = [numbers[-1], value[1]]
    for number, adapter in zip(numbers, adapters, strict=True):
        strength = {"strength_model": adapter.weight, "strength_clip": adapter.weight}
        links = {"model": [source[number], 0], "clip": [source[number], 1]}
        copied[number] = {"class_type": "LoraLoader", "inputs": {**links, "lora_name": adapter.source, **strength}}
    return copied


def _inputs(workflow: Workflow) -> Iterator[tuple[dict[str, Any], str, Any]]:
    """Every input that is a value, not a link to another node."""
    for node in workflow.values():
        for key, value in node["inputs"].items():
            if isinstance(value, str | int | float):
                yield node["inputs"], key, value
