"""What curators and members ask for, and what the bot remembers."""

from __future__ import annotations

import pytest

from bot.errors import NotFoundError, PromptError
from bot.flows import curate
from bot.flows.memory import is_mended, is_news, recall, remember
from bot.flows.notices import key_of, note_right, tell
from bot.flows.paint_batch import paint_batch
from tests.flows.conftest import PROMPTS, Scene


async def test_a_prompt_is_cleaned_and_stored_with_who_added_it(scene: Scene) -> None:
    prompt = await curate.add_prompt(scene.database, "  a  wet\ncat ", added_by=7, now=scene.clock())
    assert (prompt.text, prompt.added_by, prompt.is_active) == ("a wet cat", 7, True)


async def test_a_duplicate_is_refused_with_where_it_is(scene: Scene) -> None:
    await scene.add_prompts("a wet cat")
    with pytest.raises(PromptError, match=r"“a wet cat” is already there as prompt 1, it is active"):
        await scene.add_prompts("A  WET cat")
    await curate.retire_prompt(scene.database, "1", now=scene.clock())
    with pytest.raises(PromptError, match=r"/prompt revive"):
        await scene.add_prompts("a wet cat")


async def test_prompts_are_retired_and_revived_by_number_or_text(scene: Scene) -> None:
    await scene.add_prompts()
    for asked in ("1", "#1", " # 1".replace(" ", ""), PROMPTS[0].upper(), f"  {PROMPTS[0]} "):
        assert not (await curate.retire_prompt(scene.database, asked, now=scene.clock())).is_active
        with pytest.raises(PromptError, match="retired already"):
            await curate.retire_prompt(scene.database, asked, now=scene.clock())
        assert (await curate.revive_prompt(scene.database, asked)).is_active
        with pytest.raises(PromptError, match="active already"):
            await curate.revive_prompt(scene.database, asked)


@pytest.mark.parametrize("asked", ["99", "#99", "a dog", "", "9" * 30, "²"])
async def test_a_prompt_that_is_not_there_is_said(scene: Scene, asked: str) -> None:
    await scene.add_prompts()
    with pytest.raises(NotFoundError, match="There is no prompt"):
        await curate.show_prompt(scene.database, scene.rules, asked, now=scene.clock())


async def test_suggestions_are_what_was_typed(scene: Scene) -> None:
    await scene.add_prompts()
    await curate.retire_prompt(scene.database, "2", now=scene.clock())
    assert [p.id for p in await curate.suggest_prompts(scene.database, "CAT", is_active=None)] == [3, 2, 1]
    assert [p.id for p in await curate.suggest_prompts(scene.database, "cat", is_active=False)] == [2]
    assert [p.id for p in await curate.suggest_prompts(scene.database, "", is_active=True, most=1)] == [3]


async def test_before_the_first_picture_everybody_stands_at_the_prior(scene: Scene) -> None:
    await scene.add_prompts()
    standings = await curate.list_standings(scene.database, scene.rules, now=scene.clock(), is_active=True)
    assert [standing.record.prompt_id for standing in standings] == [1, 2, 3]
    assert [s.mean for s in standings] == pytest.approx([scene.rules.profile.prior_mean] * 3)


async def test_a_prompts_card_has_its_best_pictures(scene: Scene) -> None:
    await scene.add_prompts("a wet cat")
    await paint_batch(scene.workshop, slot="noon")
    for number, people in ((1, 1), (3, 2)):
        for user in range(people):
            await scene.react(number, user)
    card = await curate.show_prompt(scene.database, scene.rules, "a wet cat", now=scene.clock())
    assert [picture.id for picture in card.best] == [3, 1]
    assert card.standing.record.pictures == 4
    assert [p.id for p in await curate.list_top(scene.database, since=None, most=1)] == [3]
    assert await curate.list_top(scene.database, since=scene.clock(), most=1) == []


async def test_how_a_picture_was_made_is_told_for_its_message_only(scene: Scene) -> None:
    await scene.add_prompts("a wet cat")
    await paint_batch(scene.workshop, slot="noon")
    card = await curate.explain_picture(
        scene.database, scene.rules, message_id=scene.gallery.message_of(2), now=scene.clock()
    )
    assert (card.picture.id, card.picture.chance, card.standing.record.prompt) == (2, 1.0, "a wet cat")
    with pytest.raises(NotFoundError, match="no picture of mine"):
        await curate.explain_picture(scene.database, scene.rules, message_id=5, now=scene.clock())


async def test_values_are_remembered_and_replaced(scene: Scene) -> None:
    assert await recall(scene.database, "commands") is None
    await remember(scene.database, "commands", "a")
    await remember(scene.database, "commands", "b")
    assert await recall(scene.database, "commands") == "b"


async def test_news_is_news_once_until_it_is_mended(scene: Scene) -> None:
    assert [await is_news(scene.database, "key", said="It is wrong.", now=scene.clock()) for _ in range(2)] == [
        True,
        False,
    ]
    assert [await is_mended(scene.database, "key") for _ in range(2)] == [True, False]
    assert await is_news(scene.database, "key", said="It is wrong.", now=scene.clock())


async def test_trouble_is_told_once_and_again_after_it_was_right(scene: Scene) -> None:
    key = key_of(PromptError("x"))
    for _ in range(3):
        await tell(scene.workshop, key, "It is wrong.")
    assert scene.gallery.told == ["It is wrong."]
    await note_right(scene.workshop, key, "another")
    await tell(scene.workshop, key, "It is wrong.")
    assert len(scene.gallery.told) == 2


async def test_curators_who_cannot_be_told_stop_nothing(scene: Scene) -> None:
    scene.gallery.is_closed = True
    await tell(scene.workshop, "key", "It is wrong.")
    assert scene.gallery.told == []
