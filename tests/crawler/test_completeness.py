"""The crawler's world is complete: a table or a text column without a canary of the other embassy fails here."""

import pytest

from tests.crawler.reaching import without_canary, without_rows
from tests.crawler.world import World

pytestmark = pytest.mark.django_db


def test_every_table_of_an_office_has_rows_of_both_embassies(world: World) -> None:
    missing = without_rows(world)
    assert not missing, f"Give both embassies rows of {', '.join(missing)} in tests/crawler/dossiers.py."


def test_every_text_column_carries_a_canary(world: World) -> None:
    missing = without_canary(world)
    assert not missing, f"No canary of the other embassy in: {', '.join(missing)}. See tests/crawler/columns.py."
