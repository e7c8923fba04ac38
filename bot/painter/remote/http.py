"""Questions to a server that paints: JSON and bytes over HTTP, and what its refusals mean."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any

import aiohttp

from bot.errors import PainterError

KEY_VARIABLE = "CATBANDIT_ENGINE_KEY"
_LIMIT = 2**28  # bytes of one answer
_ABOUT_THE_REQUEST = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.INTERNAL_SERVER_ERROR,  # many answer so to a single prompt that fails
)


class RefusedError(Exception):
    """The server refuses this request and may take another; the text is what it said."""


class Http:
    """One server. `name` is what it is called in sentences."""

    def __init__(self, session: aiohttp.ClientSession, name: str, address: str) -> None:
        self._session = session
        self._address = address.rstrip("/")
        self.name = f"{name} at {address}"

    async def ask(self, method: str, path: str, *, seconds: float = 30, **arguments: Any) -> Any:
        """The JSON that is answered. Raises RefusedError or PainterError."""
        body = await self.fetch(method, path, seconds=seconds, **arguments)
        try:
            return json.loads(body)
        except ValueError:
            raise PainterError(f"{self.name} answers {path} with something that is no JSON. {_REMEDY}") from None

    async def fetch(self, method: str, path: str, *, seconds: float = 30, **arguments: Any) -> bytes:
        """The bytes that are answered, within so many seconds. Raises RefusedError or PainterError."""
        timeout = aiohttp.ClientTimeout(total=seconds, connect=10)
        try:
            async with self._session.request(method, self._address + path, timeout=timeout, **arguments) as response:
                body = await response.content.read(_LIMIT)
                while chunk := await response.content.read(_LIMIT - len(body)):
                    body += chunk
        except (aiohttp.ClientError, OSError) as error:  # a timeout is an OSError
            reason = str(error) or type(error).__name__
            raise PainterError(f"{self.name} does not answer ({reason[:200]}). {_REMEDY}") from error
        if response.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            raise PainterError(f"{self.name} wants a key, or another one: set the variable {KEY_VARIABLE}.")
        if response.status in _ABOUT_THE_REQUEST:
            raise RefusedError(_said(body) or str(response.status))
        if not response.ok:
            raise PainterError(f"{self.name} answers {path} with {response.status} ({_said(body)}). {_REMEDY}")
        return body


class ExhaustedError(RefusedError):
    """The server has too little memory for this request; the text is half a sentence, what it did."""


_REMEDY = "Start it or correct [engine] address; what is not painted yet is painted once it answers."


@asynccontextmanager
async def connection(name: str, address: str) -> AsyncIterator[Http]:
    """A connection to a server, with the key from the environment if there is one."""
    key = os.environ.get(KEY_VARIABLE, "").strip()
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    async with aiohttp.ClientSession(headers=headers) as session:
        yield Http(session, name, address)


def _said(body: bytes) -> str:
    """What an error's body says, as the usual servers put it."""
    try:
        message = json.loads(body)
    except ValueError:
        message = body.decode("utf-8", "replace")
    while isinstance(message, Mapping):
        parts = [message.get("message"), message.get("details")]
        joined = ": ".join(part for part in parts if isinstance(part, str) and part)
        message = joined or message.get("error") or message.get("detail") or json.dumps(message)
    return str(message).strip()[:300]
