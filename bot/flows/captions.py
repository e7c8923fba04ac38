"""What is written on sheets and said of them to those who cannot see them. Pure: plain values in, text out.

Must not know Discord, nor where the figures come from.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.languages import Language, say

_MOST_ROWS = 8


def comparison_title(prompts: int, seeds: int, language: Language) -> str:
    """The heading of a comparison's sheet."""
    if prompts == 1:
        return say("compare-title-one", language, seeds=seeds)
    return say("compare-title-many", language, prompts=prompts, seeds=seeds)


def comparison_subtitle(prompts: Sequence[str], language: Language, *, model: str, steps: int | None) -> str:
    """What stands below the heading: the prompt of a spread, or how to read the grid; None: steps differ."""
    made = model if steps is None else say("compare-made", language, model=model, steps=steps)
    return f"{prompts[0]} · {made}" if len(prompts) == 1 else say("compare-columns", language, made=made)


def describe_comparison(prompts: Sequence[str], seeds: int, language: Language, *, missing: int) -> str:
    """The alt text of a comparison's sheet."""
    if len(prompts) == 1:
        text = say("alt-compare-one", language, seeds=seeds, prompt=prompts[0])
    else:
        rows = [
            say("alt-compare-row", language, row=row, prompt=prompt)
            for row, prompt in enumerate(prompts[:_MOST_ROWS], 1)
        ]
        text = say("alt-compare-many", language, prompts=len(prompts), seeds=seeds, rows="; ".join(rows))
    return f"{text} {say('alt-compare-missing', language, missing=missing)}" if missing else text


def digest_title(edition: str, on: date, language: Language) -> str:
    """The heading of a digest's contact sheet."""
    if edition == "daily":
        return say("sheet-title", language, on=on)
    return say(f"sheet-title-{edition}", language, on=on)


def top_title(days: int | None, language: Language) -> str:
    """The heading of the best pictures of the last days, or of all time."""
    return say("top-title-days", language, days=days) if days else say("top-title-ever", language)


def describe_study(parts: Sequence[tuple[str, float, float, float]], prompts: Sequence[str], language: Language) -> str:
    """The alt text of a study's shares: (what, share, low, high)."""
    said = [
        say(
            "alt-study-part",
            language,
            part=what,
            share=f"{100 * share:.0f}",
            low=f"{100 * low:.0f}",
            high=f"{100 * high:.0f}",
        )
        for what, share, low, high in parts
    ]
    names = tuple(say("quoted", language, prompt=prompt) for prompt in prompts)
    return say("alt-study", language, parts="; ".join(said), prompts=names)
