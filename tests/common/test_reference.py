"""References: random, readable over the telephone, and wrong ones are noticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.common.reference import ALPHABET, check_character, new_reference, normalise


def test_a_new_reference_is_eleven_letters_and_digits_and_checks() -> None:
    for _ in range(200):
        reference = new_reference()
        assert len(reference) == 11
        assert set(reference) <= set(ALPHABET)
        assert normalise(reference) == reference


def test_it_is_read_as_people_write_it() -> None:
    reference = "0123456789"
    reference += check_character(reference)
    assert normalise("o1234-56789 " + reference[-1].lower()) == reference
    assert normalise("0l23456789" + reference[-1]) == reference


@given(st.integers(0, 9), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(position: int, wrong: str) -> None:
    reference = "7F3ATK29QD"
    reference += check_character(reference)
    changed = reference[:position] + wrong + reference[position + 1 :]
    assert (normalise(changed) is None) == (changed != reference)


@pytest.mark.parametrize("text", ["", "x", "0123456789", "é123456789A", "0" * 12, "../../etc/p"])
def test_what_is_no_reference_is_none(text: str) -> None:
    assert normalise(text) is None
