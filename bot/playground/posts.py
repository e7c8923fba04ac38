"""Messages coming, changing and going.

Owns what a message event contains. Must not check permissions, limits or forms: those come before.
"""

import re

from bot.playground import payloads
from bot.playground.snowflakes import age_s, now_iso
from bot.playground.things import Attachment, Event, Json, Message
from bot.playground.world import World

NONCE_MEMORY_S = 180.0
MENTION = re.compile(r"<@!?(\d+)>")
ROLE_MENTION = re.compile(r"<@&(\d+)>")


def post(world: World, message: Message) -> Message:
    """Put a message into its channel (ephemeral ones stay out of the history) and tell everybody."""
    mark_embedded(message)
    if message.seen_by is None:
        world.messages[message.channel_id][message.id] = message
        world.channel(message.channel_id).last_message_id = message.id
    world.tell(_event(world, "MESSAGE_CREATE", message))
    return message


def change(world: World, message: Message, fields: Json, *, is_edit: bool = True) -> Message:
    """Set the given fields of a message and tell everybody; an answer that was awaited is not marked as edited."""
    for name, value in fields.items():
        setattr(message, name, value)
    mark_embedded(message)
    message.edited_at = now_iso() if is_edit else None
    world.tell(_event(world, "MESSAGE_UPDATE", message))
    return message


def remove(world: World, message: Message) -> None:
    """Delete one message."""
    world.messages[message.channel_id].pop(message.id, None)
    data = {"id": str(message.id), "channel_id": str(message.channel_id), "guild_id": str(world.guild_id)}
    world.tell(Event("MESSAGE_DELETE", data, message.channel_id, message.seen_by))


def remove_many(world: World, channel_id: int, message_ids: list[int]) -> None:
    """Delete several messages at once, as moderators do."""
    gone = [message_id for message_id in message_ids if world.messages[channel_id].pop(message_id, None)]
    if gone:
        ids = [str(message_id) for message_id in gone]
        data = {"ids": ids, "channel_id": str(channel_id), "guild_id": str(world.guild_id)}
        world.tell(Event("MESSAGE_DELETE_BULK", data, channel_id))


def pin(world: World, message: Message, *, pinned: bool) -> None:
    """Pin or unpin a message."""
    message.pinned = pinned
    data = {"guild_id": str(world.guild_id), "channel_id": str(message.channel_id), "last_pin_timestamp": now_iso()}
    world.tell(Event("CHANNEL_PINS_UPDATE", data, message.channel_id))
    world.tell(_event(world, "MESSAGE_UPDATE", message))


def find_by_nonce(world: World, channel_id: int, author_id: int, nonce: str) -> Message | None:
    """Return the author's message of the past minutes with this nonce, or None."""
    for message in reversed(world.messages[channel_id].values()):
        if age_s(message.id) > NONCE_MEMORY_S:
            return None
        if message.nonce == nonce and message.author_id == author_id:
            return message
    return None


def mention(world: World, message: Message, allowed: Json | None) -> None:
    """Fill in whom the content mentions, as far as `allowed_mentions` and permissions let it."""
    parse = {"users", "roles", "everyone"} if allowed is None else set(allowed.get("parse") or ())
    users = {int(one) for one in (allowed or {}).get("users") or ()}
    roles = {int(one) for one in (allowed or {}).get("roles") or ()}
    named = [int(one) for one in MENTION.findall(message.content)]
    message.mentions = [
        one for one in dict.fromkeys(named) if one in world.people and ("users" in parse or one in users)
    ]
    named = [int(one) for one in ROLE_MENTION.findall(message.content)]
    message.mention_roles = [
        one for one in dict.fromkeys(named) if one in world.roles and ("roles" in parse or one in roles)
    ]
    is_loud = "@everyone" in message.content or "@here" in message.content
    may = world.may(message.author_id, "MENTION_EVERYONE", world.channel(message.channel_id))
    message.mention_everyone = is_loud and "everyone" in parse and may


def mark_embedded(message: Message) -> None:
    """Note which files are shown by an embed or component, and so are not listed as attachments."""
    shown: set[str] = set()

    def walk(value: object) -> None:
        if isinstance(value, dict):
            link = value.get("url")
            if isinstance(link, str) and link.startswith("attachment://"):
                shown.add(link.removeprefix("attachment://"))
            value = list(value.values())
        if isinstance(value, list):
            for one in value:
                walk(one)

    walk(message.embeds)
    walk(message.components)
    for file in message.attachments:
        file.is_embedded = file.filename in shown


def keep_files(message: Message, kept_ids: set[int], fresh: list[Attachment]) -> list[Attachment]:
    """Return a message's files after an edit: those kept, then the new ones."""
    return [one for one in message.attachments if one.id in kept_ids] + fresh


def _event(world: World, name: str, message: Message) -> Event:
    """Return a message event with the guild fields the gateway adds."""
    data = payloads.message(world, message, with_nonce=name == "MESSAGE_CREATE")
    if message.channel_id in world.private:
        return Event(name, data, message.channel_id)
    data["guild_id"] = str(world.guild_id)
    author = world.people[message.author_id]
    if author.is_member and message.webhook_id is None:
        data["member"] = payloads.member(author, with_user=False)
    return Event(name, data, message.channel_id, message.seen_by)
