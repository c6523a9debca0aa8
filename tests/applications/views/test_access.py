"""Whose pages these are: one's own, and nobody else's."""

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.offices.models import Role
from programs.models import Call
from tests import scenarios
from tests.applications.conftest import SignIn
from tests.applications.views.pages import words
from tests.factories import PersonFactory, PostingFactory

DRAFT_PAGES = ["application", "application_check", "application_documents", "application_withdraw"]
SUBMITTED_PAGES = ["application", "application_confirmation", "application_withdraw"]


def draft_addresses(reference: str) -> list[str]:
    pages = [reverse(name, args=[reference]) for name in DRAFT_PAGES]
    return [
        *pages,
        reverse("application_section", args=[reference, "about_you"]),
        reverse("application_remove", args=[reference, "passport_copy"]),
    ]


def test_a_visitor_is_led_to_sign_in_and_back(call: Call, client: Client) -> None:
    address = reverse("application_section", args=[scenarios.draft(call).reference, "about_you"])
    response = client.get(address)
    assert response.status_code == 302
    assert response.headers["Location"] == f"{reverse('account_login')}?next={address}"


def test_somebody_elses_draft_is_not_there(call: Call, signed_in: SignIn) -> None:
    application = scenarios.filled_in(call)
    owner, stranger = signed_in(application.person.user), signed_in(PersonFactory().user)
    for address in draft_addresses(application.reference):
        assert owner.get(address).status_code == 200, address
        assert stranger.get(address).status_code == 404, address
        assert stranger.post(address).status_code in (404, 405), address


def test_somebody_elses_submitted_application_is_not_there(call: Call, signed_in: SignIn) -> None:
    application = scenarios.submitted(call)
    owner, stranger = signed_in(application.person.user), signed_in(PersonFactory().user)
    for name in SUBMITTED_PAGES:
        address = reverse(name, args=[application.reference])
        assert owner.get(address).status_code == 200, address
        assert stranger.get(address).status_code == 404, address


def test_staff_of_the_office_read_the_dossier_not_the_applicants_page(call: Call, signed_in: SignIn) -> None:
    application = scenarios.submitted(call)
    reviewer = PostingFactory(office=call.office, role=Role.REVIEWER).user
    assert signed_in(reviewer).get(reverse("application", args=[application.reference])).status_code == 404


def test_a_submission_for_somebody_else_is_not_there_and_changes_nothing(call: Call, signed_in: SignIn) -> None:
    application = scenarios.filled_in(call)
    stranger = signed_in(PersonFactory().user)
    assert (
        stranger.post(reverse("application_submit", args=[application.reference]), {"declaration": "on"}).status_code
        == 404
    )
    application.refresh_from_db()
    assert application.submitted_at is None


@pytest.mark.parametrize("reference", ["0000000000", "nonsense", "ZZZZZZZZZZZ", "7" * 300, "%E2%80%AE", "1'--"])
def test_what_is_no_reference_leads_nowhere(reference: str, applicant: User, signed_in: SignIn) -> None:
    response = signed_in(applicant).get(f"/applications/{reference}/")
    assert response.status_code == 404
    assert "not yours to see" in words(response)


def test_a_reference_with_a_nul_is_refused_in_words(applicant: User, signed_in: SignIn) -> None:
    assert signed_in(applicant).get("/applications/ABC%00/").status_code == 400


def test_a_reference_as_somebody_types_it_leads_to_the_page(call: Call, signed_in: SignIn) -> None:
    application = scenarios.draft(call)
    typed = f"{application.reference[:5]}-{application.reference[5:]}".lower()
    response = signed_in(application.person.user).get(f"/applications/{typed}/")
    assert response.status_code == 302
    assert response.headers["Location"] == reverse("application", args=[application.reference])


def test_a_page_about_a_person_is_kept_by_no_cache(call: Call, signed_in: SignIn) -> None:
    application = scenarios.draft(call)
    response = signed_in(application.person.user).get(reverse("application", args=[application.reference]))
    assert "no-store" in response.headers["Cache-Control"]
