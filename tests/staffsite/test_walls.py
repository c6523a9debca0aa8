"""Nothing of one embassy is seen, found, guessed or changed by another.

Each wall is first shown to have something behind it.
"""

from dataclasses import dataclass

import pytest
from django.test import Client

from applications.models import Application
from applications.review.models import RefusalProposal, Score
from applications.review.services import give_score, propose_refusal
from applications.states import Status
from portal.accounts.models import User
from portal.offices.models import Office, Role
from programs.models import Call
from tests.factories import OfficeFactory, PersonFactory
from tests.scenarios import submitted
from tests.staff import QUEUE, answers, call_elsewhere, dossier, in_review, needing_check, posted, staff_browser

CANARY = "Xanthippe Quintessence"


@dataclass
class World:
    """Belgium's applications, one of its reviewers (inside) and one of the Netherlands (outside)."""

    reviewed: Application
    checked: Application
    proposal: RefusalProposal
    call: Call
    other_call: Call
    inside: Client
    outside: Client
    outsider: User

    @property
    def references(self) -> list[str]:
        return [self.reviewed.reference, self.checked.reference]


@pytest.fixture
def world(call: Call) -> World:
    other_call = call_elsewhere(call)
    submitted(other_call)
    reviewed = in_review(call, user=PersonFactory().user, full_name=CANARY)
    checked = needing_check(call, user=PersonFactory().user, full_name=CANARY)
    colleague, outsider = posted(call.office), posted(other_call.office, Role.SENIOR_REVIEWER)
    give_score(reviewed, user=colleague, value=70, sentence=f"{CANARY} convinces.", expected_version=0)
    proposal = propose_refusal(checked, user=colleague, reason_code="wrong_office", text=f"{CANARY} lives elsewhere.")
    inside = staff_browser(posted(call.office, Role.SENIOR_REVIEWER))
    return World(reviewed, checked, proposal, call, other_call, inside, staff_browser(outsider), outsider)


def text(browser: Client, path: str, **query: str) -> str:
    page = browser.get(path, query, follow=True)
    assert page.status_code == 200, (path, page.status_code)
    return page.content.decode()


@pytest.mark.parametrize("query", [{}, {"q": "xanthippe"}, {"status": "in_review"}, {"waiting": "confirm"}, {"o": "5"}])
def test_the_queue_shows_ones_own_offices_applications_only(world: World, query: dict[str, str]) -> None:
    inside, outside = text(world.inside, QUEUE, **query), text(world.outside, QUEUE, **query)
    assert any(reference in inside for reference in world.references)
    assert CANARY in inside
    assert CANARY not in outside
    assert not any(reference in outside for reference in world.references)


def test_a_reference_read_out_on_the_telephone_finds_nothing_elsewhere(world: World) -> None:
    reference = world.reviewed.reference
    assert dossier(world.reviewed) in text(world.inside, QUEUE, q=reference)
    assert dossier(world.reviewed) not in text(world.outside, QUEUE, q=reference)


def test_the_call_filter_offers_ones_own_calls_and_narrows_nothing_else(world: World) -> None:
    third = call_elsewhere(world.call, code="embassy-luxembourg")
    second = call_of_another_round(world.call)
    inside = text(world.inside, QUEUE)
    assert f"call__id__exact={second.pk}" in inside
    assert f"call__id__exact={third.pk}" not in inside
    assert f"call__id__exact={world.other_call.pk}" not in inside
    assert world.reviewed.reference not in text(world.outside, QUEUE, call__id__exact=str(world.call.pk))


def call_of_another_round(call: Call) -> Call:
    """Return a second call of the same office: a filter with one choice is not drawn."""
    from programs.services.calls import create_call, create_round

    return create_call(
        office=call.office,
        round=create_round(
            programme="mirai", slug="mirai-2027-28", name={"en": "MIRAI 2027/28"}, year=2027, parameters={}
        ),
        slug="mirai-2027-28-belgium",
        opens_local=call.opens_local,
        closes_local=call.closes_local,
    )


def test_a_dossier_is_not_there_for_another_embassy(world: World) -> None:
    for application in (world.reviewed, world.checked):
        assert CANARY in text(world.inside, dossier(application))
        missing = world.outside.get(dossier(application))
        assert missing.status_code == 404
        assert CANARY not in missing.content.decode()


