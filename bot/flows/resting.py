"""Which active prompts are not chosen for now: their theme does not hold, they want too much work, or they cannot be
painted. So do options of their slots that cannot be.

What is believed of them stays. Curators are told once of what they can change.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np

from bot.domain.names import PromptId
from bot.errors import GalleryError
from bot.flows.memory import recall, remember
from bot.flows.own_settings import find_heaviness
from bot.flows.workshop import Workshop
from bot.languages import Text
from bot.painter.orders import Settings
from bot.store import parts, pictures, themes
from bot.store.database import Transaction
from bot.store.evidence import Known, KnownPrompt
from bot.store.parts import SpoiltPart

log = logging.getLogger(__name__)

_REST = timedelta(days=1)
_SPOILT = 3  # pictures in that time, with none painted
_TOLD = "resting"


async def leave_resting(
    tx: Transaction, known: Known, workshop: Workshop, *, usual: Settings, on: date
) -> tuple[Known, dict[PromptId, Text]]:
    """What is known, with resting prompts taken out of the choice; and why some rest, where curators can change it.

    Prompts that cannot be painted are left in where nothing else would remain: then it is not the prompts. Those of
    which only some options cannot be painted do not rest, but are named.
    """
    among = [prompt for prompt in known.prompts if prompt.is_active]
    heavy = await asyncio.to_thread(_list_heavy, among, usual, workshop.rules.own_work)
    known = _without(known, {*await themes.list_resting(tx, on), *heavy})
    spoilt = await pictures.list_spoilt(tx, model=usual.model, since=workshop.clock() - _REST, least=_SPOILT)
    words = {prompt.id: prompt.text for prompt in among}
    failing = {
        prompt_id: Text("resting-spoilt", number=str(prompt_id), prompt=words[prompt_id], reason=reason)
        for prompt_id, reason in spoilt.items()
        if prompt_id in words
    }
    rest = _without(known, failing)
    if not rest.evidence.is_active.any():
        return known, heavy
    options = {one.prompt_id: one for one in await list_resting_options(tx, model=usual.model, now=workshop.clock())}
    named = {
        prompt_id: Text(
            "resting-option",
            number=str(prompt_id),
            prompt=one.prompt,
            option=one.part.text,
            reason=one.reason,
        )
        for prompt_id, one in options.items()
        if prompt_id in words
    }
    return rest, {**named, **heavy, **failing}


async def list_resting_options(tx: Transaction, *, model: str, now: datetime) -> list[SpoiltPart]:
    """The options that are not chosen for now in a prompt, as it could not be painted with them."""
    return await parts.list_spoilt(tx, model=model, since=now - _REST, least=_SPOILT)


def _list_heavy(among: Iterable[KnownPrompt], usual: Settings, most: float) -> dict[PromptId, Text]:
    found = {prompt.id: find_heaviness(prompt.id, prompt.text, usual=usual, most=most) for prompt in among}
    return {prompt_id: why for prompt_id, why in found.items() if why is not None}


def _without(known: Known, resting: Iterable[PromptId]) -> Known:
    resting = set(resting)
    if not resting:
        return known
    is_awake = np.array([prompt.id not in resting for prompt in known.prompts], dtype=bool)
    return replace(known, evidence=replace(known.evidence, is_active=known.evidence.is_active & is_awake))


async def tell_resting(workshop: Workshop, resting: dict[PromptId, Text]) -> None:
    """Tell the curators of every prompt of which they were not told at the last batch."""
    told = set(json.loads(await recall(workshop.database, _TOLD) or "[]"))
    if told == set(resting):
        return
    await remember(workshop.database, _TOLD, json.dumps(sorted(resting)))
    for prompt_id, why in resting.items():
        if prompt_id in told:
            continue
        log.warning("%s", why)
        try:
            await workshop.gallery.tell_curators(why)
        except GalleryError as error:
            log.warning("the curators could not be told: %s", error)
