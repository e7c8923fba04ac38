"""Interactions: opened by members, acknowledged by the bot within three seconds, answered within fifteen minutes.

Owns their life and the rules of answering. Must not know HTTP, nor how commands are looked up.
"""

import secrets
import time

from bot.playground import payloads, posts
from bot.playground.answers import DEFER, DEFER_UPDATE, Interaction
from bot.playground.refusals import Refusal, invalid_form, unknown
from bot.playground.things import EPHEMERAL, LOADING, Event, Json, Message
from bot.playground.world import World

TOKEN_LIFE_S = 15 * 60.0
COMMAND, COMPONENT, COMPLETION, MODAL = 2, 3, 4, 5
REPLY, UPDATE, CHOICES, OPEN_MODAL = 4, 7, 8, 9
FITTING = {
    COMMAND: {REPLY, DEFER, OPEN_MODAL}, COMPONENT: {REPLY, DEFER, DEFER_UPDATE, UPDATE, OPEN_MODAL},
    COMPLETION: {CHOICES}, MODAL: {REPLY, DEFER, DEFER_UPDATE, UPDATE},
}  # fmt: skip


class Interactions:
    """All interactions that are still alive, by token."""

    def __init__(self, world: World, answer_within: float) -> None:
        self._world = world
        self._answer_within = answer_within
        self._alive: dict[str, Interaction] = {}

    def open(
        self, kind: int, *, user_id: int, channel_id: int, data: Json, source: Message | None = None
    ) -> Interaction:
        """Begin an interaction and send it to the bot."""
        now = time.monotonic()
        self._alive = {key: one for key, one in self._alive.items() if now - one.opened_at < TOKEN_LIFE_S}
        interaction = Interaction(
            self._world.snowflakes.next(), secrets.token_urlsafe(96), kind, user_id, channel_id, data, source
        )
        self._alive[interaction.token] = interaction
        self._world.tell(Event("INTERACTION_CREATE", self._to_json(interaction)))
        return interaction

    def of_token(self, token: str) -> Interaction:
        """Return an interaction by its token for follow-ups, or refuse with 50027."""
        interaction = self._alive.get(token)
        if interaction is None or time.monotonic() - interaction.opened_at > TOKEN_LIFE_S:
            raise Refusal(401, 50027, "Invalid Webhook Token")
        if interaction.acknowledged_at is None:
            raise unknown("webhook")
        return interaction

    def to_acknowledge(self, interaction_id: int, token: str) -> Interaction:
        """Return an interaction that waits for its first answer, or refuse with 10062 or 40060."""
        interaction = self._alive.get(token)
        if interaction is None or interaction.id != interaction_id:
            raise unknown("interaction")
        if interaction.acknowledged_at is not None:
            raise Refusal(400, 40060, "Interaction has already been acknowledged.")
        if time.monotonic() - interaction.opened_at > self._answer_within:
            raise unknown("interaction")
        return interaction

    def acknowledge(self, interaction: Interaction, callback: int, data: Json, message: Message | None) -> None:
        """Take the bot's first answer; `message` is the new one for callbacks 4 and 5."""
        if callback not in FITTING[interaction.kind]:
            error = {"code": "INTERACTION_TYPE_INVALID", "message": "This response does not fit the interaction"}
            raise invalid_form({"type": {"_errors": [error]}})
        if callback in (DEFER_UPDATE, UPDATE) and interaction.source is None:
            raise Refusal(400, 50035, "Invalid Form Body", {"type": {"_errors": [{"code": "NO_MESSAGE"}]}})
        interaction.acknowledged_at = time.monotonic()
        interaction.callback = callback
        if callback == CHOICES:
            interaction.choices = list(data.get("choices") or [])
        elif callback == OPEN_MODAL:
            interaction.modal = data
        elif callback in (DEFER_UPDATE, UPDATE):
            interaction.original = interaction.source
        elif message is not None:
            interaction.original = posts.post(self._world, message)
        interaction.acknowledged.set()
        if callback != DEFER:
            interaction.finished.set()

    def new_message(self, interaction: Interaction, fields: Json, *, flags: int) -> Message:
        """Return a message of the bot that belongs to an interaction; not posted yet."""
        is_ephemeral = bool(flags & EPHEMERAL)
        return Message(
            id=self._world.snowflakes.next(), channel_id=interaction.channel_id, author_id=self._world.application_id,
            flags=flags, kind={COMMAND: 20}.get(interaction.kind, 0), webhook_id=self._world.application_id,
            interaction=self._metadata(interaction), seen_by=interaction.user_id if is_ephemeral else None, **fields,
        )  # fmt: skip

    def follow_up(self, interaction: Interaction, message: Message) -> Message:
        """Post a follow-up; after a deferral the first one takes the place of "thinking..."."""
        original = interaction.original
        if original is not None and original.flags & LOADING:
            return self.fill_in(interaction, original, {
                "content": message.content, "embeds": message.embeds, "components": message.components,
                "attachments": message.attachments, "flags": message.flags & ~EPHEMERAL,
            })  # fmt: skip
        interaction.followups[message.id] = message
        return posts.post(self._world, message)

    def fill_in(self, interaction: Interaction, message: Message, fields: Json) -> Message:
        """Edit a message of an interaction; "thinking..." ends with it."""
        kept = message.flags & EPHEMERAL
        fields["flags"] = (fields.get("flags", message.flags) & ~LOADING) | kept
        posts.change(self._world, message, fields, is_edit=not message.flags & LOADING)
        interaction.finished.set()
        return message

    def remove(self, interaction: Interaction, message: Message) -> None:
        """Delete the answer or a follow-up."""
        posts.remove(self._world, message)
        interaction.followups.pop(message.id, None)
        if message is interaction.original:
            interaction.original = None
            interaction.finished.set()

    def find_message(self, interaction: Interaction, name: str) -> Message:
        """Return `@original` or a follow-up by its id, or refuse with 10008."""
        found = interaction.original if name == "@original" else None
        if name.isdecimal():
            found = interaction.followups.get(int(name))
            if interaction.original is not None and interaction.original.id == int(name):
                found = interaction.original
        if found is None:
            raise unknown("message")
        return found

    def find_ephemeral(self, message_id: int) -> Message | None:
        """Return a message that is in no channel's history, for presses on its buttons."""
        for one in self._alive.values():
            for message in (one.original, *one.followups.values()):
                if message is not None and message.id == message_id:
                    return message
        return None

    def _metadata(self, interaction: Interaction) -> Json:
        caller = payloads.user(self._world.people[interaction.user_id])
        owners = {"0": str(self._world.guild_id)}
        metadata: Json = {"id": str(interaction.id), "type": interaction.kind, "user": caller}
        metadata["authorizing_integration_owners"] = owners
        return metadata | ({"name": _full_name(interaction.data)} if interaction.kind == COMMAND else {})

    def _to_json(self, interaction: Interaction) -> Json:
        world = self._world
        channel = world.channels[interaction.channel_id]
        caller = world.people[interaction.user_id]
        data: Json = {
            "id": str(interaction.id), "application_id": str(world.application_id), "type": interaction.kind,
            "data": interaction.data, "guild_id": str(world.guild_id), "channel_id": str(channel.id),
            "guild": {"id": str(world.guild_id), "locale": world.locale, "features": []},
            "channel": payloads.interaction_channel(channel, world, caller.id),
            "member": payloads.interaction_member(caller, channel, world), "token": interaction.token, "version": 1,
            "app_permissions": str(world.permissions_of(world.application_id, channel)), "locale": caller.locale,
            "guild_locale": world.locale, "entitlements": [], "entitlement_sku_ids": [], "context": 0,
            "authorizing_integration_owners": {"0": str(world.guild_id)}, "attachment_size_limit": 10 * 1024 * 1024,
        }  # fmt: skip
        if interaction.source is not None:
            data["message"] = payloads.message(world, interaction.source)
        return data


def _full_name(data: Json) -> str:
    """Return a command's name with its subcommands."""
    words, options = [str(data["name"])], data.get("options") or []
    while options and options[0]["type"] in (1, 2):
        words.append(options[0]["name"])
        options = options[0].get("options") or []
    return " ".join(words)
