"""Overrides in the staff site and on the applicant's page: proposed beside the rule, decided, counted, walled."""

from __future__ import annotations

from django.test import Client

from applications.models import Application, Override, OverrideState
from applications.review.queries import queue_states
from applications.review.services import propose_override
from applications.services.submission import withdraw
from applications.states import Status
from portal.accounts.models import User
from portal.offices.models import OfficeKind, Role
from programs.models import Call
from tests.applications.test_overrides_under_new_rules import released, stricter_nationality
from tests.factories import OfficeFactory
from tests.overrides import ENDS, LEFT_OPEN, TEXT, given, left_open, overridden, senior, turned_down
from tests.scenarios import submitted
from tests.staff import QUEUE, call_elsewhere, dossier, needing_check, posted, reviewer_browser, staff_browser

LIST = "/admin/applications/override/"


def form(application: Application, rule: str = ENDS) -> str:
    return f"/admin/applications/application/{application.pk}/override/?rule={rule}"


def page(override: Override, verb: str = "") -> str:
    return f"{LIST}{override.pk}/do/{verb}/" if verb else f"{LIST}{override.pk}/change/"


def filled(application: Application, **how: object) -> dict[str, object]:
    return {
        "expected_version": application.version, "verdict": "pass", "reason_code": "document_shows", "text": TEXT,
        "document": "", "seen_in": "Certificate shown at the counter", **how,
    }  # fmt: skip


def test_from_the_dossier_to_a_letter(call: Call) -> None:
    application, desk = turned_down(call), reviewer_browser(call.office, name="Emi Sato")
    read = desk.get(dossier(application)).content.decode()
    assert f"/override/?rule={ENDS}" in read
    offered = desk.get(form(application)).content.decode()
    assert "the outcome becomes" in offered
    assert "A second person, a senior reviewer, has to confirm it." in offered
    assert desk.post(form(application), filled(application)).status_code == 302
    override = Override.objects.get()
    assert override.state == OverrideState.OPEN

    boss = staff_browser(senior(call))
    asked = boss.get(dossier(application)).content.decode()
    assert "An override is proposed" in asked
    assert TEXT in asked
    assert boss.get(f"{QUEUE}?waiting=override").content.decode().count(application.reference) >= 1
    assert boss.post(page(override, "confirm"), {"expected_version": override.pk}).status_code == 302
    application.refresh_from_db()
    assert application.status == Status.ELIGIBLE
    after = boss.get(dossier(application)).content.decode()
    assert "by override" in after
    assert "Emi Sato" in after
    assert "Naoko Hayashi" in after


def test_a_document_of_the_application_is_evidence(call: Call) -> None:
    application, desk = turned_down(call), reviewer_browser(call.office)
    document = application.documents.first()
    assert desk.post(form(application), filled(application, document=document.pk, seen_in="")).status_code == 302
    assert Override.objects.get().document == document


def test_a_form_that_lacks_something_comes_back_with_everything_typed(call: Call) -> None:
    application, desk = turned_down(call), reviewer_browser(call.office)
    answer = desk.post(form(application), filled(application, seen_in="", text="A letter came."))
    assert answer.status_code == 422
    assert "Name the evidence" in answer.content.decode()
    assert "A letter came." in answer.content.decode()
    old = desk.post(form(application), filled(application, expected_version=application.version - 1))
    assert old.status_code == 409
    assert not Override.objects.exists()


def test_a_rule_that_is_none_and_an_application_out_of_sight_are_not_there(call: Call) -> None:
    application, elsewhere = turned_down(call), call_elsewhere(call).office
    assert reviewer_browser(call.office).get(form(application, "MIRAI-NAT-9")).status_code == 404
    override = overridden(application)
    stranger = reviewer_browser(elsewhere, Role.SENIOR_REVIEWER)
    for address in (form(application), page(override)):
        assert stranger.get(address).status_code == 404
    assert stranger.post(page(override, "revoke"), {"expected_version": override.pk, "note": "No."}).status_code == 404
    assert application.reference not in stranger.get(LIST).content.decode()
    override.refresh_from_db()
    assert override.state == OverrideState.IN_FORCE


def test_a_coordinator_reads_overrides_but_makes_none(call: Call) -> None:
    application = turned_down(call)
    override = overridden(application)
    desk = reviewer_browser(call.office, Role.COORDINATOR)
    assert TEXT in desk.get(page(override)).content.decode()
    assert desk.get(form(application, LEFT_OPEN)).status_code == 403
    assert desk.post(page(override, "revoke"), {"expected_version": override.pk, "note": "No."}).status_code == 403


def test_what_was_written_about_health_is_read_by_those_who_open_health(call: Call) -> None:
    application = needing_check(call)
    override = propose_override(application, given("MIRAI-HEALTH-1", text="The doctor's letter."), user=senior(call))
    assert "The doctor&#x27;s letter." in staff_browser(senior(call)).get(page(override)).content.decode()
    desk = reviewer_browser(call.office)
    for address in (page(override), dossier(application)):
        assert "The doctor&#x27;s letter." not in desk.get(address).content.decode()
    assert desk.get(form(needing_check(call), "MIRAI-HEALTH-1")).status_code == 403


