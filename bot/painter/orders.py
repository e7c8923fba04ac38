"""The painter's messages: plain frozen values, JSON on the wire, and the Painter's vocabulary for everyone else.

Must not know how anything is painted. `Settings` is all that decides a picture besides its prompt and its seed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from bot.painter.samplers import scheduler_named


@dataclass(frozen=True, kw_only=True)
class Adapter:
    """A LoRA on top of the model: a hub id, a folder or a file, how much of it, and its revision once it is found."""

    source: str
    weight: float = 1.0
    revision: str | None = None


@dataclass(frozen=True, kw_only=True)
class ModelChoice:
    """What the owner asked for, before anything is loaded.

    `source` is the name of a preset, a hub id ("stabilityai/sd-turbo") or a local folder. `None` leaves a value to the
    preset, or to the model's own default; "auto" to what is measured or known of the device. `cache` is the folder in
    which prompts' embeddings, calibrations and compiled code are kept, None where nothing is. `batch` is how many
    pictures are usually ordered at a time.
    """

    source: str = "kitten"
    revision: str | None = None
    width: int | None = None
    height: int | None = None
    steps: int | None = None
    guidance: float | None = None
    negative_prompt: str | None = None
    device: str = "auto"
    dtype: str = "auto"
    chunk: int | None = None
    safety_checker: str = "if available"  # "required": a model without one is refused; "off": it is not loaded
    scheduler: str | None = None
    adapters: tuple[Adapter, ...] = ()
    tiny_decoder: str = "auto"
    compile: str = "auto"
    channels_last: str = "auto"
    quantize: str = "none"
    offload: str = "auto"
    cache_prompts: bool = True
    cache: str | None = None
    batch: int | None = None

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> ModelChoice:
        """A choice from JSON's plain values. Raises TypeError for a key that is unknown."""
        return cls(**{**values, "adapters": _adapters(values)})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that decides a picture besides prompt and seed; stored with every picture.

    `model` is the hub id, or the folder's name for a local one; `revision` the hub's commit or a content hash of the
    folder. `chunk` is B, the fixed number of pictures per call: another B gives other bits. `stack` names the versions
    of torch and diffusers. `decoder` is a tiny decoder as “source@revision” where the model's own is not used,
    `quantized` the number type of quantized weights. Sizes in pixels.
    """

    model: str
    revision: str
    width: int
    height: int
    steps: int
    guidance: float
    negative_prompt: str
    scheduler: str
    dtype: str
    device: str
    chunk: int
    stack: str
    adapters: tuple[Adapter, ...] = ()
    decoder: str = ""
    compiled: bool = False
    channels_last: bool = False
    quantized: str = ""

    def to_json(self) -> str:
        """Canonical JSON: equal settings give equal text. What is left at its default is left out."""
        defaults = {field.name: field.default for field in fields(self) if field.default is not MISSING}
        stored = {key: value for key, value in asdict(self).items() if defaults.get(key, MISSING) != value}
        return json.dumps(stored, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Settings:
        """Read back what `to_json` wrote; raises TypeError for a key that is unknown or missing."""
        return cls.of(json.loads(text))

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Settings:
        """Settings from JSON's plain values. Raises TypeError for a key that is unknown or missing."""
        return cls(**{**values, "adapters": _adapters(values)})

    def overridden(self, overrides: Overrides | None) -> Settings:
        """These settings with what one order wants otherwise; recorded with its picture like any others.

        Parts are compiled for the usual shapes: for a few pictures of another one that would take longer than they do.
        """
        if overrides is None:
            return self
        wanted = {field.name: getattr(overrides, field.name) for field in fields(overrides)}
        if overrides.scheduler is not None:
            wanted["scheduler"] = scheduler_named(overrides.scheduler)
        own = replace(self, **{key: value for key, value in wanted.items() if value is not None})
        return own if own._shape == self._shape else replace(own, compiled=False)

    @property
    def _shape(self) -> tuple[int, int, bool]:
        """What decides the shapes that a model computes with, besides B: with guidance it looks at two at a time."""
        return self.width, self.height, self.guidance > 1

    def beside(self, usual: Settings) -> tuple[Settings, Overrides | None]:
        """These settings as others that many orders share, and what one order then wants otherwise.

        The shared ones have the values of `usual` where an order may want others: what cannot be painted spoils that
        order alone. They are these settings themselves where `usual` is of another model.
        """
        if (self.model, self.revision) != (usual.model, usual.revision):
            return self, None
        may_differ = [field.name for field in fields(Overrides)]
        shared = replace(self, **{name: getattr(usual, name) for name in may_differ})
        differs = {name: getattr(self, name) for name in may_differ if getattr(self, name) != getattr(shared, name)}
        return shared, Overrides(**differs) if differs else None


