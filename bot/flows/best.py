"""The best loved pictures as one contact sheet, and in words for those who cannot see it.

Must not know who asked, nor where it is shown; which pictures are best is asked of `highlights`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.domain.names import PictureId
from bot.flows.rules import Rules
from bot.languages import Language, say
from bot.sheets.contact import Tile, contact_sheet
from bot.store.pictures import Picture


def draw_best(
    rules: Rules,
    best: Sequence[Picture],
    *,
    title: str,
    subtitle: str,
    language: Language,
    new: Collection[PictureId] = (),
) -> bytes | None:
    """Hang the pictures on one sheet, the best first; None without any. Slow: not for the event loop.

    Those whose numbers are in `new` are marked as of a new prompt.
    """
    if not best:
        return None
    ribbon = say("sheet-new", language)
    tiles = [
        Tile(
            path=rules.folder / picture.path if picture.path else None,
            number=picture.id,
            likes=picture.likes,
            ribbon=ribbon if picture.id in new else "",
        )
        for picture in best
    ]
    return contact_sheet(tiles, title=title, subtitle=subtitle).data


def describe_best(best: Sequence[Picture], language: Language) -> str:
    """The same in words."""
    cats = [say("alt-sheet-cat", language, likes=p.likes, number=str(p.id), prompt=p.prompt) for p in best]
    return say("alt-sheet", language, cats="; ".join(cats))
