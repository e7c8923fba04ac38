"""`catbandit init`: from nothing to a configuration, a stored token and an invite link."""

from __future__ import annotations

import getpass
import os
from collections.abc import Mapping
from pathlib import Path

from bot.arguments import to_type
from bot.chat.checkup import find_application_id, introduce, invite_link
from bot.config import TOKEN_VARIABLE, load_config
from bot.errors import CatbanditError, ConfigError, GalleryClosedError
from bot.flows.curate import add_starters
from bot.installation import now, open_database
from bot.keys import DISCORD_API
from bot.secrets import write_private
from bot.starter import list_starters
from bot.store import prompts

_CONFIG = """\
# catbandit's configuration. config.example.toml explains every key and its default.

[discord]
guild = {guild}
channel = {channel}
{api}
[schedule]
timezone = "{timezone}"
"""


async def init(path: Path, *, api: str = DISCORD_API, environ: Mapping[str, str] = os.environ) -> int:
    """Ask for what is needed, store the token readable by the owner only, write the configuration, print the link.

    Whatever exists is kept; running it again fills in what is missing. Raises ConfigError.
    """
    token_file = path.absolute().parent / "token"
    if path.exists():
        discord = load_config(path).discord
        token_file = discord.token_file
        api = discord.api if api == DISCORD_API else api
    if token := environ.get(TOKEN_VARIABLE, "").strip():
        application_id = await find_application_id(api, token)
        print(f"The token comes from {TOKEN_VARIABLE} and is not stored.")
    else:
        token, application_id = await _find_token(token_file, api)
    await _introduce(api, token)
    print(f"\nInvite the bot to your server with this link:\n\n  {invite_link(application_id)}\n")
    if path.exists():
        print(f"{path} is there already and stays as it is.")
    else:
        _write_config(path, api)
        print(f"{path} is written; config.example.toml explains every key.")
    await _offer_starters(path)
    print(f"\nNext: {to_type('check', config=path)}, then {to_type('run', config=path)}")
    return 0


async def _introduce(api: str, token: str) -> None:
    try:
        if await introduce(api, token):
            print("The bot's profile says now what it does, and that its pictures are AI-made.")
    except CatbanditError as error:
        print(f"The bot's profile stays as it is: {error}")


async def _find_token(file: Path, api: str) -> tuple[str, int]:
    """The stored token, or one that is asked for and then stored, and whose it is."""
    try:
        stored = file.read_text("utf-8-sig").strip()
    except FileNotFoundError:
        stored = ""
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"The token file {file} cannot be read: {error}.") from None
    if stored:
        try:
            return stored, await find_application_id(api, stored)
        except GalleryClosedError:
            print(f"Discord does not accept the token in {file} any more; a new one takes its place.")
    token = _ask_token()
    application_id = await find_application_id(api, token)
    write_private(file, token + "\n")
    print(
        f"The token is stored in {file}"
        + (", as private as its folder." if os.name == "nt" else ", which only you can read.")
    )
    return token, application_id


def _ask_token() -> str:
    print("The bot's token: https://discord.com/developers/applications, your application, Bot, Reset Token.")
    try:
        token = getpass.getpass("Token (not shown): ").strip()
    except EOFError:
        token = ""
    if not token:
        raise ConfigError(f"No token was given: run “catbandit init” in a terminal, or set {TOKEN_VARIABLE}.")
    return token


def _write_config(path: Path, api: str) -> None:
    print("Ids: in Discord, Settings, Advanced, Developer Mode; then right-click the server or channel, Copy ID.")
    guild = _ask_id("Server id: ")
    channel = _ask_id("Channel id: ")
    text = _CONFIG.format(
        guild=guild,
        channel=channel,
        api="" if api == DISCORD_API else f'api = "{api}"\n',
        timezone=_local_timezone(),
    )
    path.write_text(text, "utf-8")


def _ask_id(question: str) -> int:
    while True:
        try:
            text = input(question).strip()
        except EOFError:
            raise ConfigError("No id was given: run “catbandit init” in a terminal.") from None
        if text.isascii() and text.isdigit() and 0 < int(text) < 2**63:
            return int(text)
        print(f"{text!r} is not an id: it is a number of 17 to 20 digits.")


def _local_timezone() -> str:
    """The computer's time zone by name; UTC where it has none."""
    try:
        from tzlocal import get_localzone_name

        return str(get_localzone_name() or "UTC")
    except Exception:  # an unusual system: UTC is a sound answer, and the owner can change it
        return "UTC"


async def _offer_starters(path: Path) -> None:
    config = load_config(path)
    starters = list_starters()
    try:
        async with open_database(config) as database, database.reading() as tx:
            has_prompts = bool(await prompts.search_prompts(tx, "", is_active=None, most=1))
    except CatbanditError as error:
        print(f"No prompts could be added: {error}")
        return
    if has_prompts:
        return
    try:
        answer = input(f"Begin with {len(starters)} prompts of ours? You can retire them later. [Y/n] ").strip().lower()
    except EOFError:
        answer = "n"
    if answer not in ("", "y", "yes"):
        return
    try:
        async with open_database(config) as database:
            added = await add_starters(database, starters, now=now())
    except CatbanditError as error:
        print(f"They could not be added: {error}")
        return
    print(f"{added} prompts added.")
