"""/stats end to end."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING

from PIL import Image

from bot.flows.settle import settle
from bot.flows.votes import Reaction, apply_events
from bot.installation import now

if TYPE_CHECKING:
    from conftest import House


async def test_stats_tell_whether_it_learns_in_a_sentence_and_a_picture(house: House) -> None:
    member = house.playground.add_member("Ada")
    async with house.connected() as client:
        loved = await house.hang(client, 20, "a loved cat")
        plain = await house.hang(client, 20, "a plain cat")
        likes = [
            Reaction(message_id=picture.message_id or 0, user_id=7, emoji="👍", is_burst=False, is_added=True)
            for picture in [*loved[:15], plain[0]]
        ]
        await apply_events(house.database, house.rules, likes, now=now())
        await settle(house.database, house.rules, model="kitten", now=now() + timedelta(hours=2))
        answer = await member.run("stats")
        assert answer.is_ephemeral
        text = answer.embeds[0]["description"]
        assert "times the likes of choosing blindly" in text
        assert "40 pictures judged, 16 of them liked" in text
        assert "0 for the verdict (±0 in 24 hours)" in text
        assert "40 posted (+40), 40 judged (+40), 16 of them liked (+16)" in text
        (sheet,) = answer.files
        assert not sheet.is_embedded, "an embed's picture is smaller, and Discord leaves its alt text out"
        assert "16 of 40 liked" in (sheet.description or "")
        picture = Image.open(io.BytesIO(sheet.data))
        assert picture.width == 1200


async def test_before_the_first_verdict_stats_say_that_it_is_too_early(house: House) -> None:
    member = house.playground.add_member("Ada")
    async with house.connected():
        answer = await member.run("stats", days="7")
        assert "Too early to say" in answer.embeds[0]["description"]
        assert answer.files == []
