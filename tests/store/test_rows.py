"""Prompts, batches, pictures, votes, digests and single values: what is written is read back, once and in order."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given

from bot.domain.names import MessageId, PictureId, PromptId
from bot.errors import NotFoundError
from bot.store import batches, pictures, posts, prompts
from bot.store.database import Database
from bot.store.times import find_time, to_text, to_time
from tests.store.conftest import HOUR, MODEL, NOON, add_batch, add_prompts, moments, post


@given(first=moments, second=moments)
def test_moments_sort_as_texts_and_come_back(first: datetime, second: datetime) -> None:
    assert to_time(to_text(first)) == first
    assert (to_text(first) < to_text(second)) == (first < second)


def test_moments_are_stored_in_utc_and_naive_ones_are_refused() -> None:
    berlin = datetime(2026, 8, 1, 14, tzinfo=timezone(timedelta(hours=2)))
    assert to_text(berlin) == to_text(NOON) == "2026-08-01T12:00:00.000000Z"
    assert find_time(None) is None
    with pytest.raises(ValueError, match="no time zone"):
        to_text(datetime(2026, 8, 1))  # noqa: DTZ001  # on purpose


async def test_a_prompt_is_found_in_any_case_and_width(database: Database) -> None:
    async with database.transaction() as tx:
        added = await prompts.add_prompt(tx, "A Straße Cat", added_by=7, at=NOON)
        assert await prompts.find_prompt(tx, "a STRASSE ｃat") == added
        assert await prompts.find_prompt(tx, "a dog") is None
        assert await prompts.get_prompt(tx, added.id) == added
        with pytest.raises(NotFoundError, match="no prompt number 99"):
            await prompts.get_prompt(tx, PromptId(99))


async def test_retired_prompts_are_not_active_until_revived(database: Database) -> None:
    async with database.transaction() as tx:
        one, two = await add_prompts(tx, "one cat", "two cats")
        await prompts.mark_retired(tx, one, NOON)
        assert [p.id for p in await prompts.search_prompts(tx, "", is_active=True, most=9)] == [two]
        assert (await prompts.get_prompt(tx, one)).retired_at == NOON
        await prompts.mark_retired(tx, one, None)
        assert [p.id for p in await prompts.search_prompts(tx, "", is_active=True, most=9)] == [two, one]


async def test_what_is_typed_is_searched_anywhere_beginnings_first_and_signs_mean_themselves(
    database: Database,
) -> None:
    async with database.transaction() as tx:
        await add_prompts(tx, "a 100% black cat", "black snow_cat", "a snowy cat", "BLACK box")
        await prompts.mark_retired(tx, PromptId(4), NOON)

        async def search(typed: str, *, is_active: bool | None = None, most: int = 25) -> list[int]:
            return [p.id for p in await prompts.search_prompts(tx, typed, is_active=is_active, most=most)]

        assert await search("Black") == [4, 2, 1]
        assert await search("black", is_active=True) == [2, 1]
        assert await search("black", is_active=False) == [4]
        assert await search("0%") == [1]
        assert await search("w_c") == [2]
        assert await search("\\") == []
        assert await search("", most=2) == [4, 3]


async def test_a_batch_and_its_recipes_are_stored_together(database: Database) -> None:
    async with database.transaction() as tx:
        one, two = await add_prompts(tx, "one", "two")
        batch_id = await add_batch(tx, "slot", [two, one, two])
        stored = await pictures.list_of_batch(tx, batch_id)
        assert [(p.prompt, p.seed, p.draw, p.chance, p.model, p.slot) for p in stored] == [
            ("two", 0, 0.5, 0.25, MODEL, "slot"),
            ("one", 1, 0.5, 0.25, MODEL, "slot"),
            ("two", 2, 0.5, 0.25, MODEL, "slot"),
        ]
        assert await batches.find_batch(tx, "slot") == batch_id
        assert await batches.find_batch(tx, "another") is None
        with pytest.raises(sqlite3.IntegrityError):
            await add_batch(tx, "slot", [one])


@pytest.mark.parametrize("seed", [-1, 2**32])
async def test_a_seed_outside_32_bits_is_refused(database: Database, seed: int) -> None:
    async with database.transaction() as tx:
        (one,) = await add_prompts(tx, "one")
        plan = batches.Plan(prompt_id=one, seed=seed, draw=0, chance=0)
        with pytest.raises(sqlite3.IntegrityError):
            await batches.add_batch(tx, slot="s", at=NOON, plans=[plan], model=MODEL, settings_json="{}")


async def test_a_batch_is_finished_when_every_picture_is_posted_or_spoilt(database: Database) -> None:
    async with database.transaction() as tx:
        (one,) = await add_prompts(tx, "one")
        batch_id = await add_batch(tx, "slot", [one, one])
        await post(tx, PictureId(1))
        await batches.mark_finished(tx, batch_id, NOON)
        assert await batches.list_unfinished(tx) == [batch_id]
        await pictures.mark_spoilt(tx, PictureId(2), "no")
        await batches.mark_finished(tx, batch_id, NOON)
        assert await batches.list_unfinished(tx) == []


async def test_a_skipped_batch_takes_its_slot_and_is_not_unfinished(database: Database) -> None:
    async with database.transaction() as tx:
        await batches.add_skipped(tx, slot="slot", at=NOON, reason="no prompts")
        assert await batches.find_batch(tx, "slot") is not None
        assert await batches.list_unfinished(tx) == []


async def test_equal_settings_are_stored_once(database: Database) -> None:
    async with database.transaction() as tx:
        first = await batches.get_settings_id(tx, '{"a":1}')
        assert await batches.get_settings_id(tx, '{"a":2}') != first
        assert await batches.get_settings_id(tx, '{"a":1}') == first


async def test_the_first_attempt_to_post_is_remembered_not_the_last(database: Database) -> None:
    async with database.transaction() as tx:
        await add_batch(tx, "slot", await add_prompts(tx, "one"))
        await posts.mark_posting(tx, PictureId(1), NOON)
        await posts.mark_posting(tx, PictureId(1), NOON + HOUR)
        assert (await pictures.get_picture(tx, PictureId(1))).posting_at == NOON


async def test_pictures_are_found_by_message_and_a_wrong_number_is_said(database: Database) -> None:
    async with database.transaction() as tx:
        await add_batch(tx, "slot", await add_prompts(tx, "one"))
        message_id = await post(tx, PictureId(1))
        found = await posts.find_by_message(tx, message_id)
        assert found is not None
        assert found == await pictures.get_picture(tx, PictureId(1))
        assert await posts.find_by_message(tx, MessageId(5)) is None
        with pytest.raises(NotFoundError, match="no picture number 9"):
            await pictures.get_picture(tx, PictureId(9))


async def test_open_due_and_unseeded_pictures_are_those_that_wait(database: Database) -> None:
    async with database.transaction() as tx:
        await add_batch(tx, "slot", (await add_prompts(tx, "one")) * 5)
        for number in range(1, 5):
            await post(tx, PictureId(number), at=NOON + number * HOUR)
        await posts.mark_deleted(tx, [MessageId(1002), MessageId(77)], NOON)
        await pictures.mark_settled(tx, PictureId(3), reward=0, weight=1.0, at=NOON)
        await posts.mark_seeded(tx, PictureId(4), NOON)
        assert [p.id for p in await posts.list_open(tx)] == [1, 4]
        assert [p.id for p in await posts.list_unseeded(tx)] == [1]
        assert [p.id for p in await pictures.list_due(tx, NOON + 24 * HOUR)] == [2]
        assert [p.id for p in await pictures.list_due(tx, NOON + 25 * HOUR)] == [1, 2]


async def test_deleting_again_closes_nothing_more_and_thousands_at_once_are_no_trouble(database: Database) -> None:
    async with database.transaction() as tx:
        await add_batch(tx, "slot", (await add_prompts(tx, "one")) * 2)
        await post(tx, PictureId(1))
        everything = [MessageId(number) for number in range(40_000)]
        assert await posts.mark_deleted(tx, everything, NOON) == 1
        assert await posts.mark_deleted(tx, everything, NOON) == 0
