"""One call of paint on several devices: what is left, who has what in hand, and what a death gives back.

Chunks are pulled by whoever is free. What a worker had in hand when it died is painted by whoever comes first; a device
that cannot paint at all is left out while another can. Must not know how a worker is kept, nor which devices there are.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace

from bot.errors import PainterError
from bot.painter.host import PainterProcess
from bot.painter.orders import Order, Painted, Settings, Spoilt, first_alike
from bot.painter.suspects import Suspects, WorkerLostError

log = logging.getLogger(__name__)

_BROKEN_AFTER = 2  # deaths in a row, while other devices are left

Answer = Painted | Spoilt


class Round:
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
        """What to paint next: several chunks while there is much, then one of what is alike; suspects singly."""
        fresh = [order for order in self._left if not self._suspects.is_suspected(order)]
        chunk = self._settings.chunk
        share = len(fresh) // (2 * len(self._members) * chunk)
        taken = (fresh[: chunk * share] if share > 1 else first_alike(fresh, most=chunk)) or self._left[:1]
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
