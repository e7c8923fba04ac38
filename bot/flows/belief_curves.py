"""What is believed of prompts, as a picture and in words for those who cannot see it.

Must not know who asked, nor where it is shown.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.own_settings import find_words
from bot.domain.standings import Standing
from bot.languages import Language, say
from bot.sheets.beliefs import Curve, belief_sheet

MOST = 12  # curves on a sheet


def draw_beliefs(standings: Sequence[Standing], language: Language, *, most: int = MOST) -> bytes | None:
    """Draw the curves of the `most` best; None without any. Slow: not for the event loop."""
    if not standings:
        return None
    judged = sum(standing.record.trials for standing in standings)
    title, subtitle = say("sheet-beliefs-title", language), say("sheet-beliefs-subtitle", language, judged=judged)
    curves = [_curve(standing) for standing in standings]
    return belief_sheet(curves, title=title, subtitle=subtitle, most=most, language=language).data


def describe_beliefs(standings: Sequence[Standing], language: Language, *, most: int = MOST) -> str:
    """The same in words."""
    lines = [
        say(
            "alt-beliefs-prompt",
            language,
            prompt=s.record.prompt,
            mean=f"{100 * s.mean:.0f}",
            low=f"{100 * s.low:.0f}",
            high=f"{100 * s.high:.0f}",
        )
        for s in standings[:most]
    ]
    return say("alt-beliefs", language, prompts="; ".join(lines))


def _curve(standing: Standing) -> Curve:
    record = standing.record
    words = find_words(record.prompt)
    return Curve(
        label=words,
        detail=record.prompt.removeprefix(words).strip(),
        alpha=record.belief.alpha,
        beta=record.belief.beta,
        likes=record.likes,
        trials=record.trials,
        is_active=record.is_active,
        mean=standing.mean,
        low=standing.low,
        high=standing.high,
    )
