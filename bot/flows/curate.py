"""What happens when curators and members ask: adding and retiring prompts, and looking things up."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from bot.domain.names import MessageId, PromptId
from bot.domain.own_settings import part_dashes
from bot.domain.parts import Slot, find_slots, find_unfilled, read_slots, refuse_unfilled
from bot.domain.prompts import clean_prompt
from bot.domain.standings import Standing, rank
from bot.errors import NotFoundError, PromptError
from bot.flows.highlights import list_loved
from bot.flows.learning import list_records, look, to_records
from bot.flows.rules import Rules
from bot.flows.themes import get_theme
from bot.languages import Text
from bot.store import counts, parts, pictures, posts, prompts, themes
from bot.store.database import Database, Transaction
from bot.store.evidence import Known
from bot.store.parts import PartCount
from bot.store.pictures import Picture
from bot.store.prompts import Prompt
from bot.store.themes import Theme


async def add_prompt(
    database: Database, text: str, *, added_by: int | None, now: datetime, theme: str | None = None
) -> Prompt:
    """Add a prompt, of a theme if one is named.

    Raises PromptError if it is empty, too long, a duplicate, holds mentions or markup, or has a slot that nothing
    fills; NotFoundError for a theme that is not there.
    """
    text = clean_prompt(text)
    async with database.transaction() as tx:
        its_theme = await get_theme(tx, theme) if theme else None
        await check_slots(tx, text)
        if same := await prompts.find_prompt(tx, text):
            state = "active" if same.is_active else "retired"
            raise PromptError(Text(f"prompt-there-{state}", prompt=same.text, number=str(same.id)))
        prompt = await prompts.add_prompt(tx, text, added_by=added_by, at=now)
        if its_theme is not None:
            await themes.mark_prompt(tx, prompt.id, its_theme.id)
        return prompt


async def check_slots(tx: Transaction, text: str) -> None:
    """Make sure that something fills every slot of a prompt; raises PromptError."""
    await _check_filled(tx, read_slots(text))


async def _check_filled(tx: Transaction, slots: Sequence[Slot]) -> None:
    for slot in find_unfilled(slots, await parts.list_slots(tx)):
        raise PromptError(refuse_unfilled(slot))


async def retire_prompt(database: Database, asked: str, *, now: datetime) -> Prompt:
    """Stop painting a prompt; what is known of it stays. Raises NotFoundError, or PromptError if it is retired."""
    async with database.transaction() as tx:
        prompt = await _find(tx, asked)
        if not prompt.is_active:
            raise PromptError(Text("prompt-retired-already", prompt=prompt.text))
        await prompts.mark_retired(tx, prompt.id, now)
        return await prompts.get_prompt(tx, prompt.id)


async def revive_prompt(database: Database, asked: str) -> Prompt:
    """Paint a retired prompt again. Raises NotFoundError, or PromptError if it is active or has an empty slot."""
    async with database.transaction() as tx:
        prompt = await _find(tx, asked)
        if prompt.is_active:
            raise PromptError(Text("prompt-active-already", prompt=prompt.text))
        await _check_filled(tx, find_slots(prompt.text))
        await prompts.mark_retired(tx, prompt.id, None)
        return await prompts.get_prompt(tx, prompt.id)


async def suggest_prompts(database: Database, typed: str, *, is_active: bool | None, most: int = 25) -> list[Prompt]:
    """Prompts for autocompletion; None: active and retired."""
    async with database.reading() as tx:
        found = await prompts.search_prompts(tx, typed, is_active=is_active, most=most)
        if not found and (parted := part_dashes(typed)) != typed:
            found = await prompts.search_prompts(tx, parted, is_active=is_active, most=most)
    return found


async def list_standings(database: Database, rules: Rules, *, now: datetime, is_active: bool | None) -> list[Standing]:
    """All prompts in order of what is believed of them; None: active and retired."""
    records = await list_records(database, rules, now=now, is_active=is_active)
    return await asyncio.to_thread(rank, records)


@dataclass(frozen=True, kw_only=True)
class PromptCard:
    """Everything to show of one prompt; `best` are its best loved pictures."""

    prompt: Prompt
    standing: Standing
    best: tuple[Picture, ...]
    parts: tuple[PartCount, ...] = ()
    theme: Theme | None = None


async def show_prompt(database: Database, rules: Rules, asked: str, *, now: datetime, most: int = 4) -> PromptCard:
    """Look up one prompt by its text or number. Raises NotFoundError."""
    async with database.reading() as tx:
        prompt = await _find(tx, asked)
        known = await look(tx, rules, now=now)
        best = await list_loved(tx, since=None, until=None, most=most, prompt_id=prompt.id)
        model = await counts.find_model(tx)
        carrying = await parts.list_counts_of_prompt(tx, prompt.id, model=model)
        theme = next((one for one in await themes.list_themes(tx) if one.id == prompt.theme_id), None)
    return PromptCard(
        prompt=prompt,
        standing=await _stand(known, rules, prompt.id),
        best=tuple(best),
        parts=tuple(carrying),
        theme=theme,
    )


async def list_top(database: Database, *, since: datetime | None, most: int) -> list[Picture]:
    """The best loved pictures since then, ranked as in a digest; None: of all time."""
    async with database.reading() as tx:
        return await list_loved(tx, since=since, until=None, most=most)


@dataclass(frozen=True, kw_only=True)
class PictureCard:
    """How a picture was made, and how its prompt stands now; of a child, its parent's words as well."""

    picture: Picture
    standing: Standing
    parent_words: str | None = None


async def explain_picture(database: Database, rules: Rules, *, message_id: int, now: datetime) -> PictureCard:
    """Tell how the picture in this message was made. Raises NotFoundError if it is not one of ours."""
    async with database.reading() as tx:
        picture = await posts.find_by_message(tx, MessageId(message_id))
        if picture is None:
            raise NotFoundError(Text("picture-not-mine"))
        known = await look(tx, rules, now=now)
        parent = await pictures.get_picture(tx, picture.parent_id) if picture.parent_id is not None else None
    return PictureCard(
        picture=picture,
        standing=await _stand(known, rules, picture.prompt_id),
        parent_words=parent.prompt if parent is not None else None,
    )


async def _stand(known: Known, rules: Rules, prompt_id: PromptId) -> Standing:
    """Where one prompt stands; it is among those known."""
    records = await to_records(known, rules)
    return rank([next(record for record in records if record.prompt_id == prompt_id)])[0]


async def _find(tx: Transaction, asked: str) -> Prompt:
    """The prompt that somebody typed or picked: its number (also “#12”), or its text in any case."""
    number = asked.strip().removeprefix("#")
    if number.isascii() and number.isdigit() and len(number) < 16:  # no prompt is all digits
        return await prompts.get_prompt(tx, PromptId(int(number)))
    texts = [" ".join(asked.split())]  # one of former times may not be what a prompt may be now, nor written like it
    with suppress(PromptError):
        texts.insert(0, clean_prompt(asked))
    for text in texts:
        if prompt := await prompts.find_prompt(tx, text):
            return prompt
    raise NotFoundError(Text("prompt-unknown", asked=asked))


async def get_asked(tx: Transaction, asked: str) -> Prompt:
    """The prompt that somebody typed or picked, active or retired. Raises NotFoundError."""
    return await _find(tx, asked)


async def add_starters(database: Database, texts: Sequence[str], *, now: datetime) -> int:
    """Add those of the prompts that are new; returns how many were."""
    added = 0
    for text in texts:
        try:
            await add_prompt(database, text, added_by=None, now=now)
        except PromptError:
            continue
        added += 1
    return added
