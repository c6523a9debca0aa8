"""Applicants, strangers, and staff who are not, no longer or not yet in this session crawl the whole site."""

import pytest

from tests.crawler.addresses import Pattern
from tests.crawler.crawl import crawl
from tests.crawler.reaching import Reached, is_for_staff, unreached, writes_rules
from tests.crawler.visitors import OUTSIDERS
from tests.crawler.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def reached() -> Reached:
    """What all of them reached together."""
    return Reached()


@pytest.mark.parametrize("who", OUTSIDERS)
def test_who_is_no_staff_sees_nothing_but_their_own(world: World, reached: Reached, who: str) -> None:
    found = crawl(OUTSIDERS[who](world), world, hostile=True)
    reached.add(found)
    assert not found.found, str(found)


def test_every_page_outside_the_staff_site_was_reached_by_somebody(reached: Reached) -> None:
    assert reached.visitors == len(OUTSIDERS), "run the whole file: this counts what all of them reached"

    def outside(pattern: Pattern) -> bool:
        return not is_for_staff(pattern) and not writes_rules(pattern)

    missing = unreached(reached, outside, set())
    assert not missing, "\n".join(["The crawler did not reach:", *missing])
