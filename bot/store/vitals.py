"""How the installation is doing, in figures that cost the same however long its history is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.store.database import Transaction
from bot.store.times import find_time, to_text


@dataclass(frozen=True, kw_only=True)
class Vitals:
    """The buffers, and when things happened last.

    Pictures `unpainted` and `unposted` wait in batches that are not finished, `unsettled` ones hang and wait for their
    verdict; `posted`, `settled` and `liked` count all there ever were; `liked` are rewards of 1.
    """

    unpainted: int
    unposted: int
    unsettled: int
    posted: int
    settled: int
    liked: int
    prompts: int
    last_batch_at: datetime | None
    last_post_at: datetime | None
    last_digest_at: datetime | None


async def take_vitals(tx: Transaction) -> Vitals:
    """Read the figures, from indexes and from the counts that are kept."""
    async with tx.execute(
        "WITH waiting AS (SELECT path FROM pictures WHERE message_id IS NULL AND spoilt IS NULL "
        "AND batch_id IN (SELECT id FROM batches WHERE finished_at IS NULL)), "
        "sums AS (SELECT coalesce(SUM(pictures), 0) AS posted, coalesce(SUM(trials), 0) AS settled, "
        "coalesce(SUM(likes), 0) AS liked FROM counts) "
        "SELECT (SELECT COUNT(*) FROM waiting WHERE path IS NULL) AS unpainted, "
        "(SELECT COUNT(*) FROM waiting WHERE path IS NOT NULL) AS unposted, "
        "(SELECT COUNT(*) FROM pictures WHERE posted_at IS NOT NULL AND settled_at IS NULL "
        "AND kind IN ('trial', 'study')) AS unsettled, "
        "posted, settled, liked, (SELECT COUNT(*) FROM prompts WHERE retired_at IS NULL) AS prompts, "
        "(SELECT MAX(planned_at) FROM batches WHERE id = (SELECT MAX(id) FROM batches)) AS last_batch_at, "
        "(SELECT MAX(posted_at) FROM pictures WHERE posted_at IS NOT NULL) AS last_post_at, "
        "(SELECT MAX(posted_at) FROM digests) AS last_digest_at FROM sums"
    ) as cursor:
        row = await cursor.fetchone()
    assert row is not None  # one row of sums
    return Vitals(
        unpainted=row["unpainted"],
        unposted=row["unposted"],
        unsettled=row["unsettled"],
        posted=row["posted"],
        settled=row["settled"],
        liked=row["liked"],
        prompts=row["prompts"],
        last_batch_at=find_time(row["last_batch_at"]),
        last_post_at=find_time(row["last_post_at"]),
        last_digest_at=find_time(row["last_digest_at"]),
    )


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What has come since a moment: pictures posted that say something of their prompt, judged, and judged as liked.

    `unsettled` is how many more, or fewer, hang without a verdict.
    """

    posted: int
    settled: int
    liked: int
    unsettled: int


async def take_changes(tx: Transaction, *, since: datetime) -> Changes:
    """Count what came since; the cost follows the pictures of that time.

    A like that comes after the window gives its picture another verdict at the time of that vote: if the window closed
    before, the picture was judged before.
    """
    async with tx.execute(
        "WITH judged AS (SELECT reward, posted_at, closes_at <= ?1 AND EXISTS (SELECT 1 FROM votes "
        "WHERE picture_id = pictures.id AND changed_at >= settled_at) AS is_again "
        "FROM pictures WHERE reward IS NOT NULL AND settled_at > ?1) "
        "SELECT (SELECT COUNT(*) FROM pictures WHERE posted_at > ?1 AND kind IN ('trial', 'study')) AS posted, "
        "COUNT(*) FILTER (WHERE NOT is_again) AS settled, coalesce(SUM(reward), 0) AS liked, "
        "COUNT(*) FILTER (WHERE NOT is_again AND posted_at IS NOT NULL) AS taken_off FROM judged",
        (to_text(since),),
    ) as cursor:
        row = await cursor.fetchone()
    assert row is not None  # one row of sums
    posted, settled, liked, taken_off = row
    return Changes(posted=posted, settled=settled, liked=liked, unsettled=posted - taken_off)
