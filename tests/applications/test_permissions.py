"""The table of roles, the page made from it, and that seeing one application and listing it are the same right."""

from itertools import product

import pytest

from applications.management.commands.document_permissions import PAGE, page
from applications.models import Application
from applications.permissions import ACTS_AS, may_see, roles_on
from applications.states import Status
from applications.workflow import By
from portal.accounts.models import User
from portal.offices.models import OfficeKind, Role
from portal.offices.permissions import HOMES, ROLES, Permission, roles_with
from programs.models import Call
from tests import scenarios
from tests.factories import OfficeFactory, PostingFactory
from tests.staff import call_elsewhere, posted


def in_every_status(call: Call) -> list[Application]:
    """Return an application of the call in each status there is."""
    drafts = [scenarios.draft(call), scenarios.moved_to(scenarios.draft(call), Status.CLOSED)]
    later = set(Status) - {Status.DRAFT, Status.CLOSED}
    made = drafts + [scenarios.moved_to(scenarios.submitted(call), status) for status in sorted(later)]
    assert {application.status for application in made} == set(Status)
    return made


def everybody(call: Call, elsewhere: Call) -> list[User]:
    """Return somebody in each role at the call's office, another and a ministry; for no, this or another programme."""
    ministry = OfficeFactory(code="a-ministry", kind=OfficeKind.MINISTRY)
    offices = (call.office, elsewhere.office, ministry)
    return [
        posted(office, role, programme=programme)
        for role, office, programme in product(Role, offices, ("", "mirai", "mext-research"))
    ]


@pytest.mark.django_db
def test_may_see_one_and_may_list_are_equal_for_every_role_and_status(call: Call) -> None:
    elsewhere = call_elsewhere(call)
    applications = in_every_status(call) + in_every_status(elsewhere)
    seen_at_all = 0
    for user in everybody(call, elsewhere):
        listed = set(Application.objects.for_staff(user).values_list("pk", flat=True))
        seen = {application.pk for application in applications if may_see(user, application)}
        assert seen == listed
        # A draft that the deadline closed is taken up again for a fault of the site, without being read.
        submitted = [application for application in applications if application.submitted_at]
        acting = {application.pk for application in submitted if roles_on(user, application)}
        assert acting <= listed, "who may act on an application also sees it"
        seen_at_all += bool(listed)
    # Four roles for no or this programme at two offices; at the ministry its officer likewise, one coordinator.
    assert seen_at_all == 4 * 2 * 2 + 2 + 1


@pytest.mark.django_db
def test_a_reviewer_who_applied_does_not_see_their_own_application_as_staff(call: Call) -> None:
    application = scenarios.submitted(call)
    applicant = application.person.user
    PostingFactory(user=applicant, office=call.office, role=Role.REVIEWER)
    assert not may_see(applicant, application)
    assert not Application.objects.for_staff(applicant).exists()
    assert may_see(posted(call.office), application)


def test_every_permission_is_held_and_every_role_has_its_row() -> None:
    assert set(ROLES) == set(Role)
    assert all(roles_with(permission) for permission in Permission)


def test_who_decides_also_reviews_and_operators_read_no_dossier() -> None:
    assert roles_with(Permission.DECIDE_APPLICATIONS) <= roles_with(Permission.REVIEW_APPLICATIONS)
    assert roles_with(Permission.REVIEW_APPLICATIONS) <= roles_with(Permission.READ_APPLICATIONS)
    assert Permission.READ_APPLICATIONS not in ROLES[Role.OPERATOR]
    assert ACTS_AS[Role.SENIOR_REVIEWER] == {By.REVIEWER, By.SENIOR_REVIEWER, By.PAPER_DESK}
    assert ACTS_AS[Role.OPERATOR] == frozenset()


def test_an_auditor_reads_and_changes_nothing() -> None:
    assert ROLES[Role.AUDITOR] == {
        Permission.READ_CATALOGUE,
        Permission.READ_CALLS,
        Permission.READ_OFFICES,
        Permission.READ_AUDIT,
    }
    assert ACTS_AS[Role.AUDITOR] == frozenset()


def test_every_role_has_a_home_and_every_kind_of_office_an_operator() -> None:
    assert set(HOMES) == set(Role)
    assert all(HOMES.values())
    assert HOMES[Role.OPERATOR] == HOMES[Role.AUDITOR] == set(OfficeKind)


def test_the_page_about_permissions_is_what_the_tables_say() -> None:
    assert PAGE.read_text("utf-8") == page(), "docs/permissions.md is stale: run ./dev manage document_permissions"
