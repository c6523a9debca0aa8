"""Definitions in French, Dutch and Japanese: nothing is missing, nothing is left over, and pinned editions are said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from portal.common.translated import LOCALES, Translated
from programs.catalog_files import CATALOG, read_yaml
from programs.eligibility.errors import DefinitionError
from programs.programme_words import in_languages, programme_words, read_programme_words, said

OTHERS = tuple(code for code in LOCALES if code != "en")
PLACES = re.compile(r"\{\w*\}|%\(\w+\)s")


def texts_in(content: Any) -> Iterator[dict[str, str]]:
    """Every text of a definition: an object that has English words."""
    if isinstance(content, dict):
        if isinstance(content.get("en"), str) and set(content) <= set(LOCALES):
            yield content
        else:
            for each in content.values():
                yield from texts_in(each)
    elif isinstance(content, list):
        for each in content:
            yield from texts_in(each)


def texts_of_definitions() -> list[dict[str, str]]:
    return [text for path in sorted(CATALOG.glob("*/programme.yaml")) for text in texts_in(read_yaml(path))]


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_of_every_definition_is_there(language: str) -> None:
    missing = sorted({text["en"] for text in texts_of_definitions() if not said(text).get(language)})
    assert not missing, f"{language} lacks {len(missing)} texts in programmes.yaml:\n" + "\n".join(missing)


@pytest.mark.parametrize("words", programme_words(), ids=lambda words: words.language)
def test_nothing_is_kept_for_a_text_that_no_definition_has(words: Any) -> None:
    english = {text["en"].strip() for text in texts_of_definitions()}
    assert not set(words.texts) - english


@pytest.mark.parametrize("words", programme_words(), ids=lambda words: words.language)
def test_places_are_the_same_and_nothing_was_left_in_english(words: Any) -> None:
    for english, own in words.texts.items():
        assert sorted(PLACES.findall(own)) == sorted(PLACES.findall(english)), english
        if len(english) > 25:
            assert own != english


def test_a_definition_is_said_in_every_language_part_by_part() -> None:
    english, words = next(iter(programme_words()[0].texts.items()))
    text = Translated({"en": english})
    found = in_languages((text, (Translated({"en": "Said nowhere."}),), "code"))
    assert found[0][programme_words()[0].language] == words
    assert found[1:] == ((Translated({"en": "Said nowhere."}),), "code")


def test_a_texts_own_words_go_before_those_that_are_kept() -> None:
    english = next(iter(programme_words()[0].texts))
    language = programme_words()[0].language
    assert said({"en": english, language: "Own."})[language] == "Own."


def test_a_text_whose_english_changed_is_said_in_english() -> None:
    english = next(iter(programme_words()[0].texts))
    assert set(said({"en": f"{english} And more."})) == {"en"}


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"format": 2, "language": "fr", "reviewed": False, "texts": {}}, "format"),
        ({"format": 1, "language": "en", "reviewed": False, "texts": {}}, "language"),
        ({"format": 1, "language": "fr", "reviewed": "no", "texts": {}}, "reviewed"),
        ({"format": 1, "language": "fr", "reviewed": False, "texts": {"Name": ["Nom"]}}, "texts.Name"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(data: dict[str, Any], told: str) -> None:
    with pytest.raises(DefinitionError, match=re.escape(told)):
        read_programme_words(data, file="fr/programmes.yaml")
