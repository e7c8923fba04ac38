"""Settings of a prompt's own: how they are typed, and what is refused."""

from __future__ import annotations

import re

import pytest

from bot.domain.own_settings import find_greatest, find_own, find_words, label, read_own
from bot.domain.own_values import OwnSettings
from bot.domain.prompts import clean_prompt, clean_words
from bot.errors import PromptError


def test_settings_are_read_off_the_end_of_a_prompt() -> None:
    text = clean_prompt("a cat in a box --steps 30 --guidance 7 --size 768x512 --sampler Euler a --no hats, blurry")
    words, own = read_own(text)
    assert words == "a cat in a box"
    assert own == OwnSettings(steps=30, guidance=7, width=768, height=512, sampler="Euler a", unwanted="hats, blurry")


@pytest.mark.parametrize(
    "typed",
    [
        "a cat --no hats --steps 30 --cfg 7.0",
        "a cat   --CFG 7 --Steps 30  --negative hats",
        "a cat —steps 30 —no hats —guidance 7",  # a phone has joined the dashes
        "a cat, --steps 30, --guidance 7, --no hats,",
        "a cat --steps ３０.0 --guidance 7e0 --no hats",
        "a cat,--steps=30,--guidance: 7, --no=hats",
        "a cat --steps30 --cfg7 --no hats",
    ],
)
def test_a_prompt_has_one_form_however_it_is_typed(typed: str) -> None:
    assert clean_prompt(typed) == "a cat --steps 30 --guidance 7 --no hats"


def test_where_words_have_no_spaces_between_them_settings_need_none() -> None:
    expected = "月の上の猫 --steps 30 --size 64x96 --no 帽子、靴"
    assert clean_prompt("月の上の猫--no帽子、靴、－－steps３０　--size 64ｘ96") == expected
    assert read_own(expected) == ("月の上の猫", OwnSettings(steps=30, width=64, height=96, unwanted="帽子、靴"))


def test_other_settings_make_another_prompt() -> None:
    assert clean_prompt("a cat --steps 30") != clean_prompt("a cat --steps 31")
    assert find_words("a cat --steps 30") == "a cat"


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("a cat --ar 3:2", "--ar"),
        ("a cat --steps", "--steps"),
        ("a cat --steps 4 --steps 5", "twice"),
        ("a cat --steps 0", "1 to 150"),
        ("a cat --steps 2.5", "2.5"),
        ("a cat --steps many", "many"),
        ("a cat --steps=many", "many"),
        ("a cat --v6", "--v"),
        ("a cat --guidance nan", "nan"),
        ("a cat --guidance -1", "0 to 30"),
        ("a cat --size 100x100", "768x512"),
        ("a cat --size 4096x64", "4096x64"),
        ("a cat --size large", "large"),
        ("a cat --no {hats}", "{hats}"),
        ("a cat --steps {4|200}", "200"),
        ("a cat --steps {1|2}{5|50}", "250"),
        ("a cat --guidance 0.{1|2|3|4|5}{1|2|3|4|6}{1|2|3|4|7}", "125"),
        ("a {red|black --steps 30} cat", "--steps 30"),
        ("a cat {asleep|--steps 150}", "--steps 150"),
        ("a cat --no {hats|—steps 9}", "—steps 9"),
        ("--steps 4", "empty"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(typed: str, named: str) -> None:
    with pytest.raises(PromptError) as refused:
        clean_prompt(typed)
    assert named in str(refused.value)


@pytest.mark.parametrize("text", ["a cat -- asleep", "a well-known cat", "a cat — sleepy", "a cat —happy", "a--b cat"])
def test_dashes_that_are_no_settings_stay_words(text: str) -> None:
    assert clean_prompt(text) == text
    assert read_own(text) == (text, OwnSettings())


def test_a_prompt_of_former_times_stays_whole() -> None:
    """It was stored, and painted, before there were settings: it must come out as it always did."""
    assert find_own("a cat --ar 3:2") == ("a cat --ar 3:2", OwnSettings())
    assert find_words("a cat --ar 3:2") == "a cat --ar 3:2"
    assert find_own("a cat --Steps=30") == ("a cat --Steps=30", OwnSettings())
    assert find_own("a cat —no hats") == ("a cat —no hats", OwnSettings())
    assert find_own("a {red --no|black} cat") == ("a {red --no|black} cat", OwnSettings())
    as_it_was = "a cat --steps 30"
    assert label(as_it_was, as_it_was, {"steps": 4}) == as_it_was, "it was painted with these words"


def test_a_choice_may_stand_for_a_value() -> None:
    text = clean_prompt("a cat --guidance {3|7.5} --size {512x512|256x768} --steps { 4 | 20 }")
    assert text == "a cat --steps {4|20} --guidance {3|7.5} --size {512x512|256x768}"
    assert find_greatest(text) == OwnSettings(steps=20, guidance=7.5, width=512, height=512)


def test_of_several_choices_in_one_value_all_that_they_make_together_is_looked_at() -> None:
    text = clean_prompt("a cat --size {512|768}x{512|1024} --no {hats|scarves}, {red|blue} shoes")
    greatest = find_greatest(text)
    assert greatest is not None
    assert (greatest.width, greatest.height) == (768, 1024)


def test_what_fills_a_slot_is_never_a_setting() -> None:
    filling = {"{coat}": "--no", "{3|7}": "7"}
    filled = read_own("a {coat} cat --guidance {3|7}", lambda text: re.sub(r"{.*?}", lambda one: filling[one[0]], text))
    assert filled == ("a --no cat", OwnSettings(guidance=7))


def test_settings_behind_words_that_are_no_whole_prompt_are_refused() -> None:
    with pytest.raises(PromptError, match="--steps 4"):
        clean_words("ginger --steps 4")
    assert clean_words("ginger") == "ginger"


def test_a_picture_is_labelled_by_its_words_and_its_prompts_settings() -> None:
    used = {"steps": 30, "guidance": 7.0, "width": 64, "height": 96, "scheduler": "DDIMScheduler"}
    assert label("a red cat, snow", "a {red|black} cat --steps 30", used) == "a red cat, snow --steps 30"
    assert label("a red cat", "a {red|black} cat", used) == "a red cat"
    choice = "a cat --guidance {3|7} --size {64x96|96x64} --sampler {DDIM|Euler}"
    assert label("a cat", choice, used) == "a cat --guidance 7 --size 64x96 --sampler {DDIM|Euler}"
    assert label("a cat", choice, {}) == choice, "settings of another version may lack them"
