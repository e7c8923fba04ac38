"""What is said of what the bot is about: pauses, quiet hours, a busy GPU, and what comes next.

Pure: plain values in, texts out. Moments are Discord's own timestamps, which everybody sees in their own zone.
"""

from __future__ import annotations

from datetime import datetime

from bot.chat import wording
from bot.flows.politeness import Activity, Hindrance, word_hindrance
from bot.languages import Language, Text, render


def moment(at: datetime) -> Text:
    """A moment as date and time, and how far away it is."""
    seconds = int(at.timestamp())
    return Text("moment", at=f"<t:{seconds}:f>", away=f"<t:{seconds}:R>")


def paused(until: datetime | None, language: Language, *, is_painting: bool) -> str:
    """The answer to whoever paused the painting."""
    texts = [Text("paused") if until is None else Text("paused-until", until=moment(until))]
    if is_painting:
        texts.append(Text("paused-last"))
    return wording.join_sentences([render(text, language) for text in texts], language)


def resumed(language: Language, *, was_paused: bool, next_at: datetime | None) -> str:
    """The answer to whoever resumed the painting."""
    texts = [Text("resumed") if was_paused else Text("resumed-already")]
    if next_at is not None:
        texts.append(Text("resumed-next", next=moment(next_at)))
    return wording.join_sentences([render(text, language) for text in texts], language)


def hindrance(found: Hindrance) -> Text:
    """Why nothing is painted."""
    return word_hindrance(found, moment(found.until) if found.until is not None else None)


def _is_left_out(batch_at: datetime, found: Hindrance | None) -> bool:
    """Whether a batch falls into a pause or quiet hours; one that waits for the GPU comes later."""
    return found is not None and found.kind != "busy" and (found.until is None or batch_at < found.until)


def status(activity: Activity, language: Language) -> str:
    """What the bot is about, in a few lines."""
    lines: list[Text] = []
    if activity.hindrance is None:
        lines.append(Text("status-painting") if activity.is_painting else Text("status-idle"))
    else:
        lines.append(hindrance(activity.hindrance))
        if activity.is_painting:
            lines.append(Text("status-posting"))
    if activity.is_blind:
        lines.append(Text("status-blind"))
    vitals = activity.vitals
    if not vitals.prompts:
        lines.append(Text("status-no-prompts"))
    if vitals.unpainted:
        lines.append(Text("status-waiting", pictures=vitals.unpainted))
    if activity.next_batch_at is not None and not _is_left_out(activity.next_batch_at, activity.hindrance):
        lines.append(Text("status-next", next=moment(activity.next_batch_at)))
    if vitals.last_post_at is not None:
        lines.append(Text("status-last", last=moment(vitals.last_post_at)))
    else:
        lines.append(Text("status-none"))
    return "\n".join(render(line, language) for line in lines)
