"""What a prompt may be: the words that are painted and shown, checked once when they come in."""

from __future__ import annotations

import re
import unicodedata

from bot.domain.own_settings import find_words, tidy_own
from bot.domain.parts import name_slots, read_slots
from bot.errors import PromptError
from bot.languages import Text

MOST_CHARACTERS = 300
_MENTION = re.compile(r"<[^\s3]|@everyone|@here", re.IGNORECASE)  # mentions, custom emoji, times; hearts <3 are fine
_LINK = re.compile(r"\w+://|\bwww\.|\bdiscord(app)?\.(gg|com)/|\]\(", re.IGNORECASE)
# A stroke at either end would join the spoiler's own, a backslash disarm them. “_” is harmless only inside a word.
_MARKUP = re.compile(
    r"\|\||^\||\|$|[`*\\]|~~|(?<![a-z0-9])_|_(?![a-z0-9])|^(#{1,3}|>{1,3}|-#|[-+]|\d+[.)])\s", re.IGNORECASE | re.ASCII
)


def clean_prompt(text: str) -> str:
    """Return the prompt as it is stored: one line, composed characters, single spaces, its own settings in order.

    Raises PromptError, naming what is wrong and the remedy, for an empty or overlong text, mentions, links, markup,
    braces that are no slots, and settings that make no sense.
    """
    text = "".join(" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c)[0] != "C")
    text = name_slots(" ".join(unicodedata.normalize("NFC", text).split()))
    text = tidy_own(text)
    if not any(c.isalpha() for c in find_words(text)):
        raise PromptError(Text("prompt-empty"))
    if len(text) > MOST_CHARACTERS:
        raise PromptError(Text("prompt-too-long", characters=len(text), most=MOST_CHARACTERS))
    if found := _MENTION.search(text):
        raise PromptError(Text("prompt-mentions", found=found[0]))
    if found := _LINK.search(text):
        raise PromptError(Text("prompt-links", found=found[0]))
    if found := _MARKUP.search(text):
        raise PromptError(Text("prompt-formatting", found=found[0].strip()))
    read_slots(text)
    return text


def clean_words(text: str) -> str:
    """Return words that are no whole prompt, cleaned as one is; raises PromptError, also for settings behind them."""
    text = clean_prompt(text)
    if find_words(text) != text:
        raise PromptError(Text("own-not-here", found=text.removeprefix(find_words(text)).strip()))
    return text


def same_key(text: str) -> str:
    """What two prompts share if they are the same but for case and width of characters."""
    return unicodedata.normalize("NFKC", text).casefold()


def find_change(before: str, after: str) -> tuple[str, str]:
    """The words that were changed, and what they became; where words were only added or taken out, with a neighbour.

    Both are the whole text where everything differs.
    """
    old, new = before.split(), after.split()
    shorter = min(len(old), len(new))
    first = next((at for at in range(shorter) if old[at] != new[at]), shorter)
    last = next((at for at in range(shorter - first) if old[-1 - at] != new[-1 - at]), shorter - first)
    if first and min(len(old), len(new)) == first + last:
        first -= 1  # so that neither is empty
    elif last and min(len(old), len(new)) == first + last:
        last -= 1
    return " ".join(old[first : len(old) - last]), " ".join(new[first : len(new) - last])
