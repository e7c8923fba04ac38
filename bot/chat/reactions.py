"""What people do to pictures: raw events become plain ones on a single queue, and one task applies them in order.

Owns the queue and the task. Must not await anything before an event is queued: discord.py starts a task per event, and
only the order of queueing keeps an addition before its withdrawal.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import discord

from bot.chat.marks import name_emoji
from bot.errors import GalleryClosedError, GalleryError, StoreError
from bot.flows import votes
from bot.flows.desk import Desk
from bot.flows.ports import Gallery

log = logging.getLogger(__name__)

_MOST_AT_ONCE = 500
_PAUSES = (0.5, 1, 2, 5, 10, 30)  # seconds between attempts while the database cannot be written
_AGAIN = 30.0  # seconds until a comparison that Discord cut short is made again
_DRAIN = 5.0  # seconds that stopping waits for what is queued; the next comparison finds the rest


class _Compare:
    """A request in the queue: compare the votes with the channel."""


def read_reaction(payload: discord.RawReactionActionEvent, *, own_id: int) -> votes.Reaction | None:
    """A member's reaction as a plain event; None for the bot's own and for those of other bots."""
    if payload.user_id == own_id or (payload.member is not None and payload.member.bot):
        return None
    return votes.Reaction(
        message_id=payload.message_id,
        user_id=payload.user_id,
        emoji=name_emoji(payload.emoji),
        is_burst=payload.burst,
        is_added=payload.event_type == "REACTION_ADD",
    )


class VoteWriter:
    """Applies events to the votes, one batch at a time, and compares the votes with the channel when asked."""

    def __init__(self, *, desk: Desk, gallery: Gallery, now: Callable[[], datetime]) -> None:
        self._desk = desk
        self._gallery = gallery
        self._now = now
        self._queue: asyncio.Queue[tuple[datetime, votes.Event | _Compare]] = asyncio.Queue()
        self._in_hand: tuple[datetime, int] | None = None  # since when the oldest waits, and how many are being applied
        self._is_comparison_queued = False
        self._is_compared = False
        self._was_absent = False
        self._leaving = asyncio.Event()
        self._troubles: dict[str, str] = {}

    def note(self, event: votes.Event | None) -> None:
        """Queue an event; returns at once."""
        if event is not None:
            self._queue.put_nowait((self._now(), event))

    def request_comparison(self, *, was_absent: bool = False) -> None:
        """Ask for the stored votes to be made equal to the channel; returns at once.

        After an absence people are compared too, not only how many they are, until that has been done once.
        """
        self._was_absent |= was_absent
        if not self._is_comparison_queued:
            self._is_comparison_queued = True
            self._queue.put_nowait((self._now(), _Compare()))

    async def compare(self) -> bool:
        """Make the stored votes equal to the channel's; says whether that could be done."""
        self.request_comparison()
        await self.settled()
        return self._is_compared

    def leave(self) -> None:
        """Compare no more: the connection is being closed; what is queued is still applied."""
        self._leaving.set()

    @property
    def waiting(self) -> int:
        """How many events are not applied yet."""
        return self._queue.qsize() + (self._in_hand[1] if self._in_hand else 0)

    @property
    def lag(self) -> timedelta:
        """How long the oldest event that is not applied yet has waited."""
        return max(self._now() - self._in_hand[0], timedelta(0)) if self._in_hand else timedelta(0)

    async def settled(self) -> None:
        """Wait until everything queued so far, comparisons too, is done."""
        await self._queue.join()

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Apply events while inside; on the way out apply what is queued, for a few seconds at most."""
        task = asyncio.create_task(self._work(), name="votes")
        try:
            yield
        finally:
            try:
                await asyncio.wait_for(self._queue.join(), _DRAIN)
            except TimeoutError:
                log.warning("stopping with %d vote events not applied; the next comparison finds them", self.waiting)
            finally:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)

    async def _work(self) -> None:
        while True:
            item: votes.Event | _Compare | None
            since, item = await self._queue.get()
            events: list[votes.Event] = []
            taken = 0
            while item is not None:
                taken += 1
                if isinstance(item, _Compare):
                    break
                events.append(item)
                item = None if self._queue.empty() or taken >= _MOST_AT_ONCE else self._queue.get_nowait()[1]
            self._in_hand = (since, len(events)) if events else None
            try:
                await self._apply(events)
                self._in_hand = None
                if isinstance(item, _Compare):
                    self._is_comparison_queued = False
                    await self._compare()
            finally:
                self._in_hand = None
                for _ in range(taken):
                    self._queue.task_done()

    async def _apply(self, events: list[votes.Event]) -> None:
        """Apply events as one; while the database cannot be written they are kept, and tried again."""
        pauses = itertools.chain(_PAUSES, itertools.repeat(_PAUSES[-1]))
        while events:
            try:
                await self._write(events)
            except StoreError as error:
                self._note_trouble("votes", f"votes wait, none is lost: {error}")
                await asyncio.sleep(next(pauses))
            except Exception:
                log.exception("%d vote events could not be applied together; each is tried alone", len(events))
                await self._apply_alone(events)
                break
            else:
                self._note_well("votes", "votes are written again")
                break

    async def _apply_alone(self, events: list[votes.Event]) -> None:
        """Apply what can be applied; an event that cannot is logged, and the next comparison makes up for it."""
        for event in events:
            try:
                await self._write([event])
            except Exception:
                log.exception("this vote event is left to the next comparison: %s", event)

    async def _write(self, events: list[votes.Event]) -> None:
        async with self._desk.hanging:
            await votes.apply_events(self._desk.database, self._desk.rules, events, now=self._now())

    async def _compare(self) -> None:
        """Compare with the channel; where Discord does not answer, again in a while; where it forbids, when asked."""
        self._is_compared = False
        if self._leaving.is_set():
            return
        was_absent, self._was_absent = self._was_absent, False
        try:
            changed = await votes.reconcile(
                self._desk.database, self._gallery, self._desk.rules, now=self._now(), is_thorough=was_absent
            )
        except GalleryClosedError as error:
            self._note_trouble("channel", f"votes could not be compared with the channel, they are kept: {error}")
        except (GalleryError, StoreError) as error:
            if self._leaving.is_set():
                return
            self._note_trouble("channel", f"votes could not be compared with the channel, it is tried again: {error}")
            asyncio.get_running_loop().call_later(_AGAIN, self.request_comparison)
        except Exception:
            log.exception("votes could not be compared with the channel")
        else:
            self._is_compared = True
            was_absent = False
            self._note_well("channel", "votes are compared with the channel again")
            if changed:
                log.info("the votes on %d pictures had changed while nobody was listening", changed)
        finally:
            self._was_absent |= was_absent

    def _note_trouble(self, where: str, sentence: str) -> None:
        """Log a trouble once, until it is another one or over."""
        if self._troubles.get(where) != sentence:
            self._troubles[where] = sentence
            log.error("%s", sentence)

    def _note_well(self, where: str, sentence: str) -> None:
        if self._troubles.pop(where, None):
            log.info("%s", sentence)
