"""What a prompt may be."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.prompts import MOST_CHARACTERS, clean_prompt, find_change, same_key
from bot.errors import PromptError

SIGNS = st.text(st.sampled_from("ab cé_*`~|<>@#:/\\-.[]()1!&\n\t\u200b\u0301\u1fef＠") | st.characters(), max_size=40)
PIECES = st.lists(
    st.sampled_from(
        [
            "cat",
            "||",
            "|",
            "\\",
            "<@1>",
            "<@&2>",
            "<#3>",
            "<:a:1>",
            "<t:1>",
            "</a:1>",
            "<id:guide>",
            "@everyone",
            "@he\u200bre",
            "https://x.y",
            "www.x",
            "discord.gg/x",
            "[a](b)",
            "**",
            "*",
            "__",
            "_",
            "`",
            "~~",
            "# ",
            "> ",
            "-# ",
            "- ",
            " ",
            " --steps 3",
            " --no hats",
            " —cfg 7.50",
            " --size 64X128",
            " --sampler Euler a",
        ]
    ),
    min_size=1,
    max_size=6,
).map("".join)


def accepted(text: str) -> str | None:
    try:
        return clean_prompt(text)
    except PromptError:
        return None


@given(text=SIGNS | PIECES)
@settings(max_examples=300)
def test_no_accepted_prompt_can_mention_mark_up_link_or_break_a_spoiler(text: str) -> None:
    prompt = accepted(text)
    if prompt is None:
        return
    assert not re.search(r"<(@|#|:|a:|t:|/|id:)|@everyone|@here|\w+://|\]\(", prompt, re.IGNORECASE)
    assert not set("`*\\") & set(prompt)
    assert re.fullmatch(r"\|\|((?!\|\|).)+\|\|", f"||{prompt}||")
    assert not prompt.startswith(("# ", "> ", "-# ", "- "))
    assert 0 < len(prompt) <= MOST_CHARACTERS


@given(text=SIGNS | PIECES)
@settings(max_examples=300)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    prompt = accepted(text)
    assert prompt is None or clean_prompt(prompt) == prompt


@given(text=st.text(max_size=60))
def test_an_accepted_prompt_is_one_line_of_visible_composed_characters(text: str) -> None:
    prompt = accepted(text)
    if prompt is not None:
        assert prompt == " ".join(prompt.split())
        assert unicodedata.is_normalized("NFC", prompt)
        assert not any(unicodedata.category(c).startswith("C") for c in prompt)


@pytest.mark.parametrize(
    "text",
    [
        "a ginger cat in a box",
        "un chat à l’été, très doux",
        "ein Kätzchen & 2 Mäuse",
        "snow_leopard <3",
        "猫が眠る",
        "a cat | a dog",
    ],
)
def test_plain_words_are_taken_as_they_are(text: str) -> None:
    assert clean_prompt(text) == text


def test_lines_spaces_and_invisible_signs_are_tidied() -> None:
    assert clean_prompt("  a\u200b cat\n\n in \t a\u00a0box\x07 ") == "a cat in a box"


@pytest.mark.parametrize("text", ["", "   ", "\u200b", "!?…", "🐱🐱", "42", "#12"])
def test_a_prompt_without_a_letter_is_empty(text: str) -> None:
    with pytest.raises(PromptError, match="is empty"):
        clean_prompt(text)


def test_a_prompt_that_is_too_long_is_told_how_long_it_may_be() -> None:
    assert clean_prompt("c" * 300)
    with pytest.raises(PromptError, match="301 characters, and 300 are allowed"):
        clean_prompt("c" * 301)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a cat for @everyone", "mentions.*@everyone"),
        ("a cat for @EveryOne", "mentions"),
        ("a cat for @he\u200bre", "mentions"),
        ("a cat of <@123>", "mentions"),
        ("a cat <:meow:1>", "mentions"),
        ("see https://cats.example", "link"),
        ("see www.cats.example", "link"),
        ("[cat](x)", "link"),
        ("a cat || a spoiler", "formatting"),
        ("a cat\\", "formatting"),
        ("a cat|", "formatting"),
        ("a **bold** cat", "formatting"),
        ("an *italic* cat", "formatting"),
        ("an _italic_ cat", "formatting"),
        ("a `cat`", "formatting"),
        ("a ~~cat~~", "formatting"),
        ("# a cat", "formatting"),
        ("> a cat", "formatting"),
        ("- a cat", "formatting"),
    ],
)
def test_what_is_wrong_with_a_prompt_is_named(text: str, problem: str) -> None:
    with pytest.raises(PromptError, match=problem):
        clean_prompt(text)


@pytest.mark.parametrize(
    ("one", "other"), [("A Cat", "a cat"), ("Straße", "STRASSE"), ("ｃａｔ", "cat"), ("é", "e\u0301")]
)
def test_prompts_that_differ_in_case_or_width_are_the_same(one: str, other: str) -> None:
    assert same_key(one) == same_key(other)


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ("a ginger cat, asleep", "a black cat, asleep", ("ginger", "black")),
        ("a ginger cat", "a ginger cat in the rain", ("cat", "cat in the rain")),
        ("an old ginger cat", "a ginger cat", ("an old", "a")),
        ("a big ginger cat", "a cat", ("a big ginger", "a")),
        ("ginger cat", "a ginger cat", ("ginger", "a ginger")),
        ("a cat cat", "a cat", ("cat cat", "cat")),
        ("茶トラの猫", "黒い猫", ("茶トラの猫", "黒い猫")),
    ],
)
def test_a_change_of_words_is_told_by_the_words_around_it(before: str, after: str, change: tuple[str, str]) -> None:
    assert find_change(before, after) == change


WORDS = st.lists(st.sampled_from(["a", "cat", "black", "in", "rain"]), min_size=1, max_size=6).map(" ".join)


@given(WORDS, WORDS)
def test_putting_one_side_of_a_change_in_the_place_of_the_other_makes_the_text_and_neither_is_empty(
    before: str, after: str
) -> None:
    if before == after:
        return
    words, (old, new) = before.split(), map(str.split, find_change(before, after))
    assert old
    assert new
    places = [at for at in range(len(words)) if words[at : at + len(old)] == old]
    assert any(" ".join([*words[:at], *new, *words[at + len(old) :]]) == after for at in places)
