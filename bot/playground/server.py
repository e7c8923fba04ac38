"""The playground as one object: an HTTP server on loopback with the API, the gateway, the CDN and the page.

Owns the composition and the interface for tests and the demo. Must not hold rules: those are in the other rooms.
"""

import asyncio
import base64
import logging
import secrets
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from aiohttp import web

from bot.playground import persistence
from bot.playground.cdn import Cdn
from bot.playground.changes import Changes
from bot.playground.faults import Faults
from bot.playground.files import Files
from bot.playground.gateway import Gateway
from bot.playground.interactions import Interactions
from bot.playground.limits import Limits
from bot.playground.members import PATIENCE_S, Member
from bot.playground.page import Page
from bot.playground.rest import PREFIX, LoggedRequest, Rest
from bot.playground.saving import Saving
from bot.playground.staging import Staging
from bot.playground.things import Event, Json
from bot.playground.views import MessageView, view_message
from bot.playground.world import World

log = logging.getLogger(__name__)
Value = TypeVar("Value")
HOST = "127.0.0.1"
IDENTIFY_EVERY_S = 5.0


class Playground(Staging):
    """A local stand-in for Discord; use it as `async with Playground() as playground`."""

    def __init__(
        self,
        *,
        port: int = 0,
        token: str | None = None,
        folder: Path | None = None,
        speed: float = 1.0,
        privileged_intents: Iterable[str] = (),
        heartbeat_every: float = 41.25,
        answer_within: float = 3.0,
    ) -> None:
        """Prepare a playground; nothing listens yet.

        `speed` shortens the windows of rate limits (10: ten times more generous) and the pause between IDENTIFYs.
        `folder` keeps the world over restarts. `privileged_intents` are those granted to the bot: "message_content",
        "members", "presences".
        """
        self._port, self._folder, self.answer_within = port, folder, answer_within
        self.world = World()
        extra = self._read(folder) or {}
        self.token = token or extra.get("token") or _new_token(self.world.application_id)
        self._newcomer_id = extra.get("newcomer_id") or self._add_newcomer()
        self.changes, self.faults, self.violations = Changes(), Faults(), list[str]()
        self.files = Files(folder / "files" if folder else None)
        self.cdn = Cdn(self.files)
        self.world.link = self.cdn.link
        self.world.message_content = "message_content" in (privileged := frozenset(privileged_intents))
        self.interactions = Interactions(self.world, answer_within)
        told: dict[str, Callable[..., None]] = {"changed": self._changed, "violate": self._violate}
        self.gateway = Gateway(
            self.world, self.faults, token=self.token, identify_every=IDENTIFY_EVERY_S / speed,
            heartbeat_every=heartbeat_every, privileged=privileged, **told,
        )  # fmt: skip
        self.rest = Rest(
            world=self.world, gateway=self.gateway, interactions=self.interactions, files=self.files,
            faults=self.faults, limits=Limits(speed), **told,
        )  # fmt: skip
        self.page = Page(self)
        self.world.listeners.append(self._hear)
        self._saving: Saving | None = None
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=1 << 30)
        app.router.add_route("*", PREFIX + "/{path:.*}", self.rest.serve)
        app.router.add_get("/gateway/{rest:.*}", self.gateway.serve)
        app.router.add_get("/attachments/{channel_id}/{attachment_id}/{filename}", self.cdn.serve)
        self.page.add_routes(app)
        self._runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, HOST, self._port)
        try:
            await site.start()
        except OSError:
            await self._runner.cleanup()
            raise
        self._port = self._runner.addresses[0][1]
        self.cdn.base = f"http://{HOST}:{self._port}"
        self.gateway.url = f"ws://{HOST}:{self._port}/gateway/"
        if self._folder is not None:
            self._saving = Saving(self._folder, self._snapshot)
            self._saving.mark()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.faults.clear()
        await asyncio.gather(self.gateway.close(), self.page.close(), return_exceptions=True)
        if self._runner is not None:
            await self._runner.cleanup()
        if self._saving is not None:
            await self._saving.close()

    # where and who

    @property
    def api_url(self) -> str:
        """The API's address; the only thing the bot is told."""
        return f"http://{HOST}:{self._port}{PREFIX}"

    @property
    def page_url(self) -> str:
        """The web page's address."""
        return f"http://{HOST}:{self._port}/"

    @property
    def port(self) -> int:
        """The port it listens on."""
        return self._port

    @property
    def guild_id(self) -> int:
        """The one guild."""
        return self.world.guild_id

    @property
    def application_id(self) -> int:
        """The bot's application, which is also its user."""
        return self.world.application_id

    @property
    def curator_role_id(self) -> int:
        """The role of those who may curate (it has MANAGE_GUILD)."""
        return self.world.curator_role_id

    @property
    def owner(self) -> Member:
        """The guild's owner, who may do everything."""
        return Member(self, self.world.owner_id)

    @property
    def newcomer(self) -> Member:
        """The person at the page; they have the curators' role, so that they can try everything."""
        return Member(self, self._newcomer_id)

    @property
    def members(self) -> list[Member]:
        """Everybody but the bot."""
        return [Member(self, one) for one in self.world.people if one != self.application_id]

    def add_member(
        self, name: str, roles: Iterable[int] = (), is_bot: bool = False, *, locale: str = "en-US"
    ) -> Member:
        """Let somebody join, whose client is in this language; who is there already by that name is returned."""
        person = self.world.add_person(name, roles=list(roles), is_bot=is_bot)
        person.locale = locale
        return Member(self, person.id)

    # looking and waiting

    def messages(self, channel_id: int | None = None) -> list[MessageView]:
        """Return the messages of a channel, oldest first."""
        found = self.world.messages.get(channel_id or self.channel_id, {})
        return [view_message(one, self.files.get) for one in found.values()]

    def message(self, message_id: int) -> MessageView | None:
        """Return a message, or None where there is none (any more)."""
        found = self.world.find_message(message_id)
        return None if found is None else view_message(found, self.files.get)

    @property
    def requests(self) -> list[LoggedRequest]:
        """Every request of the bot, oldest first."""
        return self.rest.requests

    @property
    def is_ready(self) -> bool:
        """Whether a bot is connected and has got the guild."""
        return self.gateway.is_ready

    async def wait_for(self, predicate: Callable[[], Value], timeout: float = PATIENCE_S) -> Value:  # noqa: ASYNC109 - a test reads best so
        """Return the first true value of `predicate()`, looked at again whenever something changes."""
        return await self.changes.wait_for(predicate, timeout)

    async def wait_until_ready(self, timeout: float = PATIENCE_S) -> None:  # noqa: ASYNC109 - a test reads best so
        """Wait until a bot is identified and has got the guild."""
        await self.changes.wait_for(lambda: self.is_ready, timeout, "a bot to be connected and ready")

    def show_standings(self, rows: list[dict[str, Any]]) -> None:
        """Show standings on the page: prompt, pictures, likes, mean, low, high, true_rate (may be None)."""
        self.page.show_standings(rows)

    # within

    def _add_newcomer(self) -> int:
        return self.world.add_person("You", roles=[self.world.curator_role_id]).id

    def _hear(self, event: Event) -> None:
        if self._saving is not None:
            self._saving.mark()
        self.changes.notify()

    def _changed(self) -> None:
        self.changes.notify()
        self.page.show_status()

    def _violate(self, sentence: str) -> None:
        log.warning("a bot should not do this: %s", sentence)
        self.violations.append(sentence)

    def _read(self, folder: Path | None) -> Mapping[str, Any] | None:
        if folder is None:
            return None
        folder.mkdir(parents=True, exist_ok=True)
        return persistence.read(folder, self.world)

    def _snapshot(self) -> Json:
        return persistence.to_json(self.world, {"token": self.token, "newcomer_id": self._newcomer_id})


def _new_token(application_id: int) -> str:
    """Return a token that looks like one of Discord's."""
    first = base64.b64encode(str(application_id).encode()).decode().rstrip("=")
    return f"{first}.Play{secrets.token_urlsafe(2)[:2]}.{secrets.token_urlsafe(28)[:38]}"
