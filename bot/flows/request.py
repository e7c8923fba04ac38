"""What pictures that somebody asks for have in common: whether they may be painted now, and with which words."""

from __future__ import annotations

from collections.abc import Sequence

from bot.errors import PromptError
from bot.flows.compose import Composed, compose
from bot.flows.own_settings import refuse_heavy
from bot.flows.politeness import find_hindrance
from bot.flows.workshop import Workshop
from bot.painter.orders import Settings
from bot.store.prompts import Prompt


async def refuse_if_hindered(workshop: Workshop, *, is_painting: bool = False) -> None:
    """Raise PromptError with the reason if nothing is painted now: a pause, quiet hours, a busy GPU."""
    hindrance = await find_hindrance(
        workshop.database, workshop.politeness, now=workshop.clock(), is_painting=is_painting
    )
    if hindrance is not None:
        raise PromptError(hindrance.said)


async def word_prompts(workshop: Workshop, asked: Sequence[Prompt], settings: Settings) -> list[Composed]:
    """Fill each prompt's slots once, so that all its pictures share the words.

    Raises PromptError for a prompt whose own settings take more work than is allowed.
    """
    for prompt in asked:
        refuse_heavy(prompt.id, prompt.text, usual=settings, most=workshop.rules.own_work)
    now = workshop.clock()
    return await compose(
        workshop.database,
        workshop.rules,
        [prompt.text for prompt in asked],
        model=settings.model,
        on=now.astimezone(workshop.politeness.timezone).date(),
        now=now,
        rng=workshop.rng,
    )
