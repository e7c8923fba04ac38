"""What happens when a curator compares: prompts by shared seeds, or one prompt over many seeds, on one sheet.

The recipes are stored first, like any picture's, so that each can be painted again; but they are no trials, and are not
posted one by one. A sheet whose asker cannot be answered any more is posted to the channel.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.domain.names import BatchId, MessageId, PictureId
from bot.domain.own_settings import find_words
from bot.domain.seeds import draw_seeds
from bot.errors import PainterError, PromptError
from bot.flows import captions
from bot.flows.curate import get_asked
from bot.flows.own_settings import settle_plans
from bot.flows.painting import paint_all
from bot.flows.ports import SheetPost
from bot.flows.request import refuse_if_hindered, word_prompts
from bot.flows.rules import Rules
from bot.flows.workshop import Workshop
from bot.languages import Language, Text
from bot.painter.orders import Settings
from bot.sheets.grid import grid_sheet
from bot.store import batches, comparisons, pictures
from bot.store.batches import Plan
from bot.store.comparisons import Layout
from bot.store.pictures import Picture

log = logging.getLogger(__name__)

MOST_SEEDS, SPREAD = 6, 18
_ACROSS = 6  # pictures in a row of a spread
_CLOCKS_DIFFER = timedelta(minutes=5)

OnProgress = Callable[[int, int], Awaitable[None]]
"""Told how many pictures of how many are done, whenever one is."""
Show = Callable[[SheetPost], Awaitable[bool]]
"""Shows a sheet to whoever asked; False if they cannot be reached any more."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """A sheet that somebody asks for, in their language: prompts as typed or picked, and how many seeds.

    `slot` makes asking twice one.
    """

    slot: str
    kind: Layout
    prompts: Sequence[str]
    seeds: int
    language: Language


async def make_sheet(workshop: Workshop, request: Request, *, on_progress: OnProgress, show: Show) -> MessageId | None:
    """Paint what is to be compared and show it; where it had to be posted instead, return the message.

    Raises NotFoundError or PromptError for the prompts, PainterError, or GalleryError; the recipes stay, and what is
    left is made up for at the next start.
    """
    batch_id = await _plan(workshop, request)
    async with workshop.lock_of(batch_id):
        return await _finish(workshop, batch_id, request.language, on_progress=on_progress, show=show)


async def finish_comparisons(workshop: Workshop) -> int:
    """Paint and post the sheets that were interrupted: nobody waits for them any more. Returns how many."""
    async with workshop.database.reading() as tx:
        unshown = await comparisons.list_unshown(tx)
    made = 0
    for batch_id in unshown:
        if not workshop.lock_of(batch_id).locked():
            log.info("comparison %d was interrupted: going on with it", batch_id)
            async with workshop.lock_of(batch_id):
                await _finish(workshop, batch_id, workshop.language(), on_progress=_ignore, show=_cannot_show)
            made += 1
    return made


async def _ignore(done: int, total: int) -> None:
    pass


async def _cannot_show(post: SheetPost) -> bool:
    return False


async def _plan(workshop: Workshop, request: Request) -> BatchId:
    """Store the recipes, unless this slot has its own already."""
    async with workshop.database.reading() as tx:
        found = await batches.find_batch(tx, request.slot)
        prompts = [await get_asked(tx, asked) for asked in request.prompts]
    if found is not None:
        return found
    if len({prompt.id for prompt in prompts}) < len(prompts):
        raise PromptError(Text("prompt-twice"))
    await refuse_if_hindered(workshop)
    settings = await workshop.painter.prepare()
    seeds = draw_seeds(request.seeds, is_shared=False, rng=workshop.rng)
    words = await word_prompts(workshop, prompts, settings)
    plans = [
        Plan(prompt_id=prompt.id, seed=seed, kind="compare", way="asked", painted=worded.painted)
        for prompt, worded in zip(prompts, words, strict=True)
        for seed in seeds
    ]
    plans = settle_plans(settings, plans, [worded.own for worded in words for _ in seeds])
    async with workshop.database.transaction() as tx:
        batch_id = await batches.find_batch(tx, request.slot)
        if batch_id is None:
            batch_id = await batches.add_batch(
                tx,
                slot=request.slot,
                at=workshop.clock(),
                plans=plans,
                model=settings.model,
                settings_json=settings.to_json(),
            )
            await comparisons.add_comparison(tx, batch_id, request.kind)
        return batch_id


async def _finish(
    workshop: Workshop, batch_id: BatchId, language: Language, *, on_progress: OnProgress, show: Show
) -> MessageId | None:
    """Paint what is missing, draw the sheet, and show or post it; one that was shown is left alone."""
    async with workshop.database.reading() as tx:
        comparison = await comparisons.get_comparison(tx, batch_id)
        planned = await pictures.list_of_batch(tx, batch_id)
    if comparison.shown_at is not None:
        return comparison.message_id
    await _paint(workshop, planned, on_progress)
    async with workshop.database.reading() as tx:
        painted = await pictures.list_of_batch(tx, batch_id)
    if any(picture.path is None and picture.spoilt is None for picture in painted):
        await refuse_if_hindered(workshop, is_painting=True)  # the rest is painted at a later round
    post = await asyncio.to_thread(draw, workshop.rules, painted, language)
    message_id = None if await show(post) else await _post(workshop, post)
    async with workshop.database.transaction() as tx:
        await comparisons.mark_shown(tx, batch_id, workshop.clock(), message_id=message_id)
    return message_id


async def _paint(workshop: Workshop, planned: Sequence[Picture], on_progress: OnProgress) -> None:
    """Paint the pictures that are not there, telling of each. Raises PainterError if it could not go on."""
    folder = workshop.rules.folder
    gone = [p for p in planned if p.path is None or not await asyncio.to_thread((folder / p.path).exists)]
    missing = [p for p in gone if p.spoilt is None]
    painted: asyncio.Queue[PictureId | None] = asyncio.Queue()
    async with asyncio.TaskGroup() as group:
        painting = group.create_task(paint_all(workshop, missing, painted))
        done = len(planned) - len(missing)
        await on_progress(done, len(planned))
        while await painted.get() is not None:
            done += 1
            await on_progress(done, len(planned))
    if (error := painting.result()) is not None:
        raise error


async def _post(workshop: Workshop, post: SheetPost) -> MessageId:
    """Post a sheet to the channel, unless an earlier call has."""
    batch_id = BatchId(post.batch_id)
    async with workshop.database.transaction() as tx:
        comparison = await comparisons.get_comparison(tx, batch_id)
        await comparisons.mark_posting(tx, batch_id, workshop.clock())
    message_id = None
    if comparison.posting_at is not None:
        message_id = await workshop.gallery.find_sheet(batch_id, after=comparison.posting_at - _CLOCKS_DIFFER)
    return MessageId(message_id if message_id is not None else await workshop.gallery.post_sheet(post))


def _in_two(prompt: str) -> str:
    """A prompt with its own settings in a line of their own: behind long words they would be cut off."""
    words = find_words(prompt)
    return f"{words}\n{prompt.removeprefix(words)}"


def draw(rules: Rules, painted: Sequence[Picture], language: Language) -> SheetPost:
    """Draw the sheet of a comparison's pictures in a language; slow, so not on the event loop.

    Raises PainterError if none of them could be painted.
    """
    there: dict[int, Path] = {index: rules.folder / p.path for index, p in enumerate(painted) if p.path is not None}
    if not there:
        reason = next((p.spoilt for p in painted if p.spoilt), "?")
        raise PainterError(Text("nothing-painted", reason=reason))
    prompts = list({p.prompt_id: p.title for p in painted}.values())
    seeds = len(painted) // len(prompts)
    across = _ACROSS if len(prompts) == 1 else seeds
    rows = [""] * -(-len(painted) // across) if len(prompts) == 1 else [_in_two(prompt) for prompt in prompts]
    columns = [""] * across if len(prompts) == 1 else [str(p.seed) for p in painted[:seeds]]
    used = [Settings.from_json(picture.settings_json) for picture in painted]
    steps = used[0].steps if len({settings.steps for settings in used}) == 1 else None
    sheet = grid_sheet(
        rows,
        columns,
        {divmod(index, across): path for index, path in there.items()},
        title=captions.comparison_title(len(prompts), seeds, language),
        subtitle=captions.comparison_subtitle(prompts, language, model=used[0].model, steps=steps),
        limit_bytes=rules.upload_limit,
    )
    return SheetPost(
        batch_id=painted[0].batch_id,
        prompts=tuple(prompts),
        seeds=seeds,
        first=painted[0].id,
        last=painted[-1].id,
        sheet=sheet.data,
        sheet_text=captions.describe_comparison(prompts, seeds, language, missing=len(painted) - len(there)),
    )
