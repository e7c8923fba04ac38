"""A Ray cluster as a studio: prepare, paint and describe with everybody in it."""

from __future__ import annotations

import asyncio
import platform
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import ray

from bot import __version__
from bot.errors import PainterError
from bot.painter import wire
from bot.painter.engine import EngineChoice
from bot.painter.orders import Abilities, ModelChoice, Order, Painted, Settings, Spoilt
from bot.painter.remote.crew import Crew
from bot.painter.remote.pulse import Pulse
from bot.painter.remote.sitting import Sitting
from bot.painter.remote.station import LostError, Patience, Station, UnusableError
from bot.painter.reports import Description, Presence, Progress

_DESCRIBING = 90.0  # seconds: an actor must start and import torch
_ROOM = timedelta(minutes=10)  # how long others may use the whole cluster before a batch is left for later


class ClusterStudio:
    """The cluster's painters as one.

    `tell` hears progress, `note` a logging level and a sentence, `show` what every painter does whenever that changes.
    """

    def __init__(
        self,
        engine: EngineChoice,
        *,
        tell: Callable[[Progress], None],
        note: Callable[[int, str], None],
        show: Callable[[Sequence[Presence]], None],
        patience: Patience | None = None,
    ) -> None:
        self._pulse = Pulse(tell, f"Connecting to the Ray cluster at {engine.address or 'auto'}.")
        self._note = note
        self._show = show
        self._patience = patience or Patience()
        self._crew = Crew(engine, tell=self._pulse.tell, note=note, patience=self._patience)

    def prepare(self, choice: ModelChoice) -> Settings:
        """Load the model everywhere, and return the settings of whoever is first. Raises PainterError."""
        return self._pulse.run(self._prepare(choice))[1]

    def abilities(self, choice: ModelChoice) -> Abilities:
        """What whoever is first can do; the model is the same everywhere. Raises PainterError."""
        return self._pulse.run(self._abilities(choice))

    def paint(
        self, choice: ModelChoice, settings: Settings, orders: Sequence[Order], is_cancelled: Callable[[], bool]
    ) -> Iterator[Painted | Spoilt]:
        """Paint with exactly these settings; the answers come chunk by chunk, from whoever is done first.

        Raises PainterError if nothing more can be painted.
        """
        count = len(self._pulse.run(self._crew.everybody(choice)))
        sitting = Sitting(
            choice,
            settings,
            orders,
            survey=lambda: self._crew.survey(choice),
            note=self._note,
            show=self._show,
            patience=_ROOM,
        )
        answers = sitting.paint(is_cancelled)

        async def advance() -> Painted | Spoilt | None:
            return await anext(answers, None)

        done = 0
        self._pulse.count(done, len(orders), f"Painting {len(orders)} pictures with {count} painters in the cluster.")
        try:
            while (answer := self._pulse.run(advance())) is not None:
                done += 1
                yield answer
                self._pulse.count(done, len(orders), f"Painted {done} of {len(orders)} pictures in the cluster.")
        finally:
            self._pulse.run(answers.aclose())

    def describe(self, choice: ModelChoice) -> Description:
        """Find out what the cluster's nodes have, without loading the model. Raises PainterError."""
        return self._pulse.run(self._describe(choice))

    def leave(self) -> None:
        """End everything that was started in the cluster; from another thread, when the bot is gone."""
        self._crew.leave()

    async def _abilities(self, choice: ModelChoice) -> Abilities:
        station, _ = await self._prepare(choice)
        try:
            return wire.abilities_from(await station.abilities(choice))
        except (UnusableError, LostError) as error:
            raise PainterError(f"{station.seat.host} could not say what its model can do: {error}.") from None

    async def _prepare(self, choice: ModelChoice) -> tuple[Station, Settings]:
        """Whoever has loaded the model first, and with which settings."""
        stations = await self._crew.everybody(choice)
        self._pulse.load(f"Loading {choice.source} on {len(stations)} painters in the cluster.")
        tasks = {asyncio.create_task(station.ready(choice)): station for station in stations}
        reasons: list[str] = []
        since = time.monotonic()
        try:
            while tasks and time.monotonic() - since < _ROOM.total_seconds():
                done, _ = await asyncio.wait(tasks, timeout=1, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    station = tasks.pop(task)
                    try:
                        return station, task.result()
                    except UnusableError as error:
                        reasons.append(str(error))
                if any(station.is_seated for station in tasks.values()):  # it loads, under a watch of its own
                    since = time.monotonic()
        finally:
            for unfinished in tasks:
                unfinished.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        if tasks:
            reasons.append(
                f"There was no room for a painter for {_ROOM.total_seconds() / 60:.0f} minutes: others use it."
            )
        raise PainterError(f"Nothing can be painted in the Ray cluster. {' '.join(dict.fromkeys(reasons))}")

    async def _describe(self, choice: ModelChoice) -> Description:
        stations = await self._crew.one_per_node(choice)
        seats = await self._crew.list_seats(choice)
        found: dict[Station, Description] = {}
        troubles: list[str] = []

        async def ask(station: Station) -> None:
            try:
                async with asyncio.timeout(_DESCRIBING):
                    found[station] = wire.description_from(await station.describe(choice))
            except UnusableError as error:
                troubles.append(str(error))
            except LostError as reason:
                troubles.append(f"{station.seat.host}: the painter {reason}.")
            except TimeoutError:
                troubles.append(f"{station.seat.host}: no room in {_DESCRIBING:.0f} seconds; others use the node.")

        await asyncio.gather(*map(ask, stations))
        if not found:
            raise PainterError(f"Nothing can be painted in the Ray cluster. {' '.join(troubles)}")
        painters = f"{len(seats)} painters on {len({seat.node_id for seat in seats})} nodes"
        versions = f"Ray {ray.__version__}, Python {platform.python_version()}, catbandit {__version__}"
        remarks = [*troubles, *_differences(found)]
        first = next((one for one in found.values() if one.problem is None), next(iter(found.values())))
        return replace(
            first,
            engine=f"Ray cluster at {self._crew.address}: {painters}; {versions}",
            remark=" ".join(remarks) or None,
        )


def _differences(found: Mapping[Station, Description]) -> list[str]:
    """Sentences on what is not alike on the nodes, and on what is amiss on some of them."""
    remarks = [f"{station.seat.host}: {one.problem}" for station, one in found.items() if one.problem is not None]
    stacks = {station.seat.host: f"torch {one.torch}, diffusers {one.diffusers}" for station, one in found.items()}
    if len(set(stacks.values())) > 1:
        listed = "; ".join(f"{host}: {stack}" for host, stack in sorted(stacks.items()))
        remarks.append(f"The nodes differ, and so will their pixels, slightly: {listed}. Install the same versions.")
    return remarks
