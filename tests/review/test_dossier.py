"""The dossier: everything on one page, each verb a form, nothing typed is lost, health answers are not there."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext, override

from applications.models import Application
from applications.review.models import RefusalProposal, Score
from applications.review.services import clear, give_score, propose_refusal, reject_refusal
from applications.states import Status
from portal.audit.models import Entry
from portal.files.models import StoredFile
from portal.files.services import process
from portal.offices.models import Role
from programs.models import Call
from tests.scenarios import MEETS_ALL, submitted, unchecked
from tests.staff import QUEUE, dossier, in_review, needing_check, posted, reviewer_browser, staff_browser

# allauth's list of a person's sessions is kept up to date on every request of the whole site.
KEPT_BY_ALLAUTH = "usersessions_usersession"


def text(browser: Client, application: Application, **query: str) -> str:
    page = browser.get(dossier(application), query)
    assert page.status_code == 200
    return page.content.decode()


def send(browser: Client, application: Application, verb: str, version: int | None = None, **fields: str) -> Any:
    seen = application.version if version is None else version
    return browser.post(dossier(application, verb), {"expected_version": str(seen), **fields})


def test_answers_verdicts_history_and_attempts_are_on_one_page(call: Call) -> None:
    application = needing_check(call, full_name="Nguyễn Thị Hương")
    page = text(reviewer_browser(call.office), application)
    for words in (
        "Nguyễn Thị Hương", application.reference, "Université libre de Bruxelles", "27 May 2003",
        "To check", "A person decides", "Submitted and screened", "the applicant", "Written in",
        "Attempts to submit", " UTC",
    ):  # fmt: skip
        assert words in page


def test_every_rule_has_a_verdict_with_what_was_answered_and_what_is_wanted(call: Call) -> None:
    page = reviewer_browser(call.office).get(dossier(submitted(call)))
    verdicts = [line.item for line in page.context["dossier"].verdicts]
    assert len(verdicts) == 12
    assert all(verdict.wanted and verdict.sentence and verdict.sources for verdict in verdicts)


def test_verdicts_are_read_in_the_language_one_chooses_and_an_unreviewed_one_says_so(call: Call) -> None:
    browser, address = reviewer_browser(call.office), dossier(needing_check(call))
    unread = (
        "Nobody who speaks this language from birth has read its sentences yet. "
        "Where the words matter, the English ones count."
    )
    assert unread not in browser.get(address).content.decode()
    browser.post(reverse("set_language"), {"language": "ja", "next": address})
    page = browser.get(address).content.decode()
    assert '<span class="sentence">' in page
    assert "<dd>公館の担当者がこの点を確認し、判断します。</dd>" in page
    with override("ja"):
        assert gettext(unread) in page
    assert '<html lang="ja"' in page
    assert "What the rules say" not in page


def test_health_answers_are_not_on_the_page_in_any_form(call: Call) -> None:
    page = reviewer_browser(call.office).get(dossier(needing_check(call)))
    labels = {row["key"] for group in page.context["dossier"].groups for row in group.rows}
    health = [
        question for group in call_definition(call).groups for question in group.questions if question.health
    ]  # fmt: skip
    assert health
    assert not labels & {str(question.label) for question in health}
    assert "Health answers are not shown here" in page.content.decode()
    (verdict,) = [v.item for v in page.context["dossier"].verdicts if v.item.verdict != "pass"]
    assert verdict.value == ""


def call_definition(call: Call) -> Any:
    from programs.definitions import Definition

    return Definition.from_version(call.programme_version)


def test_opening_a_dossier_is_on_record_with_numbers_only(call: Call) -> None:
    application, reviewer = submitted(call), posted(call.office)
    text(staff_browser(reviewer), application)
    entry = Entry.objects.get(code="applications.dossier_opened")
    assert (entry.user_id, entry.office_id, entry.object_id) == (reviewer.pk, call.office_id, str(application.pk))
    assert entry.data == {}


def test_a_stranger_who_was_turned_away_opened_nothing(call: Call) -> None:
    assert reviewer_browser(call.office, Role.OPERATOR).get(dossier(submitted(call))).status_code == 403
    assert not Entry.objects.filter(code="applications.dossier_opened").exists()


def test_documents_are_seen_in_place_once_they_are_checked(call: Call) -> None:
    application = submitted(call)
    browser = reviewer_browser(call.office)
    unchecked(application)
    assert "Being checked" in text(browser, application)
    assert "<img" not in text(browser, application)
    for file in StoredFile.objects.all():
        process(file.pk)
    page = text(browser, application)
    file = application.documents.first().file
    assert f'src="/files/{file.token}/pages/1/"' in page
    assert "Not virus-scanned" in page
    picture = browser.get(f"/files/{file.token}/pages/1/")
    assert picture.headers["Content-Type"] == "image/jpeg"
    assert b"".join(picture.streaming_content).startswith(b"\xff\xd8")
    picture.close()


def test_the_page_runs_no_script_or_style_of_its_own(call: Call) -> None:
    page = text(reviewer_browser(call.office), in_review(call))
    assert "<script>" not in page
    assert "<style" not in page
    assert " style=" not in page
    assert " onclick" not in page


def test_only_what_the_workflow_allows_this_person_is_offered(call: Call) -> None:
    def verbs(application: Application, role: Role) -> set[str]:
        page = reviewer_browser(call.office, role).get(dossier(application))
        # Everybody here is called the same and born on the same day, which is offered to be looked into.
        return {offer.verb.name for offer in page.context["forms"]} - {"note-sameness"}

    ready, unchecked, opened = submitted(call), needing_check(call), in_review(call)
    assert verbs(ready, Role.REVIEWER) == {"open-review"}
    assert verbs(unchecked, Role.REVIEWER) == {"clear", "propose-refusal"}
    assert verbs(opened, Role.REVIEWER) == {"score"}
    for application in (ready, unchecked, opened):
        assert verbs(application, Role.COORDINATOR) == set()
    proposer = posted(call.office, Role.SENIOR_REVIEWER)
    propose_refusal(unchecked, user=proposer, reason_code="wrong_office", text="Try The Hague.")
    assert verbs(unchecked, Role.SENIOR_REVIEWER) == {"confirm-refusal", "send-back"}
    assert verbs(unchecked, Role.REVIEWER) == set()
    page = staff_browser(proposer).get(dossier(unchecked))
    assert {offer.verb.name for offer in page.context["forms"]} - {"note-sameness"} == {"take-back"}


def test_review_is_opened_and_scored_and_the_page_comes_back(call: Call) -> None:
    application, reviewer = submitted(call), posted(call.office)
    browser = staff_browser(reviewer)
    opened = send(browser, application, "open-review")
    assert (opened.status_code, opened["Location"]) == (302, dossier(application))
    scored = browser.post(
        dossier(application, "score"), {"expected_version": "0", "value": "81", "sentence": "Clear plans."}, follow=True
    )
    assert "Your score is saved." in scored.content.decode()
    assert "Clear plans." in scored.content.decode()
    assert (Score.objects.get().value, Score.objects.get().reviewer) == (81, reviewer)


def test_a_refusal_goes_from_one_reviewer_to_another_by_forms(call: Call) -> None:
    application = needing_check(call)
    sent = send(
        reviewer_browser(call.office), application, "propose-refusal",
        reason_code="document_not_valid", text="The certificate is of somebody else.",
    )  # fmt: skip
    assert sent.status_code == 302
    senior = reviewer_browser(call.office, Role.SENIOR_REVIEWER, name="Kenji Mori")
    page = text(senior, application)
    assert "The certificate is of somebody else." in page
    assert "Proposed by Emi Sato" in page
    seen = RefusalProposal.objects.get().pk
    assert send(senior, application, "confirm-refusal", version=seen).status_code == 302
    application.refresh_from_db()
    assert application.status == Status.NOT_ELIGIBLE
    history = text(senior, application)
    assert "Refused" in history
    assert "Kenji Mori" in history
    assert "reopen" in history


def test_a_proposal_sent_back_shows_its_word_in_the_history(call: Call) -> None:
    application, senior = needing_check(call), reviewer_browser(call.office, Role.SENIOR_REVIEWER)
    proposed = propose_refusal(application, user=posted(call.office), reason_code="wrong_office", text="Try The Hague.")
    sent = send(senior, application, "send-back", version=proposed.pk, note="She lives in Ghent.")
    assert sent.status_code == 302
    page = text(senior, application)
    assert "Proposed refusal sent back" in page
    assert "She lives in Ghent." in page
    assert "Try The Hague." in page


@pytest.mark.parametrize("verb", ["confirm-refusal", "send-back"])
def test_nobody_decides_about_a_proposal_they_have_not_read(call: Call, verb: str) -> None:
    application, senior = needing_check(call), reviewer_browser(call.office, Role.SENIOR_REVIEWER)
    reviewer = posted(call.office)
    read = propose_refusal(application, user=reviewer, reason_code="wrong_office", text="Try The Hague.")
    reject_refusal(read, user=reviewer)
    other = propose_refusal(application, user=reviewer, reason_code="statement_not_true", text="Another text.")
    answer = send(senior, application, verb, version=read.pk)
    assert answer.status_code == 409
    assert "taken back and another one was proposed" in answer.content.decode()
    assert "Another text." in answer.content.decode()
    other.refresh_from_db()
    assert other.state == "open"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"value": "140", "sentence": "A sentence I typed."}, "The highest score is 100."),
        ({"value": "-1", "sentence": "A sentence I typed."}, "The lowest score is 0."),
        ({"value": "seventy", "sentence": "A sentence I typed."}, "a whole number from 0 to 100"),
        ({"value": "", "sentence": "A sentence I typed."}, "Give a score from 0 to 100."),
        ({"value": "9" * 5000, "sentence": "A sentence I typed."}, "a whole number from 0 to 100"),
        ({"value": "70", "sentence": ""}, "Say in a sentence why"),
        ({"value": "70", "sentence": "A sentence I typed.\x00"}, "is not text"),
        ({"value": "70", "sentence": "A sentence I typed." * 40}, "at most 500 are allowed"),
        ({"value": "70", "sentence": "A sentence I typed.", "expected_version": ""}, "did not say which version"),
        ({"value": "70", "sentence": "A sentence I typed.", "expected_version": "9" * 40}, "did not say which version"),
        ({"value": "70", "sentence": "A sentence I typed.", "expected_version": "\x00"}, "did not say which version"),
    ],
)
def test_a_wrong_form_comes_back_with_words_and_everything_typed(
    call: Call, fields: dict[str, str], words: str
) -> None:
    page = reviewer_browser(call.office).post(dossier(in_review(call), "score"), {"expected_version": "0", **fields})
    shown = page.content.decode()
    assert page.status_code == 422
    assert words in shown
    assert "Error:" in shown
    assert not fields["sentence"] or "A sentence I typed." in shown
    assert not Score.objects.exists()


def test_two_windows_end_in_both_values_on_one_page_and_the_second_save_counts(call: Call) -> None:
    application, reviewer = in_review(call), posted(call.office)
    browser = staff_browser(reviewer)
    give_score(application, user=reviewer, value=72, sentence="First window.", expected_version=0)
    fields = {"expected_version": "0", "value": "35", "sentence": "Second window."}
    conflict = browser.post(dossier(application, "score"), fields)
    page = conflict.content.decode()
    assert conflict.status_code == 409
    for words in ("72", "First window.", "35", "Second window."):
        assert words in page
    assert Score.objects.get().value == 72
    (offer,) = [offer for offer in conflict.context["forms"] if offer.verb.name == "score"]
    fields["expected_version"] = offer.form["expected_version"].value()
    assert browser.post(dossier(application, "score"), fields).status_code == 302
    assert Score.objects.get().value == 35


def test_two_people_deciding_end_in_a_conflict_that_keeps_what_was_typed(call: Call) -> None:
    application = needing_check(call)
    seen = application.version
    clear(application, user=posted(call.office))
    answer = send(
        reviewer_browser(call.office), application, "propose-refusal", seen,
        reason_code="wrong_office", text="Half a page of reasons.",
    )  # fmt: skip
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Ready for review" in page
    assert "Half a page of reasons." in page
    assert not RefusalProposal.objects.exists()
    assert send(reviewer_browser(call.office), application, "clear", seen).status_code == 409


def test_a_verb_without_the_right_is_refused_with_the_reason(call: Call) -> None:
    application = submitted(call)
    answer = send(reviewer_browser(call.office, Role.COORDINATOR), application, "open-review")
    assert answer.status_code == 403
    assert "Your postings today do not include that" in answer.content.decode()
    assert Entry.objects.get(code="access.refused").detail.values["path"] == dossier(application, "open-review")
    application.refresh_from_db()
    assert application.status == Status.ELIGIBLE


@pytest.mark.parametrize("verb", ["nothing", "submit", "release", "__init__"])
def test_there_are_no_other_verbs(call: Call, verb: str) -> None:
    assert send(reviewer_browser(call.office), submitted(call), verb).status_code == 404


def test_the_stock_form_of_the_admin_writes_nothing(call: Call) -> None:
    application = submitted(call)
    browser = reviewer_browser(call.office)
    assert browser.post(dossier(application), {"status": "selected"}).status_code == 405
    assert browser.post(f"{QUEUE}{application.pk}/delete/", {"post": "yes"}).status_code == 403
    application.refresh_from_db()
    assert application.status == Status.ELIGIBLE


def test_a_form_without_its_token_is_refused(call: Call) -> None:
    application, reviewer = submitted(call), posted(call.office)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = staff_browser(reviewer).cookies
    assert send(strict, application, "open-review").status_code == 403
    application.refresh_from_db()
    assert application.status == Status.ELIGIBLE


def test_next_and_previous_follow_the_readers_filters_and_order(call: Call) -> None:
    first, other, second, third = submitted(call), needing_check(call), submitted(call), submitted(call)
    browser = reviewer_browser(call.office)

    def around(application: Application, filters: str) -> tuple[str, str]:
        context = browser.get(dossier(application), {"_changelist_filters": filters}).context
        return context["previous"].split("?")[0], context["next"].split("?")[0]

    newest_first = "status=eligible"
    assert around(second, newest_first) == (dossier(third), dossier(first))
    assert around(third, newest_first) == ("", dossier(second))
    assert around(first, newest_first) == (dossier(second), "")
    assert around(second, "status=eligible&o=5") == (dossier(first), dossier(third))
    assert around(second, "") == (dossier(third), dossier(other))


def test_filters_survive_from_file_to_file_and_through_a_form(call: Call) -> None:
    application = submitted(call)
    submitted(call)
    browser, filters = reviewer_browser(call.office), {"_changelist_filters": "status=eligible&p=1"}
    page = browser.get(dossier(application), filters)
    kept = "_changelist_filters=status%3Deligible%26p%3D1"
    assert kept in page.context["previous"]
    assert page.context["back"] == f"{QUEUE}?status=eligible&p=1"
    (offer,) = (offer for offer in page.context["forms"] if offer.verb.name == "open-review")
    assert kept in offer.action
    assert kept in browser.post(offer.action, {"expected_version": application.version})["Location"]


@pytest.mark.parametrize(
    "filters", ["status=%00", "person__user__email=a", "call__id__exact=x", "o=9999", "q=" + "a" * 500, "&&==", "p=-9"]
)
def test_strange_filters_cost_the_neighbours_not_the_page(call: Call, filters: str) -> None:
    page = reviewer_browser(call.office).get(dossier(submitted(call)), {"_changelist_filters": filters})
    assert page.status_code == 200


def test_the_history_address_of_the_admin_leads_into_the_dossier(call: Call) -> None:
    application = submitted(call)
    answer = reviewer_browser(call.office).get(f"{QUEUE}{application.pk}/history/")
    assert answer["Location"] == f"{dossier(application)}#history"


def test_a_dossier_takes_few_queries_and_no_more_for_a_long_history(call: Call) -> None:
    application, reviewer = in_review(call), posted(call.office)
    browser = staff_browser(reviewer)
    few = queries_of(browser, application)
    for value in range(5):
        give_score(application, user=posted(call.office), value=value, sentence="So.", expected_version=0)
        submitted(call)
    assert queries_of(browser, application) == few
    assert few <= 26


def queries_of(browser: Client, application: Application) -> int:
    browser.get(dossier(application))
    with CaptureQueriesContext(connection) as caught:
        assert browser.get(dossier(application)).status_code == 200
    said = [query["sql"] for query in caught.captured_queries]
    return sum(KEPT_BY_ALLAUTH not in sql and "SAVEPOINT" not in sql for sql in said)


def test_a_fact_that_stands_on_the_page_is_the_applicants_own(call: Call) -> None:
    application = submitted(call, facts={**MEETS_ALL, "birth_date": "2001-02-03"})
    assert "3 February 2001" in text(reviewer_browser(call.office), application)
