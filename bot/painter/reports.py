"""What the painter tells about itself besides pictures: progress, and what it is made of for `catbandit check`.

Plain frozen values, as `orders`; must not know how anything is painted.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Progress:
    """Where a long task stands. `stage` is "downloading", "loading" or "painting".

    `done` of `total` counts pictures while painting and bytes while downloading; 0 where nothing can be counted.
    `sentence` says the same to a person.
    """

    stage: str
    done: int
    total: int
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Presence:
    """A painter at its place: a device of this computer, or a place on a node of a cluster.

    `state` is "painting", "loading", "idle", "waiting for room", "left out" (for the present batch) or "asleep" (its
    process does not run). `picture_ids` are those of the chunk that it has in hand.
    """

    where: str
    state: str
    picture_ids: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Description:
    """The painter's preconditions, found out without loading or downloading the model. Sizes in bytes.

    `memory_total` and `memory_free` are the accelerator's, or the computer's when the CPU paints; None if unknown.
    `is_reachable` is None where nobody needed to ask (the model is present). `problem` is a sentence, or None if this
    painter can be expected to paint. `engine` says what paints where that is not this computer, `remark` what
    should be looked after there.
    """

    device: str
    dtype: str
    memory_total: int | None
    memory_free: int | None
    torch: str
    diffusers: str
    model: str
    licence: str
    memory_needed: str
    is_present: bool
    is_reachable: bool | None
    size: int | None
    problem: str | None
    engine: str | None = None
    remark: str | None = None
    devices: tuple[str, ...] = ()  # every device of the kind that paints, as [model] device names them
