"""Our own languages are whole: the same texts with the same arguments, all of them used, each of them readable."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from bot.languages import ENGLISH, Language, list_languages, list_messages, read_patterns, say

ROOT = Path(__file__).parent.parent.parent
ASKING = {"say", "Text", "phrase"}
BUILDERS = ROOT / "bot" / "chat" / "commands.py"  # its ids are checked with the commands themselves
READ_ELSEWHERE = re.compile(r"^language-name$|^(command|menu)-|^page-")
DATES = {"on", "begins", "ends"}
MOST = {  # characters that Discord takes in a form, a menu or a button
    **dict.fromkeys(("words-title", "words-label"), 45),
    **dict.fromkeys(("words-note", "part-liked"), 100),
    **dict.fromkeys(("part-any", "part-choose", "words-change"), 80),
}
BUTTON = re.compile(r"(button|like|over)-\w+|review-(next|stop)")
OTHERS = sorted(set(list_languages()) - {ENGLISH})


@cache
def asked() -> tuple[tuple[str, str, frozenset[str] | None], ...]:
    """Every id that the code asks for: (where, a pattern of the id, the arguments or None where they are spread)."""
    return tuple(
        (f"{path.relative_to(ROOT)}:{node.lineno}", *found)
        for path in sorted((ROOT / "bot").rglob("*.py"))
        if path != BUILDERS
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and (found := read_call(node))
    )


def read_call(node: ast.Call) -> tuple[str, frozenset[str] | None] | None:
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    if name not in ASKING or not node.args or (pattern := id_pattern(node.args[0])) is None:
        return None
    keywords = [keyword.arg for keyword in node.keywords]
    return pattern, None if None in keywords or name == "phrase" else frozenset(filter(None, keywords))


def id_pattern(node: ast.expr) -> str | None:
    """A pattern that fits the ids an expression may give; None for what is passed on from elsewhere."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.escape(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"\w+" for part in node.values)
    return None


def test_every_text_that_is_asked_for_exists_with_just_those_arguments() -> None:
    texts = list_messages(ENGLISH)
    assert len(asked()) > 50
    for where, pattern, arguments in asked():
        fitting = [message_id for message_id in texts if re.fullmatch(pattern, message_id)]
        assert fitting, f"{where} asks for {pattern}, which en.ftl does not have"
        for message_id in fitting:
            if arguments is not None:
                assert texts[message_id] == arguments, f"{where} fills in {message_id}"


def test_every_text_is_used() -> None:
    patterns = [pattern for _, pattern, _ in asked()]
    unused = [
        message_id
        for message_id in list_messages(ENGLISH)
        if not READ_ELSEWHERE.match(message_id) and not any(re.fullmatch(pattern, message_id) for pattern in patterns)
    ]
    assert unused == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_has_the_texts_of_english_with_the_same_arguments(language: Language) -> None:
    ours, theirs = list_messages(ENGLISH), list_messages(language)
    assert sorted(ours.keys() - theirs.keys()) == [], "not translated yet"
    assert sorted(theirs.keys() - ours.keys()) == [], "nobody asks for these"
    assert {message_id: names for message_id, names in theirs.items() if names != ours[message_id]} == {}


def samples(names: frozenset[str]) -> Iterator[dict[str, str | int | date]]:
    """Arguments of every kind that a text must cope with; what is called `on`, `begins` or `ends` is a date."""
    for value in ("a ginger cat", 0, 1, 2, 3, 5, 11, 21, 1_234_567):
        yield {name: date(2026, 11, 23) if name in DATES else value for name in names}


@pytest.mark.parametrize("language", list_languages())
def test_every_text_can_be_read_whatever_it_is_filled_with(language: Language) -> None:
    for message_id, names in list_messages(language).items():
        for arguments in samples(names):
            text = say(message_id, language, **arguments)
            assert text.strip(), message_id
            assert "{" not in text, f"{message_id}: {text}"
            assert "\u2068" not in text, "Discord shows the marks of bidirectional text in some places"


@pytest.mark.parametrize("language", list_languages())
def test_forms_menus_and_buttons_are_within_discords_limits(language: Language) -> None:
    limits = MOST | {message_id: 80 for message_id in list_messages(ENGLISH) if BUTTON.fullmatch(message_id)}
    longest = {"number": "9" * 15, "percent": say("percent-tiny", language)}
    texts = {
        name: say(name, language, **{key: longest[key] for key in list_messages(language)[name]}) for name in limits
    }
    assert {name: text for name, text in texts.items() if len(text) > limits[name]} == {}


@pytest.mark.parametrize("language", list_languages())
def test_a_number_sign_stands_for_pictures_and_never_for_prompts(language: Language) -> None:
    said = {
        message_id: say(message_id, language, **dict.fromkeys(names, "4"))
        for message_id, names in list_messages(language).items()
        if not names & DATES
    }
    assert [message_id for message_id, text in said.items() if re.search(r"(?i)(prompt|プロンプト) ?#", text)] == []


PAGE = ROOT / "bot" / "playground" / "page"
PAGE_TEXT = re.compile(r"""(?:["'`])(page-[\w-]+)["'`]""")


def test_the_page_asks_for_texts_that_there_are_and_for_all_of_them() -> None:
    asked_by_page = {
        found
        for path in PAGE.iterdir()
        if path.suffix in {".js", ".html"}
        for found in PAGE_TEXT.findall(path.read_text("utf-8"))
    }
    there = {message_id for message_id in list_messages(ENGLISH) if message_id.startswith("page-")}
    by_server = {"page-no-answer"}
    assert asked_by_page - there == set()
    assert there - asked_by_page == by_server


@pytest.mark.parametrize("language", list_languages())
def test_the_pages_texts_are_plain_enough_for_the_page(language: Language) -> None:
    patterns = read_patterns(language, prefix="page-")
    assert patterns["page-send"] == [say("page-send", language)]
    assert {"name": "person"} in patterns["page-used"]
    assert patterns["page-typing"][0]["of"] == "people"
