"""Several devices at one batch: a worker process for each, and chunks pulled by whoever is free.

Implements `flows.ports.Painter` over `PainterProcess`, one worker's keeper. What a worker had in hand when it died is
painted by whoever comes first; a device that cannot paint at all is left out while another can.
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
from bot.painter.orders import Abilities, ModelChoice, Order, Painted, Settings, Spoilt
from bot.painter.reports import Description, Presence
from bot.painter.suspects import Suspects, WorkerLostError

log = logging.getLogger(__name__)

_BROKEN_AFTER = 2  # deaths in a row, while other devices are left

Answer = Painted | Spoilt


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
            round_ = _Round(settings, orders, members=members, suspects=self._suspects)
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


class _Round:
    """One call of paint: what is left, who has what, and the answers so far."""

    def __init__(
        self,
        settings: Settings,
        orders: Sequence[Order],
        *,
        members: Sequence[tuple[PainterProcess, str]],
        suspects: Suspects,
    ) -> None:
        self._settings = settings
        self._left = list(orders)
        self._open = {order.picture_id for order in orders}  # not answered yet
        self._members = members
        self._suspects = suspects
        self._answers: asyncio.Queue[Answer | None] = asyncio.Queue()
        self._changed = asyncio.Event()
        self._errors: list[PainterError] = []

    async def answers(self) -> AsyncGenerator[Answer, None]:
        """All answers as they come; leaving early stops the workers."""
        tasks = [asyncio.create_task(self._work(member, label)) for member, label in self._members]
        for task in tasks:
            task.add_done_callback(lambda _: self._answers.put_nowait(None))
        running = len(tasks)
        try:
            while running or not self._answers.empty():
                answer = await self._answers.get()
                if answer is None:
                    running -= 1
                else:
                    yield answer
            for task in tasks:
                task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        if self._open and self._errors:
            raise self._errors[-1]

    async def _work(self, member: PainterProcess, label: str) -> None:
        """Pull and paint until all is answered; a worker's death gives back what it had in hand."""
        ordered = self._settings
        if ordered.device in (other for _, other in self._members):
            ordered = replace(ordered, device=label)  # meant for any of us: recorded as what really paints
        deaths = 0  # in a row, without an answer between them
        while self._open:
            batch = self._take()
            if not batch:
                self._changed.clear()
                await self._changed.wait()  # another's death may give something back
                continue
            try:
                async with aclosing(member.attempt(ordered, batch)) as answers:
                    async for answer in answers:
                        self._suspects.clear(answer.picture_id)
                        self._answer(answer)
                        deaths = 0
            except WorkerLostError as lost:
                deaths += 1
                if deaths >= _BROKEN_AFTER and len(self._errors) + 1 < len(self._members):
                    # Whether it is the pictures' fault, the others will find out.
                    return self._retire(PainterError(f"{label}: the painter's process {lost}, again and again."), batch)
                try:
                    for spoilt in self._suspects.mourn(lost, self._unanswered(batch)):
                        self._answer(spoilt)
                except PainterError as error:
                    return self._retire(error, batch)
                self._give_back(batch)
            except PainterError as error:
                return self._retire(error, batch)
            else:
                self._give_back(batch)  # nothing, unless the worker forgot some
        return None

    def _take(self) -> list[Order]:
        """What to paint next: several chunks while there is much, then one; suspects on their own, and last."""
        fresh = [order for order in self._left if not self._suspects.is_suspected(order)]
        chunk = self._settings.chunk
        share = len(fresh) // (2 * len(self._members) * chunk)
        taken = fresh[: chunk * max(1, share)] or self._left[:1]
        self._left = [order for order in self._left if order not in taken]
        return taken

    def _unanswered(self, batch: Sequence[Order]) -> list[Order]:
        return [order for order in batch if order.picture_id in self._open]

    def _give_back(self, batch: Sequence[Order]) -> None:
        self._left[:0] = self._unanswered(batch)
        self._changed.set()

    def _answer(self, answer: Answer) -> None:
        if answer.picture_id in self._open:
            self._open.discard(answer.picture_id)
            self._answers.put_nowait(answer)
        if not self._open:
            self._changed.set()

    def _retire(self, error: PainterError, batch: Sequence[Order]) -> None:
        """Leave a device out that cannot paint; when it was the last, everybody who waits may go."""
        self._errors.append(error)
        self._give_back(batch)
        if len(self._errors) < len(self._members):
            log.warning("A device is left out: %s", error)
