"""What happens when a curator wants to know what makes a cat loved: a grid of prompts by seeds is posted for judging,
and the likes are split into what the prompt explains, what the seed, and the rest.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from bot.domain.beliefs import Floats
from bot.domain.names import BatchId
from bot.domain.seeds import draw_seeds
from bot.domain.study import LEAST, Findings, explain
from bot.errors import PromptError
from bot.flows import captions
from bot.flows.curate import get_asked
from bot.flows.hang import Hung, hang_batch
from bot.flows.own_settings import settle_plans
from bot.flows.request import refuse_if_hindered, word_prompts
from bot.flows.workshop import Workshop
from bot.languages import Language, Text, say
from bot.sheets.shares import Bar, shares_sheet
from bot.store import batches, parts, pictures, studies
from bot.store.batches import Plan
from bot.store.pictures import Picture

MOST_SEEDS = 6


@dataclass(frozen=True, kw_only=True)
class Result:
    """What a study has found so far.

    `prompts` by `seeds` pictures that all hang, judged by so many `people`; `is_over`: every window has closed. There
    are no findings and no sheet where all pictures are liked alike.
    """

    number: BatchId
    prompts: int
    seeds: int
    people: int
    likes: int
    is_over: bool
    findings: Findings | None
    sheet: bytes | None
    sheet_text: str


async def plan_study(workshop: Workshop, *, slot: str, asked: Sequence[str], seeds: int) -> BatchId:
    """Store a study's recipes, unless this slot has them. Raises NotFoundError, PromptError or PainterError."""
    async with workshop.database.reading() as tx:
        prompts = [await get_asked(tx, one) for one in asked]
    if len({prompt.id for prompt in prompts}) < len(prompts):
        raise PromptError(Text("study-twice"))
    await refuse_if_hindered(workshop)
    settings = await workshop.painter.prepare()
    drawn = draw_seeds(seeds, is_shared=False, rng=workshop.rng)
    words = await word_prompts(workshop, prompts, settings)
    plans = [
        Plan(prompt_id=prompt.id, seed=seed, kind="study", way="asked", painted=worded.painted)
        for seed in drawn
        for prompt, worded in zip(prompts, words, strict=True)
    ]
    plans = settle_plans(settings, plans, [worded.own for _ in drawn for worded in words])
    async with workshop.database.transaction() as tx:
        found = await batches.find_batch(tx, studies.SLOT + slot)
        if found is not None:
            return found
        batch_id = await batches.add_batch(
            tx,
            slot=studies.SLOT + slot,
            at=workshop.clock(),
            plans=plans,
            model=settings.model,
            settings_json=settings.to_json(),
        )
        await parts.add_to_batch(tx, batch_id, [worded.part_ids for _ in drawn for worded in words])
        return batch_id


async def hang_study(workshop: Workshop, number: BatchId) -> Hung:
    """Paint and post a study's pictures; raises PainterError or GalleryError, and what is left is made up for later."""
    return await hang_batch(workshop, number)


async def find_out(workshop: Workshop, number: int | None, *, language: Language) -> Result:
    """Work out what a study has found so far, with a sheet in a language; None: the newest study.

    Raises NotFoundError, or PromptError if too early.
    """
    async with workshop.database.reading() as tx:
        batch_id = await studies.get_study(tx, number)
        whole = await pictures.list_of_batch(tx, batch_id)
        people = await studies.count_people(tx, batch_id)
    grid, prompts = _complete(whole)
    if min(grid.shape) < LEAST:
        raise PromptError(Text("study-incomplete", number=str(batch_id), least=LEAST))
    findings = None
    if people:
        findings = await asyncio.to_thread(explain, grid / people, rng=workshop.rng)
    result = Result(
        number=batch_id,
        prompts=grid.shape[0],
        seeds=grid.shape[1],
        people=people,
        likes=int(grid.sum()),
        is_over=all(picture.settled_at is not None for picture in whole if picture.message_id is not None),
        findings=findings,
        sheet=None,
        sheet_text="",
    )
    if findings is None:
        return result
    return await asyncio.to_thread(_draw, result, findings, prompts, language)


def _complete(whole: Sequence[Picture]) -> tuple[Floats, list[str]]:
    """The likes as a grid of prompts by those seeds at which every prompt's picture hangs."""
    prompts = {picture.prompt_id: picture.title for picture in whole}
    hung = {(p.seed, p.prompt_id): float(p.likes) for p in whole if p.message_id is not None and p.deleted_at is None}
    seeds = [seed for seed in dict.fromkeys(p.seed for p in whole) if all((seed, one) in hung for one in prompts)]
    likes = [[hung[seed, prompt] for seed in seeds] for prompt in prompts]
    return np.array(likes, dtype=np.float64).reshape(len(prompts), len(seeds)), list(prompts.values())


def _draw(result: Result, findings: Findings, prompts: Sequence[str], language: Language) -> Result:
    """Draw the shares; slow, so not on the event loop."""
    shares = {"prompt": findings.prompt, "seed": findings.seed, "rest": findings.rest}
    bars = [
        Bar(
            label=say(f"study-part-{name}", language),
            note=say(f"study-part-{name}-note", language),
            share=one.share,
            low=one.low,
            high=one.high,
        )
        for name, one in shares.items()
    ]
    sheet = shares_sheet(
        bars,
        title=say("sheet-study-title", language),
        subtitle=say(
            "sheet-study-subtitle", language, prompts=result.prompts, seeds=result.seeds, people=result.people
        ),
        note=say("sheet-study-note", language),
    )
    text = captions.describe_study([(b.label, b.share, b.low, b.high) for b in bars], prompts, language)
    return replace(result, sheet=sheet.data, sheet_text=text)
