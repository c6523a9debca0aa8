"""Every role of our embassy, and everybody without one, crawls the whole site: nothing of the other embassy is seen,
found, guessed, changed or broken, nor of one's own what the role may not see.
"""

import pytest

from portal.offices.models import Role
from portal.offices.permissions import ROLES
from tests.crawler.crawl import crawl
from tests.crawler.reaching import Reached, unreached
from tests.crawler.visitors import OUTSIDERS, staff
from tests.crawler.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture(scope="module")
def reached() -> Reached:
    """What all visitors of this file reached together."""
    return Reached()


@pytest.mark.parametrize("role", list(ROLES))
def test_a_role_at_one_embassy_sees_and_touches_nothing_of_another(world: World, reached: Reached, role: Role) -> None:
    found = crawl(staff(role), world, hostile=True)
    reached.add(found)
    assert not found.found, str(found)


@pytest.mark.parametrize("who", OUTSIDERS)
def test_who_is_no_staff_sees_nothing_but_their_own(world: World, reached: Reached, who: str) -> None:
    found = crawl(OUTSIDERS[who](world), world, hostile=True)
    reached.add(found)
    assert not found.found, str(found)


def test_every_page_was_reached_by_somebody_and_every_field_tried(reached: Reached) -> None:
    assert reached.visitors == len(ROLES) + len(OUTSIDERS), "run the whole file: it counts what all visitors reached"
    missing = unreached(reached)
    assert not missing, "\n".join(["The crawler did not reach:", *missing])
