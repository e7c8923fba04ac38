"""Texts that Discord shows as they are meant: read back with Discord's own rules of markup, written down here anew."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.chat import wording
from bot.languages import ENGLISH, Language, list_languages

ESCAPED = re.compile(r"\\([^0-9A-Za-z\s])")
SPOILER = re.compile(r"\|\|([\s\S]+?)\|\|")
MARKS = {
    "code": re.compile(r"(`+)([\s\S]*?[^`])\1(?!`)"),
    "bold": re.compile(r"\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)"),
    "underline": re.compile(r"__((?:\\[\s\S]|[^\\])+?)__(?!_)"),
    "strike": re.compile(r"~~([\s\S]+?)~~"),
    "star": re.compile(r"\*(?=\S)((?:\*\*|\s+(?:[^*\s]|\*\*)|[^\s*])+?)\*(?!\*)"),
    "italic": re.compile(r"_((?:__|\\[\s\S]|[^\\_])+?)_(?![a-zA-Z0-9_])"),
    "mention": re.compile(r"<(@[!&]?|#)\d+>|@everyone|@here", re.IGNORECASE),
    "emoji": re.compile(r"<a?:\w+:\d+>"),
    "time": re.compile(r"<t:-?\d+(:[tTdDfFR])?>"),
    "command": re.compile(r"</[^>]+:\d+>"),
    "guild": re.compile(r"<id:\w+>"),
    "angle link": re.compile(r"<[a-z]+://[^ >]+>", re.IGNORECASE),
    "masked link": re.compile(r"\[[^\]]*\]\([^)]*\)"),
    "link": re.compile(r"https?://[^\s<]+[^<.,:;\"'\]\s]", re.IGNORECASE),
}
AT_LINE_START = re.compile(r"(#{1,3}|-#|[-+*]|>|>>>|\d+\.)\s")
PIECES = [*"|\\*_~`<>[]()@#&!:/-+. 1aA\n", "@everyone", "<@1>", "<@&12>", "<:a:1>", "https://a", "](", "||"]
NASTY = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
TEXTS = st.one_of(NASTY, st.text(max_size=80))


def read(text: str) -> tuple[str, list[str]]:
    """Show a text as Discord's clients do: (what is read, the kinds of markup that were found in it)."""
    shown, kinds, at = "", [], 0
    while at < len(text):
        if found := ESCAPED.match(text, at):
            shown += found[1]
            at = found.end()
            continue
        if found := SPOILER.match(text, at):
            inner, inside = read(found[1])
            shown += inner
            kinds += ["spoiler", *inside]
            at = found.end()
            continue
        for kind, pattern in MARKS.items():
            if found := pattern.match(text, at):
                kinds.append(kind)
                shown += found[0]
                at = found.end()
                break
        else:
            shown += text[at]
            at += 1
    return shown, kinds


def plain(text: str) -> str:
    return " ".join(text.replace("\u200b", "").split())


@given(TEXTS)
@example("|")
@example("||")
@example("a||")
@example("\\")
@example("\\|")
@example("|\\")
@example("||||")
@example("\\||\\")
def test_no_text_can_leave_its_spoiler_or_mark_anything_up(text: str) -> None:
    line = wording.picture_line(7, "x" + text)
    assert line.startswith("**#7** · ")
    shown, kinds = read(line.removeprefix("**#7** · "))
    assert kinds == ["spoiler"]
    assert plain(shown) == plain(wording.elide("x" + text, 600))
    hidden = SPOILER.fullmatch(line.removeprefix("**#7** · "))
    assert hidden is not None, "the whole text is hidden"


@given(TEXTS)
def test_an_escaped_text_reads_as_it_was_and_marks_nothing_up(text: str) -> None:
    escaped = wording.escape(text)
    shown, kinds = read(escaped)
    assert kinds == []
    assert plain(shown) == plain(text)
    assert not re.search(r"@(everyone|here)", escaped, re.IGNORECASE)


