"""The connection: what is wrong is said in a sentence, and what was missed is made up for."""

from __future__ import annotations

import asyncio
import gc
import logging
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.chat import address
from bot.chat.address import Gateway
from bot.errors import GalleryClosedError, GalleryError
from tests.conftest import PATIENCE

if TYPE_CHECKING:
    from conftest import House

    from bot.chat.client import CatClient


@pytest.fixture(autouse=True)
def _quick_sessions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "bot.chat.client._BETWEEN_STARTS", 0.06
    )  # the playground's five seconds, a hundred times faster


async def fail_to_connect(client: CatClient, token: str) -> None:
    async with client.connected(token):
        pass


async def test_a_wrong_token_is_said_without_telling_it(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(GalleryClosedError, match="does not accept the bot's token") as raised:
        await fail_to_connect(house.client(), "a.wrong.token")
    assert "a.wrong.token" not in str(raised.value) + caplog.text


async def test_the_token_is_in_no_log(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with house.connected() as client:
        await house.hang(client)
        house.playground.faults.drop_gateway(4000, resumable=False)
        await client.wait_for("ready", timeout=PATIENCE)
    assert house.playground.token not in caplog.text


async def test_a_server_that_the_bot_is_not_in_is_said(house: House) -> None:
    with pytest.raises(GalleryClosedError, match="not in the server 42: check discord"):
        await fail_to_connect(house.client(guild_id=42), house.playground.token)


async def test_a_channel_that_is_not_there_is_said(house: House) -> None:
    with pytest.raises(GalleryClosedError, match="no channel 42 in the server “The Cat House”"):
        await fail_to_connect(house.client(channel_id=42), house.playground.token)


async def test_missing_permissions_are_named_at_the_start(house: House, caplog: pytest.LogCaptureFixture) -> None:
    house.playground.set_permissions(denied=["attach_files", "embed_links"])
    async with house.connected():
        pass
    assert "lacks permissions in the channel: Embed Links, Attach Files" in caplog.text


async def test_what_is_not_discord_is_said_once_and_asked_again(house: House, caplog: pytest.LogCaptureFixture) -> None:
    house.playground.faults.fail(path="/gateway/bot", status=500, times=1)
    async with house.connected():
        pass
    assert caplog.text.count("does not say where its gateway is (status 500)") == 1


async def test_an_address_where_nobody_answers_is_an_error_that_names_it() -> None:
    with pytest.raises(GalleryError, match="cannot be reached at http"):
        await address.ask_gateway("http://127.0.0.1:9/api", "token")


async def test_an_outage_at_the_start_is_waited_for(house: House) -> None:
    house.playground.faults.refuse_connections()
    connecting = asyncio.create_task(fail_to_connect(house.client(), house.playground.token))
    await house.playground.wait_for(lambda: len(house.playground.requests) >= 2)
    house.playground.faults.refuse_connections(False)
    await connecting


async def test_a_gateway_that_fails_at_the_very_first_connection_is_tried_again(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    real, nowhere = address.use_gateway, iter([replace(gateway(1000), url="ws://127.0.0.1:9")])
    monkeypatch.setattr(address, "use_gateway", lambda found: real(next(nowhere, found)))
    await fail_to_connect(house.client(), house.playground.token)
    assert "the gateway could not be reached; it is tried again" in caplog.text


async def test_a_resumed_session_brings_what_was_missed_and_compares_nothing(house: House) -> None:
    async with house.connected() as client:
        (picture,) = await house.hang(client)
        before = len(house.playground.requests)
        resumed = client.wait_for("resumed", timeout=PATIENCE)
        house.playground.faults.drop_gateway(4000)
        await house.playground.add_member("Ada").react(picture.message_id, "👍")
        await resumed
        await house.caught_up(client)
        assert await house.likes(picture) == 1
        assert not [r for r in house.playground.requests[before:] if r.path.endswith("/messages")]


async def test_a_new_session_compares_the_votes(house: House) -> None:
    async with house.connected() as client:
        (picture,) = await house.hang(client)
        ready = client.wait_for("ready", timeout=PATIENCE)
        house.playground.faults.refuse_resume()
        house.playground.faults.lose_events("MESSAGE_REACTION_ADD")
        house.playground.faults.drop_gateway(4000)
        await house.playground.add_member("Ada").react(picture.message_id, "👍")
        await ready
        await house.caught_up(client)
        assert await house.likes(picture) == 1


async def test_a_lost_connection_is_one_line_in_the_log(house: House, caplog: pytest.LogCaptureFixture) -> None:
    async with house.connected() as client:
        back = client.wait_for("resumed", timeout=PATIENCE)
        house.playground.faults.refuse_connections()
        await client.wait_for("disconnect", timeout=PATIENCE)  # what was open is dropped ...
        await client.wait_for("disconnect", timeout=PATIENCE)  # ... and what is opened anew is refused
        house.playground.faults.refuse_connections(False)
        await back
    assert "Traceback" not in caplog.text
    assert "the connection to Discord is lost" in caplog.text


async def test_an_outage_of_the_server_is_waited_for(house: House) -> None:
    async with house.connected() as client:
        (picture,) = await house.hang(client)
        house.playground.set_guild_available(False)
        await client.wait_for("guild_unavailable", timeout=PATIENCE)
        back = client.wait_for("guild_available", timeout=PATIENCE)
        house.playground.set_guild_available(True)
        await back
        await house.playground.add_member("Ada").react(picture.message_id, "👍")
        await house.caught_up(client)
        assert await house.likes(picture) == 1


async def test_a_bot_that_is_thrown_out_says_so(house: House, caplog: pytest.LogCaptureFixture) -> None:
    async with house.connected() as client:
        gone = client.wait_for("guild_remove", timeout=PATIENCE)
        house.playground.remove_bot()
        await gone
    assert "not in its server any more" in caplog.text


async def test_a_token_that_is_reset_ends_the_connection_with_a_sentence(house: House) -> None:
    client = house.client()
    async with client.connected(house.playground.token) as serving:
        house.playground.faults.drop_gateway(4004)
        with pytest.raises(GalleryClosedError, match="does not accept the bot's token"):
            await serving


async def test_a_privileged_intent_that_is_off_ends_it_with_a_sentence(house: House) -> None:
    client = house.client()
    async with client.connected(house.playground.token) as serving:
        house.playground.faults.drop_gateway(4014)
        with pytest.raises(GalleryClosedError, match="intent"):
            await serving


def gateway(remaining: int, *, hours: float = 10) -> Gateway:
    return Gateway(url="wss://x", total=1000, remaining=remaining, resets_in=timedelta(hours=hours))


def test_the_last_session_starts_are_spread_until_the_reset() -> None:
    assert gateway(1000).pause == gateway(50).pause == timedelta(0)
    assert gateway(0).pause == timedelta(hours=10)
    assert gateway(9).pause == timedelta(hours=1)
    assert gateway(0, hours=0).pause == timedelta(0)


async def test_few_session_starts_are_said_and_waited_for(caplog: pytest.LogCaptureFixture) -> None:
    await address.await_start(gateway(1, hours=0.00001))
    assert "the next session starts in" in caplog.text


async def test_stopping_at_the_moment_of_connecting_leaves_no_traceback(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    connecting = asyncio.create_task(fail_to_connect(house.client(), house.playground.token))
    await house.playground.wait_until_ready()
    connecting.cancel()
    await asyncio.gather(connecting, return_exceptions=True)
    await asyncio.sleep(0.2)  # longer than discord.py waits for the server's data
    gc.collect()
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


@pytest.mark.parametrize("path", ["/users/@me$", "/applications/@me$"])
async def test_a_connection_lost_while_logging_in_is_tried_again(house: House, path: str) -> None:
    lost = house.playground.faults.fail(path=path, status=None, times=3)
    async with house.connected() as client:
        assert client.is_ready()
    gc.collect()  # nothing is left unclosed
    assert lost.times == 0
