"""The bot's end of the painter: a `flows.ports.Painter` that keeps one worker process alive, and outlives it.

Never imports torch: the gateway's heartbeat must not wait for it. What is painted, and how, is the worker's business.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta
from types import TracebackType
from typing import Self

from bot.errors import PainterError
from bot.painter import presets, wire
from bot.painter.child import Child, ChildGoneError
from bot.painter.orders import Abilities, ModelChoice, Order, Painted, Settings, Spoilt
from bot.painter.reports import Description, Presence, Progress
from bot.painter.suspects import Suspects, WorkerLostError

log = logging.getLogger(__name__)

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
        self._on_progress = on_progress
        self._patience = patience
        self._loading_patience = loading_patience
        self._grace = grace
        self._environment = dict(environment or {})
        self._command = tuple(command)
        self._is_local = is_local
        self._lock = asyncio.Lock()
        self._child: Child | None = None
        self._is_closed = False
        self._settings: Settings | None = None  # of the living worker: a new one looks at the model's files again
        self._abilities: Abilities | None = None
        self._chunk_limit: int | None = None  # the largest chunk since memory ran out
        self._request_id = 0
        self._is_loading = True
        self._in_flight: set[int] = set()  # pictures of the chunk that the worker is busy with
        self._told: tuple[Presence, ...] = ()  # by a worker that lets others paint
        self._suspects = Suspects(max_deaths=max_deaths)
        self._unload_after = unload_after
        self._rest: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    @property
    def pid(self) -> int | None:
        """The worker's process id, or None when none runs."""
        return self._child.pid if self._child is not None and self._child.is_running else None

    @property
    def presences(self) -> tuple[Presence, ...]:
        """Who paints what: the worker itself, or those that it lets paint, as it told last."""
        if self.pid is not None and self._told:
            return self._told
        state = "asleep" if self.pid is None else "idle"
        if self.pid is not None and self._lock.locked():
            state = "loading" if self._is_loading else "painting"
        in_hand = tuple(sorted(self._in_flight)) if state == "painting" else ()
        return (
            Presence(where=self._choice.device if self._is_local else "elsewhere", state=state, picture_ids=in_hand),
        )

    async def prepare(self) -> Settings:
        """Resolve the model, its revision, the device and the chunk size, and load it; fast when already known.

        Raises PainterError if the model cannot be found, loaded or downloaded.
        """
        if self._settings is None:
            self._refuse_unknown_source()
            async with self._lock:
                if self._settings is None:
                    answer = await self._ask(wire.prepare_request(self._choice), "settings")
                    self._settings = wire.settings_from(answer)
        if self._chunk_limit is not None and self._chunk_limit < self._settings.chunk:
            return replace(self._settings, chunk=self._chunk_limit)
        return self._settings

    async def abilities(self) -> Abilities:
        """What the model can do besides painting prompts; it is loaded the first time. Raises PainterError."""
        if self._abilities is None:
            self._refuse_unknown_source()
            async with self._lock:
                answer = await self._ask(wire.abilities_request(self._choice), "abilities")
                self._abilities = wire.abilities_from(answer)
        return self._abilities

    async def describe(self) -> Description:
        """Say what the painter is made of, without loading or downloading the model."""
        self._refuse_unknown_source()
        async with self._lock:
            return wire.description_from(await self._ask(wire.describe_request(self._choice), "description"))

    async def paint(self, settings: Settings, orders: Sequence[Order]) -> AsyncGenerator[Painted | Spoilt, None]:
        """Yield one answer per order, each as soon as it is there. One call at a time paints, others wait.

        Pictures are painted with exactly these settings, whatever `prepare` says now. Raises PainterError if nothing
        can be painted at all; the answers so far hold.
        """
        async with self._lock:
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
        async with self._lock, aclosing(self._paint_once(settings, batch)) as answers:
            async for answer in answers:
                yield answer

    async def close(self) -> None:
        """End the worker, by end-of-file on its stdin and soon by force. A paint that still runs gets PainterError."""
        self._is_closed = True
        if self._rest is not None:
            self._rest.cancel()
        if self._child is not None:
            await self._child.stop(self._grace)
            self._child = None

    async def _paint_once(self, settings: Settings, batch: Sequence[Order]) -> AsyncGenerator[Painted | Spoilt, None]:
        """Paint a batch with one worker. Raises WorkerLostError at its death."""
        messages = self._converse(wire.paint_request(self._choice, settings, batch))
        usual = {order.picture_id for order in batch if order.overrides is None}
        async with aclosing(messages):
            async for message in messages:
                if message["say"] not in ("painted", "spoilt"):
                    continue
                answer = wire.painted_from(message) if message["say"] == "painted" else wire.spoilt_from(message)
                self._in_flight.discard(answer.picture_id)
                self._suspects.clear(answer.picture_id)
                if isinstance(answer, Painted) and answer.picture_id in usual:  # others say nothing of the usual size
                    self._follow(settings, answer.settings)
                yield answer

    def _follow(self, ordered: Settings, used: Settings) -> None:
        """After running out of memory, let later settings have the smaller chunk that worked."""
        if used.chunk < ordered.chunk:
            self._chunk_limit = min(used.chunk, self._chunk_limit or used.chunk)

    async def _bury(self) -> str:
        child, self._child, self._settings, self._told = self._child, None, None, ()
        if child is None:
            return ""
        await child.kill()
        return child.last_words

    async def _ask(self, request: wire.Message, wanted: str) -> wire.Message:
        """One question, one answer; a worker that dies of it is replaced until `max_deaths` is reached."""
        while True:
            try:
                async with aclosing(self._converse(request)) as messages:
                    async for message in messages:
                        if message["say"] == wanted:
                            self._suspects.clear()
                            return message
                raise await self._lost(ChildGoneError(f"did not answer {request['do']!r}"))
            except WorkerLostError as lost:
                self._suspects.mourn(lost, [])

    async def _converse(self, request: wire.Message) -> AsyncGenerator[wire.Message, None]:
        """Send a request and yield its answers until "done". An "error" is raised as PainterError.

        Left early, by a break or a cancellation, it tells the worker to drop the rest; what the worker still says about
        it is passed over by the next conversation.
        """
        child = await self._living_child()
        self._request_id += 1
        request_id, is_over = self._request_id, False
        self._in_flight.clear()
        self._is_loading = True
        try:
            await child.send({"id": request_id, **request})
            while not is_over:
                message = await child.read(self._loading_patience if self._is_loading else self._patience)
                if message.get("id") != request_id:
                    continue
                is_over = message["say"] in ("done", "error")
                self._note(message)
                yield message
        except ChildGoneError as reason:
            is_over = True
            raise await self._lost(reason) from reason
        finally:
            if not is_over:
                child.write({"id": request_id, "do": "cancel"})
            self._rest_later()

    async def _lost(self, reason: ChildGoneError) -> WorkerLostError:
        in_flight = frozenset(self._in_flight)
        return WorkerLostError(str(reason), in_flight=in_flight, last_words=await self._bury())

    def _rest_later(self) -> None:
        """Let the worker go if nothing is asked of it for a while."""
        if self._unload_after is None or self._is_closed:
            return
        if self._rest is not None:
            self._rest.cancel()
        self._rest = asyncio.create_task(self._rest_after(self._unload_after), name="painter's rest")

    async def _rest_after(self, idle: timedelta) -> None:
        await asyncio.sleep(idle.total_seconds())
        async with self._lock:
            self._rest = None
            child, self._child, self._settings, self._told = self._child, None, None, ()
            if child is not None:
                log.info("The painter had no work for %g minutes: its model is unloaded.", idle.total_seconds() / 60)
                await child.stop(self._grace)

    async def _living_child(self) -> Child:
        self._refuse_if_closed()
        if self._child is None or not self._child.is_running:
            await self._bury()
            try:
                child = await Child.start(self._command, self._environment)
            except OSError as error:
                raise PainterError(
                    f"The painter's process cannot be started: {error}. Check the installation."
                ) from error
            try:
                self._refuse_if_closed()  # while it was being born
            except PainterError:
                await child.kill()
                raise
            self._child = child
        return self._child

    def _refuse_unknown_source(self) -> None:
        if self._is_local:  # a spelling mistake is said before torch is loaded
            presets.find_preset(self._choice.source)

    def _refuse_if_closed(self) -> None:
        if self._is_closed:
            raise PainterError("The painter is closed.")

    def _note(self, message: wire.Message) -> None:
        """Take in what is no answer: progress, log lines, the chunk now in work, and errors."""
        match message["say"]:
            case "error":
                raise PainterError(message["reason"])
            case "log":
                log.log(message["level"], "%s", message["text"])
            case "chunk":
                self._is_loading = False
                self._in_flight = set(message["picture_ids"])
            case "presences":
                self._told = wire.presences_from(message)
            case "progress":
                progress = wire.progress_from(message)
                self._is_loading = progress.stage != "painting"
                log.debug("%s", progress.sentence)
                if self._on_progress is not None:
                    self._on_progress(progress)