@given(st.sampled_from(["# ", "- ", "+ ", "* ", "> ", "-# ", "### "]))
def test_a_line_cannot_begin_a_heading_a_list_or_a_quote(start: str) -> None:
    assert AT_LINE_START.match(start + "cat")
    assert not AT_LINE_START.match(wording.escape(start + "cat"))


def test_elided_prompts_that_differ_in_their_settings_only_stay_apart() -> None:
    words = ", ".join(["a very fluffy cat on a sofa beside a window"] * 4)
    shown = wording.elide_prompt(f"{words} --steps 30", 80)
    assert shown.endswith("… --steps 30")
    assert len(shown) <= 80
    crowded = wording.elide_prompt(f"{words} --steps 30 --no {words}", 80)
    assert crowded.startswith("a very fluffy cat on a so… --steps 30 --no a very fluffy")
    assert len(crowded) <= 80
    assert wording.elide_prompt("a cat --steps 30", 80) == "a cat --steps 30"


@given(st.text(), st.integers(1, 50))
def test_an_elided_text_is_one_line_and_short_enough(text: str, most: int) -> None:
    elided = wording.elide(text, most)
    assert len(elided) <= most
    assert "\n" not in elided


@given(st.integers(1, 10**15), TEXTS)
def test_the_number_before_a_picture_is_found_again(number: int, text: str) -> None:
    line = wording.picture_line(number, text + "x")
    assert wording.find_picture_number(line) == number
    assert wording.find_digest_number(line) is None
    assert len(line) <= wording.MOST_CONTENT
    assert len(wording.picture_alt(number, text, ENGLISH)) <= wording.MOST_ALT


@pytest.mark.parametrize("language", list_languages())
def test_the_number_of_a_digest_is_found_again_in_whichever_language_it_was_posted(language: Language) -> None:
    heading = wording.digest_heading(1234, date(2026, 11, 23), language)
    assert wording.find_digest_number(heading + "\n**1.** more") == 1234
    assert wording.find_picture_number(heading) is None
    assert wording.find_digest_number("see **Digest 12**") is None


@given(st.lists(st.text(alphabet="ab", max_size=30)), st.integers(30, 200))
def test_joined_lines_fit_and_say_what_is_left_out(lines: list[str], most: int) -> None:
    joined = wording.join_lines(lines, ENGLISH, most=most)
    assert len(joined) <= most
    if joined != "\n".join(lines):
        kept = joined.splitlines()
        assert kept[-1] == f"… and {len(lines) - len(kept) + 1} more"


@pytest.mark.parametrize(
    ("share", "said"), [(0, "0%"), (0.004, "<1%"), (0.0625, "6%"), (0.417, "42%"), (0.9991, ">99%"), (1, "100%")]
)
def test_shares_are_said_in_per_cent(share: float, said: str) -> None:
    assert wording.percent(share, ENGLISH) == said


def test_figures_are_said_in_words() -> None:
    assert wording.span(0.123, 0.34, ENGLISH) == "12–34%"
    assert wording.record(31, 1043, ENGLISH) == "31 of 1,043 liked"
    assert wording.record(0, 0, ENGLISH) == "not judged yet"
    assert wording.record(31, 43, Language("ja")) == "43枚中31枚が好評"


def test_a_belief_is_a_bar_with_its_interval_shaded() -> None:
    assert wording.bar(0.5, 0.4, 0.6) == "░░░░░░░░▒▒█▒░░░░░░░░"
    assert wording.bar(1, 1, 1) == "░" * 19 + "█"


def test_the_extension_follows_the_bytes() -> None:
    assert wording.file_suffix(b"\x89PNG\r\n") == "png"
    assert wording.file_suffix(b"RIFF0000WEBP") == "webp"
    assert wording.file_suffix(b"\xff\xd8\xff") == "jpg"
