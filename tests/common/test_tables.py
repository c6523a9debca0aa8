"""Tables that leave: nothing runs as a formula, nothing is lost."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.common.tables import BOM, safe_cell, write_csv


@pytest.mark.parametrize("text", ["=1+1", "+49 30 1234", "-1", "@cmd", "\tx", "\r=1"])
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize("text", ["1+1", "a=b", "Jan", "", "'quoted"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert safe_cell(text) == text


def test_numbers_stay_numbers() -> None:
    assert [safe_cell(value) for value in (-5, 3.5, 0, None)] == ["-5", "3.5", "0", ""]


@given(
    st.lists(
        st.lists(
            st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00")), min_size=2, max_size=2
        )
    )
)
def test_every_character_comes_back(rows: list[list[str]]) -> None:
    out = io.StringIO(newline="")
    assert write_csv(out, ["a", "b"], rows) == len(rows)
    text = out.getvalue()
    assert text.startswith(BOM)
    read = list(csv.reader(io.StringIO(text.removeprefix(BOM), newline="")))
    assert read[1:] == [[safe_cell(cell) for cell in row] for row in rows]


def test_lines_end_as_the_standard_says_and_quotes_are_doubled() -> None:
    out = io.StringIO(newline="")
    write_csv(out, ["name"], [['Jan "Jef", Peeters'], ["two\nlines"]])
    assert out.getvalue() == BOM + 'name\r\n"Jan ""Jef"", Peeters"\r\n"two\nlines"\r\n'
