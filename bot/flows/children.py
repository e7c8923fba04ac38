"""What happens when somebody wants more like a picture: a child is painted near it in one of four ways, and posted.

Its noise moved a little; painted over, some of it anew; one part of its words changed; or its words, by a curator. A
child was made because its parent was liked, so it says nothing fair of their prompt or of its parts: it is no trial.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.names import BatchId, MessageId, PictureId
from bot.errors import NotFoundError, PainterError, PromptError
from bot.flows.hang import hang_batch
from bot.flows.request import refuse_if_hindered
from bot.flows.rewording import NO_PARTS, Choice, read_wording
from bot.flows.rules import Rules
from bot.flows.wishes import Nearby, OtherPart, Over, Wish, make_recipe
from bot.flows.workshop import Workshop
from bot.languages import Text
from bot.sheets.encoding import Sheet
from bot.sheets.pair import pair_sheet
from bot.store import batches, parts, pictures, posts
from bot.store.database import Database, Transaction
from bot.store.pictures import Picture

SLOT = "child:"
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Offer:
    """In which ways there can be more like a picture now; changing its words is always one."""

    picture_id: PictureId
    has_nearby: bool
    has_over: bool
    choices: tuple[Choice, ...]

    @property
    def usual(self) -> Wish | None:
        """What somebody gets who does not choose; None where it takes words."""
        if self.has_nearby:
            return Nearby()
        if self.has_over:
            return Over()
        return OtherPart() if self.choices else None


async def offer(workshop: Workshop, parent_id: PictureId) -> Offer:
    """Find out what can be made of a picture by whoever paints now.

    Raises NotFoundError, PromptError where nothing may be, or PainterError.
    """
    async with workshop.database.reading() as tx:
        parent = await _get_parent(tx, parent_id)
    await refuse_if_hindered(workshop)
    can, settings = await workshop.painter.abilities(), await workshop.painter.prepare()
    is_same = settings.model == parent.model
    wording = await read_wording(workshop.database, workshop.rules, parent, now=workshop.clock())
    return Offer(
        picture_id=parent.id,
        has_nearby=is_same and can.takes_variation and parent.beginning is None,
        has_over=can.takes_source,
        choices=wording.choices if is_same else (),
    )


async def list_choices(
    database: Database, rules: Rules, parent_id: PictureId, *, now: datetime
) -> tuple[str, tuple[Choice, ...]]:
    """A picture's words, and the slots of its prompt that could have other options.

    Raises NotFoundError, or PromptError where there are none.
    """
    async with database.reading() as tx:
        parent = await _get_parent(tx, parent_id)
    wording = await read_wording(database, rules, parent, now=now)
    if not wording.choices:
        raise PromptError(NO_PARTS)
    return wording.painted, wording.choices


async def get_words(database: Database, parent_id: PictureId) -> str:
    """A picture's words, to be changed. Raises NotFoundError or PromptError."""
    async with database.reading() as tx:
        return (await _get_parent(tx, parent_id)).prompt


@dataclass(frozen=True, kw_only=True)
class Child:
    """A child that hangs, its parent's words, and the two side by side, None where the parent's file is gone."""

    picture: Picture
    parent_id: PictureId
    parent_words: str
    pair: Sheet | None


async def paint_child(workshop: Workshop, *, slot: str, parent_id: PictureId, wish: Wish) -> Child:
    """Paint and post one picture like another; the same slot gives the same one.

    Raises NotFoundError, PromptError where it may not be, PainterError or GalleryError; what is planned is made up for
    later.
    """
    batch_id = await _plan(workshop, SLOT + slot, parent_id, wish)
    await hang_batch(workshop, batch_id)
    async with workshop.database.reading() as tx:
        (child,) = await pictures.list_of_batch(tx, batch_id)
        assert child.parent_id is not None  # a child's
        parent = await pictures.get_picture(tx, child.parent_id)
    if child.spoilt is not None:
        raise PainterError(child.spoilt)
    if child.message_id is None:  # it is painted at a later round
        await refuse_if_hindered(workshop)
        raise PromptError(Text("child-waits"))
    pair = await asyncio.to_thread(_draw_pair, workshop.rules, parent, child)
    return Child(picture=child, parent_id=parent.id, parent_words=parent.prompt, pair=pair)


def _draw_pair(rules: Rules, parent: Picture, child: Picture) -> Sheet | None:
    if parent.path is None or child.path is None or not (rules.folder / parent.path).is_file():
        return None
    return pair_sheet(
        (rules.folder / parent.path, rules.folder / child.path),
        (f"#{parent.id}", f"#{child.id}"),
        limit_bytes=rules.upload_limit,
    )


async def find_parent(workshop: Workshop, message_id: int) -> PictureId:
    """The picture in this message. Raises NotFoundError if it is not one of ours."""
    async with workshop.database.reading() as tx:
        picture = await posts.find_by_message(tx, MessageId(message_id))
    if picture is None:
        raise NotFoundError(Text("picture-not-mine"))
    return picture.id


async def _get_parent(tx: Transaction, picture_id: PictureId) -> Picture:
    parent = await pictures.get_picture(tx, picture_id)
    if parent.deleted_at is not None:
        raise PromptError(Text("child-of-deleted", number=str(parent.id)))
    return parent


async def _plan(workshop: Workshop, slot: str, parent_id: PictureId, wish: Wish) -> BatchId:
    """Store the child's recipe, unless this slot has its own already."""
    async with workshop.database.reading() as tx:
        found = await batches.find_batch(tx, slot)
        if found is not None:
            return found
        parent = await _get_parent(tx, parent_id)
        await _refuse_if_taken(workshop, tx)
    await refuse_if_hindered(workshop)
    recipe = await make_recipe(workshop, parent, wish)
    async with workshop.database.transaction() as tx:
        batch_id = await batches.find_batch(tx, slot)
        if batch_id is not None:
            return batch_id
        await _refuse_if_taken(workshop, tx)
        batch_id = await batches.add_batch(
            tx,
            slot=slot,
            at=workshop.clock(),
            plans=[recipe.plan],
            model=recipe.model,
            settings_json=recipe.settings_json,
        )
        await parts.add_to_batch(tx, batch_id, [recipe.part_ids])
        return batch_id


async def _refuse_if_taken(workshop: Workshop, tx: Transaction) -> None:
    since = workshop.clock() - _DAY
    if await batches.count_planned(tx, SLOT, since=since) >= workshop.rules.children_a_day:
        raise PromptError(Text("children-taken", most=workshop.rules.children_a_day))