def test_which_document_an_override_about_health_rests_on_is_read_by_those_who_open_health(call: Call) -> None:
    application = needing_check(call)
    letter = application.documents.get(slot="passport_copy")
    override = propose_override(
        application, given("MIRAI-HEALTH-1", document=letter.pk, seen_in=""), user=senior(call)
    )  # fmt: skip
    evidence = '<a href="#documents">'
    assert evidence in staff_browser(senior(call)).get(page(override)).content.decode()
    read = reviewer_browser(call.office).get(page(override)).content.decode()
    assert "Kept for those who may open health declarations." in read
    assert evidence not in read


def test_a_decision_that_is_not_ones_own_comes_back_in_words(call: Call) -> None:
    boss = senior(call)
    override = propose_override(turned_down(call), given(), user=boss)
    answer = staff_browser(boss).post(page(override, "confirm"), {"expected_version": override.pk})
    assert answer.status_code == 403
    assert "You proposed this override yourself" in answer.content.decode()


def test_overrides_are_counted_per_office_rule_and_reason(call: Call) -> None:
    overridden(turned_down(call))
    overridden(left_open(call), rule=LEFT_OPEN, reason_code="answer_misread")
    propose_override(turned_down(call), given(), user=posted(call.office))
    desk = reviewer_browser(call.office)
    listed = desk.get(LIST)
    lines = {(line.rule, line.reason): line for line in listed.context["counts"]}
    nationality = lines[(ENDS, "document_shows")]
    assert (nationality.in_force, nationality.open, nationality.screened, nationality.share) == (1, 1, 3, "33.3")
    assert lines[(LEFT_OPEN, "answer_misread")].in_force == 1
    csv = desk.get(f"{LIST}counts.csv").content.decode()
    assert ENDS in csv
    assert TEXT not in csv
    other = call.round.programme.rounds.exclude(pk=call.round_id).first()
    assert desk.get(f"{LIST}?round={other.pk if other else 0}").context["counts"] == []
    assert len(desk.get(f"{LIST}?round={call.round_id}").context["counts"]) == 2


def test_an_override_of_what_is_over_waits_for_nobody(call: Call) -> None:
    """Proposed, or to be confirmed again: while the application runs it is flagged, once it is withdrawn it is not."""
    proposed, lapsed, boss = submitted(call), turned_down(call), senior(call)
    overridden(lapsed)
    stricter_nationality(call)
    released(call)
    propose_override(proposed, given(LEFT_OPEN, verdict="fail"), user=posted(call.office))
    desk = staff_browser(boss)
    flagged = {proposed.pk: (True, False), lapsed.pk: (False, True)}
    assert flags(desk, boss) == flagged
    assert [waiting(desk, what) for what in ("override", "again")] == [[proposed.reference], [lapsed.reference]]
    assert counted(desk) == (1, 1, 0)
    home = desk.get("/admin/").content.decode()
    assert "?waiting=override" in home
    assert "?waiting=again" in home

    for application in (proposed, lapsed):
        application.refresh_from_db()
        withdraw(application, user=application.person.user, reason="Another plan.")
    assert flags(desk, boss) == dict.fromkeys(flagged, (False, False))
    assert [waiting(desk, what) for what in ("override", "again")] == [[], []]
    assert counted(desk) == (0, 0, 2)
    home = desk.get("/admin/").content.decode()
    assert "?waiting=override" not in home
    assert "?waiting=again" not in home
    for application in (proposed, lapsed):
        read = desk.get(dossier(application)).content.decode()
        assert "An override is proposed" not in read
        assert "An override is to be confirmed again" not in read


def flags(desk: Client, reader: User) -> dict[int, tuple[bool, bool]]:
    states = queue_states(Application.objects.for_staff(reader), reader)
    return {key: (state.override_open, state.override_asks_again) for key, state in states.items()}


def waiting(desk: Client, what: str) -> list[str]:
    return [row.reference for row in desk.get(QUEUE, {"waiting": what}).context["cl"].result_list]


def counted(desk: Client) -> tuple[int, int, int]:
    lines = desk.get(LIST).context["counts"]
    return sum(line.open for line in lines), sum(line.asks_again for line in lines), sum(line.ended for line in lines)


def test_an_embassy_counts_its_own_and_a_programme_s_coordinator_counts_all(call: Call) -> None:
    there = call_elsewhere(call)
    overridden(turned_down(call))
    overridden(turned_down(there))
    offices = {line.office for line in reviewer_browser(call.office).get(LIST).context["counts"]}
    assert offices == {call.office}
    ministry = OfficeFactory(code="ministry", kind=OfficeKind.MINISTRY, country="JP", city="Tokyo")
    tokyo = reviewer_browser(ministry, Role.COORDINATOR, programme="mirai")
    assert {line.office for line in tokyo.get(LIST).context["counts"]} == {call.office, there.office}


def test_the_applicant_reads_in_calm_words_what_the_office_counts(call: Call) -> None:
    application = turned_down(call)
    overridden(application)
    browser = Client()
    browser.force_login(application.person.user)
    read = browser.get(f"/applications/{application.reference}/").content.decode()
    assert "The office counts this as met: a document shows otherwise" in read
    assert TEXT not in read
    assert "Naoko Hayashi" not in read
