"""Lists, cards and recipes: plain values in, embeds out that Discord takes whatever members wrote."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat import digest_wording, embeds, recipe_wording
from bot.domain.beliefs import Belief
from bot.domain.names import BatchId, MessageId, PictureId, PromptId
from bot.domain.standings import Record, Standing, rank
from bot.flows.curate import PictureCard, PromptCard
from bot.flows.ports import DigestPost, TopPicture
from bot.languages import ENGLISH, Language, list_languages
from bot.store.pictures import Picture
from bot.store.prompts import Prompt

MOMENT = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
NASTY = "|*_~`[]<" * 40


def link(message_id: int) -> str:
    return f"https://discord.com/channels/{2**62}/{2**62}/{message_id}"


def standings(count: int, prompt: str = "a ginger cat", **changes: Any) -> list[Standing]:
    values = {"is_active": True, "pictures": 50, "trials": 43, "likes": 31, "belief": Belief(31.6, 17.4)} | changes
    return rank([Record(prompt_id=number, prompt=prompt, **values) for number in range(1, count + 1)])


def standing(prompt: str = "a ginger cat", **changes: Any) -> Standing:
    return standings(1, prompt, **changes)[0]


SAME = standing()


def picture(number: int = 1, prompt: str = "a ginger cat", **changes: Any) -> Picture:
    values: dict[str, Any] = {
        "id": PictureId(number),
        "batch_id": BatchId(1),
        "slot": "s",
        "prompt_id": PromptId(1),
        "prompt": prompt,
        "prompt_text": prompt,
        "seed": 4_294_967_295,
        "settings_json": '{"of": "another version"}',
        "model": "kitten",
        "draw": 0.31,
        "chance": 0.004,
        "path": None,
        "sha256": None,
        "painted_at": MOMENT,
        "spoilt": None,
        "posting_at": MOMENT,
        "message_id": MessageId(2**62 + number),
        "posted_at": MOMENT,
        "closes_at": MOMENT,
        "likes": 3,
        "deleted_at": None,
        "settled_at": None,
        "reward": None,
        "weight": None,
        "way": "drawn",
        "alpha": 3.0,
        "beta": 20.0,
        "rival": prompt,
        "rival_draw": 0.2,
    }
    return Picture(**(values | changes))


def card(prompt: str, best: int = 4) -> PromptCard:
    stored = Prompt(id=PromptId(1), text=prompt, added_at=MOMENT, added_by=None, retired_at=None)
    return PromptCard(
        prompt=stored, standing=standing(prompt=prompt), best=tuple(picture(n) for n in range(1, best + 1))
    )


def check_limits(embed: discord.Embed) -> None:
    assert len(embed) <= 6_000
    assert len(embed.title or "") <= 256
    assert len(embed.description or "") <= 4_096
    assert all(len(field.name or "") <= 256 and 0 < len(field.value or "") <= 1_024 for field in embed.fields)


@pytest.mark.parametrize("language", list_languages())
@pytest.mark.parametrize("prompt", ["a cat", NASTY])
def test_everything_fits_whatever_the_prompts_are(prompt: str, language: Language) -> None:
    made = PictureCard(picture=picture(prompt=prompt), standing=standing(prompt=prompt))
    check_limits(embeds.prompt_list(standings(500, prompt), which="all", page=2, language=language))
    check_limits(embeds.prompt_card(card(prompt), link=link, language=language))
    for days in (None, 1, 365):
        pictures = [picture(n, prompt) for n in range(1, 11)]
        check_limits(embeds.top_list(pictures, days=days, link=link, language=language))
    check_limits(recipe_wording.recipe(made, language=language))
    digest = DigestPost(
        digest_id=9,
        title_on="2026-11-23",
        since=MOMENT,
        until=MOMENT,
        painted=99_999,
        unseen=9_999,
        liked=9_999,
        top=tuple(TopPicture(picture_id=n, prompt=prompt, likes=999, message_id=2**62) for n in range(12)),
        standings=tuple(standings(30, prompt)),
        sheet=None,
        sheet_text="",
        curves=None,
        curves_text="",
    )
    leading = digest_wording.leading_text(digest, language)
    assert leading is not None
    assert len(digest_wording.digest_text(digest, link=link, language=language) + leading) <= 4_000


def test_a_line_says_number_words_rate_interval_and_counts() -> None:
    assert embeds.standing_line(standing(), ENGLISH) == "**Prompt 1** · a ginger cat\n**64%** (53–75%) · 31 of 43 liked"
    unjudged = standing(trials=0, likes=0, is_active=False, belief=Belief(0.6, 5.4))
    assert embeds.standing_line(unjudged, ENGLISH).endswith("not judged yet · retired")


@given(st.integers(0, 200), st.integers(1, 300))
def test_every_page_of_a_list_shows_its_prompts_and_the_last_ends_it(count: int, page: int) -> None:
    embed = embeds.prompt_list([SAME] * count, which="active", page=page, language=ENGLISH)
    pages = max(1, -(-count // embeds.PAGE))
    shown = (embed.description or "").count("**Prompt 1**")
    assert shown == (embeds.PAGE if page < pages else count - (pages - 1) * embeds.PAGE)


def test_a_list_says_how_to_see_the_next_page() -> None:
    embed = embeds.prompt_list([SAME] * 40, which="retired", page=3, language=ENGLISH)
    assert "page 3 of 3: /prompt list which:retired page:1" in (embed.footer.text or "")


def test_a_card_shows_belief_counts_and_best_pictures() -> None:
    text = embeds.prompt_card(card("a cat"), link=link, language=ENGLISH).description or ""
    assert "Expected like rate **64%** (53–75%)." in text
    assert "50 pictures posted, 31 of 43 liked." in text
    assert f"[#1]({link(2**62 + 1)}) (3 likes)" in text
    without = embeds.prompt_card(card("a cat", best=0), link=link, language=ENGLISH)
    assert "Best" not in (without.description or "")


def test_a_recipe_tells_settings_of_another_version_as_they_are_stored() -> None:
    embed = recipe_wording.recipe(PictureCard(picture=picture(), standing=standing()), language=ENGLISH)
    assert "another version" in (embed.fields[0].value or "")
    assert "Seed 4294967295" in (embed.fields[0].value or "")
    assert "chance of <1%" in (embed.fields[1].value or "")
    assert embed.fields[3].value == f"3 likes so far, judged <t:{MOMENT.timestamp():.0f}:R>"
    card_of_settled = PictureCard(picture=picture(settled_at=MOMENT, likes=1), standing=standing())
    assert recipe_wording.recipe(card_of_settled, language=ENGLISH).fields[3].value == "1 like"


def test_a_japanese_list_names_the_commands_as_a_japanese_client_does() -> None:
    embed = embeds.prompt_list([SAME] * 40, which="retired", page=3, language=Language("ja"))
    assert embed.title == "プロンプト（引退）"
    assert "3/3ページ： /プロンプト 一覧 種類:引退 ページ:1" in (embed.footer.text or "")
