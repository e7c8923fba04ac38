"""What a member does: react, talk, run commands, press buttons, moderate.

Owns the deeds of people, checked as Discord would check them. Used by tests, the crowd and the page alike.
"""

import asyncio
from typing import TYPE_CHECKING, Any

from bot.playground import command_lines, posts, reacting, uploads
from bot.playground.answers import Answer, NotAnswered
from bot.playground.command_lines import NotAllowed
from bot.playground.components import BUTTON, walk
from bot.playground.interactions import COMMAND, COMPLETION, COMPONENT, MODAL
from bot.playground.refusals import Refusal, missing_access, missing_permissions, unknown
from bot.playground.things import Event, Json, Message
from bot.playground.views import MessageView, view_message

if TYPE_CHECKING:
    from bot.playground.server import Playground

PATIENCE_S = 240.0  # for what must come, on a machine however busy
__all__ = ["Member", "NotAllowed"]


class Member:
    """A person of the guild, to be acted through."""

    def __init__(self, playground: "Playground", user_id: int) -> None:
        self._playground = playground
        self._world = playground.world
        self.id = user_id

    def __repr__(self) -> str:
        return f"<Member {self.name} {self.id}>"

    @property
    def name(self) -> str:
        """The name shown in the channel."""
        return self._world.people[self.id].name

    @property
    def mention(self) -> str:
        """The text that mentions this member."""
        return f"<@{self.id}>"

    def speak(self, locale: str) -> None:
        """Set the language of the member's client; interactions carry it."""
        self._world.people[self.id].locale = locale

    # reactions

    async def react(self, message_id: int, emoji: str, burst: bool = False) -> None:
        """React to a message; `burst` makes it a super reaction."""
        message = self._message(message_id, "READ_MESSAGE_HISTORY")
        reacting.check_emoji(emoji)
        if emoji not in message.reactions:
            self._check("ADD_REACTIONS", message.channel_id)
        reacting.react(self._world, message, self.id, emoji, burst=burst)

    async def unreact(self, message_id: int, emoji: str, burst: bool = False) -> None:
        """Take a reaction back; nothing happens where there is none."""
        message = self._message(message_id)
        reacting.unreact(self._world, message, self.id, emoji, burst=burst)

    # messages

    async def say(self, channel_id: int | None, text: str) -> MessageView:
        """Post a text."""
        channel_id = channel_id or self._playground.channel_id
        self._check("SEND_MESSAGES", channel_id)
        if not text.strip() or len(text) > 2000:
            raise NotAllowed("a message has 1 to 2000 characters")
        message = Message(self._world.snowflakes.next(), channel_id, self.id, text.strip())
        posts.mention(self._world, message, None)
        return self._view(posts.post(self._world, message))

    def letters(self) -> list[MessageView]:
        """Return what the bot has written to this member privately, oldest first."""
        channel = self._world.private_channel(self.id)
        return [self._view(one) for one in self._world.messages[channel.id].values()]

    async def type(self, channel_id: int | None = None) -> None:
        """Show "is typing"."""
        channel_id = channel_id or self._playground.channel_id
        data = {"channel_id": str(channel_id), "guild_id": str(self._world.guild_id), "user_id": str(self.id)}
        self._world.tell(Event("TYPING_START", data | {"timestamp": 0}, channel_id))

    async def delete(self, message_id: int) -> None:
        """Delete a message: one's own, or with MANAGE_MESSAGES anybody's."""
        message = self._message(message_id)
        if message.author_id != self.id:
            self._check("MANAGE_MESSAGES", message.channel_id)
        posts.remove(self._world, message)

    async def bulk_delete(self, message_ids: list[int]) -> None:
        """Delete several messages of one channel at once."""
        message = self._message(message_ids[0])
        self._check("MANAGE_MESSAGES", message.channel_id)
        posts.remove_many(self._world, message.channel_id, message_ids)

    async def clear_reactions(self, message_id: int) -> None:
        """Remove all reactions of a message."""
        message = self._message(message_id)
        self._check("MANAGE_MESSAGES", message.channel_id)
        reacting.clear(self._world, message)

    async def clear_emoji(self, message_id: int, emoji: str) -> None:
        """Remove all reactions of one emoji."""
        message = self._message(message_id)
        self._check("MANAGE_MESSAGES", message.channel_id)
        reacting.clear_emoji(self._world, message, emoji)

    # interactions

    async def run(
        self, line: str, channel_id: int | None = None, /, *, patience: float = PATIENCE_S, **values: Any
    ) -> Answer:
        """Run a slash command such as "prompt add" and return the bot's first finished answer.

        A file is given as (name, bytes). Raises NotAllowed where Discord's client would not send it, NotAnswered where
        the bot does not acknowledge within three seconds or does not finish a deferred answer within `patience` s.
        """
        channel_id = channel_id or values.pop("channel_id", None) or self._playground.channel_id
        given = {name: self._upload(value) for name, value in values.items()}
        command, data = command_lines.command_data(self._world, line, given)
        command_lines.check_may_use(self._world, command, self.id, channel_id)
        return await self._ask(COMMAND, channel_id, data, patience)

    def _upload(self, value: Any) -> Any:
        """Keep a file that is an option's value, as the client uploads it before it sends the command."""
        if not (isinstance(value, tuple) and len(value) == 2 and isinstance(value[1], bytes)):
            return value
        return uploads.keep(str(value[0]), value[1], self._playground.files, self._world.snowflakes)

    async def complete(
        self, line: str, channel_id: int | None = None, /, *, option: str, typed: str = "", **others: Any
    ) -> list[Json]:
        """Return the choices (name, value) that the bot offers for an option as typed so far."""
        channel_id = channel_id or others.pop("channel_id", None) or self._playground.channel_id
        command, data = command_lines.command_data(self._world, line, others, focused=option, typed=typed)
        command_lines.check_may_use(self._world, command, self.id, channel_id)
        answer = await self._ask(COMPLETION, channel_id, data, PATIENCE_S)
        return answer.interaction.choices

    async def run_on_message(self, name: str, message_id: int, *, patience: float = PATIENCE_S) -> Answer:
        """Run a message command of the context menu."""
        message = self._message(message_id)
        command, data = command_lines.menu_data(self._world, name, message)
        command_lines.check_may_use(self._world, command, self.id, message.channel_id)
        return await self._ask(COMMAND, message.channel_id, data, patience)

    async def press(
        self, message_id: int, custom_id: str, values: list[str] | None = None, *, patience: float = PATIENCE_S
    ) -> Answer:
        """Press a button, or choose `values` in a select."""
        message = self._world.find_message(message_id) or self._playground.interactions.find_ephemeral(message_id)
        if message is None or message.seen_by not in (None, self.id):
            raise unknown("message")
        fitting = [one for one in walk(message.components) if one.get("custom_id") == custom_id]
        if not fitting or fitting[0].get("disabled"):
            raise NotAllowed(f"message {message_id} has no button {custom_id!r} that can be pressed")
        data: Json = {"custom_id": custom_id, "component_type": fitting[0]["type"]}
        if fitting[0]["type"] != BUTTON:
            data["values"] = values or []
        return await self._ask(COMPONENT, message.channel_id, data, patience, source=message)

    async def submit(self, answer: Answer, values: dict[str, str], *, patience: float = PATIENCE_S) -> Answer:
        """Fill in and send the form that an answer opened; `values` by the inputs' custom ids."""
        if answer.modal is None:
            raise NotAllowed("that answer opened no form")
        data = {"custom_id": answer.modal["custom_id"], "components": _filled(answer.modal["components"], values)}
        interaction = answer.interaction
        return await self._ask(MODAL, interaction.channel_id, data, patience, source=interaction.source)

    async def _ask(
        self, kind: int, channel_id: int, data: Json, patience: float, source: Message | None = None
    ) -> Answer:
        """Send an interaction and wait for the answer."""
        playground = self._playground
        interaction = playground.interactions.open(
            kind, user_id=self.id, channel_id=channel_id, data=data, source=source
        )
        try:
            await asyncio.wait_for(interaction.acknowledged.wait(), playground.answer_within)
        except TimeoutError:
            raise NotAnswered(f"the bot did not respond within {playground.answer_within:g} s") from None
        try:
            await asyncio.wait_for(interaction.finished.wait(), patience)
        except TimeoutError:
            raise NotAnswered(f"the bot deferred, but did not finish within {patience:g} s") from None
        return Answer(interaction, playground.files.get)

    # what may be done

    def _view(self, message: Message) -> MessageView:
        return view_message(message, self._playground.files.get)

    def _check(self, name: str, channel_id: int) -> None:
        """Refuse what the member's permissions do not cover."""
        channel = self._world.channel(channel_id)
        if not self._world.may(self.id, "VIEW_CHANNEL", channel):
            raise missing_access()
        if not self._world.may(self.id, name, channel):
            raise missing_permissions()

    def _message(self, message_id: int, *needed: str) -> Message:
        """Return a message that the member can see."""
        message = self._world.find_message(message_id)
        if message is None:
            raise unknown("message")
        for name in ("VIEW_CHANNEL", *needed):
            self._check(name, message.channel_id)
        return message


def _filled(components: list[Json], values: dict[str, str]) -> list[Json]:
    """Return a form's components with what was typed."""
    filled = []
    for row in components:
        if row["type"] == 18:
            filled.append({"type": 18, "id": row.get("id", 0), "component": _input(row["component"], values)})
        elif row["type"] == 1:
            filled.append({"type": 1, "components": [_input(one, values) for one in row["components"]]})
        else:
            filled.append(row)
    return filled


def _input(item: Json, values: dict[str, str]) -> Json:
    """Return one input with what was typed; selects take one value."""
    text = values.get(item["custom_id"], item.get("value") or "")
    if item.get("required", True) and not text:
        raise Refusal(400, 50035, f"the form needs {item['custom_id']!r}")
    told: Json = {"type": item["type"], "custom_id": item["custom_id"], "id": item.get("id", 0)}
    return told | ({"value": text} if item["type"] in (4, 21, 23) else {"values": [text] if text else []})
