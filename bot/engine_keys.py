"""The keys of [engine]: which machine paints, and which of them mean something to which kind of machine."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationInfo

from bot.kinds import Place, Section

_ENGINES = {  # which keys of [engine] mean something to which kind, and where each is looked for if nobody says
    "local": (frozenset[str](), None),
    "ray": (frozenset({"address", "gpus", "cpus", "painters"}), "auto"),
    "comfyui": (frozenset({"address", "workflow"}), "http://127.0.0.1:8188"),
    "images": (frozenset({"address", "seed"}), None),
}
_ADDRESSES = {
    "ray": (r"auto|ray://[^\s/]+:\d+|[^\s/]+:\d+", "“auto”, “host:6379” or “ray://host:10001”"),
    "comfyui": (r"https?://\S+", "such as “http://127.0.0.1:8188”"),
    "images": (r"https?://\S+", "such as “http://127.0.0.1:8000/v1”"),
}


def _check_for_kind(value: object, others: ValidationInfo) -> object:
    """Refuse a key that the kind of engine has no use for; where the kind is wrong itself, that is said there."""
    kind = others.data.get("kind")
    if kind in _ENGINES and value is not None and others.field_name not in _ENGINES[kind][0]:
        users = " or ".join(f"“{name}”" for name, (keys, _) in _ENGINES.items() if others.field_name in keys)
        raise ValueError(f"this is for engine.kind {users}, and yours is “{kind}”: remove it or change the kind")
    return value


def _check_address(value: str | None, others: ValidationInfo) -> str | None:
    kind = others.data.get("kind")
    if value is None:
        if kind == "images":
            raise ValueError("an images endpoint needs its address, such as “http://127.0.0.1:8000/v1”")
        return None if kind is None else _ENGINES[kind][1]
    if kind in _ADDRESSES and not re.fullmatch(_ADDRESSES[kind][0], value):
        raise ValueError(f"expected {_ADDRESSES[kind][1]}")
    return value


_ForKind = AfterValidator(_check_for_kind)


class Engine(Section):
    """Which machine paints."""

    kind: Literal["local", "ray", "comfyui", "images"] = "local"
    address: Annotated[str | None, _ForKind, AfterValidator(_check_address)] = None
    gpus: Annotated[Annotated[float, Field(ge=0, le=64)] | None, _ForKind] = None
    cpus: Annotated[Annotated[int, Field(ge=1, le=1024)] | None, _ForKind] = None
    painters: Annotated[Annotated[int, Field(ge=1, le=10_000)] | None, _ForKind] = None
    workflow: Annotated[Place | None, _ForKind] = None
    seed: Annotated[bool | None, _ForKind] = None
