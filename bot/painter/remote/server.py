"""A server that paints one picture a call, as a studio: order after order, with the next one on its way already.

Must not know what kind of server it is: `comfyui` and `images` do.
"""

from __future__ import annotations

import asyncio
import io
import logging
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from PIL import Image

from bot.errors import PainterError
from bot.painter.engine import EngineChoice
from bot.painter.orders import Abilities, ModelChoice, Order, Overrides, Painted, Settings, Spoilt
from bot.painter.remote.http import ExhaustedError, Http, RefusedError, connection
from bot.painter.remote.pulse import Pulse
from bot.painter.reports import Description, Progress
from bot.painter.worker import archive

_AHEAD = 2  # pictures asked for at a time: the server need not wait until one has come here
_UNKNOWN = (KeyError, IndexError, TypeError, AttributeError, ValueError)  # from JSON with something else in it
_FORMATS = ("PNG", "JPEG", "WEBP")  # Pillow knows others that run what is in them
_PROBE = Order(picture_id=0, prompt="a cat", seed=0, path=Path("probe.png"))  # of which nothing is kept


class Server(Protocol):
    """What a kind of server can do. Everything raises PainterError where the server cannot go on."""

    keeps_sizes: bool  # a picture of another size than was asked for means that it was not listened to

    async def prepare(self, choice: ModelChoice) -> Settings:
        """The settings with which it paints what the owner wants."""

    def abilities(self) -> Abilities:
        """What orders may have besides a prompt and a seed."""

    async def follow(self, settings: Settings, overrides: Overrides) -> Settings | str:
        """The settings with what one picture wants otherwise, in the server's words; or why that cannot be."""

    async def paint(self, choice: ModelChoice, settings: Settings, order: Order) -> bytes:
        """One picture's file. Raises RefusedError if it is not painted, and others may be."""

    async def describe(self, choice: ModelChoice) -> Description:
        """What it is made of."""


