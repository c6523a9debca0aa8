"""The shared clock, and texts in several languages."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.exceptions import ValidationError

from portal.common import clock
from portal.common.translated import Translated, pick, validate_translated


def test_the_clock_follows_its_offset_file(tmp_path: Path, settings: LazySettings) -> None:
    file = tmp_path / "offset"
    settings.CLOCK_OFFSET_FILE = str(file)
    before = clock.now()
    file.write_text("86400\n")
    assert timedelta(days=1) <= clock.now() - before < timedelta(days=1, seconds=5)
    file.unlink()
    assert clock.offset() == timedelta()


@pytest.mark.parametrize(
    ("language", "expected"), [("fr", "Bonjour"), ("fr-be", "Bonjour"), ("nl", "Hello"), ("ja", "こんにちは")]
)
def test_a_text_falls_back_to_english(language: str, expected: str) -> None:
    assert pick({"en": "Hello", "fr": "Bonjour", "ja": "こんにちは"}, language) == expected


def test_without_english_the_next_language_is_better_than_nothing() -> None:
    assert pick({"ja": "文部科学省"}, "nl") == "文部科学省"
    assert str(Translated()) == ""


@pytest.mark.parametrize("value", ["text", ["en"], {"de": "Hallo"}, {"en": 3}])
def test_what_is_not_a_translated_text_is_refused(value: object) -> None:
    with pytest.raises(ValidationError):
        validate_translated(value)
