"""Beliefs, digests and notices: counts that follow from rows, and what happens once."""

from __future__ import annotations

import sqlite3
from datetime import datetime

import pytest

from bot.domain.names import MessageId, PictureId, PromptId, Voter
from bot.domain.voting import Marks
from bot.store import counts, digests, highlights, install, pictures, posts, votes
from bot.store.counts import Tally
from bot.store.database import Database, Transaction
from tests.store.conftest import BALLOT, DISLIKE, HOUR, LIKE, MODEL, NOON, add_batch, add_prompts, post


async def like(tx: Transaction, number: int, people: int, *, marks: Marks = LIKE) -> int:
    wanted = {(PictureId(number), Voter(f"v{person}")): marks for person in range(people)}
    await votes.mark_votes(tx, wanted, ballot=BALLOT, at=NOON)
    return (await votes.count_likes(tx, [PictureId(number)]))[PictureId(number)]


async def test_likes_are_distinct_people_and_dislikes_are_none(database: Database) -> None:
    async with database.transaction() as tx:
        await add_batch(tx, "slot", (await add_prompts(tx, "one")) * 2)
        assert await like(tx, 1, 3) == 3
        assert await like(tx, 1, 3) == 3
        assert await like(tx, 1, 1, marks=DISLIKE) == 2
        assert await like(tx, 1, 1, marks=Marks()) == 2
        assert await votes.list_marks(tx, [PictureId(1), PictureId(2)]) == {1: {"v1": LIKE, "v2": LIKE}}
        assert await votes.find_marks(tx, [(PictureId(1), Voter("v0")), (PictureId(1), Voter("v1"))]) == {
            1: {"v1": LIKE}
        }
        assert await votes.find_likes(tx, [PictureId(1), PictureId(2)]) == {1: 2}
        assert await pictures.list_miscounted(tx) == []
        await tx.execute("UPDATE pictures SET likes = 9 WHERE id = 2")
        assert await pictures.list_miscounted(tx) == [(2, 9, 0)]


async def test_the_best_pictures_have_the_most_likes_then_the_lowest_number(database: Database) -> None:
    async with database.transaction() as tx:
        one, two = await add_prompts(tx, "one", "two")
        await add_batch(tx, "slot", [one, two, one, two, one, one])
        for number in range(1, 6):
            await post(tx, PictureId(number), at=NOON + number * HOUR)
        for number, people in ((1, 2), (2, 3), (3, 2), (5, 9)):
            await like(tx, number, people)
        await posts.mark_deleted(tx, [MessageId(1005)], NOON)

        async def best(
            since: datetime | None = None,
            until: datetime | None = None,
            prompt_id: PromptId | None = None,
            most: int = 9,
        ) -> list[int]:
            found = await highlights.list_best(tx, since=since, until=until, most=most, prompt_id=prompt_id)
            return [p.id for p in found]

        assert await best() == [2, 1, 3]
        assert await best(most=1) == [2]
        assert await best(prompt_id=one) == [1, 3]
        assert await best(since=NOON + HOUR) == [2, 3]
        assert await best(since=NOON, until=NOON + 2 * HOUR) == [2, 1]
        assert await best(since=NOON + HOUR, prompt_id=one) == [3]


async def test_the_best_of_a_time_are_the_same_however_much_was_posted_in_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with database.transaction() as tx:
        (one,) = await add_prompts(tx, "one")
        await add_batch(tx, "slot", [one] * 4)
        for number, people in ((1, 9), (2, 1), (3, 3), (4, 2)):
            await post(tx, PictureId(number), at=NOON + number * HOUR)
            await like(tx, number, people)
        for limit in (2, 3):  # three are newer
            monkeypatch.setattr(highlights, "_A_SHORT_TIME", limit)
            found = await highlights.list_best(tx, since=NOON + HOUR, until=None, most=9)
            assert [p.id for p in found] == [3, 4, 2]


async def test_unseen_are_pictures_of_batches_in_which_nobody_reacted(database: Database) -> None:
    async with database.transaction() as tx:
        (one,) = await add_prompts(tx, "one")
        for number in range(3):
            await add_batch(tx, f"slot {number}", [one, one])
        for number in range(1, 6):
            await post(tx, PictureId(number), at=NOON + number * HOUR)
        await like(tx, 1, 2)
        await like(tx, 4, 1, marks=DISLIKE)
        found = await highlights.count_posted(tx, since=NOON, until=NOON + 9 * HOUR)
        assert found == highlights.Counts(posted=5, unseen=1, liked=1)
        found = await highlights.count_posted(tx, since=NOON + HOUR, until=NOON + 2 * HOUR)
        assert found == highlights.Counts(posted=1, unseen=0, liked=0)
        assert (await highlights.count_posted(tx, since=NOON + 9 * HOUR, until=NOON + 10 * HOUR)).posted == 0


async def test_counts_add_up_per_prompt_and_model(database: Database) -> None:
    async with database.transaction() as tx:
        one, two = await add_prompts(tx, "one", "two")
        await counts.add_counts(tx, one, MODEL, Tally(pictures=3))
        await counts.add_counts(tx, one, MODEL, Tally(trials=1, likes=1))
        await counts.add_counts(tx, one, MODEL, Tally(trials=1, misses=0.25))
        await counts.add_counts(tx, one, "another", Tally(pictures=1))
        await counts.add_counts(tx, two, MODEL, Tally())
        assert await counts.list_tallies(tx) == {
            (one, MODEL): Tally(pictures=3, trials=2, likes=1, misses=0.25),
            (one, "another"): Tally(pictures=1),
        }


async def test_a_digest_covers_from_the_end_of_the_last_that_was_not_skipped(database: Database) -> None:
    async with database.transaction() as tx:
        assert await digests.find_last_until(tx) is None
        first = await digests.add_digest(tx, slot="1", since=NOON, until=NOON + HOUR, at=NOON)
        second = await digests.add_digest(tx, slot="2", since=NOON + HOUR, until=NOON + 2 * HOUR, at=NOON)
        await digests.mark_skipped(tx, second.id, "nothing")
        assert await digests.find_last_until(tx) == NOON + HOUR
        assert await digests.list_unposted(tx) == [first]
        await digests.mark_posting(tx, first.id, NOON)
        await digests.mark_posting(tx, first.id, NOON + HOUR)
        await digests.mark_posted(tx, first.id, message_id=MessageId(5), at=NOON)
        assert await digests.list_unposted(tx) == []
        found = await digests.find_digest(tx, "1")
        assert found is not None
        assert (found.message_id, found.posting_at) == (5, NOON)
        assert await digests.find_digest(tx, "3") is None
        with pytest.raises(sqlite3.IntegrityError):
            await digests.add_digest(tx, slot="1", since=NOON, until=NOON, at=NOON)


async def test_what_is_wrong_is_said_once_until_it_is_right_again(database: Database) -> None:
    async with database.transaction() as tx:
        assert [await install.mark_said(tx, "key", f"words {n}", NOON + n * HOUR) for n in range(3)] == [
            True,
            False,
            False,
        ]
        (notice,) = await install.list_notices(tx)
        assert (notice.key, notice.said, notice.said_at) == ("key", "words 2", NOON)
        assert [await install.mark_right(tx, "key") for _ in range(2)] == [True, False]
        assert await install.list_notices(tx) == []
        assert await install.mark_said(tx, "key", "words", NOON)
