"""One paint request in the cluster: whoever is free gets the next chunk, and a lost one is painted elsewhere.

Must not know how a seat is asked (`station`) or found (`crew`), nor whose fault a death was (`blame`).
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.errors import PainterError
from bot.painter import wire
from bot.painter.orders import ModelChoice, Order, Painted, Settings, Spoilt, first_alike
from bot.painter.remote.blame import Blame
from bot.painter.remote.station import LostError, Station, UnusableError
from bot.painter.reports import Presence
from bot.painter.worker import archive

_GLANCE = 0.5  # seconds between two looks at the cluster and at whether anybody still waits
_DEATHS = 3  # in a row: at one seat before it is left alone, and in all before it is given up

Answer = Painted | Spoilt


@dataclass(frozen=True)
class _Duty:
    """What a station is busy with: these orders, or becoming ready if there are none."""

    station: Station
    batch: tuple[Order, ...] = ()


class Sitting:
    """The orders of one request on their way.

    `survey` tells the cluster's stations, `note` hears log lines, `show` what every station does, whenever that
    changes. Gives up if no actor finds room for `patience`: then others use the cluster.
    """

    def __init__(
        self,
        choice: ModelChoice,
        settings: Settings,
        orders: Sequence[Order],
        *,
        survey: Callable[[], Awaitable[Sequence[Station]]],
        note: Callable[[int, str], None],
        show: Callable[[Sequence[Presence]], None],
        patience: timedelta,
    ) -> None:
        self._choice = choice
        self._settings = settings
        self._unanswered = {order.picture_id: order for order in orders}
        self._waiting = list(orders)
        self._survey = survey
        self._note = note
        self._show = show
        self._shown: list[Presence] = []
        self._patience = patience
        self._stations: Sequence[Station] = ()
        self._ready: set[Station] = set()
        self._out: dict[Station, str] = {}  # what is not used for this request, and why
        self._deaths: defaultdict[Station, int] = defaultdict(int)  # in a row
        self._duties: dict[asyncio.Task[list[wire.Message] | None], _Duty] = {}
        self._blame = Blame(max_deaths=_DEATHS)
        self._last_news = time.monotonic()

    async def paint(self, is_cancelled: Callable[[], bool]) -> AsyncGenerator[Answer, None]:
        """Yield one answer per order, each as soon as its picture is in the archive. Raises PainterError."""
        try:
            while self._unanswered and not is_cancelled():
                self._follow(await self._survey())
                self._assign()
                self._refuse_if_hopeless()
                self._show_presences()
                done, _ = await asyncio.wait(self._duties, timeout=_GLANCE, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    duty = self._duties.pop(task)
                    for answer in await self._take_in(duty, task):
                        yield answer
        finally:
            for task in self._duties:
                task.cancel()
            await asyncio.gather(*self._duties, return_exceptions=True)
            self._duties.clear()
            self._show_presences()

    def _show_presences(self) -> None:
        """Say what every station does, if anything has changed."""
        duties = {duty.station: duty for duty in self._duties.values()}
        presences = [self._presence_of(station, duties.get(station)) for station in self._stations]
        if presences != self._shown:
            self._shown = presences
            self._show(presences)

    def _presence_of(self, station: Station, duty: _Duty | None) -> Presence:
        state = "left out" if station in self._out else "idle"
        if duty is not None:
            state = "painting" if duty.batch else "loading" if station.is_seated else "waiting for room"
        in_hand = tuple(order.picture_id for order in duty.batch) if duty is not None else ()
        seat = station.seat
        where = f"{seat.host}, node {seat.node_id[:6]}, place {seat.index + 1}"
        return Presence(where=where, state=state, picture_ids=in_hand)

    def _follow(self, stations: Sequence[Station]) -> None:
        """Take back what those had who have left the cluster: a node that goes is no picture's fault."""
        for station in set(self._stations) - set(stations):
            for task in [task for task, duty in self._duties.items() if duty.station is station]:
                task.cancel()
                self._waiting = [*self._duties.pop(task).batch, *self._waiting]
            self._blame.forgive(self._unanswered, node_id=station.seat.node_id)
        self._stations = stations
        self._blame.expect(painters=len(stations))

    def _assign(self) -> None:
        """Give everybody who is free something to do."""
        busy = {duty.station for duty in self._duties.values()}
        for station in self._stations:
            if station in busy or station in self._out:
                continue
            if station not in self._ready:
                self._start(_Duty(station), self._become_ready(station))
            elif batch := self._next_batch(station):
                self._waiting = [order for order in self._waiting if order not in batch]
                self._start(_Duty(station, batch), self._paint_chunk(station, batch))

    def _start(self, duty: _Duty, work: Coroutine[Any, Any, list[wire.Message] | None]) -> None:
        self._duties[asyncio.create_task(work)] = duty

    def _next_batch(self, station: Station) -> tuple[Order, ...]:
        """At most a chunk of what is alike for this station."""
        useful = self._useful()
        if station not in useful:
            return ()
        here = station.seat.node_id
        elsewhere = {other.seat.node_id for other in useful} - {here}
        fit = self._blame.next_batch(self._waiting, node_id=here, elsewhere=elsewhere)
        return tuple(first_alike(fit, most=self._chunk(station)))

    def _useful(self) -> list[Station]:
        """Those with the model that is ordered; if nobody has it, whoever may say why it cannot be painted."""
        ready = [station for station in self._stations if station in self._ready and station not in self._out]
        fitting = [station for station in ready if _is_same_model(station.settings, self._settings)]
        is_hoping = any(not duty.batch for duty in self._duties.values())
        return fitting or ([] if is_hoping else ready)

    def _chunk(self, station: Station) -> int:
        return min(self._settings.chunk, station.chunk_limit or self._settings.chunk)

    async def _become_ready(self, station: Station) -> None:
        settings = await station.ready(self._choice)
        self._ready.add(station)
        for what, there, ordered in (
            ("with", settings.stack, self._settings.stack),
            ("on", settings.device, self._settings.device),
        ):
            if there != ordered:
                text = f"{station.seat.host} paints {what} {there}, ordered {what} {ordered}"
                self._note(logging.INFO, f"{text}: the pixels may differ slightly.")

    async def _paint_chunk(self, station: Station, batch: Sequence[Order]) -> list[wire.Message]:
        settings = replace(self._settings, chunk=self._chunk(station))
        request = wire.paint_request(self._choice, settings, batch)
        return await station.paint({**request, "sources": await asyncio.to_thread(_sources, request)})

    async def _recover(self, station: Station, batch: Sequence[Order]) -> None:
        """Find out what became of the actor, and make it ready again."""
        if not await station.has_died():
            self._blame.forgive((order.picture_id for order in batch), node_id=station.seat.node_id)
        await self._become_ready(station)

    async def _take_in(self, duty: _Duty, task: asyncio.Task[list[wire.Message] | None]) -> list[Answer]:
        """What came of a duty: answers, or a loss. Raises PainterError if everything dies, or the disk is full."""
        try:
            messages = task.result() or []
        except UnusableError as error:
            self._leave_out(duty.station, str(error))
            self._waiting = [*duty.batch, *self._waiting]
            return []
        except LostError as reason:
            return self._mourn(duty, reason)
        answers = [await self._store(duty.station, message) for message in messages if self._is_wanted(message)]
        if forgotten := tuple(order for order in duty.batch if order.picture_id in self._unanswered):
            answers += self._mourn(_Duty(duty.station, forgotten), LostError("forgot a picture"))
        return answers

    def _is_wanted(self, message: wire.Message) -> bool:
        return message["say"] in ("painted", "spoilt") and message["picture_id"] in self._unanswered

    async def _store(self, station: Station, message: wire.Message) -> Answer:
        """Put a picture into the archive as the local worker does, whole or not at all."""
        order = self._unanswered[message["picture_id"]]
        answer: Answer
        if message["say"] == "spoilt":
            answer = wire.spoilt_from(message)
        else:
            png = message.pop("png")
            answer = replace(wire.painted_from(message), path=order.path)
            try:
                await asyncio.to_thread(archive.store_file, png, order.path)
            except archive.ArchiveError as error:
                raise PainterError(str(error)) from None
            if order.overrides is None and answer.settings.chunk < self._chunk(station):
                station.chunk_limit = answer.settings.chunk
        self._blame.clear(order.picture_id)
        self._deaths[station] = 0
        del self._unanswered[order.picture_id]
        return answer

    def _mourn(self, duty: _Duty, reason: LostError) -> list[Answer]:
        """Put the chunk back, and say who is spoilt by this death. Raises PainterError if all is lost."""
        station = duty.station
        self._note(logging.WARNING, f"{station.seat.host}: the painter {reason}; its chunk is painted again.")
        self._waiting = [*duty.batch, *self._waiting]
        self._ready.discard(station)
        doomed, lost_after = self._blame.mourn(duty.batch, self._waiting, node_id=station.seat.node_id)
        if lost_after is not None:
            raise PainterError(
                f"The cluster's painters died {lost_after} times in a row without finishing anything; the last one, at "
                f"{station.seat.host}, {reason}. Try `catbandit check`, or a smaller model."
            )
        self._waiting = [order for order in self._waiting if order not in doomed]
        for order in doomed:
            del self._unanswered[order.picture_id]
        self._deaths[station] += 1
        if self._deaths[station] >= _DEATHS:
            self._leave_out(station, f"{station.seat.host}: the painter died {_DEATHS} times in a row.")
        else:
            self._start(_Duty(station), self._recover(station, duty.batch))
        sentence = f"The painter {reason} both times it painted this picture, so it is not tried again."
        return [Spoilt(picture_id=order.picture_id, reason=sentence) for order in doomed]

    def _leave_out(self, station: Station, reason: str) -> None:
        self._out[station] = reason
        self._note(logging.WARNING, f"{reason} Nothing more of this batch is painted there.")

    def _refuse_if_hopeless(self) -> None:
        """Raise PainterError if nobody paints, or if nobody has had room for too long."""
        if not self._duties:
            reasons = " ".join(dict.fromkeys(self._out.values())) or "No node has what a painter needs."
            raise PainterError(f"Nothing can be painted in the Ray cluster. {reasons}")
        if any(duty.station.is_seated for duty in self._duties.values()):
            self._last_news = time.monotonic()
        elif time.monotonic() - self._last_news > self._patience.total_seconds():
            raise PainterError(
                "The Ray cluster has had no room for a painter for "
                f"{self._patience.total_seconds() / 60:.0f} minutes: others use it. Wait, or set "
                "[engine] gpus or cpus lower."
            )


def _sources(request: wire.Message) -> dict[str, bytes]:
    """The files of pictures to begin with, which are only on this computer; a missing one the studio will miss."""
    paths = {Path(order["source"]["path"]) for order in request["orders"] if order.get("source")}
    return {str(path): path.read_bytes() for path in paths if path.is_file()}


def _is_same_model(there: Settings | None, ordered: Settings) -> bool:
    return there is not None and (there.model, there.revision) == (ordered.model, ordered.revision)
