"""How a digest reads: its lines, as many words of each prompt as fit, and the leading prompts below.

Pure: a post and a language in, texts out. What a digest shows is not decided here.
"""

from __future__ import annotations

from datetime import date

from bot.chat import embeds, phrases, wording
from bot.chat.embeds import Link
from bot.flows.ports import DigestPost, TopPicture
from bot.flows.stats import say_learnt
from bot.languages import Language, say

MOST_LAYOUT = 4_000  # characters of a message's texts together
_MOST_SHOWN = 5  # prompts in words; the curves show more
_PROMPT_CHARACTERS = (80, 40, 20, 0)  # of each prompt: the most that lets the message fit
_MOST_PICTURES = 12
_MOST_WITH_PROMPT = 3  # the sheet shows the others, and their prompts hang with them


def digest_text(post: DigestPost, *, link: Link, language: Language) -> str:
    """The digest's own lines: number, date, counts, and the top cats with their likes and links."""
    for most in _PROMPT_CHARACTERS:
        text = _digest_text(post, link, language, prompt_characters=most)
        if len(text) <= wording.MOST_CONTENT:
            break
    return text


def _digest_text(post: DigestPost, link: Link, language: Language, *, prompt_characters: int) -> str:
    counts = say("digest-counts", language, painted=post.painted, liked=post.liked, unseen=post.unseen)
    on = date.fromisoformat(post.title_on)
    lines = [wording.digest_heading(post.digest_id, on, language, edition=post.edition), counts]
    if post.lesson is not None and prompt_characters:
        lines.append(phrases.lesson(post.lesson, language, characters=prompt_characters))
    if post.ratio is not None:
        lines.append(say_learnt(post.ratio, language))
    for rank, top in enumerate(post.top[:_MOST_PICTURES], 1):
        shown = prompt_characters if rank <= _MOST_WITH_PROMPT else 0
        thanks = phrases.credit(top.credit, language, is_new=top.is_new) if prompt_characters else ""
        lines.append(f"**{rank}.** {_top_line(top, link, language, prompt_characters=shown)}{thanks}")
    if not post.top:
        lines.append(say("digest-none", language))
    if post.new_count and prompt_characters:
        lines.append(phrases.new_prompts(post.new, post.new_count, language, characters=prompt_characters))
    return "\n".join([*lines, f"-# {say('made-by-ai', language)}"])


def leading_text(post: DigestPost, language: Language) -> str | None:
    """The leading prompts under their heading; None if there is no prompt."""
    leading = [s for s in post.standings if s.record.is_active][:_MOST_SHOWN]
    if not leading:
        return None
    title, note = f"### {say('beliefs-title', language)}", f"-# {embeds.interval_note(language)}"
    lines = [embeds.standing_line(standing, language) for standing in leading]
    most = MOST_LAYOUT - wording.MOST_CONTENT - len(title) - len(note) - 2
    return "\n".join([title, wording.join_lines(lines, language, most=most), note])


def _top_line(top: TopPicture, link: Link, language: Language, *, prompt_characters: int) -> str:
    line = f"[#{top.picture_id}]({link(top.message_id)}) · {say('likes', language, likes=top.likes)}"
    return f"{line} · {wording.escape(wording.elide(top.prompt, prompt_characters))}" if prompt_characters else line
