"""The noise that pictures begin with, turned towards another seed's: “more like this”.

Works on any pipeline that has `prepare_latents`: it is called once with the pictures' own generators, which also serve
the schedulers that draw noise at every step, and once with those of the variations. Packing and scaling are linear and
the same for both, so turning their results is turning the noise. Must not know orders' files or the protocol.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch

from bot.painter.orders import Order, Variation


@contextmanager
def varied(pipe: Any, orders: Sequence[Order]) -> Iterator[None]:
    """Let a pipeline's next call begin with the noise that the orders' variations ask for; nothing else changes."""
    if all(order.variation is None for order in orders):
        yield
        return
    prepare = pipe.prepare_latents

    def prepare_varied(*arguments: Any, **named: Any) -> Any:
        own = prepare(*arguments, **named)
        others = [generator(_seed_of(order)) for order in orders]
        other = prepare(*_with_generators(arguments, others), **_with_generators(named, others))
        noise = _turn(_noise_of(own), _noise_of(other), [order.variation for order in orders])
        return (noise, *own[1:]) if isinstance(own, tuple) else noise

    pipe.prepare_latents = prepare_varied  # on this object only: it hides the class's method
    try:
        yield
    finally:
        del pipe.prepare_latents


def generator(seed: int) -> torch.Generator:
    """A picture's own chance: on the CPU, so that it is the same on every device."""
    return torch.Generator("cpu").manual_seed(seed)


def slerp(one: torch.Tensor, other: torch.Tensor, strength: float) -> torch.Tensor:
    """The point `strength` of the way from one to the other along the sphere on which Gaussian noise lies.

    Computed in float32 on the CPU over all elements of one picture, so that neither neighbours nor the device matter.
    Exactly one of the two at 0 and at 1; along the straight line where they point the same or opposite ways.
    """
    if strength in (0, 1):
        return other if strength else one
    a, b = one.float().cpu(), other.float().cpu()
    cosine = float((a * b).sum() / (a.norm() * b.norm()))
    angle = math.acos(max(-1.0, min(1.0, cosine)))
    if math.sin(angle) < 1e-4:
        mixed = a * (1 - strength) + b * strength
    else:
        mixed = (a * math.sin((1 - strength) * angle) + b * math.sin(strength * angle)) / math.sin(angle)
    return mixed.to(device=one.device, dtype=one.dtype)


def _turn(own: torch.Tensor, other: torch.Tensor, variations: Sequence[Variation | None]) -> torch.Tensor:
    turned = [
        own[index] if variation is None else slerp(own[index], other[index], variation.strength)
        for index, variation in enumerate(variations)
    ]
    return torch.stack(turned)


def _seed_of(order: Order) -> int:
    return order.seed if order.variation is None else order.variation.seed


def _noise_of(prepared: Any) -> torch.Tensor:
    """The noise among what `prepare_latents` gives: alone, or first of several (Flux adds positions)."""
    return prepared[0] if isinstance(prepared, tuple) else prepared


def _with_generators(given: Any, generators: list[torch.Generator]) -> Any:
    """The arguments of a call with the list of generators in it replaced."""
    if isinstance(given, dict):
        return {key: _replaced(value, generators) for key, value in given.items()}
    return tuple(_replaced(value, generators) for value in given)


def _replaced(value: Any, generators: list[torch.Generator]) -> Any:
    is_ours = isinstance(value, list) and bool(value) and isinstance(value[0], torch.Generator)
    return generators if is_ours else value
