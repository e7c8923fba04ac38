"""How other words for a picture are asked for: a menu for each slot of its prompt, and a form for its words.

Only drawing; what is picked or sent is heard in `child_buttons`, by the ids given here.
"""

from __future__ import annotations

from typing import Any

import discord

from bot.chat import phrases, wording
from bot.domain.names import PictureId
from bot.flows.rewording import Choice
from bot.languages import Language, say

Menu = discord.ui.Select[discord.ui.View]

ANY = "any"
"""What is picked where the beliefs shall choose."""
INPUT = "words"
"""The id of the form's one field."""

_MOST_MENUS, _MOST_OPTIONS, _MOST_LABEL, _MOST_PLACEHOLDER = 5, 25, 100, 150


def draw_menus(picture_id: PictureId, choices: tuple[Choice, ...], language: Language) -> discord.ui.View:
    """A menu for each slot; where there are more slots than a message has rows, the last menu is for several."""
    own = len(choices) if len(choices) <= _MOST_MENUS else _MOST_MENUS - 1
    groups = [[choice] for choice in choices[:own]] + ([list(choices[own:])] if choices[own:] else [])
    view = discord.ui.View(timeout=None)
    for row, group in enumerate(groups):
        now = [phrases.part_now(choice, language) for choice in group]
        view.add_item(
            Menu(
                custom_id=f"pick:{picture_id}:{row}",
                placeholder=wording.elide(" · ".join(now), _MOST_PLACEHOLDER),
                options=[
                    option
                    for choice, name in zip(group, now, strict=True)
                    for option in _options(choice, name if len(group) > 1 else "", language, most=len(group))
                ],
                row=row,
            )
        )
    view.stop()  # nothing in memory listens
    return view


def _options(choice: Choice, name: str, language: Language, *, most: int) -> list[discord.SelectOption]:
    """“Whichever is loved”, then the best loved; `most` menus share the room of one."""
    begin = f"{name}: " if name else ""
    options = [
        discord.SelectOption(
            label=wording.elide(begin + say("part-loved", language), _MOST_LABEL),
            value=f"{choice.place}:{ANY}",
            emoji="🎲",
        )
    ]
    for one in choice.others[: _MOST_OPTIONS // most - 1]:
        percent = wording.percent(one.belief.mean, language)
        options.append(
            discord.SelectOption(
                label=wording.elide(begin + one.text, _MOST_LABEL),
                value=f"{choice.place}:{one.id}",
                description=say("part-liked", language, percent=percent),
            )
        )
    return options


def make_form(picture_id: PictureId, words: str, language: Language) -> discord.ui.Modal:
    """A form with a picture's words; what is sent is recognised by its id, also after a restart."""
    field: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id=INPUT, style=discord.TextStyle.paragraph, default=words
    )
    form = discord.ui.Modal(
        title=say("words-title", language, number=str(picture_id)), custom_id=f"reword:{picture_id}"
    )
    label = say("words-label", language)
    form.add_item(discord.ui.Label(text=label, description=say("words-note", language), component=field))
    form.stop()  # else discord.py would wait for every form that somebody closes
    return form