def test_a_dossier_out_of_sight_and_one_that_never_was_answer_alike(world: World) -> None:
    never = f"{QUEUE}99999999/change/"
    assert world.outside.get(dossier(world.reviewed)).content[:200] == world.outside.get(never).content[:200]
    assert world.outside.get(never).status_code == 404


@pytest.mark.parametrize("below", ["history/", "delete/", "do/score/"])
def test_nothing_below_a_dossier_answers_another_embassy(world: World, below: str) -> None:
    path = f"{QUEUE}{world.reviewed.pk}/{below}"
    assert world.inside.get(path).status_code in (302, 403)
    assert world.outside.get(path).status_code == 404


@pytest.mark.parametrize(
    ("verb", "data"),
    [
        ("score", {"value": "1", "sentence": "From outside."}),
        ("open-review", {}),
        ("clear", {}),
        ("propose-refusal", {"reason_code": "wrong_office", "text": "From outside."}),
        ("confirm-refusal", {}),
        ("send-back", {"note": "From outside."}),
        ("take-back", {}),
        ("reopen", {"reason": "From outside."}),
    ],
)
def test_no_verb_reaches_an_application_of_another_embassy(world: World, verb: str, data: dict[str, str]) -> None:
    for application in (world.reviewed, world.checked):
        before = application.status, application.version
        answer = world.outside.post(dossier(application, verb), {"expected_version": str(application.version), **data})
        assert answer.status_code == 404
        application.refresh_from_db()
        assert (application.status, application.version) == before
    world.proposal.refresh_from_db()
    assert world.proposal.state == "open"
    assert Score.objects.count() == 1


def test_the_same_verb_from_inside_works(world: World) -> None:
    answer = world.inside.post(dossier(world.checked, "confirm-refusal"), {"expected_version": str(world.proposal.pk)})
    assert answer.status_code == 302
    world.checked.refresh_from_db()
    assert world.checked.status == Status.NOT_ELIGIBLE


def test_a_bulk_action_leaves_foreign_applications_alone(world: World) -> None:
    ready = submitted(world.call)
    chosen = {"action": "open_review_of_selected", "_selected_action": [str(ready.pk)], "index": "0"}
    world.outside.post(QUEUE, chosen)
    world.outside.post(QUEUE, {**chosen, "select_across": "1"})
    ready.refresh_from_db()
    assert ready.status == Status.ELIGIBLE
    world.inside.post(QUEUE, chosen)
    ready.refresh_from_db()
    assert ready.status == Status.IN_REVIEW


def test_documents_are_not_there_for_another_embassy(world: World) -> None:
    token = world.reviewed.documents.first().file.token
    for path in (f"/files/{token}/", f"/files/{token}/pages/1/"):
        assert answers(world.inside, path) == 200
        assert answers(world.outside, path) == 404


def test_autocomplete_offers_ones_own_offices_applications_only(world: World) -> None:
    asked = {"app_label": "shortlists", "model_name": "shortlistline", "field_name": "application", "term": CANARY}
    inside, outside = (b.get("/admin/autocomplete/", asked) for b in (world.inside, world.outside))
    assert {row["text"] for row in inside.json()["results"]} == set(world.references)
    assert outside.json()["results"] == []


def test_autocomplete_says_nothing_to_those_who_have_no_business_there(world: World) -> None:
    asked = {"app_label": "shortlists", "model_name": "shortlistline", "field_name": "application", "term": CANARY}
    operator = staff_browser(posted(world.call.office, Role.OPERATOR))
    assert operator.get("/admin/autocomplete/", asked).status_code == 403
    people = {"app_label": "applications", "model_name": "application", "field_name": "person", "term": CANARY}
    assert world.inside.get("/admin/autocomplete/", people).status_code == 403
    assert world.inside.get("/admin/autocomplete/").status_code == 403


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.MINISTRY])
def test_other_work_at_the_same_embassy_does_not_open_dossiers(world: World, role: Role) -> None:
    browser = staff_browser(posted(world.call.office, role))
    page = browser.get(dossier(world.reviewed))
    assert page.status_code in (403, 404)
    assert CANARY not in page.content.decode()


