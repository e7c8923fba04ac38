"""The gateway, seen by a real client: sessions, resumes, and what goes wrong with connections."""

import asyncio

import aiohttp
import discord
import pytest

from bot.playground import Playground


async def test_a_client_logs_in_and_finds_the_guild_the_channel_and_its_permissions(playground, bot):
    guild = bot.get_guild(playground.guild_id)
    assert guild.name == "The Cat House"
    assert guild.owner_id == playground.owner.id
    assert guild.get_role(playground.curator_role_id).permissions.manage_guild
    allowed = bot.channel.permissions_for(guild.me)
    assert allowed.send_messages
    assert allowed.attach_files
    assert not allowed.manage_messages
    assert bot.application_id == playground.application_id
    assert bot.user.bot
    assert playground.violations == []


async def test_without_the_members_intent_the_guild_lists_only_the_bot(playground, bot):
    assert [one.id for one in bot.guilds[0].members] == [playground.application_id]


async def test_a_wrong_token_is_refused_at_login(playground, start):
    with pytest.raises(discord.LoginFailure):
        await start(playground, token="wrong")
    assert playground.requests[-1].status == 401


async def test_privileged_intents_must_be_granted(playground, start):
    with pytest.raises(discord.PrivilegedIntentsRequired):
        await start(playground, intents=discord.Intents.all())


async def test_what_happens_while_the_connection_is_lost_is_replayed_on_resume(playground, bot):
    message = await bot.post()
    playground.faults.drop_gateway()
    assert not playground.is_ready
    await playground.owner.react(message.id, "👍")
    await playground.wait_for(lambda: "raw_reaction_add" in bot.names())
    await playground.wait_for(lambda: bot.resumes == 1)
    assert bot.readies == 1
    assert playground.violations == []


@pytest.mark.parametrize("code", [1001, 4000, 4009])
async def test_closed_with_a_code_the_client_resumes(playground, bot, code):
    playground.faults.drop_gateway(code)
    await playground.wait_for(lambda: bot.resumes == 1)
    assert playground.is_ready


async def test_asked_to_reconnect_the_client_resumes(playground, bot):
    playground.faults.request_reconnect()
    await playground.wait_for(lambda: bot.resumes == 1)


async def test_a_refused_resume_means_a_new_session_and_missed_events_never_come(start):
    async with Playground(speed=100) as playground:
        bot = await start(playground)
        message = await bot.post()
        playground.faults.refuse_resume()
        playground.faults.drop_gateway(4000)
        await playground.owner.react(message.id, "👍")
        await playground.wait_for(lambda: bot.readies == 2)
        assert bot.resumes == 0
        assert "raw_reaction_add" not in bot.names()
        assert playground.faults.struck["refuse_resume"] == 1


async def test_a_stalled_gateway_goes_on_where_it_stopped(playground, bot):
    message = await bot.post()
    playground.faults.stall_gateway()
    await playground.owner.react(message.id, "👍")
    with pytest.raises(TimeoutError):
        await playground.wait_for(lambda: "raw_reaction_add" in bot.names(), 0.1)
    playground.faults.stall_gateway(False)
    await playground.wait_for(lambda: "raw_reaction_add" in bot.names())


async def test_events_are_lost_repeated_and_reordered_as_ordered(playground, bot):
    message = await bot.post()
    owner, newcomer = playground.owner, playground.newcomer
    playground.faults.lose_events("MESSAGE_REACTION_ADD")
    playground.faults.repeat_events("MESSAGE_REACTION_REMOVE")
    await owner.react(message.id, "👍")
    await owner.unreact(message.id, "👍")
    await playground.wait_for(lambda: bot.names().count("raw_reaction_remove") == 2)
    playground.faults.reorder_events("*", 2)
    await newcomer.react(message.id, "👍")
    await newcomer.unreact(message.id, "👍")
    await playground.wait_for(lambda: "raw_reaction_add" in bot.names())
    assert bot.names()[-2:] == ["raw_reaction_remove", "raw_reaction_add"]


