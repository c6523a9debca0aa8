"""The catalogue's words: facts, code lists and sources, read once per process."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.utils.translation import override
from django_countries import countries

from programs.catalog_files import CATALOG, read_yaml
from programs.eligibility.lists import CodeList, load_lists
from programs.eligibility.vocabulary import Vocabulary
from programs.sources import Source, read_sources


@cache
def vocabulary() -> Vocabulary:
    """Return all facts, countries named in English. Raises DefinitionError for a wrong file."""
    data: Mapping[str, Any] = read_yaml(CATALOG / "facts.yaml")
    with override("en"):  # this is kept for the process, whatever language the first reader has
        names = {"countries": {"en": {"XK": "Kosovo", **dict(countries)}}}
    return Vocabulary.load(data, file="facts.yaml", names=names)


@cache
def lists() -> Mapping[str, CodeList]:
    """Return the code lists by name. Raises DefinitionError for a wrong file."""
    return load_lists(read_yaml(CATALOG / "lists.yaml"), file="lists.yaml")


@cache
def sources() -> Mapping[str, Source]:
    """Return the sources by key. Raises DefinitionError for a wrong file."""
    return read_sources(read_yaml(CATALOG / "sources.yaml"), file="sources.yaml")
