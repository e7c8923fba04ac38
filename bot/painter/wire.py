"""The painter's messages as JSON lines: how the values of `orders` and `reports` cross the pipe, both ways.

Must not know what sends or reads them. One message is one JSON object on one line of ASCII. Requests have `id` and `do`
(prepare, abilities, paint, describe, cancel); every answer repeats the request's `id` and has `say` (settings,
abilities, chunk, painted, spoilt, description, done, error, progress, presences, log).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.painter.orders import Abilities, ModelChoice, Order, Overrides, Painted, Settings, Source, Spoilt, Variation
from bot.painter.reports import Description, Presence, Progress

Message = dict[str, Any]


def encode(message: Mapping[str, Any]) -> bytes:
    """One line; ASCII only, so that neither encodings nor newlines in a prompt can break it."""
    return json.dumps(message, ensure_ascii=True, separators=(",", ":")).encode("ascii") + b"\n"


def decode(line: bytes | str) -> Message:
    """Read one line back. Raises ValueError for anything that is not a JSON object."""
    message = json.loads(line)
    if not isinstance(message, dict):
        raise ValueError(f"expected a JSON object, got {type(message).__name__}")
    return message


def prepare_request(choice: ModelChoice) -> Message:
    """Ask for the settings of a model; it is loaded on the way."""
    return {"do": "prepare", "choice": asdict(choice)}


def abilities_request(choice: ModelChoice) -> Message:
    """Ask what a model can do; it is loaded on the way."""
    return {"do": "abilities", "choice": asdict(choice)}


def describe_request(choice: ModelChoice) -> Message:
    """Ask what the painter is made of; nothing is loaded."""
    return {"do": "describe", "choice": asdict(choice)}


def paint_request(choice: ModelChoice, settings: Settings, orders: Sequence[Order]) -> Message:
    """Ask for pictures. The choice comes along for a child that has not loaded anything yet."""
    listed = [_order_message(order) for order in orders]
    return {"do": "paint", "choice": asdict(choice), "settings": asdict(settings), "orders": listed}


def choice_from(message: Message) -> ModelChoice:
    """The model choice of a request."""
    return ModelChoice.of(message["choice"])


def settings_from(message: Message) -> Settings:
    """The settings of a request or an answer."""
    return Settings.of(message["settings"])


def orders_from(message: Message) -> list[Order]:
    """The orders of a paint request."""
    return [_order_from(order) for order in message["orders"]]


def answer_of(value: Settings | Abilities | Painted | Spoilt | Description | Progress) -> Message:
    """A value as an answer, without its `id`."""
    match value:
        case Settings():
            return {"say": "settings", "settings": asdict(value)}
        case Abilities():
            return {"say": "abilities", **asdict(value)}
        case Painted():
            return {"say": "painted", **asdict(value), "path": str(value.path)}
        case Spoilt():
            return {"say": "spoilt", **asdict(value)}
        case Description():
            return {"say": "description", **asdict(value)}
        case Progress():
            return {"say": "progress", **asdict(value)}


def abilities_from(message: Message) -> Abilities:
    """What the painter can do."""
    return Abilities(**_values(message))


def presences_message(presences: Sequence[Presence]) -> Message:
    """Where painters are and what they do, as an answer without its `id`."""
    return {"say": "presences", "presences": [asdict(presence) for presence in presences]}


def presences_from(message: Message) -> tuple[Presence, ...]:
    """Where painters are and what they do."""
    return tuple(
        Presence(**{**each, "picture_ids": tuple(each.get("picture_ids", ()))}) for each in message["presences"]
    )


def painted_from(message: Message) -> Painted:
    """A finished picture."""
    values = _values(message)
    return Painted(**{**values, "path": Path(values["path"]), "settings": settings_from(message)})


def spoilt_from(message: Message) -> Spoilt:
    """A picture that cannot be painted."""
    return Spoilt(**_values(message))


def description_from(message: Message) -> Description:
    """What the painter is made of."""
    values = _values(message)
    return Description(**{**values, "devices": tuple(values.get("devices", ()))})


def progress_from(message: Message) -> Progress:
    """Where a long task stands."""
    return Progress(**_values(message))


def _order_message(order: Order) -> Message:
    message = {key: value for key, value in asdict(order).items() if value is not None}
    if order.source is not None:
        message["source"]["path"] = str(order.source.path)
    return {**message, "path": str(order.path)}


def _order_from(message: Message) -> Order:
    values = {**message, "path": Path(message["path"])}
    if "variation" in message:
        values["variation"] = Variation(**message["variation"])
    if "source" in message:
        values["source"] = Source(**{**message["source"], "path": Path(message["source"]["path"])})
    if "overrides" in message:
        values["overrides"] = Overrides.of(message["overrides"])
    return Order(**values)


def _values(message: Message) -> Message:
    return {key: value for key, value in message.items() if key not in ("id", "say")}
