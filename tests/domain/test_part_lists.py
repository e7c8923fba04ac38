"""Parts as files: what is written is read again, and what cannot be an option is said, all at once."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.beliefs import Belief
from bot.domain.part_lists import HEADER, PartRecord, clean_part, read_parts, write_csv
from bot.domain.prompts import same_key
from bot.domain.tables import LinesError
from bot.errors import PromptError


def record(slot: str, text: str, *, is_active: bool = True) -> PartRecord:
    return PartRecord(
        slot=slot, text=text, is_active=is_active, pictures=9, trials=7, likes=2, belief=Belief(2.6, 10.4)
    )


def is_part(slot: str, text: str) -> bool:
    try:
        return clean_part(slot, text) == (slot, text)
    except PromptError:
        return False


parts = st.one_of(
    st.tuples(st.sampled_from(["coat", "far/away", "毛色"]), st.text(min_size=1, max_size=40)),
    st.tuples(st.just("coat"), st.sampled_from(["=1+1 cats", "@home", "+tabby", 'a "big", one; or two', "三毛"])),
).filter(lambda part: is_part(*part))


@given(st.lists(st.tuples(parts, st.booleans()), max_size=8, unique_by=lambda one: (one[0][0], same_key(one[0][1]))))
def test_what_is_written_is_read_again(wanted: list[tuple[tuple[str, str], bool]]) -> None:
    written = write_csv(record(*part, is_active=is_active) for part, is_active in wanted)
    if not wanted:
        with pytest.raises(PromptError, match="no option in the file"):
            read_parts(written, slot="prompts")
        return
    reading = read_parts(written, slot="not asked")
    assert [((line.slot, line.text), line.is_active) for line in reading.lines] == wanted
    assert reading.repeated == ()


def test_the_records_are_in_the_file_as_a_spreadsheet_reads_them() -> None:
    (row,) = csv.DictReader(io.StringIO(write_csv([record("coat", "ginger, striped")])))
    assert tuple(row) == HEADER
    assert (row["slot"], row["option"], row["active"]) == ("coat", "ginger, striped", "yes")
    assert (row["pictures"], row["judged"], row["liked"], row["rate"]) == ("9", "7", "2", "0.2000")
    assert float(row["low"]) < 0.2 < float(row["high"])


def test_a_wildcard_file_is_a_list_of_its_slot() -> None:
    reading = read_parts("# coats\n\nginger\n 2::black  and white\nGinger\n", slot="__Coat__")
    assert [(line.number, line.slot, line.text) for line in reading.lines] == [
        (3, "coat", "ginger"),
        (4, "coat", "black and white"),
    ]
    assert [line.number for line in reading.repeated] == [5]


def test_every_bad_line_is_said_at_once_with_its_number() -> None:
    good, bad = ["coat;tabby;yes", "{hat};top hat;no"], [";white;yes", "coat;a {b|c};", "coat;black;perhaps", "*;grey;"]
    text = "\n".join(["slot;option;active", good[0], *bad, good[1]])
    with pytest.raises(LinesError) as caught:
        read_parts(text, slot="coat")
    assert str(caught.value) == "4 lines cannot be options of a list, so nothing was imported:"
    assert [str(line).split(":")[0] for line in caught.value.problems] == ["line 3", "line 4", "line 5", "line 6"]


def test_a_list_whose_file_has_no_name_for_one_is_refused() -> None:
    with pytest.raises(PromptError, match="no name for a list"):
        read_parts("ginger\nblack\n", slot="(1)")
