"""The same for postings that reach less than an office (one programme) or more (the ministry)."""

import pytest

from portal.offices.models import OfficeKind, Role
from portal.offices.permissions import HOMES, ROLES
from tests.crawler.crawl import crawl
from tests.crawler.visitors import staff
from tests.crawler.world import MIRAI, World

pytestmark = [pytest.mark.django_db, pytest.mark.long]
AT_MINISTRIES = [role for role in ROLES if OfficeKind.MINISTRY in HOMES[role]]


@pytest.mark.parametrize("role", list(ROLES))
def test_a_posting_for_one_programme_shows_nothing_of_the_other(world: World, role: Role) -> None:
    found = crawl(staff(role, programme=MIRAI), world, brief=True)
    assert not found.found, str(found)


@pytest.mark.parametrize("role", AT_MINISTRIES)
def test_a_role_at_the_ministry_sees_only_what_reaches_the_ministry(world: World, role: Role) -> None:
    found = crawl(staff(role, ministry=True), world, brief=True)
    assert not found.found, str(found)


@pytest.mark.parametrize("role", AT_MINISTRIES)
def test_a_role_at_the_ministry_for_one_programme_sees_nothing_of_the_other(world: World, role: Role) -> None:
    found = crawl(staff(role, ministry=True, programme=MIRAI), world, brief=True)
    assert not found.found, str(found)
