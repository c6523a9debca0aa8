"""What may be recorded: listed codes, and nothing in them that could be personal."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from portal.audit.codes import AREAS, CODES
from portal.audit.errors import NotPlain, UnlistedCode
from portal.audit.management.commands.document_audit import PAGE, page
from portal.audit.models import Detail, Entry
from portal.audit.services import record

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_about_the_stream_says_what_the_table_says() -> None:
    assert PAGE.read_text("utf-8") == page(), "docs/audit.md is stale: run ./dev manage document_audit"


def test_each_code_belongs_to_an_area_and_each_area_has_codes() -> None:
    assert {code.split(".")[0] for code in CODES} == set(AREAS)


def test_each_code_that_the_product_writes_is_listed() -> None:
    written = set()
    for package in ("portal", "programs", "applications", "alumni"):
        for file in (ROOT / package).rglob("*.py"):
            for call in re.finditer(r"\b(?:record|note)\(\s*\"([a-z_]+\.[a-z_]+)\"", file.read_text("utf-8")):
                written.add(call.group(1))
    assert len(written) > 25
    assert written <= set(CODES)


@pytest.mark.django_db
def test_a_code_that_is_not_listed_is_refused_with_what_to_do() -> None:
    with pytest.raises(UnlistedCode, match=r"portal/audit/codes\.py"):
        record("accounts.sighed_in")
    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_in_production_a_mistake_in_the_table_loses_no_entry(settings: Any) -> None:
    settings.PRODUCTION = True
    record("accounts.sighed_in", words="two words")
    assert Entry.objects.get().code == "accounts.sighed_in"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "value", ["Anna Peeters", "anna@example.org", "/applications/7F3ATK29QDX/", ["x", {"y": "two words"}], object()]
)
def test_an_entry_takes_no_names_addresses_or_words(value: Any) -> None:
    with pytest.raises(NotPlain):
        record("accounts.signed_in", value=value)


@pytest.mark.django_db
def test_personal_values_lie_beside_the_entry_which_keeps_a_salted_hash_alone() -> None:
    first, second = (record("accounts.signed_in", personal={"address": "192.0.2.7"}) for _ in range(2))
    assert "192.0.2.7" not in str(Entry.objects.values())
    assert Detail.objects.get(pk=first.pk).values == {"address": "192.0.2.7"}
    assert len(first.detail_sha256) == 64
    assert first.detail_sha256 != second.detail_sha256  # the same value is not found by comparing hashes
