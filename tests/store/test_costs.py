"""What a question costs: not more because there is a longer history behind it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from bot.domain.names import BatchId, MessageId, PictureId, PromptId, Voter
from bot.store import batches, comparisons, files, highlights, parts, pictures, posts, reviews, votes
from bot.store.database import Database, Transaction
from bot.store.evidence import gather
from bot.store.times import to_text
from tests.store.conftest import HOUR, NOON, OLD

QUERIES: dict[str, Callable[[Transaction], Awaitable[object]]] = {
    "the pictures that are due": lambda tx: pictures.list_due(tx, NOON),
    "the open pictures": posts.list_open,
    "the unseeded pictures": posts.list_unseeded,
    "the best of all time": lambda tx: highlights.list_best(tx, since=None, until=None, most=4),
    "the best of a prompt": lambda tx: highlights.list_best(tx, since=None, until=None, most=4, prompt_id=PromptId(1)),
    "the best of a day": lambda tx: highlights.list_best(tx, since=NOON, until=NOON + HOUR, most=4),
    "the best since a day": lambda tx: highlights.list_best(tx, since=NOON, until=None, most=4),
    "a day's counts": lambda tx: highlights.count_posted(tx, since=NOON, until=NOON + HOUR),
    "the picture of a message": lambda tx: posts.find_by_message(tx, MessageId(1)),
    "the pictures of a batch": lambda tx: pictures.list_of_batch(tx, BatchId(1)),
    "the unfinished batches": batches.list_unfinished,
    "what was asked for in a day": lambda tx: batches.count_planned(tx, "child:", since=NOON),
    "the prompts that could not be painted": lambda tx: pictures.list_spoilt(tx, model="m", since=NOON, least=3),
    "the options that could not be": lambda tx: parts.list_spoilt(tx, model="m", since=NOON, least=3),
    "the end of a batch": lambda tx: batches.mark_finished(tx, BatchId(1), NOON),
    "the pictures of a burst": lambda tx: posts.list_of_messages(tx, [MessageId(1), MessageId(2)]),
    "people's marks": lambda tx: votes.find_marks(tx, [(PictureId(n), Voter("v")) for n in (1, 2)]),
    "everybody's marks": lambda tx: votes.list_marks(tx, [PictureId(1), PictureId(2)]),
    "the likes of missed pictures": lambda tx: votes.find_likes(tx, [PictureId(1), PictureId(2)]),
    "the count of likes": lambda tx: votes.count_likes(tx, [PictureId(1), PictureId(2)]),
    "the forgotten": lambda tx: votes.find_forgotten(tx, [Voter("v"), Voter("w")]),
    "the pictures of a review": lambda tx: reviews.list_waiting(tx, PictureId(10**9), most=10),
    "how many wait for a review": lambda tx: reviews.count_waiting(tx, PictureId(10**9)),
    "the released pictures": reviews.list_released,
    "a page that was left": lambda tx: reviews.list_stale(tx, NOON),
    "the comparisons that nobody saw": comparisons.list_unshown,
    "the audience of batches": lambda tx: highlights.count_audience(tx, [BatchId(1), BatchId(2)]),
    "what changed in a day": lambda tx: highlights.list_changes(tx, "m", since=NOON, until=NOON + HOUR),
    "the unliked pictures": lambda tx: files.list_unliked(tx, before=OLD - HOUR, most=10),
    "a deletion": lambda tx: posts.mark_deleted(tx, [MessageId(1)], NOON),
}


@pytest.mark.parametrize("name", QUERIES)
async def test_the_cost_of_a_question_does_not_grow_with_the_history(database: Database, name: str) -> None:
    """Counted in steps of SQLite's virtual machine, with four times as many settled pictures behind it."""
    costs = []
    for size in (300, 1_200):
        async with database.transaction() as tx:
            await _fill(tx, size)
        costs.append(await _count_steps(database, QUERIES[name]))
    assert costs[1] < 1.3 * costs[0] + 200


async def test_what_the_learner_asks_for_is_bounded_however_long_the_history(database: Database) -> None:
    costs = []
    for size in (4_000, 16_000):  # more than it ever looks back
        async with database.transaction() as tx:
            await _fill(tx, size)
        costs.append(
            await _count_steps(
                database, lambda tx: gather(tx, model="m", likes_needed=1, window=24 * HOUR, now=NOON + 48 * HOUR)
            )
        )
    assert costs[1] < 1.3 * costs[0]


async def _count_steps(database: Database, ask: Callable[[Transaction], Awaitable[object]]) -> int:
    steps: list[None] = []
    async with database.transaction() as tx:
        await tx.set_progress_handler(lambda: steps.append(None), 1)
        await ask(tx)
        await tx.set_progress_handler(lambda: None, 0)
    return len(steps)


async def _fill(tx: Transaction, size: int) -> None:
    """A history of settled, liked pictures long before the day that is asked about."""
    await tx.execute("INSERT OR IGNORE INTO settings VALUES (1, '{}')")
    await tx.execute(
        "INSERT OR IGNORE INTO prompts (id, text, same_key, added_at) VALUES (1, 'p', 'p', ''), (2, 'q', 'q', '')"
    )
    await tx.executemany(
        "INSERT OR IGNORE INTO batches (id, slot, planned_at, finished_at) VALUES (?, ?, '', '')",
        [(n, f"child:{n}") for n in range(1, size // 4 + 2)],
    )
    await tx.executemany(
        "INSERT OR IGNORE INTO pictures (id, batch_id, prompt_id, seed, settings_id, model, draw, chance, message_id, "
        "posted_at, closes_at, settled_at, reward, likes) VALUES (?1, ?2, ?3, 0, 1, 'm', 0, 0, ?1, ?4, ?5, ?5, 0, ?6)",
        [(n, n // 4 + 1, n % 2 + 1, to_text(OLD + n * HOUR), to_text(OLD + n * HOUR), n % 3) for n in range(1, size)],
    )