class ServerStudio:
    """The studio's methods for any server. `tell` hears progress, `note` a logging level and a sentence."""

    def __init__(
        self,
        engine: EngineChoice,
        kind: Callable[[EngineChoice, Http], Server],
        name: str,
        *,
        tell: Callable[[Progress], None],
        note: Callable[[int, str], None],
    ) -> None:
        self._engine = engine
        self._kind = kind
        self._name = name
        self._note = note
        self._pulse = Pulse(tell, f"Asking {name}.")
        self._proven: set[Settings] = set()  # with which something has been painted

    def prepare(self, choice: ModelChoice) -> Settings:
        """The settings with which the server will paint. Raises PainterError."""

        async def prepare() -> Settings:
            async with self._server() as server:
                return await server.prepare(choice)

        return self._pulse.run(prepare())

    def abilities(self, choice: ModelChoice) -> Abilities:
        """What the server can do, as far as it is known here. Raises PainterError."""

        async def ask() -> Abilities:
            async with self._server() as server:
                return server.abilities()

        return self._pulse.run(ask())

    def describe(self, choice: ModelChoice) -> Description:
        """What the server is made of. Raises PainterError."""

        async def describe() -> Description:
            async with self._server() as server:
                return await server.describe(choice)

        return self._pulse.run(describe())

    def paint(
        self, choice: ModelChoice, settings: Settings, orders: Sequence[Order], is_cancelled: Callable[[], bool]
    ) -> Iterator[Painted | Spoilt]:
        """Paint with these settings, as far as the server follows them. Raises PainterError."""
        answers, done = self._answers(choice, settings, orders, is_cancelled), 0

        async def advance() -> Painted | Spoilt | None:
            return await anext(answers, None)

        self._pulse.count(0, len(orders), f"{self._name} paints {len(orders)} pictures.")
        try:
            while (answer := self._pulse.run(advance())) is not None:
                done += 1
                yield answer
                self._pulse.count(done, len(orders), f"Painted {done} of {len(orders)} pictures with {self._name}.")
        finally:
            self._pulse.run(answers.aclose())

    def leave(self) -> None:
        """Nothing is kept on the server."""

    @asynccontextmanager
    async def _server(self) -> AsyncIterator[Server]:
        assert self._engine.address is not None  # the configuration sees to it
        async with connection(self._name, self._engine.address) as http:
            try:
                yield self._kind(self._engine, http)
            except ExhaustedError as error:
                raise PainterError(f"{http.name} {error}. Choose a smaller size or model.") from error
            except RefusedError as error:
                raise PainterError(f"{http.name} refuses: {error}.") from error
            except _UNKNOWN as error:  # else it would end this process, and the pictures be blamed for it
                raise PainterError(
                    f"{http.name} answers in a way that is not known ({type(error).__name__}: {str(error)[:200]}). "
                    "Check [engine] kind and address; a newer or older version of the server may help."
                ) from error

    async def _answers(
        self, choice: ModelChoice, settings: Settings, orders: Sequence[Order], is_cancelled: Callable[[], bool]
    ) -> AsyncGenerator[Painted | Spoilt, None]:
        async with self._server() as server:
            now = await server.prepare(choice)
            if (refusal := _refusal(settings, now)) is not None:
                for order in orders:
                    yield Spoilt(picture_id=order.picture_id, reason=refusal)
                return
            if (settings.stack, settings.device) != (now.stack, now.device):
                text = f"Ordered with {settings.stack} on {settings.device}, painted with {now.stack} on {now.device}"
                self._note(logging.WARNING, f"{text}: the pixels may differ.")
            used = replace(settings, stack=now.stack, device=now.device)
            waiting, tasks = list(orders), set[asyncio.Task[Painted | Spoilt]]()
            try:
                while (waiting or tasks) and not is_cancelled():
                    while waiting and len(tasks) < _AHEAD:
                        tasks.add(asyncio.create_task(self._paint(server, choice, used, waiting.pop(0))))
                    done, tasks = await asyncio.wait(tasks, timeout=1, return_when=asyncio.FIRST_COMPLETED)
                    for task in done:
                        yield task.result()
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)

    async def _paint(self, server: Server, choice: ModelChoice, settings: Settings, order: Order) -> Painted | Spoilt:
        if (refusal := await self._order_refusal(server, order)) is not None:
            return Spoilt(picture_id=order.picture_id, reason=refusal)
        followed = await server.follow(settings, order.overrides or Overrides())
        if isinstance(followed, str):
            return Spoilt(picture_id=order.picture_id, reason=followed)
        usual, settings = settings, followed
        began = time.monotonic()
        try:
            file = await server.paint(choice, settings, order)
        except RefusedError as error:
            return await self._blame(server, choice, usual, order, error)
        self._proven.add(settings)
        seconds = (time.monotonic() - began) / _AHEAD
        storing = asyncio.ensure_future(
            asyncio.to_thread(self._store, file, settings, order, seconds, keeps_sizes=server.keeps_sizes)
        )
        try:
            return await asyncio.shield(storing)
        except asyncio.CancelledError:
            await asyncio.wait({storing})  # a thread cannot be cancelled, and the next call may write the same file
            raise

    async def _blame(
        self, server: Server, choice: ModelChoice, usual: Settings, order: Order, error: RefusedError
    ) -> Spoilt:
        """Why this picture is spoilt, if the server paints another one; what it says of that is raised otherwise."""
        is_exhausted = isinstance(error, ExhaustedError)
        if is_exhausted and order.overrides is None:
            raise error
        if is_exhausted or usual not in self._proven:  # is it this order, or everything?
            await server.paint(choice, usual, _PROBE)
            self._proven.add(usual)
        what = "prompt" if order.overrides is None else "prompt with settings of its own"
        reason = f"{self._name} does not paint this {what} ({error}). Change the {what}."
        return Spoilt(picture_id=order.picture_id, reason=reason)

    async def _order_refusal(self, server: Server, order: Order) -> str | None:
        """Why this order cannot be painted here, whatever its prompt, or None."""
        can = server.abilities()
        if order.variation is not None and not can.takes_variation:
            return f"{self._name} does not let its noise be varied. Ask for another engine, or a new picture."
        if order.source is None:
            return None
        if not can.takes_source:
            return f"{self._name} does not paint on top of other pictures. Ask for another engine, or a new picture."
        return await asyncio.to_thread(archive.source_refusal, order.source)

    def _store(
        self, file: bytes, settings: Settings, order: Order, seconds: float, *, keeps_sizes: bool
    ) -> Painted | Spoilt:
        """Put a picture into the archive as the local worker does.

        Its size is what came, unless it may well be another than was asked for: asked for again, that would not come.
        """
        try:
            with Image.open(io.BytesIO(file), formats=_FORMATS) as opened:
                image = opened.convert("RGB")
        except archive.UNREADABLE as error:
            raise PainterError(f"{self._name} sent something that is no picture ({error}).") from None
        has_own_size = order.overrides is not None and (order.overrides.width or order.overrides.height) is not None
        if keeps_sizes and has_own_size and image.size != (settings.width, settings.height):
            reason = (
                f"{self._name} was asked for {settings.width} x {settings.height} and sent {image.width} x "
                f"{image.height}. Leave the size out, or ask for one that it paints."
            )
            return Spoilt(picture_id=order.picture_id, reason=reason)
        used = replace(settings, width=image.width, height=image.height) if keeps_sizes else settings
        try:
            archive.store(image, order.path, archive.parameters(order, used))
        except archive.ArchiveError as error:
            raise PainterError(str(error)) from None
        sha256 = archive.pixels_sha256(image)
        return Painted(picture_id=order.picture_id, path=order.path, sha256=sha256, settings=used, seconds=seconds)


def _refusal(ordered: Settings, now: Settings) -> str | None:
    """Why a stored recipe cannot be painted with what the server has now, or None."""
    if (ordered.model, ordered.revision) == (now.model, now.revision):
        return None
    return (
        f"This recipe is for {ordered.model} ({ordered.revision[:10]}), but {now.model} ({now.revision[:10]}) is set. "
        "Set [engine] and [model] source to the former to paint it."
    )
