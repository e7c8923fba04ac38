"""One worker kept alive: started when first needed, talked with, buried when it dies, and let go when it has no work.

Owns the process and the conversation; must not know what pictures are, nor who is to blame for a death.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from datetime import timedelta

from bot.errors import PainterError
from bot.painter import wire
from bot.painter.child import Child, ChildGoneError
from bot.painter.reports import Presence, Progress
from bot.painter.suspects import WorkerLostError

log = logging.getLogger(__name__)


class Keeper:
    """Talks with one worker after the other. Whoever asks something has `turn` meanwhile.

    `gone` counts those that are no more: what a worker said of itself holds as long as that stays the same. The
    options are those of PainterProcess.
    """

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        *,
        patience: timedelta,
        loading_patience: timedelta,
        grace: timedelta,
        unload_after: timedelta | None,
        on_progress: Callable[[Progress], None] | None,
    ) -> None:
        self.turn = asyncio.Lock()
        self.gone = 0
        self.told: tuple[Presence, ...] = ()  # by a worker that lets others paint
        self.in_flight: set[int] = set()  # pictures of the chunk that the worker is busy with
        self._command = tuple(command)
        self._environment = dict(environment)
        self._patience = patience
        self._loading_patience = loading_patience
        self._grace = grace
        self._unload_after = unload_after
        self._on_progress = on_progress
        self._child: Child | None = None
        self._is_closed = False
        self._request_id = 0
        self._is_loading = True
        self._rest: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """The worker's process id, or None when none runs."""
        return self._child.pid if self._child is not None and self._child.is_running else None

    @property
    def state(self) -> str:
        """What the worker does, as a Presence says it."""
        if self.pid is None:
            return "asleep"
        if not self.turn.locked():
            return "idle"
        return "loading" if self._is_loading else "painting"

    async def converse(self, request: wire.Message) -> AsyncGenerator[wire.Message, None]:
        """Send a request and yield its answers until "done". An "error" is raised as PainterError.

        Left early, by a break or a cancellation, it tells the worker to drop the rest; what the worker still says about
        it is passed over by the next conversation.
        """
        child = await self._living_child()
        self._request_id += 1
        request_id, is_over = self._request_id, False
        self.in_flight.clear()
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
            raise await self.lose(reason) from reason
        finally:
            if not is_over:
                child.write({"id": request_id, "do": "cancel"})
            self._rest_later()

    async def lose(self, reason: ChildGoneError) -> WorkerLostError:
        """Bury a worker that is gone: what to raise for it."""
        in_flight = frozenset(self.in_flight)
        return WorkerLostError(str(reason), in_flight=in_flight, last_words=await self.bury())

    async def bury(self) -> str:
        """End the worker if there is one; returns its last words."""
        child = self._forget()
        if child is None:
            return ""
        await child.kill()
        return child.last_words

    async def close(self) -> None:
        """End the worker, by end-of-file on its stdin and soon by force; there is no other after it."""
        self._is_closed = True
        if self._rest is not None:
            self._rest.cancel()
        if self._child is not None:
            await self._child.stop(self._grace)
            self._child = None

    def _forget(self) -> Child | None:
        child, self._child, self.told = self._child, None, ()
        self.gone += 1
        return child

    def _rest_later(self) -> None:
        """Let the worker go if nothing is asked of it for a while."""
        if self._unload_after is None or self._is_closed:
            return
        if self._rest is not None:
            self._rest.cancel()
        self._rest = asyncio.create_task(self._rest_after(self._unload_after), name="painter's rest")

    async def _rest_after(self, idle: timedelta) -> None:
        await asyncio.sleep(idle.total_seconds())
        async with self.turn:
            self._rest = None
            child = self._forget()
            if child is not None:
                log.info("The painter had no work for %g minutes: its model is unloaded.", idle.total_seconds() / 60)
                await child.stop(self._grace)

    async def _living_child(self) -> Child:
        self._refuse_if_closed()
        if self._child is None or not self._child.is_running:
            await self.bury()
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
                self.in_flight = set(message["picture_ids"])
            case "presences":
                self.told = wire.presences_from(message)
            case "progress":
                progress = wire.progress_from(message)
                self._is_loading = progress.stage != "painting"
                log.debug("%s", progress.sentence)
                if self._on_progress is not None:
                    self._on_progress(progress)
