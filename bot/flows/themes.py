"""What happens to themes: they are added and ended, and while one does not hold its prompts rest."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot.domain.prompts import clean_words
from bot.errors import NotFoundError, PromptError
from bot.languages import Text
from bot.store import themes
from bot.store.database import Database, Transaction
from bot.store.themes import Theme

MOST_NAME, MOST_SUFFIX = 40, 100


async def add_theme(
    database: Database, name: str, *, begins: str, ends: str, suffix: str | None, now: datetime
) -> Theme:
    """Add a theme; dates as “2026-10-24”. Raises PromptError if the dates make no sense, or the name is taken."""
    name = clean_words(name)
    words = clean_words(suffix) if suffix else ""
    if len(name) > MOST_NAME or len(words) > MOST_SUFFIX:
        raise PromptError(Text("theme-too-long", name=MOST_NAME, suffix=MOST_SUFFIX))
    begins_on, ends_on = _read_date(begins), _read_date(ends)
    if ends_on < begins_on:
        raise PromptError(Text("theme-backwards", begins=begins_on, ends=ends_on))
    async with database.transaction() as tx:
        added = await themes.add_theme(tx, name, suffix=words, begins_on=begins_on, ends_on=ends_on, at=now)
    if added is None:
        raise PromptError(Text("theme-there", theme=name))
    return added


def _read_date(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise PromptError(Text("theme-date", found=text)) from None


async def end_theme(database: Database, name: str, *, today: date) -> Theme:
    """End a theme now: from today on it does not hold. Raises NotFoundError, or PromptError if it is over."""
    async with database.transaction() as tx:
        theme = await get_theme(tx, name)
        if theme.ends_on < today:
            raise PromptError(Text("theme-ended-already", theme=theme.name))
        await themes.mark_ended(tx, theme.id, today - timedelta(days=1))
        return theme


async def get_theme(tx: Transaction, name: str) -> Theme:
    """The theme of this name; raises NotFoundError."""
    if theme := await themes.find_theme(tx, name):
        return theme
    raise NotFoundError(Text("theme-unknown", asked=name))


async def list_themes(database: Database) -> list[Theme]:
    """All themes, the latest first."""
    async with database.reading() as tx:
        return await themes.list_themes(tx)
