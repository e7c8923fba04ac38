"""The two ports of the flows: who paints, and where pictures hang. Everything behind them can be replaced."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.estimates import Estimate
from bot.domain.lessons import Lesson
from bot.domain.standings import Standing
from bot.languages import Said
from bot.painter.orders import Abilities, Order, Painted, Settings, Spoilt
from bot.store.digests import Edition


class Painter(Protocol):
    """Turns (prompt, seed) into pictures. Safe to call again with the same orders."""

    async def prepare(self) -> Settings:
        """Resolve the model, its revision, the device and the chunk size; fast when already known.

        Raises PainterError if the model cannot be found, loaded or downloaded.
        """

    async def abilities(self) -> Abilities:
        """What the model can do besides painting a prompt from a seed; as fast as `prepare`, and fails as it does."""

    def paint(self, settings: Settings, orders: Sequence[Order]) -> AsyncIterator[Painted | Spoilt]:
        """Yield one answer per order, each as soon as it is there, in any order.

        Raises PainterError if nothing can be painted at all (memory, a child that keeps dying); the answers so far
        hold.
        """


@dataclass(frozen=True, kw_only=True)
class PicturePost:
    """One picture for the channel; the text is built by the gallery. `parent_id`: the picture that it varies."""

    picture_id: int
    prompt: str
    image: bytes
    filename: str
    parent_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class SheetPost:
    """A sheet that compares pictures: rows are prompts, or one prompt over many seeds. `first` to `last` are their
    numbers; `sheet_text` is the alt text."""

    batch_id: int
    prompts: tuple[str, ...]
    seeds: int
    first: int
    last: int
    sheet: bytes
    sheet_text: str


@dataclass(frozen=True, kw_only=True)
class TopPicture:
    """A line of the digest: which picture, how many likes, where it hangs.

    `credit` is the Discord id of who is to thank for the prompt; `is_new`: the prompt came in the last week.
    """

    picture_id: int
    prompt: str
    likes: int
    message_id: int
    credit: int | None = None
    is_new: bool = False


@dataclass(frozen=True, kw_only=True)
class DigestPost:
    """Everything a digest says. `sheet` is absent when nothing was liked, `curves` when there is no prompt."""

    digest_id: int
    title_on: str  # ISO date in the owner's time zone
    since: datetime
    until: datetime
    painted: int
    unseen: int  # posted pictures of batches in which nobody reacted to anything
    liked: int
    top: tuple[TopPicture, ...]
    standings: tuple[Standing, ...]
    sheet: bytes | None
    sheet_text: str  # alt text
    curves: bytes | None
    curves_text: str
    edition: Edition = "daily"
    new: tuple[str, ...] = ()  # some prompts of the last week, of `new_count`
    new_count: int = 0
    lesson: Lesson | None = None
    ratio: Estimate | None = None  # of the likes won to those of blind choice, in the editions that look back further


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One reaction of one person on a message: emoji as Discord names it, and whether it is a super reaction."""

    user_id: int
    emoji: str
    is_burst: bool


@dataclass(frozen=True, kw_only=True)
class SeenMessage:
    """A message as the channel shows it now: emoji -> number of people other than the bot, normal and super apart.

    A super and a normal reaction with the same emoji may come from one person.
    """

    message_id: int
    normal: dict[str, int]
    burst: dict[str, int]


class Gallery(Protocol):
    """Where pictures hang. Every method raises GalleryError (try later) or GalleryClosedError (somebody must act)."""

    async def post_picture(self, post: PicturePost) -> int:
        """Post one picture and return the message's id. Repeating the call within minutes does not post twice."""

    async def seed_reaction(self, message_id: int) -> None:
        """Add the bot's own like for members to press; one that is blocked for good is not an error."""

    async def find_posts(self, picture_ids: Sequence[int], *, after: datetime) -> dict[int, int]:
        """Search the channel's history since `after` for these pictures: picture id -> message id."""

    async def post_digest(self, post: DigestPost) -> int:
        """Post a digest and return the message's id."""

    async def pin_digest(self, message_id: int, *, unpin: Sequence[int]) -> None:
        """Pin a digest, and unpin these; one that is gone is not an error."""

    async def find_digest(self, digest_id: int, *, after: datetime) -> int | None:
        """Search the channel's history since `after` for this digest: its message's id."""

    async def post_sheet(self, post: SheetPost) -> int:
        """Post a sheet whose asker could not be answered any more, and return the message's id."""

    async def find_sheet(self, batch_id: int, *, after: datetime) -> int | None:
        """Search the channel's history since `after` for this sheet: its message's id."""

    async def tell_curators(self, said: Said) -> None:
        """Say one thing to those who can act, in the channel."""

    def see_messages(self, *, oldest: int, newest: int) -> AsyncIterator[SeenMessage]:
        """The bot's own messages from `oldest` to `newest` (ids, inclusive), with their reactions' counts."""

    async def list_marks(self, message_id: int, emojis: Sequence[str]) -> list[Mark] | None:
        """Everybody's marks with these emojis on one message, super ones too, bots left out; None: it is gone."""
