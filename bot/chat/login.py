"""Logging in until it works: discord.py gives up at the first trouble.

Must not decide what a refusal means: that is said in `refusals`.
"""

from __future__ import annotations

import asyncio
import logging

import aiohttp
import discord

from bot.chat import address
from bot.chat.refusals import name_of

log = logging.getLogger(__name__)

_LONGEST_PAUSE = 300.0


async def log_in(client: discord.Client, token: str, *, api: str) -> None:
    """Log in, again and again while Discord does not answer. Raises discord.LoginFailure for a wrong token."""
    pause = 1.0
    while True:
        try:
            return await client.login(token)
        except discord.LoginFailure:
            raise
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            log.warning("logging in failed (%s); it is tried again in %.0f s", name_of(error), pause)
        await client.http.close()
        client.http.connector = discord.utils.MISSING  # it was closed too: the next attempt makes its own
        await asyncio.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)
        await address.reach(api, token)
