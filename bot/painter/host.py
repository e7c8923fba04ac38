"""The bot's end of the painter: a `flows.ports.Painter` that keeps one worker process alive, and outlives it.

Never imports torch: the gateway's heartbeat must not wait for it. What is painted, and how, is the worker's business.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta
from types import TracebackType
from typing import Self

from bot.painter import presets, wire
from bot.painter.child import ChildGoneError
from bot.painter.keeper import Keeper
from bot.painter.orders import Abilities, ModelChoice, Order, Painted, Settings, Spoilt
from bot.painter.reports import Description, Presence, Progress
from bot.painter.suspects import Suspects, WorkerLostError

_COMMAND = (sys.executable, "-m", "bot.painter.worker")


class PainterProcess:
    """Paints with a worker process; implements `Painter`.

    The worker is started when first needed and replaced when it dies, or when it says nothing for `patience`
    (`loading_patience` while it loads or downloads). A picture whose chunk killed it twice is answered `Spoilt`; after
    `max_deaths` deaths in a row without a single answer, PainterError. After `unload_after` without work the worker is
    let go, and with it the memory of the card; the next work starts one again. `on_progress` is called in the event
    loop and must be quick. `environment` is added to the worker's; `command` replaces the worker. Unless `is_local`,
    the model's name is left for the worker to judge: another machine has models of its own.
    """

    def __init__(
        self,
        choice: ModelChoice,
        *,
        on_progress: Callable[[Progress], None] | None = None,
        patience: timedelta = timedelta(minutes=5),
        loading_patience: timedelta = timedelta(minutes=20),
        grace: timedelta = timedelta(seconds=3),
        max_deaths: int = 3,
        unload_after: timedelta | None = None,
        environment: Mapping[str, str] | None = None,
        command: Sequence[str] = _COMMAND,
        is_local: bool = True,
    ) -> None:
        self._choice = choice
        self._is_local = is_local
        self._keeper = Keeper(
            command,
            environment or {},
            patience=patience,
            loading_patience=loading_patience,
            grace=grace,
            unload_after=unload_after,
            on_progress=on_progress,
        )
        self._settings: tuple[Settings, int] | None = None  # of the living worker: a new one looks at the files again
        self._abilities: Abilities | None = None
        self._chunk_limit: int | None = None  # the largest chunk since memory ran out
        self._suspects = Suspects(max_deaths=max_deaths)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    @property
    def pid(self) -> int | None:
        """The worker's process id, or None when none runs."""
        return self._keeper.pid

    @property
    def presences(self) -> tuple[Presence, ...]:
        """Who paints what: the worker itself, or those that it lets paint, as it told last."""
        if self.pid is not None and self._keeper.told:
            return self._keeper.told
        state = self._keeper.state
        in_hand = tuple(sorted(self._keeper.in_flight)) if state == "painting" else ()
        return (
            Presence(where=self._choice.device if self._is_local else "elsewhere", state=state, picture_ids=in_hand),
        )

    async def prepare(self) -> Settings:
        """Resolve the model, its revision, the device and the chunk size, and load it; fast when already known.

        Raises PainterError if the model cannot be found, loaded or downloaded.
        """
        if (settings := self._known) is None:
            self._refuse_unknown_source()
            async with self._keeper.turn:
                if (settings := self._known) is None:
                    answer = await self._ask(wire.prepare_request(self._choice), "settings")
                    settings = wire.settings_from(answer)
                    self._settings = settings, self._keeper.gone
        if self._chunk_limit is not None and self._chunk_limit < settings.chunk:
            return replace(settings, chunk=self._chunk_limit)
        return settings

    async def abilities(self) -> Abilities:
        """What the model can do besides painting prompts; it is loaded the first time. Raises PainterError."""
        if self._abilities is None:
            self._refuse_unknown_source()
            async with self._keeper.turn:
                answer = await self._ask(wire.abilities_request(self._choice), "abilities")
                self._abilities = wire.abilities_from(answer)
        return self._abilities

    async def describe(self) -> Description:
        """Say what the painter is made of, without loading or downloading the model."""
        self._refuse_unknown_source()
        async with self._keeper.turn:
            return wire.description_from(await self._ask(wire.describe_request(self._choice), "description"))

    async def paint(self, settings: Settings, orders: Sequence[Order]) -> AsyncGenerator[Painted | Spoilt, None]:
        """Yield one answer per order, each as soon as it is there. One call at a time paints, others wait.

        Pictures are painted with exactly these settings, whatever `prepare` says now. Raises PainterError if nothing
        can be painted at all; the answers so far hold.
        """
        async with self._keeper.turn:
            waiting = list(orders)
            while waiting:
                batch = self._suspects.next_batch(waiting)
                try:
                    async with aclosing(self._paint_once(settings, batch)) as answers:
                        async for answer in answers:
                            waiting = [order for order in waiting if order.picture_id != answer.picture_id]
                            yield answer
                    waiting = [order for order in waiting if order not in batch]
                except WorkerLostError as lost:
                    for spoilt in self._suspects.mourn(lost, waiting):
                        waiting = [order for order in waiting if order.picture_id != spoilt.picture_id]
                        yield spoilt

    async def attempt(self, settings: Settings, batch: Sequence[Order]) -> AsyncGenerator[Painted | Spoilt, None]:
        """Paint these with one worker and leave its death to the caller: for a pool, which knows others.

        Raises WorkerLostError; the worker is buried then, and the next call starts another.
        """
        async with self._keeper.turn, aclosing(self._paint_once(settings, batch)) as answers:
            async for answer in answers:
                yield answer

    async def close(self) -> None:
        """End the worker, by end-of-file on its stdin and soon by force. A paint that still runs gets PainterError."""
        await self._keeper.close()

    @property
    def _known(self) -> Settings | None:
        """The settings that the living worker told."""
        settings, gone = self._settings or (None, 0)
        return settings if gone == self._keeper.gone else None

    async def _paint_once(self, settings: Settings, batch: Sequence[Order]) -> AsyncGenerator[Painted | Spoilt, None]:
        """Paint a batch with one worker. Raises WorkerLostError at its death."""
        messages = self._keeper.converse(wire.paint_request(self._choice, settings, batch))
        usual = {order.picture_id for order in batch if order.overrides is None}
        async with aclosing(messages):
            async for message in messages:
                if message["say"] not in ("painted", "spoilt"):
                    continue
                answer = wire.painted_from(message) if message["say"] == "painted" else wire.spoilt_from(message)
                self._keeper.in_flight.discard(answer.picture_id)
                self._suspects.clear(answer.picture_id)
                if isinstance(answer, Painted) and answer.picture_id in usual:  # others say nothing of the usual size
                    self._follow(settings, answer.settings)
                yield answer

    def _follow(self, ordered: Settings, used: Settings) -> None:
        """After running out of memory, let later settings have the smaller chunk that worked."""
        if used.chunk < ordered.chunk:
            self._chunk_limit = min(used.chunk, self._chunk_limit or used.chunk)

    async def _ask(self, request: wire.Message, wanted: str) -> wire.Message:
        """One question, one answer; a worker that dies of it is replaced until `max_deaths` is reached."""
        while True:
            try:
                async with aclosing(self._keeper.converse(request)) as messages:
                    async for message in messages:
                        if message["say"] == wanted:
                            self._suspects.clear()
                            return message
                raise await self._keeper.lose(ChildGoneError(f"did not answer {request['do']!r}"))
            except WorkerLostError as lost:
                self._suspects.mourn(lost, [])

    def _refuse_unknown_source(self) -> None:
        if self._is_local:  # a spelling mistake is said before torch is loaded
            presets.find_preset(self._choice.source)
