"""What somebody may wish for who wants more like a picture, and the recipe that follows from it.

Must not know when children may be painted, or how they are posted.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from bot.domain.names import PartId
from bot.domain.parts import read_slots
from bot.domain.prompts import clean_words
from bot.domain.seeds import draw_seeds
from bot.errors import PainterError, PromptError
from bot.flows.recipe import bring_back
from bot.flows.rewording import read_wording, reword
from bot.flows.room import make_sure_of_room
from bot.flows.workshop import Workshop
from bot.languages import Text
from bot.painter.orders import Abilities, Settings
from bot.store import pictures
from bot.store.batches import Plan
from bot.store.pictures import Picture


@dataclass(frozen=True)
class Nearby:
    """The same words, the noise moved this far on its way to another seed's."""

    STRENGTHS = (0.05, 0.15, 0.3)  # hardly, a little, and so that one just still knows it
    strength: float = 0.15


@dataclass(frozen=True)
class Over:
    """The same words painted over the picture, this much of it anew."""

    STRENGTHS = (0.35, 0.55, 0.75)  # touched up, about half, and little left but where things are
    strength: float = 0.55


@dataclass(frozen=True, kw_only=True)
class OtherPart:
    """The same noise, one slot filled otherwise: the one at this place or any, with this option or one by belief."""

    place: int | None = None
    part_id: PartId | None = None


@dataclass(frozen=True)
class OtherWords:
    """The same noise, and these words."""

    text: str


Wish = Nearby | Over | OtherPart | OtherWords


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """A child to be: its plan, the model and the settings that paint it, and the parts in its words."""

    plan: Plan
    model: str
    settings_json: str
    part_ids: tuple[PartId, ...]


async def make_recipe(workshop: Workshop, parent: Picture, wish: Wish) -> Recipe:
    """What is to be painted. Raises PromptError where whoever paints cannot, PainterError where the parent is lost."""
    can, now = await workshop.painter.abilities(), await workshop.painter.prepare()
    wording = await read_wording(workshop.database, workshop.rules, parent, now=workshop.clock())
    part_ids = tuple(part.id for part in wording.parts.values())
    (seed,) = draw_seeds(1, is_shared=False, rng=workshop.rng)
    if isinstance(wish, Over):  # by whatever paints now: nothing is left of the parent's noise anyway
        plan = replace(_plan_of(parent), seed=seed, variation_seed=None, variation_strength=wish.strength)
        settings = _stepped(_as_its_prompt_wants(parent, now), wish.strength)
        recipe = Recipe(plan=plan, model=now.model, settings_json=settings.to_json(), part_ids=part_ids)
    else:
        if now.model != parent.model:
            over = "yes" if can.takes_source else "no"
            raise PromptError(
                Text("child-of-another-model", number=str(parent.id), then=parent.model, now=now.model, over=over)
            )
        if isinstance(wish, Nearby):
            if parent.beginning is not None:
                raise PromptError(Text("child-of-painted-over", number=str(parent.id)))
            root = await _find_root(workshop, parent)
            plan = replace(_plan_of(parent), parent_id=root.id, variation_seed=seed, variation_strength=wish.strength)
        elif isinstance(wish, OtherWords):
            plan, part_ids = replace(_plan_like(parent), painted=_clean_words(wish.text, parent)), ()
        else:
            reworded = reword(wording, place=wish.place, part_id=wish.part_id, rng=workshop.rng)
            plan, part_ids = replace(_plan_like(parent), painted=reworded.painted), reworded.part_ids
        recipe = Recipe(plan=plan, model=parent.model, settings_json=parent.settings_json, part_ids=part_ids)
    await _make_sure_it_can_be(workshop, plan, can, model=now.model)
    return recipe


def _plan_of(parent: Picture) -> Plan:
    """A child with its parent's words and seed."""
    return Plan(
        prompt_id=parent.prompt_id,
        seed=parent.seed,
        kind="child",
        way="asked",
        painted=parent.prompt,
        parent_id=parent.id,
    )


def _plan_like(parent: Picture) -> Plan:
    """A child that begins as its parent did; where that was painted over another picture, it is that one's child."""
    plan = _plan_of(parent)
    if parent.beginning is not None:
        return replace(plan, parent_id=parent.beginning.picture_id, variation_strength=parent.beginning.strength)
    if parent.variation is not None:
        seed, strength = parent.variation
        return replace(plan, variation_seed=seed, variation_strength=strength)
    return plan


async def _find_root(workshop: Workshop, picture: Picture) -> Picture:
    """The picture whose own noise this one's lies near: a child's lies between two seeds already.

    So more like a child is more like its parent, unless its words are others.
    """
    async with workshop.database.reading() as tx:
        while picture.variation is not None and picture.parent_id is not None:
            above = await pictures.get_picture(tx, picture.parent_id)
            if (above.prompt, above.seed) != (picture.prompt, picture.seed):
                break
            picture = above
    return picture


async def _make_sure_it_can_be(workshop: Workshop, plan: Plan, can: Abilities, *, model: str) -> None:
    """Raise PromptError if the painter cannot do what the plan takes, PainterError if a file that it takes is lost."""
    if plan.variation_strength is None:
        return
    if plan.variation_seed is not None:
        if not can.takes_variation:
            raise PromptError(Text("child-no-nearby", model=model))
        return
    if not can.takes_source:
        raise PromptError(Text("child-no-over", model=model))
    assert plan.parent_id is not None  # a child's
    await make_sure_of_room(workshop)
    lost = await bring_back(workshop.database, workshop.painter, workshop.rules.folder, plan.parent_id)
    if lost is not None:
        raise PainterError(lost)


def _as_its_prompt_wants(parent: Picture, now: Settings) -> Settings:
    """What paints now, with what the parent had otherwise where its prompt has settings of its own."""
    then = Settings.from_json(parent.settings_json)
    if then.model != now.model or not parent.has_own_settings:
        return now
    return now.overridden(then.beside(now)[1])


def _stepped(settings: Settings, strength: float) -> Settings:
    """The settings with enough steps for this share of them to be at least one: few-step models have too few."""
    if int(settings.steps * strength) >= 1:
        return settings
    return replace(settings, steps=math.ceil(1 / strength))


def _clean_words(text: str, parent: Picture) -> str:
    """The words that somebody typed; raises PromptError for what a prompt may not be, slots, and no change."""
    text = clean_words(text)
    if read_slots(text):
        raise PromptError(Text("child-words-slots"))
    if text == parent.prompt:
        raise PromptError(Text("child-same-words", number=str(parent.id)))
    return text
