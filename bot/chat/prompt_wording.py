"""What is said of prompts as files, of themes and of parts.

Pure: plain values in, texts out; what people wrote is escaped.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from bot.chat import wording
from bot.domain.tables import LinesError
from bot.flows.prompt_files import Imported
from bot.languages import Language, Text, render, say
from bot.store.parts import PartCount
from bot.store.themes import Theme

_MOST_PROMPT = 80
_MOST_SLOT = 30
_MOST_OPTIONS = 5


def imported(done: Imported, language: Language) -> str:
    """What an import did."""
    lines = [render(done.said, language)]
    if done.notes:
        lines.append(say("import-duplicates", language, lines=len(done.notes)))
        lines += _escaped(done.notes, language)
    return wording.join_lines(lines, language, most=wording.MOST_CONTENT)


def refused(error: LinesError, language: Language) -> str:
    """Why a file was not imported: every bad line, as far as there is room."""
    lines = [render(error.said, language), *_escaped(error.problems, language)]
    return wording.join_lines(lines, language, most=wording.MOST_CONTENT)


def _escaped(notes: Sequence[Text], language: Language) -> list[str]:
    return [wording.escape(render(note, language)) for note in notes]


def theme_list(themes: Sequence[Theme], language: Language, *, today: date) -> str:
    """All themes, each with its time and what it brings."""
    lines = [_theme(theme, language, today) for theme in themes] or [say("theme-none", language)]
    return wording.join_lines(lines, language, most=wording.MOST_CONTENT)


def _theme(theme: Theme, language: Language, today: date) -> str:
    state = "now" if theme.holds(today) else "over" if theme.ends_on < today else "later"
    span = say(f"theme-span-{state}", language, begins=theme.begins_on, ends=theme.ends_on)
    brings = [say("theme-prompts", language, prompts=theme.prompts)] if theme.prompts else []
    if theme.suffix:
        brings.append(say("theme-suffix", language, suffix=wording.escape(theme.suffix)))
    return " · ".join([f"**{wording.escape(theme.name)}**", span, *brings])


def part_list(counts: Sequence[PartCount], language: Language) -> str:
    """The options of the lists with what is known of each."""
    lines = [
        f"**{{{wording.escape(slot)}}}** " + " · ".join(_part(one, language) for one in group)
        for slot, group in groupby(counts, key=lambda one: one.part.slot)
    ]
    return wording.join_lines(
        lines or [say("part-list-empty", language, example="a {coat} cat")], language, most=wording.MOST_CONTENT
    )


def carrying_parts(counts: Sequence[PartCount], language: Language) -> list[str]:
    """Which options carry a prompt: those judged in its pictures, the best of each slot first, a few each."""
    lines = []
    for slot, group in groupby(counts, key=lambda one: one.part.slot):
        judged = sorted((one for one in group if one.trials), key=lambda one: (-one.likes / one.trials, one.part.id))
        if judged:
            shown = " · ".join(_part(one, language) for one in judged[:_MOST_OPTIONS])
            lines.append(f"{{{wording.escape(wording.elide(slot, _MOST_SLOT))}}} {shown}")
    return lines


def _part(one: PartCount, language: Language) -> str:
    known = wording.record(one.likes, one.trials, language)
    return f"{wording.escape(wording.elide(one.part.text, _MOST_PROMPT))} ({known})"
