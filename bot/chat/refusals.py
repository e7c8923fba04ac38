"""What Discord's refusals mean: every error of discord.py and aiohttp becomes a sentence, in this one place.

Owns the error codes and the permissions' names. Must not say the token, ever.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import aiohttp
import discord

from bot.errors import GalleryClosedError, GalleryError
from bot.languages import Text

log = logging.getLogger(__name__)

HISTORY = "read_message_history"
PERMISSIONS = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "embed_links": "Embed Links",
    "attach_files": "Attach Files",
    HISTORY: "Read Message History",
    "add_reactions": "Add Reactions",
}
"""What the bot needs in its channel, as discord.py and as Discord's English settings name it; together 117824."""

UNKNOWN_CHANNEL, UNKNOWN_MESSAGE = 10003, 10008
TOO_LARGE, INVALID_FORM = 40005, 50035
TOO_MANY_EMOJI, BLOCKED = 30010, 90001
_UNAUTHENTICATED, _PRIVILEGED = 4004, 4014  # with which the gateway closes
REFUSED_LOGIN = (
    "Discord does not accept the bot's token: copy it again from the Developer Portal (Bot → Reset Token) and run "
    "“catbandit init”, or set DISCORD_TOKEN."
)


def missing_permissions(client: discord.Client, channel_id: int) -> list[str]:
    """The permissions that the bot lacks in the channel, as discord.py names them and as far as the client knows."""
    channel = client.get_channel(channel_id)
    if not isinstance(channel, discord.abc.GuildChannel) or channel.guild.me is None:
        return []
    return lacking(channel.permissions_for(channel.guild.me))


def lacking(held: discord.Permissions) -> list[str]:
    """The needed permissions that are not held, as discord.py names them."""
    return [name for name in PERMISSIONS if not getattr(held, name)]


def check_place(client: discord.Client, *, guild_id: int, channel_id: int) -> None:
    """Raise GalleryClosedError if the server or the channel is not there; name missing permissions in the log."""
    guild = client.get_guild(guild_id)
    if guild is None:
        raise GalleryClosedError(
            f"The bot is not in the server {guild_id}: check discord.guild in config.toml, or invite the bot "
            "with the link that “catbandit check” shows."
        )
    if guild.get_channel(channel_id) is None:
        raise GalleryClosedError(
            f"There is no channel {channel_id} in the server “{guild.name}”: check discord.channel in config.toml."
        )
    if missing := missing_permissions(client, channel_id):
        log.error("the bot lacks permissions in the channel: %s", ", ".join(PERMISSIONS[name] for name in missing))


def explain_end(error: Exception) -> GalleryError:
    """Say why the connection cannot go on."""
    code = error.code if isinstance(error, discord.ConnectionClosed) else None
    if isinstance(error, discord.LoginFailure) or code == _UNAUTHENTICATED:
        return GalleryClosedError(REFUSED_LOGIN)
    if isinstance(error, discord.PrivilegedIntentsRequired) or code == _PRIVILEGED:
        return GalleryClosedError(
            "Discord asks for an intent that is not switched on: none should be needed, so check that the token is "
            "this bot's (Developer Portal → Bot → Privileged Gateway Intents)."
        )
    return GalleryError(f"The connection to Discord ended: {name_of(error)}.")


@contextmanager
def explained(client: discord.Client, channel_id: int, *, doing: Text, size: int = 0) -> Iterator[None]:
    """Turn whatever goes wrong inside into a GalleryError; `doing` says what, `size` is the upload's in bytes."""
    try:
        yield
    except GalleryError:
        raise
    except discord.HTTPException as error:
        raise _explain(client, channel_id, error, doing=doing, size=size) from error
    except TimeoutError as error:
        raise GalleryError(Text("discord-silent", doing=doing)) from error
    except (aiohttp.ClientError, discord.DiscordException, OSError) as error:
        raise GalleryError(Text("discord-unreachable", doing=doing, reason=name_of(error))) from error
    except (RuntimeError, AttributeError) as error:
        if not client.is_closed():
            raise
        raise GalleryError(Text("discord-closed", doing=doing)) from error


def is_final(error: BaseException | None) -> bool:
    """Whether asking again can never help, as it is the message or the emoji that is refused, not the bot."""
    if not isinstance(error, discord.HTTPException) or error.code == UNKNOWN_CHANNEL:
        return False
    return error.status in (400, 404) or error.code in (TOO_MANY_EMOJI, BLOCKED)


def name_of(error: BaseException) -> str:
    """An error in short: its text if it has one, else its kind."""
    return str(error) or type(error).__name__


def _explain(
    client: discord.Client, channel_id: int, error: discord.HTTPException, *, doing: Text, size: int
) -> GalleryError:
    if error.status == 401:
        return GalleryClosedError(REFUSED_LOGIN)
    if error.code == UNKNOWN_CHANNEL:
        return GalleryClosedError(Text("channel-gone", channel=str(channel_id)))
    if isinstance(error, discord.Forbidden):
        return _forbidden(client, channel_id, error, doing)
    if error.code == TOO_LARGE or error.status == 413:
        return GalleryError(Text("upload-too-large", size=f"{size / 2**20:.1f}", doing=doing))
    if error.code == INVALID_FORM:
        log.error("Discord refused the form while %s: %s", doing, error.text)
    if error.status == 429:
        return GalleryError(Text("discord-busy", doing=doing))
    if error.status >= 500:
        return GalleryError(Text("discord-troubled", doing=doing, status=str(error.status)))
    return GalleryError(
        Text("discord-refused", doing=doing, status=str(error.status), code=str(error.code), reason=error.text)
    )


def _forbidden(client: discord.Client, channel_id: int, error: discord.Forbidden, doing: Text) -> GalleryClosedError:
    if missing := missing_permissions(client, channel_id):
        return lack_of(missing, channel_id)
    return GalleryClosedError(
        Text(
            "discord-forbids",
            doing=doing,
            channel=str(channel_id),
            code=str(error.code),
            reason=error.text,
            permissions=_names(list(PERMISSIONS)),
        )
    )


def lack_of(permissions: Sequence[str], channel_id: int) -> GalleryClosedError:
    """The error that names the permissions missing in the channel."""
    return GalleryClosedError(
        Text(
            "permissions-missing",
            permissions=_names(permissions),
            missing=len(permissions),
            channel=str(channel_id),
        )
    )


def _names(permissions: Sequence[str]) -> tuple[Text, ...]:
    """Permissions as Discord's settings name them in the reader's language."""
    return tuple(Text(f"permission-{name}") for name in permissions)
