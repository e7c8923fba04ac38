"""Painting to be looked at, end to end: sheets that compare, and the odds."""

from __future__ import annotations

import asyncio
import io
import re
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from bot.domain.names import BatchId, PromptId
from bot.flows.comparison import finish_comparisons
from bot.flows.settle import find_differences
from bot.playground import Member, NotAllowed, NotAnswered
from bot.store import batches, comparisons, counts
from bot.store import pictures as picture_rows

if TYPE_CHECKING:
    from conftest import House

GINGER, BLACK, WHITE = "a ginger cat in a box", "a black cat at night", "a white cat with blue eyes"


@pytest.fixture
async def prompts(house: House) -> None:
    for text in (GINGER, BLACK, WHITE):
        await house.add_prompt(text)


async def of_batch(house: House, number: int) -> list[picture_rows.Picture]:
    async with house.database.reading() as tx:
        return await picture_rows.list_of_batch(tx, BatchId(number))


async def test_compare_answers_with_one_sheet_of_prompts_by_shared_seeds(
    house: House, curator: Member, prompts: None
) -> None:
    async with house.connected():
        answer = await curator.run("compare", first="1", second=BLACK, third="#3", seeds=4)
        await house.playground.wait_for(lambda: bool(answer.files))
    assert answer.is_ephemeral
    assert "3 prompts at the same seeds" in answer.content
    assert "#1 to #12" in answer.content
    (sheet,) = answer.files
    assert sheet.description is not None
    assert f"row 2: {BLACK}" in sheet.description
    assert Image.open(io.BytesIO(sheet.data)).width >= 800
    painted = await of_batch(house, 1)
    assert [p.prompt for p in painted] == [GINGER] * 4 + [BLACK] * 4 + [WHITE] * 4
    seeds = [p.seed for p in painted]
    assert seeds[:4] == seeds[4:8] == seeds[8:], "rows share their columns' seeds"
    assert len(set(seeds)) == 4
    assert house.playground.messages() == [], "the pictures are not posted one by one"
    assert house.playground.violations == []


async def test_what_was_compared_is_no_trial_and_waits_for_nothing(
    house: House, curator: Member, prompts: None
) -> None:
    async with house.connected():
        answer = await curator.run("compare", first="1", second="2", seeds=1)
        await house.playground.wait_for(lambda: bool(answer.files) and not house.in_hand)
    async with house.database.reading() as tx:
        assert await batches.list_unfinished(tx) == []
        assert await comparisons.list_unshown(tx) == []
        assert {p.kind for p in await picture_rows.list_of_batch(tx, BatchId(1))} == {"compare"}
    assert await find_differences(house.database) == []


async def test_a_spread_shows_one_prompt_over_many_seeds(house: House, curator: Member, prompts: None) -> None:
    async with house.connected():
        answer = await curator.run("spread", prompt="2")
        await house.playground.wait_for(lambda: bool(answer.files))
    assert "One prompt over 18 seeds" in answer.content
    painted = await of_batch(house, 1)
    assert len({p.seed for p in painted}) == len(painted) == 18
    assert {p.prompt for p in painted} == {BLACK}


async def test_progress_is_told_while_a_sheet_is_painted(house: House, curator: Member, prompts: None) -> None:
    house.painter.gate = asyncio.Event()
    async with house.connected():
        asking = asyncio.create_task(curator.run("spread", prompt="1", seeds=6))
        answer = await asking  # finished for the playground by the first edit
        assert "of 6" in answer.content
        house.painter.gate.set()
        await house.playground.wait_for(lambda: bool(answer.files))
    assert "Painting" not in answer.content


async def test_a_sheet_whose_asker_cannot_be_answered_is_posted_once(
    house: House, curator: Member, prompts: None
) -> None:
    async with house.connected():
        house.playground.faults.fail(
            method="PATCH", path=r"/messages/@original$", status=401, code=50027, message="Invalid Webhook Token",
            times=1000,
        )  # fmt: skip
        with pytest.raises(NotAnswered):
            await curator.run("compare", first="1", second="2", seeds=2, patience=1)
        await house.playground.wait_for(lambda: len(house.playground.messages()) == 1)
        (message,) = house.playground.messages()
        assert message.content.startswith("**Sheet #1**")
        assert message.attachments[0].description
        async with house.database.reading() as tx:
            comparison = await comparisons.get_comparison(tx, BatchId(1))
        await house.playground.wait_for(lambda: not house.in_hand)
        assert await finish_comparisons(house.workshop()) == 0
        assert comparison.posting_at is not None
    assert len(house.playground.messages()) == 1


async def test_an_interrupted_comparison_is_finished_and_posted_at_the_next_start(
    house: House, curator: Member, prompts: None
) -> None:
    house.painter.dies_after = 2
    async with house.connected():
        answer = await curator.run("compare", first="1", second="2", seeds=3)
        await house.playground.wait_for(lambda: "The painter died" in answer.content)
        house.painter.dies_after = None
        assert await finish_comparisons(house.workshop()) == 1
        assert await finish_comparisons(house.workshop()) == 0
        (message,) = house.playground.messages()
    assert message.content.startswith("**Sheet #1**")
    assert len(house.painter.orders) == 6, "what was there is not painted twice"


@pytest.mark.parametrize(
    ("values", "part"),
    [
        ({"first": "1", "second": "nothing like it"}, "There is no prompt"),
        ({"first": "1", "second": GINGER}, "named twice"),
    ],
)
async def test_a_comparison_that_makes_no_sense_is_refused(
    house: House, curator: Member, prompts: None, values: dict[str, str], part: str
) -> None:
    async with house.connected():
        assert part in (await curator.run("compare", **values)).content
    assert house.painter.orders == []


async def test_members_may_neither_compare_nor_spread(house: House, member: Member, prompts: None) -> None:
    async with house.connected():
        for line, values in (("compare", {"first": "1", "second": "2"}), ("spread", {"prompt": "1"})):
            with pytest.raises(NotAllowed):
                await member.run(line, **values)
    async with house.connected(curator_role_ids=(house.playground.curator_role_id,)):
        answer = await member.run("spread", prompt="1")
        assert answer.content.startswith("Only curators")


async def test_the_odds_say_chance_and_draws_per_liked_cat_with_intervals(
    house: House, member: Member, prompts: None
) -> None:
    async with house.database.transaction() as tx:
        await counts.mark_model(tx, "kitten")
        await counts.add_counts(tx, PromptId(2), "kitten", counts.Tally(pictures=40, trials=40, likes=20, misses=20.0))
    async with house.connected():
        (embed,) = (await member.run("odds")).embeds
        best = embed["description"].splitlines()[:2]
        assert best[0] == f"**Prompt 2** · {BLACK}"
        assert re.fullmatch(
            r"\*\*1 in \d\.\d\*\* \(\d\.\d–\d(\.\d)?\) · \d+% a draw \(\d+–\d+%\) · >?\d+% in ten",
            best[1],
        )
        assert embed["footer"]["text"].startswith("3 prompts · one liked cat in")
        (one,) = (await member.run("odds", prompt="3")).embeds
        assert WHITE in one["description"]
        assert BLACK not in one["description"]
        assert "There is no prompt" in (await member.run("odds", prompt="a dog")).content
    async with house.database.transaction() as tx:
        await tx.execute("DELETE FROM counts")  # no pictures stand behind them