def test_a_posting_for_another_programme_shows_nothing_of_this_one(world: World) -> None:
    mext = staff_browser(posted(world.call.office, programme="mext-research"))
    mirai = staff_browser(posted(world.call.office, programme="mirai"))
    assert CANARY in text(mirai, QUEUE)
    assert CANARY not in text(mext, QUEUE)
    assert mext.get(dossier(world.reviewed)).status_code == 404


def test_a_programmes_coordinator_at_the_ministry_reads_across_offices_and_others_there_do_not(world: World) -> None:
    ministry = OfficeFactory(code="ministry", kind="ministry", city="Tokyo", country="JP", time_zone="Asia/Tokyo")
    coordinator = staff_browser(posted(ministry, Role.COORDINATOR, programme="mirai"))
    officer = staff_browser(posted(ministry, Role.MINISTRY))
    assert CANARY in text(coordinator, QUEUE)
    assert CANARY in text(coordinator, dossier(world.reviewed))
    assert CANARY not in text(officer, QUEUE)
    assert officer.get(dossier(world.reviewed)).status_code == 404


def test_ones_own_application_is_not_in_ones_queue(world: World) -> None:
    colleague = posted(world.call.office)
    own, browser = submitted(world.call, user=colleague), staff_browser(colleague)
    assert own.reference in text(world.inside, QUEUE)
    assert own.reference not in text(browser, QUEUE)
    assert browser.get(dossier(own)).status_code == 404
    assert browser.post(dossier(own, "open-review"), {"expected_version": "1"}).status_code == 404


def test_drafts_are_their_applicants_alone(world: World) -> None:
    from tests.scenarios import draft

    begun = draft(world.call)
    assert begun.reference not in text(world.inside, QUEUE)
    assert world.inside.get(dossier(begun)).status_code == 404


def test_lookups_through_relations_are_refused_not_answered(world: World) -> None:
    for query in (
        {"person__user__email__startswith": "a"},
        {"person__search_key__contains": "xan"},
        {"lot_token__startswith": "a"},
        {"call__office__code": "embassy-netherlands"},
        {"scores__value__gte": "50"},
        {"status__regex": "."},
    ):
        assert world.inside.get(QUEUE, query).status_code == 400


def test_an_operator_of_one_office_sees_neither_people_nor_trail_of_another(world: World) -> None:
    operator = staff_browser(posted(world.call.office, Role.OPERATOR))
    elsewhere = staff_browser(posted(world.other_call.office, Role.OPERATOR))
    for path in ("/admin/offices/posting/", "/admin/accounts/user/"):
        assert world.outsider.email in text(elsewhere, path)
        assert world.outsider.email not in text(operator, path)
    key = world.outsider.pk
    assert elsewhere.get(f"/admin/accounts/user/{key}/change/").status_code == 200
    assert operator.get(f"/admin/accounts/user/{key}/change/").status_code == 404
    world.inside.get(dossier(world.reviewed))
    assert "applications.dossier_opened" in text(operator, "/admin/audit/entry/")
    assert "applications.dossier_opened" not in text(elsewhere, "/admin/audit/entry/")


def test_applicants_are_not_listed_even_to_operators(world: World) -> None:
    operator = staff_browser(posted(world.call.office, Role.OPERATOR))
    assert world.reviewed.person.user.email not in text(operator, "/admin/accounts/user/")
    assert operator.get(f"/admin/accounts/user/{world.reviewed.person.user_id}/change/").status_code == 404


def test_an_operator_opens_postings_at_offices_of_their_own_only(world: World) -> None:
    browser = staff_browser(posted(world.call.office, Role.OPERATOR))
    newcomer = PersonFactory().user
    form = {"email": newcomer.email, "role": "reviewer", "programme": "", "starts_on": "2026-01-01", "ends_on": ""}
    foreign: Office = world.other_call.office
    refused = browser.post("/admin/offices/posting/add/", {**form, "office": foreign.pk})
    assert refused.status_code == 200
    assert not newcomer.postings.exists()
    assert str(foreign) not in refused.content.decode()
    browser.post("/admin/offices/posting/add/", {**form, "office": world.call.office.pk})
    assert newcomer.postings.get().office == world.call.office
