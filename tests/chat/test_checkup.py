"""The check before the first run: each precondition has its verdict and its remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.chat.checkup import check_discord, find_application_id, introduce, invite_link
from bot.errors import GalleryClosedError, GalleryError

if TYPE_CHECKING:
    from conftest import House

    from bot.flows.verdicts import Verdict


async def check(house: House, **changes: Any) -> dict[str, Verdict]:
    values = {
        "api": house.playground.api_url,
        "token": house.playground.token,
        "guild_id": house.playground.guild_id,
        "channel_id": house.playground.channel_id,
    } | changes
    return {verdict.name: verdict for verdict in await check_discord(**values)}


def wrong(verdicts: dict[str, Verdict]) -> list[str]:
    return [name for name, verdict in verdicts.items() if verdict.is_ok is False]


async def test_a_sound_setup_passes_without_starting_a_session(house: House) -> None:
    assert await introduce(house.playground.api_url, house.playground.token)
    verdicts = await check(house)
    assert all(verdict.is_ok for verdict in verdicts.values()), verdicts
    assert list(verdicts) == [
        "token", "description", "intents", "session starts", "server", "channel", "View Channel", "Send Messages",
        "Embed Links", "Attach Files", "Read Message History", "Add Reactions", "upload limit", "commands",
    ]  # fmt: skip
    assert verdicts["upload limit"].says == "10 MiB a file"
    assert "none yet" in verdicts["commands"].says
    assert house.playground.gateway.limits()["remaining"] == 1000
    assert house.playground.violations == []


async def test_a_wrong_token_is_the_only_verdict(house: House) -> None:
    verdicts = await check(house, token="a.wrong.token")
    assert list(verdicts) == wrong(verdicts) == ["token"]
    assert "Reset Token" in str(verdicts["token"].remedy)
    assert "a.wrong.token" not in str(verdicts)


async def test_an_address_without_discord_is_said(house: House) -> None:
    verdicts = await check(house, api="http://127.0.0.1:9/api/v10")
    assert wrong(verdicts) == ["Discord"]
    assert "discord.api" in str(verdicts["Discord"].remedy)


async def test_a_server_without_the_bot_shows_the_invitation(house: House) -> None:
    house.playground.remove_bot()
    verdicts = await check(house)
    assert wrong(verdicts) == ["server"]
    assert invite_link(house.playground.application_id) in str(verdicts["server"].remedy)


async def test_a_channel_that_is_not_there_or_hidden_is_said(house: House) -> None:
    verdicts = await check(house, channel_id=42)
    assert wrong(verdicts) == ["channel"]
    assert verdicts["channel"].says == "there is no 42"
    house.playground.set_permissions(denied=["view_channel"])
    verdicts = await check(house)
    assert "channel" in wrong(verdicts) or "View Channel" in wrong(verdicts)


async def test_each_missing_permission_is_named(house: House) -> None:
    house.playground.set_permissions(denied=["attach_files", "add_reactions"])
    verdicts = await check(house)
    assert wrong(verdicts) == ["Attach Files"]
    assert verdicts["Attach Files"].remedy == "allow Attach Files for the bot's role in the settings of #cats"
    assert verdicts["Add Reactions"].is_ok is None


async def test_pinning_is_checked_only_where_it_is_wanted(house: House) -> None:
    missing = (await check(house, pins_digest=True))["Pin Messages"]
    assert missing.is_ok is None
    assert "allow Pin Messages" in str(missing.remedy)
    house.playground.set_permissions(allowed=["PIN_MESSAGES"])
    assert (await check(house, pins_digest=True))["Pin Messages"].is_ok
    assert "Pin Messages" not in await check(house)


async def test_an_invitation_without_commands_is_said(house: House) -> None:
    house.playground.faults.fail(method="GET", path=r"/commands$", status=403, code=50001, message="Missing Access")
    verdicts = await check(house)
    assert wrong(verdicts) == ["commands"]
    assert "applications.commands" in str(verdicts["commands"].remedy)


async def test_the_profile_says_once_that_the_pictures_are_ai_made_and_keeps_what_the_owner_wrote(house: House) -> None:
    api, token = house.playground.api_url, house.playground.token
    verdict = (await check(house))["description"]
    assert verdict.is_ok is None
    assert "AI-made" in str(verdict.remedy)
    assert await introduce(api, token)
    written = house.playground.world.about
    assert "All pictures are AI-made." in written
    assert "絵はすべてAIが描いたものです。" in written
    verdicts = await check(house)
    assert verdicts["description"].is_ok, verdicts
    house.playground.world.about = "Our cats."
    assert not await introduce(api, token)
    assert house.playground.world.about == "Our cats."


async def test_the_application_is_found_by_its_token(house: House) -> None:
    api = house.playground.api_url
    assert await find_application_id(api, house.playground.token) == house.playground.application_id
    with pytest.raises(GalleryClosedError):
        await find_application_id(api, "a.wrong.token")
    with pytest.raises(GalleryError):
        await find_application_id("http://127.0.0.1:9", house.playground.token)


def test_the_invitation_asks_for_no_more_than_is_needed() -> None:
    link = invite_link(123)
    assert "client_id=123" in link
    assert "permissions=117824" in link
    assert "scope=bot+applications.commands" in link


@pytest.mark.parametrize(
    ("denied", "is_ok", "says"),
    [([], True, "#attic can be used"), (["SEND_MESSAGES"], False, "the bot may not Send Messages in #attic")],
)
async def test_the_curators_channel_is_looked_at(house: House, denied: list[str], is_ok: bool, says: str) -> None:
    attic = house.playground.add_channel("attic")
    house.playground.set_permissions(denied=denied, channel_id=attic)
    found = (await check(house, curator_channel_id=attic))["curators' channel"]
    assert (found.is_ok, found.says) == (is_ok, says)


async def test_a_curators_channel_that_is_not_there_is_said_with_the_key(house: House) -> None:
    found = (await check(house, curator_channel_id=1))["curators' channel"]
    assert found.is_ok is False
    assert "discord.curator_channel" in str(found.remedy)
