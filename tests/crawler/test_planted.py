"""The crawler finds what it is for: each leak that stock Django has, planted alone, is reported and nothing else is."""

from collections.abc import Iterator

import pytest

from portal.offices.models import Role
from tests.crawler.addresses import Pattern, patterns
from tests.crawler.crawl import crawl
from tests.crawler.findings import Findings, What
from tests.crawler.planted import LEAKS, Leak, planted, planted_file_view
from tests.crawler.visitors import staff
from tests.crawler.world import World

pytestmark = pytest.mark.django_db


def pages_of(leak: Leak) -> Iterator[Pattern]:
    """Yield the patterns of the planted admin, and the pick-lists."""
    here = f"admin/{leak.model._meta.app_label}/{leak.model._meta.model_name}/"
    seen = set()
    for pattern in patterns():
        if (pattern.route.startswith(here) or pattern.name == "autocomplete") and pattern.route not in seen:
            seen.add(pattern.route)
            yield pattern


@pytest.mark.parametrize("leak", LEAKS, ids=lambda leak: leak.name)
def test_a_planted_leak_is_reported_and_nothing_else(world: World, leak: Leak, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world, "library", {})  # forms of the real pages stay out, and those of the leak in here
    monkeypatch.setattr(world, "hostile", set())
    with planted(leak):
        found = crawl(staff(leak.role), world, only=list(pages_of(leak)), hostile=What.ERROR in leak.reported)
    assert {finding.what for finding in found} == leak.reported, str(found)
    for what in leak.reported:
        assert _shown(found, what, leak), f"{what} not reported at {leak.at}: {found}"


def _shown(found: Findings, what: What, leak: Leak) -> bool:
    fitting = [finding for finding in found if finding.what is what and leak.at in finding.request]
    return any(leak.evidence in finding.evidence for finding in fitting) if what is What.CANARY else bool(fitting)


def test_a_file_view_that_asks_nobody_is_reported(world: World) -> None:
    with planted_file_view():
        served = [pattern for pattern in patterns() if pattern.name == "file_download"][:1]
        found = crawl(staff(Role.COORDINATOR), world, only=served)
    assert {finding.what for finding in found} == {What.CANARY, What.ORACLE}, str(found)
    assert any("content of a file" in finding.evidence for finding in found)
