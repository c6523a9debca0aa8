"""The same for postings that reach less than an office (one programme) or more (the ministry)."""

import pytest

from portal.offices.models import OfficeKind, Role
from portal.offices.permissions import HOMES, ROLES
from tests.crawler.crawl import crawl
from tests.crawler.visitors import NEEDS, OF_A_PROGRAMME, staff
from tests.crawler.world import MIRAI, World

pytestmark = pytest.mark.django_db
AT_MINISTRIES = [role for role in ROLES if OfficeKind.MINISTRY in HOMES[role]]
# Whose rights a posting for one programme narrows; to the others it is the posting of test_staff.
NARROWED = [role for role, held in ROLES.items() if held & {NEEDS[kind] for kind in OF_A_PROGRAMME}]


@pytest.mark.parametrize("role", NARROWED)
def test_a_posting_for_one_programme_shows_nothing_of_the_other(world: World, role: Role) -> None:
    found = crawl(staff(role, programme=MIRAI), world, brief=True)
    assert not found.found, str(found)


@pytest.mark.parametrize("role", AT_MINISTRIES)
def test_a_role_at_the_ministry_sees_only_what_reaches_the_ministry(world: World, role: Role) -> None:
    found = crawl(staff(role, ministry=True), world, brief=True)
    assert not found.found, str(found)


@pytest.mark.parametrize("role", [role for role in AT_MINISTRIES if role in NARROWED])
def test_a_role_at_the_ministry_for_one_programme_sees_nothing_of_the_other(world: World, role: Role) -> None:
    found = crawl(staff(role, ministry=True, programme=MIRAI), world, brief=True)
    assert not found.found, str(found)
