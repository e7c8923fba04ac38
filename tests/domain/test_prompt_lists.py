"""Prompts as files: what is written is read again, and what cannot be read is said, all at once."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.beliefs import Belief
from bot.domain.parts import find_slots
from bot.domain.prompt_lists import HEADER, read_prompts, write_csv
from bot.domain.prompts import clean_prompt, same_key
from bot.domain.standings import Record, rank
from bot.domain.tables import LinesError, decode
from bot.errors import PromptError


def record(number: int, text: str, *, is_active: bool = True) -> Record:
    return Record(
        prompt_id=number,
        prompt=text,
        is_active=is_active,
        pictures=9,
        trials=7,
        likes=2,
        belief=Belief(2.6, 10.4),
    )


def is_prompt(text: str) -> bool:
    try:
        return clean_prompt(text) == text
    except PromptError:
        return False


texts = st.one_of(
    st.text(min_size=1, max_size=60).filter(is_prompt),
    st.sampled_from(['=HYPERLINK("a";"b") cat', "@cats, everywhere", '+1 "cat"', "'a cat'", "猫, in a box; asleep"]),
)


@given(st.dictionaries(texts.map(same_key), st.booleans(), max_size=8))
def test_what_is_written_is_read_again(states: dict[str, bool]) -> None:
    usable = {text: is_active for text, is_active in states.items() if is_prompt(text)}
    standings = rank([record(number, text, is_active=on) for number, (text, on) in enumerate(usable.items())])
    written = write_csv(standings)
    if not usable:
        with pytest.raises(PromptError, match="no prompt in the file"):
            read_prompts(written, lists=())
        return
    lists = {slot.name for text in usable for slot in find_slots(text)}
    reading = read_prompts(decode(written.encode("utf-8-sig")), lists=lists)
    assert {line.text: line.is_active for line in reading.lines} == {
        standing.record.prompt: standing.record.is_active for standing in standings
    }
    assert len(reading.repeated) == len(usable) - len(reading.lines)


def test_the_records_are_in_the_file_as_a_spreadsheet_reads_them() -> None:
    (row,) = csv.DictReader(io.StringIO(write_csv(rank([record(1, 'a "big" cat, in a box')]))))
    assert tuple(row) == HEADER
    assert (row["prompt"], row["active"]) == ('a "big" cat, in a box', "yes")
    assert (row["pictures"], row["judged"], row["liked"], row["rate"]) == ("9", "7", "2", "0.2000")
    assert float(row["low"]) < 0.2 < float(row["high"])


@pytest.mark.parametrize("text", ["=1+1 cats", "@cat", "+cat", "-cat"])
def test_no_spreadsheet_runs_what_a_member_wrote(text: str) -> None:
    written = write_csv(rank([record(1, text)]))
    assert written.splitlines()[1].startswith(f"'{text}")
    assert read_prompts(written, lists=()).lines[0].text == text


def test_a_wildcard_list_has_comments_empty_lines_and_weights() -> None:
    text = "# cats of mine\n\na ginger cat\n  2.5::a black  cat  \n# a grey cat\nA GINGER cat\na {2::red|blue} cat\n"
    reading = read_prompts(text, lists=())
    expected = [(3, "a ginger cat"), (4, "a black cat"), (7, "a {2::red|blue} cat")]
    assert [(line.number, line.text) for line in reading.lines] == expected
    assert [line.number for line in reading.repeated] == [6]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_spreadsheets_own_way_of_separating_is_understood(delimiter: str) -> None:
    rows = [["note", "Prompt", "ACTIVE"], ["x", "a cat", "No"], ["y", "a big cat", ""], ["", "", ""]]
    reading = read_prompts("\n".join(delimiter.join(row) for row in rows), lists=())
    assert [(line.text, line.is_active) for line in reading.lines] == [("a cat", False), ("a big cat", True)]


def test_every_bad_line_is_said_at_once_with_its_number() -> None:
    with pytest.raises(LinesError) as caught:
        read_prompts("a cat\n@everyone\na **bold** cat\n" + "cat " * 200, lists=())
    assert str(caught.value) == "3 lines cannot be prompts, so nothing was imported:"
    assert [str(line).split(":")[0] for line in caught.value.problems] == ["line 2", "line 3", "line 4"]


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (b"\xff\xd8\xff\xe0 a picture", "no text in UTF-8"),
        (b"", "no prompt in the file"),
        (b'prompt\na cat\n"' + b"a cat\n" * 30_000, "quotation mark is not closed"),
    ],
)
def test_what_is_no_list_of_prompts_is_refused_with_the_remedy(data: bytes, part: str) -> None:
    with pytest.raises(PromptError, match=part):
        read_prompts(decode(data), lists=())


def test_a_state_that_is_neither_yes_nor_no_is_a_bad_line() -> None:
    with pytest.raises(LinesError) as caught:
        read_prompts("prompt,active\na cat,perhaps\na big cat,yes\n", lists=())
    assert [str(line) for line in caught.value.problems] == [
        "line 2: “active” is “perhaps”, and should be “yes” or “no”."
    ]


def test_every_list_that_has_no_options_is_said_with_its_line_and_the_remedy() -> None:
    text = (
        "a {coat} cat\na __hat__ cat in a {box|bag}\na {hat} cat with {shoes}\na **bold** cat\na cat {asleep|awake}\n"
    )
    with pytest.raises(LinesError) as caught:
        read_prompts(text, lists={"coat"})
    first, second, third, fourth = map(str, caught.value.problems)
    assert first.startswith("line 2: There are no parts for {hat} yet: add some with /part add, or write the word")
    assert second.startswith("line 3: There are no parts for {hat} yet")
    assert third.startswith("line 3: There are no parts for {shoes} yet")
    assert fourth.startswith("line 4: The prompt")
    assert len(read_prompts(text.replace("**", ""), lists={"coat", "hat", "shoes"}).lines) == 5


def test_a_retired_prompt_may_wait_for_its_list() -> None:
    reading = read_prompts("prompt,active\na {hat} cat,no\n", lists=())
    assert [(line.text, line.is_active) for line in reading.lines] == [("a {hat} cat", False)]


def test_a_file_from_windows_in_its_old_unicode_is_read() -> None:
    assert read_prompts(decode("a cat\n猫\n".encode("utf-16")), lists=()).lines[1].text == "猫"
