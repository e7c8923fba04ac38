"""Several devices at one batch: a worker process for each; which of them there are, and which fit.

Implements `flows.ports.Painter` over `PainterProcess`, one worker's keeper. Who paints which chunk, and what a death
costs, is the round's business.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from types import TracebackType
from typing import Any, Self

from bot.errors import PainterError
from bot.painter.host import PainterProcess
from bot.painter.orders import Abilities, ModelChoice, Order, Settings
from bot.painter.reports import Description, Presence
from bot.painter.round import Answer, Round
from bot.painter.suspects import Suspects

log = logging.getLogger(__name__)


class PainterPool:
    """Paints with a worker on each device; implements `Painter`.

    With one device it is that worker's keeper and no more, but "auto" takes in all cards that the worker sees. Without
    devices there is one worker that paints elsewhere. Options are those of PainterProcess.
    """

    def __init__(
        self, choice: ModelChoice, *, devices: Sequence[str] | None = ("auto",), max_deaths: int = 3, **options: Any
    ) -> None:
        self._choice = choice
        self._options = {**options, "max_deaths": max_deaths}
        if devices is not None and devices.count("cpu") > 1:  # they are each other's load, see child
            environment = {"OMP_WAIT_POLICY": "PASSIVE", **(options.get("environment") or {})}
            self._options["environment"] = environment
        self._members = [self._hire(device) for device in devices or (choice.device,)]
        self._takes_all = devices is not None and tuple(devices) == ("auto",)
        self._labels: list[str] | None = None
        self._suspects = Suspects(max_deaths=max_deaths)
        self._lock = asyncio.Lock()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    @property
    def pid(self) -> int | None:
        """The process id of a worker that runs, or None when none does."""
        return next(iter(self.pids), None)

    @property
    def pids(self) -> list[int]:
        """The process ids of the workers that run."""
        return [member.pid for member in self._members if member.pid is not None]

    @property
    def presences(self) -> tuple[Presence, ...]:
        """Who paints what, on every device."""
        return tuple(presence for member in self._members for presence in member.presences)

    async def prepare(self) -> Settings:
        """Load the model on every device and resolve the settings; fast when already known.

        The settings are those of the first device that can; PainterError is raised where none can.
        """
        await self._find_devices()
        first, *others = self._members
        if not others:
            return await first.prepare()
        # One after the first: what it measures, the others find in the cache.
        found = [
            *await asyncio.gather(first.prepare(), return_exceptions=True),
            *await asyncio.gather(*(member.prepare() for member in others), return_exceptions=True),
        ]
        prepared = [settings for settings in found if isinstance(settings, Settings)]
        errors = [error for error in found if isinstance(error, BaseException)]
        for error in errors:
            if not isinstance(error, PainterError) or not prepared:
                raise error
            log.warning("A device is left out: %s", error)
        return prepared[0]

    async def abilities(self) -> Abilities:
        """What the model can do; of the first device that can say it."""
        error: PainterError | None = None
        for member in self._members:
            try:
                return await member.abilities()
            except PainterError as trouble:
                error = error or trouble
        assert error is not None  # there is always a member
        raise error

    async def describe(self) -> Description:
        """Say what the first device is made of, without loading or downloading the model."""
        return await self._members[0].describe()

    async def paint(self, settings: Settings, orders: Sequence[Order]) -> AsyncGenerator[Answer, None]:
        """Yield one answer per order, each as soon as it is there, in any order. One call at a time paints.

        Few orders go to the devices that the settings name, if they are here. Raises PainterError if nothing can be
        painted on any device; the answers so far hold.
        """
        await self._find_devices()
        if len(self._members) == 1:
            async with aclosing(self._members[0].paint(settings, orders)) as only:
                async for answer in only:
                    yield answer
            return
        async with self._lock:
            members = await self._fitting(settings, count=-(-len(orders) // settings.chunk))
            round_ = Round(settings, orders, members=members, suspects=self._suspects)
            async with aclosing(round_.answers()) as answers:
                async for answer in answers:
                    yield answer

    async def close(self) -> None:
        """End all workers."""
        await asyncio.gather(*(member.close() for member in self._members))

    def _hire(self, device: str) -> PainterProcess:
        return PainterProcess(replace(self._choice, device=device), **self._options)

    async def _find_devices(self) -> None:
        """For "auto": one worker for each card that the first one sees."""
        if not self._takes_all:
            return
        devices = (await self._members[0].describe()).devices
        self._takes_all = False
        self._members += [self._hire(device) for device in devices[1:]]
        if len(devices) > 1:
            log.info("Painting on %s.", ", ".join(devices))

    async def _fitting(self, settings: Settings, *, count: int) -> list[tuple[PainterProcess, str]]:
        """At most so many workers with their devices' names, those first whose device the settings name."""
        if self._labels is None:
            found = await asyncio.gather(*(member.describe() for member in self._members))
            self._labels = [description.device for description in found]
        ranked = sorted(zip(self._members, self._labels, strict=True), key=lambda pair: pair[1] != settings.device)
        return ranked[: max(1, count)]
