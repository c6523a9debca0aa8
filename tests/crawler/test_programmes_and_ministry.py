"""The same for postings that reach less than an office (one programme) or more (the ministry)."""

import pytest

from portal.offices.models import OfficeKind, Role
from portal.offices.permissions import HOMES, ROLES
from programs.models import RuleSetVersion, VersionState
from tests.crawler.browser import Browser
from tests.crawler.crawl import crawl
from tests.crawler.filling import filled
from tests.crawler.findings import Findings
from tests.crawler.judging import Judge
from tests.crawler.pages import route_of
from tests.crawler.reaching import Reached, unreached, writes_rules
from tests.crawler.visitors import NEEDS, OF_A_PROGRAMME, staff
from tests.crawler.walking import Walk
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


def test_who_writes_rules_learns_nothing_of_files_out_of_sight(world: World) -> None:
    """A draft belongs to no office, so its pages are walked from its own address on, and their forms are sent."""
    visitor = staff(Role.COORDINATOR, ministry=True, programme=MIRAI)
    findings = Findings(str(visitor))
    browser = Browser(visitor)
    judge = Judge(world, visitor, findings)
    walk = Walk(world, visitor, findings, browser, judge)
    below = f"/admin/programs/rulesetversion/{RuleSetVersion.objects.get(state=VersionState.DRAFT).pk}/"
    walk.links([f"{below}change/"], (below,))
    for form in list(walk.forms.values()):
        if form.method == "POST" and form.url.startswith(below):
            answer = judge(browser.post(form.url, filled(form)), "form")  # its numbers are limits, not keys of rows
            assert answer.first_status in (200, 302, 409, 422), f"{form.url}: {answer.first_status}"
            findings.done.add(route_of(form.url))
    assert not findings.found, str(findings)
    reached = Reached()
    reached.add(findings)
    missing = unreached(reached, writes_rules, set())
    assert not missing, "\n".join(["The crawler did not reach:", *missing])