async def test_refused_connections_drop_the_gateway_and_requests(playground, bot):
    playground.faults.refuse_connections()
    with pytest.raises(aiohttp.ClientError):
        await bot.post()
    playground.faults.refuse_connections(False)
    assert playground.requests[-1].status == 0
    await playground.wait_for(lambda: bot.resumes == 1)


async def test_removal_and_outage_of_the_guild_reach_the_client(playground, bot):
    playground.set_guild_available(False)
    playground.set_guild_available(True)
    playground.remove_bot()
    await playground.wait_for(lambda: "guild_remove" in bot.names())
    with pytest.raises(discord.Forbidden) as refused:
        await bot.fetch_guild(playground.guild_id)
    assert refused.value.code == 50001
    playground.invite_bot()
    await playground.wait_for(lambda: bot.guilds)
    assert [one.id for one in bot.guilds[0].members] == [playground.application_id]


class Raw:
    """A gateway connection made by hand, to make mistakes with."""

    def __init__(self, playground: Playground, session: aiohttp.ClientSession) -> None:
        self.playground, self.session = playground, session

    async def open(self):
        self.socket = await self.session.ws_connect(self.playground.gateway.url + "?v=10&encoding=json")
        hello = await self.socket.receive_json()
        assert hello["op"] == 10
        return self

    async def identify(self, **more):
        told = {"token": self.playground.token, "intents": 1, "properties": {}}
        await self.socket.send_json({"op": 2, "d": told | more})
        return await self.socket.receive_json()


@pytest.fixture
async def raw():
    async with Playground() as playground, aiohttp.ClientSession() as session:
        yield Raw(playground, session)


async def test_identifying_twice_within_five_seconds_is_an_invalid_session_and_a_violation(raw):
    assert (await (await raw.open()).identify())["t"] == "READY"
    answer = await (await raw.open()).identify()
    assert answer["op"] == 9
    assert answer["d"] is False
    assert "IDENTIFY" in raw.playground.violations[0]
    assert raw.playground.gateway.limits()["remaining"] == 999


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"op": 2, "d": {"token": "wrong", "intents": 1}}, 4004),
        ({"op": 3, "d": {}}, 4003),
        ({"no": "op"}, 4002),
        ({"op": 1, "d": "x" * 5000}, 4002),
        ({"op": 2, "d": {"token": None, "intents": 1 << 40}}, 4013),
        ({"op": 2, "d": {"token": None, "intents": 1 << 15}}, 4014),
    ],
)
async def test_mistakes_are_answered_with_discords_close_codes(raw, message, code):
    if isinstance(message.get("d"), dict) and message["d"].get("token", "") is None:
        message["d"]["token"] = raw.playground.token
    await raw.open()
    await raw.socket.send_json(message)
    assert (await raw.socket.receive()).type is aiohttp.WSMsgType.CLOSE
    assert raw.socket.close_code == code


async def test_a_client_that_does_not_beat_is_cut_off():
    async with Playground(heartbeat_every=0.1) as playground, aiohttp.ClientSession() as session:
        connection = await Raw(playground, session).open()
        assert (await connection.socket.receive()).type is aiohttp.WSMsgType.CLOSE
        assert "heartbeat" in playground.violations[0]


async def test_a_resume_with_an_unknown_session_is_invalid(raw):
    await raw.open()
    await raw.socket.send_json({"op": 6, "d": {"token": raw.playground.token, "session_id": "made up", "seq": 3}})
    assert await raw.socket.receive_json() == {"op": 9, "d": False}


async def test_waiting_ends_with_a_sentence_when_the_time_is_up(playground):
    with pytest.raises(TimeoutError, match="a bot to be connected"):
        await playground.wait_until_ready(0.01)


async def test_waiting_ends_as_soon_as_it_comes_true(playground):
    waiting = asyncio.create_task(playground.wait_for(lambda: [one.content for one in playground.messages()]))
    await asyncio.sleep(0)
    await playground.owner.say(None, "hello")
    assert await waiting == ["hello"]
