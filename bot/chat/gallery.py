"""Where pictures hang: the Gallery port over one Discord channel.

Owns what is sent to the channel and what is read from it. Must not decide what to post, nor when to try again.
"""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import discord

from bot.chat import embeds, phrases, wording
from bot.chat.refusals import HISTORY, UNKNOWN_MESSAGE, explained, is_final, lack_of, missing_permissions
from bot.errors import GalleryClosedError, GalleryError
from bot.flows.ports import DigestPost, Mark, PicturePost, SeenMessage, SheetPost
from bot.languages import ENGLISH, Language, Said, Text, render

log = logging.getLogger(__name__)

PATIENCE = timedelta(minutes=2)
_MUTE = discord.AllowedMentions.none()
_PAGE = 100
_CLOCK_SLACK = timedelta(hours=1)  # this machine's clock may be ahead of Discord's


class DiscordGallery:
    """Posts to and reads from one channel through a client that has logged in; implements flows.ports.Gallery."""

    def __init__(
        self,
        client: discord.Client,
        *,
        guild_id: int,
        channel_id: int,
        curator_role_ids: Sequence[int] = (),
        like: str = "👍",
        patience: timedelta = PATIENCE,
        language: Callable[[], Language] = lambda: ENGLISH,
    ) -> None:
        self._client = client
        self._guild_id = guild_id
        self._channel_id = channel_id
        self._curators = [discord.Object(role_id) for role_id in curator_role_ids]
        self._like = like
        self._patience = patience.total_seconds()
        self._language = language

    async def post_picture(self, post: PicturePost) -> int:
        """Post one picture silently; the nonce makes a repeated call return the message that is there."""
        alt = wording.picture_alt(post.picture_id, post.prompt, self._language())
        line = wording.picture_line(post.picture_id, post.prompt)
        if post.parent_id is not None:
            line = f"{line} · {phrases.like_parent(post.parent_id, self._language())}"
        file = discord.File(io.BytesIO(post.image), filename=post.filename, description=alt)
        async with self._calling(Text("doing-post-picture", number=str(post.picture_id)), size=len(post.image)):
            message = await self._channel.send(
                line,
                file=file,
                nonce=_nonce("p", post.picture_id),
                silent=True,
                allowed_mentions=_MUTE,
            )
        return message.id

    async def seed_reaction(self, message_id: int) -> None:
        """Add the bot's own like; what Discord will never allow is only logged, as members can add theirs."""
        try:
            async with self._calling(Text("doing-react")):
                await self._channel.get_partial_message(message_id).add_reaction(self._like)
        except GalleryError as error:
            if not is_final(error.__cause__):
                raise
            log.warning("message %s goes without the bot's own %s: %s", message_id, self._like, error)

    async def find_posts(self, picture_ids: Sequence[int], *, after: datetime) -> dict[int, int]:
        """Search own messages since `after` for these pictures; the oldest of a number counts."""
        if not picture_ids:
            return {}
        wanted, found = set(picture_ids), dict[int, int]()
        async for message in self._own_messages(after=after):
            number = wording.find_picture_number(message.content)
            if number in wanted and number is not None:
                found.setdefault(number, message.id)
            if len(found) == len(wanted):
                break
        return found

    async def post_digest(self, post: DigestPost) -> int:
        """Post a digest: its lines, the leading prompts, the contact sheet and the beliefs' curves."""
        files = {
            name: discord.File(
                io.BytesIO(image),
                filename=f"digest-{post.digest_id}-{name}.{wording.file_suffix(image)}",
                description=wording.elide(text, wording.MOST_ALT),
            )
            for name, image, text in (("cats", post.sheet, post.sheet_text), ("beliefs", post.curves, post.curves_text))
            if image is not None
        }
        language = self._language()
        embed = embeds.digest_embed(post, language=language)
        if embed is not None and "beliefs" in files:  # two pictures side by side would each be half a phone wide
            embed.set_image(url=f"attachment://{files['beliefs'].filename}")
        size = len(post.sheet or b"") + len(post.curves or b"")
        async with self._calling(Text("doing-post-digest", number=str(post.digest_id)), size=size):
            message = await self._channel.send(
                embeds.digest_text(post, link=self.link_to, language=language),
                embeds=[embed] if embed else [],
                files=[*files.values()],
                nonce=_nonce("d", post.digest_id),
                silent=True,
                allowed_mentions=_MUTE,
            )
        return message.id

    async def pin_digest(self, message_id: int, *, unpin: Sequence[int]) -> None:
        """Pin a digest, then unpin others; says which permission it needs where it may not."""
        async with self._calling(Text("doing-pin")):
            try:
                await self._channel.get_partial_message(message_id).pin()
                for old in unpin:
                    await self._channel.get_partial_message(old).unpin()
            except discord.NotFound:
                log.info("a digest to pin or unpin is gone")
            except discord.Forbidden as error:
                raise GalleryClosedError(Text("may-not-pin")) from error

    async def find_digest(self, digest_id: int, *, after: datetime) -> int | None:
        """Search own messages since `after` for this digest."""
        async for message in self._own_messages(after=after):
            if wording.find_digest_number(message.content) == digest_id:
                return message.id
        return None

    async def post_sheet(self, post: SheetPost) -> int:
        """Post a sheet whose asker could not be answered any more."""
        language = self._language()
        file = discord.File(
            io.BytesIO(post.sheet),
            filename=f"sheet-{post.batch_id}.{wording.file_suffix(post.sheet)}",
            description=wording.elide(post.sheet_text, wording.MOST_ALT),
        )
        async with self._calling(Text("doing-post-sheet", number=str(post.batch_id)), size=len(post.sheet)):
            message = await self._channel.send(
                phrases.sheet_in_channel(post.batch_id, phrases.sheet_done(post, language), language),
                file=file,
                nonce=_nonce("s", post.batch_id),
                silent=True,
                allowed_mentions=_MUTE,
            )
        return message.id

    async def find_sheet(self, batch_id: int, *, after: datetime) -> int | None:
        """Search own messages since `after` for this sheet."""
        async for message in self._own_messages(after=after):
            if phrases.find_sheet_number(message.content) == batch_id:
                return message.id
        return None

    async def tell_curators(self, said: Said) -> None:
        """Say one sentence in the channel, pinging the curators' roles if there are any."""
        calls = " ".join(f"<@&{role.id}>" for role in self._curators)
        text = wording.elide(wording.escape(render(said, self._language())), wording.MOST_CONTENT - 500)
        mentions = discord.AllowedMentions(everyone=False, users=False, roles=self._curators or False)
        async with self._calling(Text("doing-tell")):
            await self._channel.send(f"{calls} {text}".strip(), silent=not self._curators, allowed_mentions=mentions)

    async def see_messages(self, *, oldest: int, newest: int) -> AsyncIterator[SeenMessage]:
        """Read the history from `oldest` to `newest`, a hundred messages a request.

        Whose messages they are is not asked: after a change of the bot's account the old ones are still voted on.
        """
        after, before = discord.Object(oldest - 1), discord.Object(newest + 1)
        async for message in self._messages(after=after, before=before):
            yield see(message)

    async def list_marks(self, message_id: int, emojis: Sequence[str]) -> list[Mark] | None:
        """Everybody's marks with these emojis, normal and super, page by page, without bots; None: the message is gone.

        It may have been deleted since it was seen.
        """
        try:
            return [
                Mark(user_id=user_id, emoji=emoji, is_burst=is_burst)
                for emoji in emojis
                for is_burst in (False, True)
                async for user_id in self._people(message_id, emoji, is_burst=is_burst)
            ]
        except GalleryError as error:
            if isinstance(error.__cause__, discord.NotFound) and error.__cause__.code == UNKNOWN_MESSAGE:
                return None
            raise

    def link_to(self, message_id: int) -> str:
        """The address of a message in the channel."""
        return wording.message_link(self._guild_id, self._channel_id, message_id)

    @property
    def _channel(self) -> discord.PartialMessageable:
        """The channel without asking for it: whether it is there, the calls will tell."""
        return self._client.get_partial_messageable(self._channel_id, guild_id=self._guild_id)

    @asynccontextmanager
    async def _calling(self, doing: Text, *, size: int = 0) -> AsyncIterator[None]:
        if self._client.user is None or self._client.is_closed():
            raise GalleryError(Text("discord-unconnected", doing=doing))
        with explained(self._client, self._channel_id, doing=doing, size=size):
            async with asyncio.timeout(self._patience):
                yield

    async def _own_messages(self, *, after: datetime) -> AsyncIterator[discord.Message]:
        async for message in self._messages(after=after - _CLOCK_SLACK):
            if self._client.user is not None and message.author.id == self._client.user.id:
                yield message

    async def _messages(
        self, *, after: datetime | discord.Object, before: discord.Object | None = None
    ) -> AsyncIterator[discord.Message]:
        """The channel's messages, oldest first; each page has the whole patience.

        Without the permission to read it Discord shows an empty history: its end is believed only with the permission.
        """
        doing = Text("doing-read-history")
        if HISTORY in missing_permissions(self._client, self._channel_id):
            raise lack_of([HISTORY], self._channel_id)
        history = self._channel.history(limit=None, after=after, before=before, oldest_first=True)
        is_empty = True
        while True:
            async with self._calling(doing):
                message = await anext(history, None)
            if message is None:
                break
            is_empty = False
            yield message
        first = after.id + 1 if isinstance(after, discord.Object) else discord.utils.time_snowflake(after)
        if await self._is_there(first) and is_empty:
            raise GalleryError(Text("discord-history-incomplete"))

    async def _is_there(self, message_id: int) -> bool:
        """Whether a message exists; where the history may not be read, this question is refused."""
        async with self._calling(Text("doing-read-history")):
            try:
                await self._channel.fetch_message(message_id)
            except discord.NotFound as error:
                if error.code == UNKNOWN_MESSAGE:
                    return False
                raise
        return True

    async def _people(self, message_id: int, emoji: str, *, is_burst: bool) -> AsyncIterator[int]:
        """The ids of the people, other than bots, who reacted with this emoji in this way."""
        after = None
        while True:
            async with self._calling(Text("doing-read-reactions")):
                users = await self._client.http.get_reaction_users(
                    self._channel_id, message_id, emoji, _PAGE, after, 1 if is_burst else 0
                )
            for user in users:
                if not user.get("bot", False):
                    yield int(user["id"])
            if len(users) < _PAGE:
                return
            after = max(int(user["id"]) for user in users)


def see(message: discord.Message) -> SeenMessage:
    """The counts of a message's reactions without the bot's own, normal and super apart."""
    normal, burst = dict[str, int](), dict[str, int]()
    for reaction in message.reactions:
        name = name_emoji(reaction.emoji)
        normal[name] = reaction.count - reaction.burst_count - reaction.me
        burst[name] = reaction.burst_count - reaction.me_burst
    return SeenMessage(message_id=message.id, normal=_positive(normal), burst=_positive(burst))


def name_emoji(emoji: discord.Emoji | discord.PartialEmoji | str) -> str:
    """An emoji as Discord's API names it: the character itself, or name:id for a server's own."""
    if isinstance(emoji, str):
        return emoji
    return f"{emoji.name}:{emoji.id}" if emoji.id else emoji.name


def _positive(counts: dict[str, int]) -> dict[str, int]:
    return {emoji: number for emoji, number in counts.items() if number > 0}


def _nonce(kind: str, number: int) -> str:
    nonce = f"{kind}{number}"
    if len(nonce) > wording.MOST_NONCE:
        raise ValueError(f"the nonce {nonce} is longer than Discord takes")
    return nonce
