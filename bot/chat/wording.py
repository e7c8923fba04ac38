"""How things are said in plain Discord text: escaping, eliding, figures, and the lines that are found again later.

Pure: text and numbers in, text out; the words are in `languages`. Must not know Discord's objects; `embeds` builds
those from these texts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import reduce

from bot.domain.own_settings import find_words
from bot.languages import Language, say

MOST_CONTENT = 2_000
MOST_ALT = 1_024  # of an attachment
MOST_GALLERY_ALT = 256  # of a picture in a layout: what libraries hold for its limit; too long would cost the message
MOST_NONCE = 25

_ELLIPSIS = "…"
_BACKSLASH = "\\"
_UNSEEN = "\u200b"  # zero width: keeps two characters from being read as one sign
_MARKUP = re.compile(r"[\\`*_~|<>\[\]]")
_LINE_START = re.compile(r"^(?=[#+-])")
_CALL = re.compile(r"@(?=everyone|here)", re.IGNORECASE)
_PICTURE = re.compile(r"\*\*#(\d+)\*\*")
_DIGEST = re.compile(r"\*\*[^*#\d]*(\d+)[^*#\d]*\*\*")  # in whichever language it was posted
_BAR = 20


def elide(text: str, most: int) -> str:
    """Make one line of a text and cut it to `most` characters, the last an ellipsis if something is missing."""
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1].rstrip() + _ELLIPSIS


def elide_prompt(prompt: str, most: int) -> str:
    """Cut a prompt to `most` characters, first of all its words, though a third of the room is theirs.

    So prompts that differ in their settings only stay apart.
    """
    words = find_words(prompt)
    own = prompt.removeprefix(words)
    return elide(elide(words, max(most - len(own), most // 3)) + own, most)


def escape(text: str) -> str:
    """Write a text so that Discord shows it as it is: no markup, no mention, no emoji, no link."""
    text = _MARKUP.sub(r"\\\g<0>", " ".join(text.split()))
    text = _LINE_START.sub(r"\\", text)
    return _CALL.sub("@" + _UNSEEN, text).replace("://", ":" + _UNSEEN + "//")


def spoiler(text: str) -> str:
    """Hide a text until it is tapped; nothing in it can end the hiding: no two bars ever stand side by side."""
    text = escape(text)
    return f"||{text}{_UNSEEN if text.endswith(('|', _BACKSLASH)) else ''}||"


def percent(share: float, language: Language) -> str:
    """A share of 0..1 in per cent; what is small but not nothing is never said to be 0, nor what is not sure 100."""
    if 0 < share < 0.01:
        return say("percent-tiny", language)
    if 0.99 < share < 1:
        return say("percent-huge", language)
    return say("percent", language, figure=f"{100 * share:.0f}")


def span(low: float, high: float, language: Language) -> str:
    """An interval of shares, as “12–34 %”."""
    return say("percent-span", language, low=f"{100 * low:.0f}", high=f"{100 * high:.0f}")


def bar(mean: float, low: float, high: float) -> str:
    """A belief as a bar from 0 to 100 %: the interval shaded, the mean solid."""
    cells = [(i + 0.5) / _BAR for i in range(_BAR)]
    here = min(int(mean * _BAR), _BAR - 1)
    return "".join("█" if i == here else "▒" if low <= x <= high else "░" for i, x in enumerate(cells))


def record(likes: int, trials: int, language: Language) -> str:
    """What is known of a prompt in short: “31 of 43 liked”."""
    return say("record", language, likes=likes, trials=trials) if trials else say("record-none", language)


def join_sentences(sentences: Sequence[str], language: Language) -> str:
    """Let sentences follow one another, with the gap that the language has between them; there is at least one."""
    return reduce(lambda first, second: say("two-sentences", language, first=first, second=second), sentences)


def join_lines(lines: Sequence[str], language: Language, *, most: int) -> str:
    """Join lines, leaving out the last ones if they do not fit, and saying how many."""
    kept: list[str] = []
    length = 0
    for index, line in enumerate(lines):
        rest = say("more-lines", language, lines=len(lines) - index)
        is_last = index == len(lines) - 1
        if length + len(line) + (0 if is_last else 1 + len(rest)) > most:
            return "\n".join([*kept, rest])
        kept.append(line)
        length += len(line) + 1
    return "\n".join(kept)


def prompt_line(prompt_id: int, prompt: str, language: Language, *, most: int) -> str:
    """A prompt by number and words, where it is one of many; “#12” is always a picture."""
    return f"**{say('prompt-card-title', language, number=str(prompt_id))}** · {escape(elide_prompt(prompt, most))}"


def picture_line(picture_id: int, prompt: str) -> str:
    """The text of a picture's message: its number first, so that it is found again."""
    return f"**#{picture_id}** · {spoiler(elide(prompt, 600))}"


def find_picture_number(content: str) -> int | None:
    """The number that `picture_line` wrote at the beginning of a message."""
    found = _PICTURE.match(content)
    return int(found[1]) if found else None


def picture_alt(picture_id: int, prompt: str, language: Language) -> str:
    """The alt text of a picture: what it was painted from is what can be said of it."""
    return elide(say("alt-picture", language, number=str(picture_id), prompt=prompt), MOST_ALT)


def digest_heading(digest_id: int, on: date, language: Language, *, edition: str = "daily") -> str:
    """The first line of a digest: its number in bold first, so that it is found again."""
    if edition == "daily":
        return say("digest-heading", language, number=str(digest_id), on=on)
    return say(f"digest-heading-{edition}", language, number=str(digest_id), on=on)


def find_digest_number(content: str) -> int | None:
    """The number that `digest_heading` wrote at the beginning of a message."""
    found = _DIGEST.match(content)
    return int(found[1]) if found else None


def message_link(guild_id: int, channel_id: int, message_id: int) -> str:
    """The address under which Discord's clients open a message."""
    return f"https://discord.com/channels/{guild_id}/{channel_id}/{message_id}"


def file_suffix(image: bytes) -> str:
    """The extension that fits an image's first bytes."""
    if image.startswith(b"\x89PNG"):
        return "png"
    if image.startswith(b"\xff\xd8"):
        return "jpg"
    return "webp"
