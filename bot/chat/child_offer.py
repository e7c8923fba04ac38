"""What “More like this” offers, drawn: buttons for what can be had, their legend, and the child beside its parent.

Only drawing: values and a language in; what is pressed is heard in `child_buttons`, by the ids given here.
"""

from __future__ import annotations

import discord

from bot.chat import buttons
from bot.chat.buttons import Button
from bot.chat.uploads import upload
from bot.flows.children import Child, Offer
from bot.flows.wishes import Nearby, Over
from bot.languages import Language, say


def legend(offer: Offer, language: Language, *, for_curator: bool) -> list[str]:
    """What the buttons with signs do, as their labels are short; and to whom it matters why one is missing."""
    ways = {"over": offer.has_over, "part": bool(offer.choices), "words": for_curator}
    known = [say(f"child-way-{way}", language) for way, is_there in ways.items() if is_there]
    is_missing = not offer.choices and not for_curator
    return [*known, *([say("child-note-no-parts", language)] if is_missing else [])]


def file_of(child: Child, language: Language) -> discord.File:
    """Parent and child side by side, with what they show in words."""
    assert child.pair is not None  # as was asked
    text = say(
        "alt-pair", language, number=str(child.parent_id), child=str(child.picture.id), prompt=child.picture.prompt
    )
    return upload(f"cats-{child.parent_id}-{child.picture.id}", child.pair.data, text)


def draw_buttons(offer: Offer, language: Language, *, for_curator: bool) -> discord.ui.View | None:
    """The buttons for what can be had: a row for the noise, one for painting over, one for the words."""
    number = offer.picture_id
    rows: list[list[Button]] = []
    if offer.has_nearby:
        names = [say(f"like-{how}", language) for how in ("closer", "again", "further")]
        ids = [f"more:{number}:{round(100 * strength)}" for strength in Nearby.STRENGTHS]
        rows.append([Button(label=name, custom_id=one) for name, one in zip(names, ids, strict=True)])
    if offer.has_over:
        names = [say(f"over-{how}", language) for how in ("touch", "half", "most")]
        ids = [f"over:{number}:{round(100 * strength)}" for strength in Over.STRENGTHS]
        rows.append([Button(label=name, custom_id=one) for name, one in zip(names, ids, strict=True)])
        rows[-1][0].emoji = discord.PartialEmoji(name="🖌️")  # once: all three fit beside one another on a phone
    words = []
    if offer.choices:
        words.append(Button(label=say("part-any", language), emoji="🎲", custom_id=f"part:{number}:any"))
        words.append(Button(label=say("part-choose", language), custom_id=f"part:{number}:choose"))
    if for_curator:
        words.append(Button(label=say("words-change", language), emoji="✏️", custom_id=f"words:{number}"))
    rows.append(words)
    for place, row in enumerate(row for row in rows if row):
        for button in row:
            button.row = place
    drawn = [button for row in rows for button in row]
    return buttons.draw(drawn) if drawn else None
