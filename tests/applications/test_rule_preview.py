"""What a version of rules would change: counted over submitted applications, listed to who may see them."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applications.services.rescreening import release
from applications.services.rule_preview import preview
from applications.states import Status
from portal.accounts.models import User
from portal.common.errors import NotAllowed
from portal.offices.models import Role
from programs.models import Call, RuleSetVersion
from programs.services import rules
from tests.applications.new_rules import begun, coordinator, finished, publish
from tests.calls import open_call
from tests.rules import author, drafted, mirai
from tests.scenarios import MEETS_ALL, draft, moved_to, submitted
from tests.staff import call_elsewhere, posted, staff_browser

pytestmark = pytest.mark.django_db


def lived(months: int) -> dict[str, Any]:
    """The facts of somebody who lived so many months in Japan."""
    return {**MEETS_ALL, "japan_residence_months_total": months}


@pytest.fixture
def call(db: None) -> Call:
    return open_call()


@pytest.fixture
def emi(call: Call) -> User:
    return author()


def page(version: RuleSetVersion) -> str:
    return f"/admin/programs/rulesetversion/{version.pk}/preview/"


def test_it_counts_whose_outcome_would_be_another(call: Call, emi: User) -> None:
    stays, out, listed = (submitted(call, facts=lived(months)) for months in (0, 8, 4))
    moved_to(submitted(call, facts=lived(0)), Status.WITHDRAWN)
    draft(call)
    moved_to(listed, Status.SHORTLISTED)
    assert (stays.status, out.status) == (Status.ELIGIBLE, Status.NOT_ELIGIBLE)
    more = preview(drafted(emi, most=10), actor=emi)
    assert (more.compared, more.flipped, more.shortlisted) == (3, 1, 0)
    assert more.rows == [
        {"application": out.pk, "status": "not_eligible", "before": "not_eligible", "after": "eligible"}
    ]
    version = mirai().in_the_making
    assert version is not None
    leaf = {"le": {"fact": "japan_residence_months_total", "value": 3}}
    version = rules.change_leaf(version, "MIRAI-RES-1", (), leaf, expected=version.sha256, actor=emi)
    fewer = preview(version, actor=emi)
    assert (fewer.compared, fewer.flipped, fewer.shortlisted) == (3, 1, 1)
    assert fewer.rows[0]["application"] == listed.pk
    out.refresh_from_db()
    assert out.status == Status.NOT_ELIGIBLE, "a preview changes nothing"


def test_a_health_rule_that_stays_keeps_its_verdict_and_a_changed_one_is_unknown(call: Call, emi: User) -> None:
    submitted(call)
    version = drafted(emi)
    assert preview(version, actor=emi).flipped == 0
    version = rules.change_rule(version, "MIRAI-ENG-1", {"confidence": "medium"}, expected=version.sha256, actor=emi)
    version = rules.negate(version, "MIRAI-HEALTH-1", (), expected=version.sha256, actor=emi)
    found = preview(version, actor=emi)
    assert [(row["before"], row["after"]) for row in found.rows] == [("eligible", "needs_check")]


def test_health_verdicts_count_as_they_were_given_even_after_a_later_screening(call: Call, emi: User) -> None:
    submitted(call)
    asked = call.rule_set_version.content["rules"]
    (health,) = [rule for rule in asked if rule["key"] == "MIRAI-HEALTH-1"]
    publish(call, {**health, "when": {"not": health["when"]}}, without=("MIRAI-HEALTH-1",))
    release(finished(begun(call)), user=coordinator(call))
    version = drafted(emi)
    assert (preview(version, actor=emi).compared, preview(version, actor=emi).flipped) == (1, 0)
    version = rules.negate(version, "MIRAI-HEALTH-1", (), expected=version.sha256, actor=emi)
    found = preview(version, actor=emi)
    assert [(row["before"], row["after"]) for row in found.rows] == [("needs_check", "eligible")], "asked so at first"


def test_a_call_that_the_new_rules_do_not_take_is_named(call: Call, emi: User) -> None:
    submitted(call)
    version = drafted(emi)
    content = {
        **version.content,
        "parameters": {
            **version.content["parameters"],
            "visit_days": {"type": "int", "label": {"en": "Days of the visit"}},
        },
    }
    changed = rules.rules_in(version, content)
    RuleSetVersion.objects.filter(pk=version.pk).update(content=changed.content(), sha256=changed.sha256)
    version.refresh_from_db()
    found = preview(version, actor=emi)
    assert found.compared == 0
    assert len(found.problems) == 1
    assert "visit_days" in found.problems[0]


def test_who_does_not_write_the_rules_counts_nothing(call: Call, emi: User) -> None:
    version = drafted(emi)
    with pytest.raises(NotAllowed):
        preview(version, actor=posted(call.office, Role.COORDINATOR, programme="mirai"))


def test_the_page_lists_every_office_of_the_programme(call: Call, emi: User) -> None:
    one = submitted(call, facts=lived(8))
    other = submitted(call_elsewhere(call), facts={**lived(8), "nationalities": ["BE"]})
    version = drafted(emi)
    browser = staff_browser(emi)
    assert "was not previewed yet" in browser.get(page(version)).content.decode()
    assert browser.post(page(version)).status_code == 302
    said = browser.get(page(version)).content.decode()
    assert "Would flip 2 of 2" in said
    assert one.reference in said
    assert other.reference in said
    assert said.count("<td>Not eligible</td><td>Eligible</td>") == 2


def test_one_s_own_application_is_counted_and_not_listed(call: Call, emi: User) -> None:
    own = submitted(call, emi, facts=lived(8))
    version = drafted(emi)
    browser = staff_browser(emi)
    browser.post(page(version))
    said = browser.get(page(version)).content.decode()
    assert "Would flip 1 of 1" in said
    assert own.reference not in said
    assert "1 more is out of your sight" in said


def test_shortlisted_ones_stand_first(call: Call, emi: User) -> None:
    first = submitted(call, facts=lived(4))
    listed = moved_to(submitted(call, facts=lived(4)), Status.SHORTLISTED)
    version = drafted(emi, most=3)
    browser = staff_browser(emi)
    browser.post(page(version))
    said = browser.get(page(version)).content.decode()
    assert "1 of them already shortlisted" in said
    assert said.index(listed.reference) < said.index(first.reference)


def test_comparing_more_applications_takes_no_more_queries_each(
    call: Call, emi: User, django_assert_num_queries: Any
) -> None:
    version = drafted(emi)
    submitted(call)
    with CaptureQueriesContext(connection) as one:
        preview(version, actor=emi)
    for _n in range(3):
        submitted(call)
    with django_assert_num_queries(len(one)):
        assert preview(version, actor=emi).compared == 4
