"""Every role of our embassy crawls the staff site: nothing of the other embassy is seen, found, guessed, changed or
broken, nor of one's own what the role may not see.
"""

import pytest

from portal.offices.models import Role
from portal.offices.permissions import ROLES
from tests.crawler.crawl import crawl
from tests.crawler.reaching import STAFF_SEE, Reached, is_for_staff, unreached
from tests.crawler.visitors import staff
from tests.crawler.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def reached() -> Reached:
    """What all roles reached together."""
    return Reached()


@pytest.mark.parametrize("role", list(ROLES))
def test_a_role_at_one_embassy_sees_and_touches_nothing_of_another(world: World, reached: Reached, role: Role) -> None:
    found = crawl(staff(role), world, hostile=True)
    reached.add(found)
    assert not found.found, str(found)


def test_every_page_of_the_staff_site_was_reached_by_some_role(reached: Reached) -> None:
    assert reached.visitors == len(ROLES), "run the whole file: this counts what all roles reached"
    missing = unreached(reached, is_for_staff, STAFF_SEE)
    assert not missing, "\n".join(["The crawler did not reach:", *missing])
