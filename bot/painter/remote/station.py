"""One seat in the cluster with its actor: asks it, waits without blocking, and tells a death from a refusal.

Must not know which pictures there are; that is the business of `sitting`.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from itertools import count
from typing import Any

import ray
from ray.exceptions import ActorDiedError, ActorUnavailableError, RayError, RayTaskError

from bot import __version__
from bot.painter import wire
from bot.painter.orders import ModelChoice, Settings
from bot.painter.remote.roster import Seat
from bot.painter.reports import Progress

_GLANCE = 1.0  # seconds between two looks at a busy actor
_RETURN = 0.3  # seconds between two looks for an actor that restarts
_LOADING_DEATHS = 2


class LostError(Exception):
    """The call is lost, with its actor's process or without; the text is half a sentence: "was killed"."""


class UnusableError(Exception):
    """Nothing can be painted at this seat; the text is a sentence with the remedy."""


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How long an actor may give no sign of life while it paints, and while it loads or downloads."""

    painting: timedelta = timedelta(minutes=5)
    loading: timedelta = timedelta(minutes=20)


class Station:
    """A seat that is taken. `settings` are those of the model that was loaded last.

    `chunk_limit` is the largest chunk since this seat ran out of memory; `is_gone` is whether the actor will never come
    back. `tell` hears progress, `note` log lines.
    """

    def __init__(
        self,
        seat: Seat,
        actor: Any,
        *,
        patience: Patience,
        tell: Callable[[Progress], None],
        note: Callable[[int, str], None],
    ) -> None:
        self.seat = seat
        self.settings: Settings | None = None
        self.chunk_limit: int | None = None
        self.is_gone = False
        self._actor = actor
        self._patience = patience
        self._tell = tell
        self._note = note
        self._born: str | None = None

    @property
    def is_seated(self) -> bool:
        """Whether the actor has ever lived; until then it waits for room on its node."""
        return self._born is not None

    async def identify(self) -> wire.Message:
        """Wait until the actor lives, and say who it is. Raises UnusableError if it never will."""
        while True:
            try:
                found: wire.Message = await _result(self._actor.identify.remote())
                return found
            except ActorUnavailableError:  # it restarts
                await asyncio.sleep(_RETURN)
            except ActorDiedError as error:
                self.is_gone = True
                raise UnusableError(self._sentence(f"the painter cannot be started ({_last_line(error)})")) from None

    async def ready(self, choice: ModelChoice) -> Settings:
        """Wait until the actor lives, has done with what it was asked before, and has loaded the model.

        Fast when all that is so. Raises UnusableError.
        """
        for deaths in count(1):
            found = await self.identify()
            self._check_version(found)
            self._born = found["born"]
            try:
                answer = await self._ask(self._actor.prepare, {"choice": asdict(choice)}, "settings")
            except LostError as reason:
                if deaths >= _LOADING_DEATHS:
                    raise UnusableError(self._sentence(f"the painter {reason}, {deaths} times while loading")) from None
            else:
                self.settings = wire.settings_from(answer)
                return self.settings
        raise AssertionError("counting does not end")

    async def abilities(self, choice: ModelChoice) -> wire.Message:
        """The actor's abilities message. Raises UnusableError or LostError."""
        return await self._ask(self._actor.abilities, {"choice": asdict(choice)}, "abilities")

    async def describe(self, choice: ModelChoice) -> wire.Message:
        """The actor's description message. Raises UnusableError or LostError."""
        found = await self.identify()
        self._check_version(found)
        return await self._ask(self._actor.describe, {"choice": asdict(choice)}, "description")

    async def paint(self, request: wire.Message) -> list[wire.Message]:
        """The answers to the paint request of one chunk.

        Raises LostError if they are lost, and UnusableError if the studio says that it cannot go on.
        """
        answers = await self._call(self._actor.paint, request)
        for answer in answers:
            if answer["say"] == "error":
                raise UnusableError(self._sentence(answer["reason"]))
        return answers

    async def has_died(self) -> bool:
        """Whether the process is another than before the lost call; waits until it is known. Raises UnusableError."""
        found = await self.identify()
        return bool(found["born"] != self._born)

    def leave(self) -> None:
        """End the actor for good, also in the middle of a chunk."""
        with contextlib.suppress(Exception):  # it is gone already, or the whole cluster is
            ray.kill(self._actor)

    async def _ask(self, method: Any, request: wire.Message, wanted: str) -> wire.Message:
        for answer in await self._call(method, request):
            if answer["say"] == "error":
                raise UnusableError(self._sentence(answer["reason"]))
            if answer["say"] == wanted:
                return answer
        raise LostError(f"did not answer with its {wanted}")

    async def _call(self, method: Any, request: wire.Message) -> list[wire.Message]:
        """Call a method and wait for its end, listening meanwhile. Raises LostError."""
        try:
            answers: list[wire.Message] = await self._watch(asyncio.create_task(_result(method.remote(request))))
        except RayTaskError as error:  # what nobody expected: only a new process helps
            self._restart()
            raise LostError(f"failed ({_last_line(error)})") from None
        except ActorDiedError:
            raise LostError("died") from None
        except ActorUnavailableError:
            raise LostError("died or could not be reached") from None
        except RayError as error:
            raise LostError(f"finished, but what it said got lost ({type(error).__name__})") from None
        for answer in answers:
            if answer["say"] == "log":
                self._note(answer["level"], f"{self.seat.host}: {answer['text']}")
        return [answer for answer in answers if answer["say"] != "log"]

    async def _watch(self, call: asyncio.Future[Any]) -> Any:
        """Wait for a call; an actor that gives no sign of life for too long is killed and restarts."""
        beats, since = -1, time.monotonic()
        limit = self._patience.loading
        try:
            while not (await asyncio.wait({call}, timeout=_GLANCE))[0]:
                heard = await self._listen()
                if heard is not None and heard["beats"] != beats:
                    beats, since = heard["beats"], time.monotonic()
                    limit = self._follow(heard["progress"])
                elif time.monotonic() - since > limit.total_seconds() and not call.done():
                    self._restart()
                    raise LostError(f"gave no sign of life for {limit.total_seconds():g} seconds and was killed")
            return call.result()
        finally:
            call.cancel()

    async def _listen(self) -> wire.Message | None:
        """What the busy actor tells, or None if it is too busy even for that, or dead, which the call will show."""
        try:
            async with asyncio.timeout(_GLANCE):
                found: wire.Message = await _result(self._actor.listen.remote())
                return found
        except (TimeoutError, RayError):
            return None

    def _follow(self, message: wire.Message | None) -> timedelta:
        """Pass on what is told while loading; the progress of painting is counted by whoever ordered it."""
        if message is None:
            return self._patience.loading
        progress = wire.progress_from(message)
        if progress.stage == "painting":
            return self._patience.painting
        self._tell(Progress(stage=progress.stage, done=0, total=0, sentence=f"{self.seat.host}: {progress.sentence}"))
        return self._patience.loading

    def _restart(self) -> None:
        with contextlib.suppress(RayError):
            ray.kill(self._actor, no_restart=False)

    def _check_version(self, found: wire.Message) -> None:
        if found["version"] != __version__:
            there = f"there is catbandit {found['version']}, and here is {__version__}"
            raise UnusableError(f"{self._sentence(there)} Install the same version on both.")

    def _sentence(self, text: str) -> str:
        """What is wrong here, after the node's name."""
        return f"{self.seat.host}: {text}{'' if text.endswith('.') else '.'}"


async def _result(reference: Any) -> Any:
    """Wait for what a call returns; who stops waiting leaves Ray's future alone, as ray:// fails at a cancelled one."""
    future = asyncio.wrap_future(reference.future())
    future.add_done_callback(lambda done: done.cancelled() or done.exception())  # nobody need be there to hear it
    return await asyncio.shield(future)


def _last_line(error: BaseException) -> str:
    return str(error).strip().rsplit("\n", 1)[-1].strip()[:300]
