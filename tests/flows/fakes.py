"""Our two ports, faked: a painter that paints one colour, and a gallery that behaves like a channel."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from PIL import Image

from bot.errors import GalleryClosedError, GalleryError, PainterError
from bot.flows.ports import DigestPost, Mark, PicturePost, SeenMessage, SheetPost
from bot.languages import Said
from bot.painter.orders import Abilities, Order, Painted, Settings, Spoilt
from tests.samples import SETTINGS


class Clock:
    """A clock that goes on by a second whenever one looks at it, and can interrupt a task at the n-th look."""

    def __init__(self) -> None:
        self.now = datetime(2026, 8, 1, 12, tzinfo=UTC)
        self.interrupts: asyncio.Task[object] | None = None
        self.looks_left = 0

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        self.looks_left -= 1
        if self.interrupts is not None and self.looks_left == 0:
            self.interrupts.cancel()
        return self.now

    def skip(self, **duration: float) -> None:
        self.now += timedelta(**duration)


class FakePainter:
    """Writes small real pictures. `diary` is shared with the gallery and tells what happened in which order."""

    def __init__(self, diary: list[str]) -> None:
        self.settings = SETTINGS
        self.can = Abilities(takes_variation=True, takes_source=True)
        self.diary = diary
        self.orders: list[Order] = []
        self.is_broken = False  # cannot even be prepared
        self.dies_after: int | None = None  # answers until PainterError
        self.spoils: set[int] = set()  # picture ids
        self.cannot: set[str] = set()  # samplers
        self.gate: asyncio.Event | None = None  # waited for before every picture but the first
        self.is_ended = True

    async def prepare(self) -> Settings:
        if self.is_broken:
            raise PainterError("There is no model.")
        return self.settings

    async def abilities(self) -> Abilities:
        if self.is_broken:
            raise PainterError("There is no model.")
        return self.can

    async def paint(self, settings: Settings, orders: Sequence[Order]) -> AsyncIterator[Painted | Spoilt]:
        self.is_ended = False
        try:
            for number, order in enumerate(orders):
                if self.dies_after is not None and number >= self.dies_after:
                    raise PainterError("The painter died.")
                if number and self.gate is not None:
                    await self.gate.wait()
                self.orders.append(order)
                yield self._answer(settings, order)
        finally:
            self.is_ended = True

    def _answer(self, settings: Settings, order: Order) -> Painted | Spoilt:
        settings = settings.overridden(order.overrides)
        self.diary.append(f"paint {order.picture_id}")
        if order.picture_id in self.spoils:
            return Spoilt(picture_id=order.picture_id, reason="It was flagged.")
        if settings.scheduler in self.cannot:
            return Spoilt(picture_id=order.picture_id, reason="No such sampler.")
        picture = Image.new("RGB", (settings.width, settings.height), (order.seed % 256, order.seed // 256 % 256, 90))
        order.path.parent.mkdir(parents=True, exist_ok=True)
        picture.save(order.path)
        sha256 = hashlib.sha256(picture.tobytes()).hexdigest()
        return Painted(picture_id=order.picture_id, path=order.path, sha256=sha256, settings=settings, seconds=0.1)


@dataclass
class Message:
    """A post in the channel and who reacted: (user, emoji, is it a super reaction)."""

    content: PicturePost | DigestPost | SheetPost
    at: datetime
    marks: set[tuple[int, str, bool]] = field(default_factory=set)
    is_seeded: bool = False


class FakeGallery:
    """A channel in memory, with the ways in which Discord fails."""

    def __init__(self, clock: Clock, diary: list[str]) -> None:
        self.clock = clock
        self.diary = diary
        self.messages: dict[int, Message] = {}
        self.told: list[str] = []
        self.asked: list[int] = []  # messages whose people were asked for
        self.is_closed = False
        self.may_not_pin = False
        self.pinned: list[int] = []
        self.is_unreachable = False
        self.refuses: set[int] = set()  # pictures that cannot be posted
        self.lost_answers = 0  # posts that take effect and then fail
        self.lost_seeds = 0
        self.forbids_seeds = False
        self.seeds_asked = 0
        self.cancels: asyncio.Task[object] | None = None  # cancelled as soon as a post has taken effect
        self.has_posted = asyncio.Event()
        self._next_id = 10_000

    async def post_picture(self, post: PicturePost) -> int:
        if post.picture_id in self.refuses:
            raise GalleryError("Discord refused the picture.")
        self.diary.append(f"post {post.picture_id}")
        return await self._post(post)

    async def post_digest(self, post: DigestPost) -> int:
        return await self._post(post)

    async def _post(self, content: PicturePost | DigestPost | SheetPost) -> int:
        await self._reach()
        self._next_id += 1
        self.messages[self._next_id] = Message(content, self.clock.now)
        self.has_posted.set()
        if self.cancels is not None:
            task, self.cancels = self.cancels, None
            task.cancel()
        await asyncio.sleep(0)
        if self.lost_answers > 0:
            self.lost_answers -= 1
            raise GalleryError("The answer was lost.")
        return self._next_id

    async def seed_reaction(self, message_id: int) -> None:
        await self._reach()
        self.seeds_asked += 1
        if self.forbids_seeds:
            raise GalleryClosedError("The bot lacks the permission Add Reactions.")
        if self.lost_seeds > 0:
            self.lost_seeds -= 1
            raise GalleryError("Discord is busy.")
        self.messages[message_id].is_seeded = True

    async def find_posts(self, picture_ids: Sequence[int], *, after: datetime) -> dict[int, int]:
        await self._reach()
        return {
            message.content.picture_id: message_id
            for message_id, message in self.messages.items()
            if isinstance(message.content, PicturePost)
            and message.content.picture_id in picture_ids
            and message.at >= after
        }

    async def pin_digest(self, message_id: int, *, unpin: Sequence[int]) -> None:
        await self._reach()
        if self.may_not_pin:
            raise GalleryClosedError("Allow Pin Messages.")
        self.pinned = [number for number in (*self.pinned, message_id) if number not in unpin]

    async def find_digest(self, digest_id: int, *, after: datetime) -> int | None:
        await self._reach()
        for message_id, message in self.messages.items():
            is_digest = isinstance(message.content, DigestPost) and message.content.digest_id == digest_id
            if is_digest and message.at >= after:
                return message_id
        return None

    async def post_sheet(self, post: SheetPost) -> int:
        return await self._post(post)

    async def find_sheet(self, batch_id: int, *, after: datetime) -> int | None:
        await self._reach()
        for message_id, message in self.messages.items():
            is_sheet = isinstance(message.content, SheetPost) and message.content.batch_id == batch_id
            if is_sheet and message.at >= after:
                return message_id
        return None

    async def tell_curators(self, said: Said) -> None:
        await self._reach()
        self.told.append(str(said))

    async def see_messages(self, *, oldest: int, newest: int) -> AsyncIterator[SeenMessage]:
        await self._reach()
        for message_id, message in sorted(self.messages.items()):
            if oldest <= message_id <= newest:
                counts: tuple[dict[str, int], dict[str, int]] = ({}, {})
                for _, emoji, is_burst in message.marks:
                    counts[is_burst][emoji] = counts[is_burst].get(emoji, 0) + 1
                yield SeenMessage(message_id=message_id, normal=counts[False], burst=counts[True])

    async def list_marks(self, message_id: int, emojis: Sequence[str]) -> list[Mark] | None:
        await self._reach()
        self.asked.append(message_id)
        if message_id not in self.messages:
            return None
        return [
            Mark(user_id=user_id, emoji=emoji, is_burst=is_burst)
            for user_id, emoji, is_burst in self.messages[message_id].marks
            if emoji in emojis
        ]

    @property
    def pictures(self) -> list[int]:
        """The numbers of the pictures in the channel, in order."""
        posts = (message.content for message in self.messages.values())
        return [post.picture_id for post in posts if isinstance(post, PicturePost)]

    @property
    def digests(self) -> list[DigestPost]:
        """The digests in the channel, in order."""
        posts = (message.content for message in self.messages.values())
        return [post for post in posts if isinstance(post, DigestPost)]

    def message_of(self, picture_id: int) -> int:
        """Where a picture hangs."""
        return next(
            message_id
            for message_id, message in self.messages.items()
            if isinstance(message.content, PicturePost) and message.content.picture_id == picture_id
        )

    async def _reach(self) -> None:
        await asyncio.sleep(0)
        if self.is_closed:
            raise GalleryClosedError("The channel may not be written: give the permission Send Messages.")
        if self.is_unreachable:
            raise GalleryError("Discord cannot be reached.")
