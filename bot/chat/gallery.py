"""Where pictures hang: the Gallery port over one Discord channel.

Owns what is sent to the channel and what is found there. Must not decide what to post, nor when to try again.
"""

from __future__ import annotations

import io
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime, timedelta

import discord

from bot.chat import digest_layout, phrases, wording
from bot.chat.channel import Channel
from bot.chat.marks import see
from bot.chat.refusals import UNKNOWN_MESSAGE, is_final
from bot.chat.uploads import upload
from bot.errors import GalleryClosedError, GalleryError
from bot.flows.ports import DigestPost, Mark, PicturePost, SeenMessage, SheetPost
from bot.languages import ENGLISH, Language, Said, Text, render

log = logging.getLogger(__name__)

PATIENCE = timedelta(minutes=2)
_MUTE = discord.AllowedMentions.none()


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
        self._channel = Channel(client, guild_id=guild_id, channel_id=channel_id, patience=patience)
        self._curators = [discord.Object(role_id) for role_id in curator_role_ids]
        self._like = like
        self._language = language

    async def post_picture(self, post: PicturePost) -> int:
        """Post one picture silently; the nonce makes a repeated call return the message that is there."""
        alt = wording.picture_alt(post.picture_id, post.prompt, self._language())
        line = wording.picture_line(post.picture_id, post.prompt)
        if post.parent_id is not None:
            line = f"{line} · {phrases.like_parent(post.parent_id, self._language())}"
        file = discord.File(io.BytesIO(post.image), filename=post.filename, description=alt)
        async with self._channel.calling(
            Text("doing-post-picture", number=str(post.picture_id)), size=len(post.image)
        ) as channel:
            message = await channel.send(
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
            async with self._channel.calling(Text("doing-react")) as channel:
                await channel.get_partial_message(message_id).add_reaction(self._like)
        except GalleryError as error:
            if not is_final(error.__cause__):
                raise
            log.warning("message %s goes without the bot's own %s: %s", message_id, self._like, error)

    async def find_posts(self, picture_ids: Sequence[int], *, after: datetime) -> dict[int, int]:
        """Search own messages since `after` for these pictures; the oldest of a number counts."""
        if not picture_ids:
            return {}
        wanted, found = set(picture_ids), dict[int, int]()
        async for message in self._channel.own_messages(after=after):
            number = wording.find_picture_number(message.content)
            if number in wanted and number is not None:
                found.setdefault(number, message.id)
            if len(found) == len(wanted):
                break
        return found

    async def post_digest(self, post: DigestPost) -> int:
        """Post a digest: its lines, the contact sheet, the leading prompts and the beliefs' curves."""
        name, language = f"digest-{post.digest_id}", self._language()
        cats = upload(f"{name}-cats", post.sheet, post.sheet_text) if post.sheet is not None else None
        beliefs = upload(f"{name}-beliefs", post.curves, post.curves_text) if post.curves is not None else None
        view = digest_layout.lay_out(post, link=self.link_to, language=language, cats=cats, beliefs=beliefs)
        size = len(post.sheet or b"") + len(post.curves or b"")
        async with self._channel.calling(Text("doing-post-digest", number=str(post.digest_id)), size=size) as channel:
            message = await channel.send(
                view=view,
                files=[file for file in (cats, beliefs) if file is not None],
                nonce=_nonce("d", post.digest_id),
                silent=True,
                allowed_mentions=_MUTE,
            )
        return message.id

    async def pin_digest(self, message_id: int, *, unpin: Sequence[int]) -> None:
        """Pin a digest, then unpin others; says which permission it needs where it may not."""
        async with self._channel.calling(Text("doing-pin")) as channel:
            try:
                await channel.get_partial_message(message_id).pin()
                for old in unpin:
                    await channel.get_partial_message(old).unpin()
            except discord.NotFound:
                log.info("a digest to pin or unpin is gone")
            except discord.Forbidden as error:
                raise GalleryClosedError(Text("may-not-pin")) from error

    async def find_digest(self, digest_id: int, *, after: datetime) -> int | None:
        """Search own messages since `after` for this digest."""
        async for message in self._channel.own_messages(after=after):
            if digest_layout.find_number(message) == digest_id:
                return message.id
        return None

    async def post_sheet(self, post: SheetPost) -> int:
        """Post a sheet whose asker could not be answered any more."""
        language = self._language()
        file = upload(f"sheet-{post.batch_id}", post.sheet, post.sheet_text)
        async with self._channel.calling(
            Text("doing-post-sheet", number=str(post.batch_id)), size=len(post.sheet)
        ) as channel:
            message = await channel.send(
                phrases.sheet_in_channel(post.batch_id, phrases.sheet_done(post, language), language),
                file=file,
                nonce=_nonce("s", post.batch_id),
                silent=True,
                allowed_mentions=_MUTE,
            )
        return message.id

    async def find_sheet(self, batch_id: int, *, after: datetime) -> int | None:
        """Search own messages since `after` for this sheet."""
        async for message in self._channel.own_messages(after=after):
            if phrases.find_sheet_number(message.content) == batch_id:
                return message.id
        return None

    async def tell_curators(self, said: Said) -> None:
        """Say one sentence in the channel, pinging the curators' roles if there are any."""
        calls = " ".join(f"<@&{role.id}>" for role in self._curators)
        text = wording.elide(wording.escape(render(said, self._language())), wording.MOST_CONTENT - 500)
        mentions = discord.AllowedMentions(everyone=False, users=False, roles=self._curators or False)
        async with self._channel.calling(Text("doing-tell")) as channel:
            await channel.send(f"{calls} {text}".strip(), silent=not self._curators, allowed_mentions=mentions)

    async def see_messages(self, *, oldest: int, newest: int) -> AsyncIterator[SeenMessage]:
        """Read the history from `oldest` to `newest`, a hundred messages a request.

        Whose messages they are is not asked: after a change of the bot's account the old ones are still voted on.
        """
        after, before = discord.Object(oldest - 1), discord.Object(newest + 1)
        async for message in self._channel.messages(after=after, before=before):
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
                async for user_id in self._channel.people(message_id, emoji, is_burst=is_burst)
            ]
        except GalleryError as error:
            if isinstance(error.__cause__, discord.NotFound) and error.__cause__.code == UNKNOWN_MESSAGE:
                return None
            raise

    def link_to(self, message_id: int) -> str:
        """The address of a message in the channel."""
        return self._channel.link_to(message_id)


def _nonce(kind: str, number: int) -> str:
    nonce = f"{kind}{number}"
    if len(nonce) > wording.MOST_NONCE:
        raise ValueError(f"the nonce {nonce} is longer than Discord takes")
    return nonce
