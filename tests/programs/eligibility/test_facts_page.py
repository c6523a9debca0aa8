"""docs/facts.md is written from the catalogue and must not be stale."""

from programs.eligibility.documenting import facts_page
from programs.management.commands.document_facts import PAGE, page
from programs.vocabulary import vocabulary


def test_the_page_about_facts_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == page(), "docs/facts.md is stale: run ./dev manage document_facts"


def test_every_fact_has_an_entry() -> None:
    written = facts_page(vocabulary(), {})
    for key in vocabulary().facts:
        assert f"### `{key}`" in written