@dataclass(frozen=True, kw_only=True)
class Variation:
    """A picture near another one: the initial noise is turned from the order's own seed towards `seed`.

    `strength` 0 is the picture of the order's seed itself, 1 begins with the noise of `seed`; 0.05 to 0.3 looks like
    “more like this”. The way is along the sphere (slerp), as A1111's variation seed does it.
    """

    seed: int
    strength: float

    def __post_init__(self) -> None:
        _check_strength("variation", self.strength)


@dataclass(frozen=True, kw_only=True)
class Source:
    """A picture to begin with instead of pure noise (img2img).

    `path` is any picture that Pillow reads; it is brought to the settings' size. `strength` 1 leaves nothing of it,
    and a model takes only this share of its steps. With `sha256`, that of its pixels as `Painted` has it, a file that
    holds another picture is refused: a recipe would not be exact otherwise.
    """

    path: Path
    strength: float
    sha256: str | None = None

    def __post_init__(self) -> None:
        _check_strength("source", self.strength)


@dataclass(frozen=True, kw_only=True)
class Abilities:
    """What a painter can do besides painting a prompt from a seed: whether orders may have a variation, or a source."""

    takes_variation: bool
    takes_source: bool


@dataclass(frozen=True, kw_only=True)
class Overrides:
    """What one order wants otherwise than the settings of its batch; None leaves a value as it is.

    `scheduler` is a sampler by its usual name, or a scheduler as settings name it.
    """

    width: int | None = None
    height: int | None = None
    steps: int | None = None
    guidance: float | None = None
    negative_prompt: str | None = None
    scheduler: str | None = None
    adapters: tuple[Adapter, ...] | None = None

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Overrides:
        """Overrides from JSON's plain values. Raises TypeError for a key that is unknown."""
        return cls(**{**values, "adapters": None if values.get("adapters") is None else _adapters(values)})


@dataclass(frozen=True, kw_only=True)
class Order:
    """One picture to paint: where to put it, and what makes it itself. 0 <= seed < 2**32.

    `variation` and `source` are two ways to “more like this”; an order has one of them at most. Whoever wants to paint
    the picture again must store them: settings do not hold them.
    """

    picture_id: int
    prompt: str
    seed: int
    path: Path  # the archived PNG; its folder exists or is made
    variation: Variation | None = None
    source: Source | None = None
    overrides: Overrides | None = None

    def __post_init__(self) -> None:
        if self.variation is not None and self.source is not None:
            raise ValueError(f"Picture {self.picture_id}: an order has a variation or a source, not both.")


@dataclass(frozen=True, kw_only=True)
class Painted:
    """A finished picture: `path` holds the lossless PNG with its `parameters` text, written whole or not at all.

    `sha256` is of the pixels (RGB bytes, row by row), not of the file, so that it does not depend on compression or on
    metadata. `settings` are those really used: after running out of memory `chunk` is smaller than ordered. `seconds`
    is the wall time of the picture's chunk divided by the pictures in it.
    """

    picture_id: int
    path: Path
    sha256: str
    settings: Settings
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Spoilt:
    """A picture that cannot be painted: the reason is a sentence. It will not be tried again by itself."""

    picture_id: int
    reason: str


def first_alike(orders: Sequence[Order], *, most: int) -> list[Order]:
    """At most so many of the first orders that want the same otherwise than usual: one call can paint them together."""
    return [order for order in orders if order.overrides == orders[0].overrides][:most]


def _adapters(values: Mapping[str, Any]) -> tuple[Adapter, ...]:
    return tuple(Adapter(**adapter) for adapter in values.get("adapters") or ())


def _check_strength(what: str, strength: float) -> None:
    if not 0 <= strength <= 1:
        raise ValueError(f"The strength of a {what} goes from 0 to 1, not {strength:g}.")
