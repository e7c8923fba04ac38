"""How long a curator waits for the next page of a review of a day's 1,500 pictures, beside drawing it when asked."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.row import Row
from benchmarks.samples import NOW, make_rules
from bot.flows.page_images import PageImages
from bot.flows.review import PAGE, Page, open_review, toggle_like, turn_page
from bot.flows.rules import Rules
from bot.store import batches, counts, pictures, prompts, reviews
from bot.store.batches import Plan
from bot.store.database import Database

_PICTURES = 1_500
_SIDE = 1024
_PAGES = 12
_REVIEWER = 7


def measure(folder: Path) -> Iterator[Row]:
    """Turn pages that were drawn ahead, and pages that were not."""
    ahead, asked, tap = asyncio.run(_wait(folder / "review"))
    yield Row(
        what=f"the next page of a review of {_PICTURES:,}, {_SIDE} px",
        ours=f"{ahead * 1e3:.0f} ms",
        beside=f"{asked * 1e3:.0f} ms drawn when asked for",
        ratio=asked / ahead,
    )
    yield Row(what="a like on a page, to the disk", ours=f"{tap * 1e3:.1f} ms")


async def _wait(folder: Path) -> tuple[float, float, float]:
    """Median seconds from turning a page to the images of the next: drawn ahead, and not; and of a like."""
    rules = make_rules(folder)
    async with Database.open(folder / "catbandit.db") as database:
        await _hold(database, folder)
        page = await open_review(database, rules, slot="benchmark", user_id=_REVIEWER, now=NOW)
        images, times = PageImages(), dict[bool, list[float]]({True: [], False: []})
        taps = []
        for number in range(_PAGES):
            is_ahead = number % 2 == 0
            if is_ahead:
                images.prepare(page)
                await asyncio.sleep(0)
                await images.draw(_following(page))  # somebody looks at the page meanwhile
            taps.append(await _like(database, rules, page))
            begun = time.perf_counter()
            pages = await turn_page(
                database, rules, review_id=page.review_id, page=page.number, user_id=_REVIEWER, now=NOW
            )
            assert pages is not None  # nobody taps twice here
            page = pages[1]
            await (images if is_ahead else PageImages()).draw(page)
            times[is_ahead].append(time.perf_counter() - begun)
    return float(np.median(times[True])), float(np.median(times[False])), float(np.median(taps))


def _following(page: Page) -> Page:
    return Page(review_id=page.review_id, number=0, tiles=page.following, left=0, harvest=page.harvest)


async def _like(database: Database, rules: Rules, page: Page) -> float:
    begun = time.perf_counter()
    await toggle_like(
        database,
        rules,
        review_id=page.review_id,
        page=page.number,
        picture_id=page.tiles[PAGE // 2].picture_id,
        user_id=_REVIEWER,
        now=NOW,
    )
    return time.perf_counter() - begun


async def _hold(database: Database, folder: Path) -> None:
    """Pictures that are painted and wait for a review; a few files serve all."""
    rng = np.random.default_rng(1)
    for number in range(PAGE + 1):
        coarse = rng.integers(0, 256, (32, 32, 3), dtype=np.uint8)
        Image.fromarray(coarse).resize((_SIDE, _SIDE), Image.Resampling.BICUBIC).save(folder / f"{number}.png")
    async with database.transaction() as tx:
        prompt = await prompts.add_prompt(tx, "a cat", added_by=None, at=NOW)
        plans = [Plan(prompt_id=prompt.id, seed=seed, draw=0.5, chance=0.1) for seed in range(_PICTURES)]
        batch = await batches.add_batch(tx, slot="day", at=NOW, plans=plans, model="kitten", settings_json="{}")
        await counts.mark_model(tx, "kitten")
        for picture in await pictures.list_of_batch(tx, batch):
            await tx.execute(
                "UPDATE pictures SET path = ? WHERE id = ?", (f"{picture.id % (PAGE + 1)}.png", picture.id)
            )
            await reviews.mark_held(tx, picture.id, NOW)
