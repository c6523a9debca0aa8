"""What nobody should send, sent to a running site: a message that says what to do, nothing lost, never a 5xx."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.journeys.people import A_STAY_OF_SIX_MONTHS, ANSWERS, Applicant, ready_to_submit
from tests.journeys.staff import REVIEWER, signed_in
from tests.journeys.web import Answer, Upload, Web
from tests.live import LivePortal

pytestmark = pytest.mark.journey
MEGABYTE = 1024 * 1024
LONG_NAME = "Wolfeschlegelsteinhausenbergerdorff " * 6  # 216 characters
ENDED = "mirai-2025-26-brussels"
OF_ONE = "application_id = (SELECT id FROM applications_application WHERE reference = %s)"
CLOSE_DRAFTS = "from applications.services.deadlines import close_drafts; close_drafts()"
ODD_ADDRESSES = (
    "/?page=%00",
    "/programs/?page=%00",
    "/programs/mirai%00/",
    "/calls/mirai-2026-27-brussels/?x=%00",
    "/calls/%F0%9F%98%80/",
    "/calls/..%2f..%2fetc%2fpasswd/",
    "/applications/?page=%00",
    "/applications/?page=99999999999999999999",
    "/accounts/login/?next=%00",
    "/accounts/login/?next=https://elsewhere.example/",
    "/accounts/login/?next=/a&next=/b",
    "/accounts/confirm-email/%00/",
    "/files/%00/",
    "/files/" + "a" * 2000 + "/",
    "/healthz/ready?x=%00",
    "/" + "a/" * 500,
    "/?" + "x=1&" * 2000,
)
ODD_STAFF_ADDRESSES = (
    "?p=99999999999999999999",
    "?p=-1",
    "?p=%00",
    "?o=99999999999999999999.1",
    "?o=1.1.1.1&o=2",
    "?q=%00",
    "?q=" + "x" * 5000,
    "?call__id__exact=99999999999999999999",
    "?call__id__exact=abc",
    "?call__id__exact=1&call__id__exact=2",
    "?status=%00",
    "?status=nothing&waiting=nothing",
    "?waiting=check&waiting=score",
    "?id__in=1,2,3",
    "?person__email__startswith=a",
    "?e=1",
    "?_popup=1&_to_field=nothing",
    "99999999999999999999/change/",
    "-1/change/",
    "%00/change/",
    "abc/change/",
    "1/do/nothing/",
    "99999999999999999999/do/score/",
)


@pytest.fixture(scope="module")
def applicant(portal: LivePortal) -> Applicant:
    """Somebody with a draft in which everything is filled in."""
    return ready_to_submit(portal)


@pytest.fixture(scope="module")
def reviewer(portal: LivePortal) -> Web:
    """A reviewer of the Embassy in Belgium, signed in with the second factor."""
    return signed_in(portal, REVIEWER)


@pytest.fixture(autouse=True)
def no_server_error(portal: LivePortal) -> Iterator[None]:
    """Whatever a test sends: the log of the site has no answer of 500 and above afterwards."""
    log = portal.data / "logs" / "web.log"
    before = log.stat().st_size
    yield
    with log.open(errors="replace") as lines:
        lines.seek(before)
        assert [line for line in lines if '"code": 5' in line] == []


def stored_of(portal: LivePortal, applicant: Applicant) -> list[list[tuple[object, ...]]]:
    """Every answer and file of an application, as stored."""
    return [
        portal.query(
            f"SELECT key, answers::text, saved_at FROM applications_section WHERE {OF_ONE}", applicant.reference
        ),
        portal.query(
            f"SELECT key, ciphertext::text FROM applications_healthanswer WHERE {OF_ONE}", applicant.reference
        ),
        portal.query(
            f"SELECT slot, file_id, removed_at FROM applications_document WHERE {OF_ONE}", applicant.reference
        ),
    ]


def saved(applicant: Applicant, section: str) -> str:
    """What the page of a section shows after all."""
    return applicant.web.get(applicant.at(f"{section}/")).html


def refused(answer: Answer, *words: str) -> None:
    """The page is shown again with every one of these sentences, and says so in its title."""
    assert answer.status == 422
    assert "<title>Error: " in answer.html
    assert [sentence for sentence in words if sentence not in answer.words] == []


@pytest.mark.parametrize(
    ("day", "month", "year", "said"),
    [
        ("31", "2", "2003", "31 February 2003 is not a date. Check the day."),
        ("0", "5", "2003", "The day must be a number from 1 to 31, not “0”."),
        ("27", "13", "2003", "The month must be a number from 1 to 12 or a name such as March, not “13”."),
        ("27", "5", "03", "The year must have four digits, such as 1998."),
        ("27", "", "2003", "The month is missing. Enter a day, a month and a year."),
        ("27", "5", "2999", "The date must be "),
        ("9" * 3000, "5", "2003", "The day must be a number from 1 to 31"),
        ("27\x00", "5", "2003", "The day must be a number from 1 to 31"),
    ],
)
def test_a_wrong_date_is_named(applicant: Applicant, day: str, month: str, year: str, said: str) -> None:
    answer = applicant.save("about_you", birth_date_day=day, birth_date_month=month, birth_date_year=year)
    refused(answer, said)
    assert ANSWERS["about_you"]["passport_name"] in answer.html
    assert 'value="27"' in saved(applicant, "about_you")


def test_a_name_of_more_than_200_characters_says_by_how_many(applicant: Applicant) -> None:
    typed = LONG_NAME.strip()
    answer = applicant.save("about_you", full_name=typed)
    refused(answer, f"This is {len(typed)} characters long; at most 200 are allowed. Shorten it by {len(typed) - 200}.")
    assert typed in answer.html
    longest = typed[:200].strip()
    assert applicant.save("about_you", full_name=longest).status == 200
    assert longest in saved(applicant, "about_you")


def test_a_nul_byte_in_a_form_is_named_with_its_place(applicant: Applicant) -> None:
    refused(applicant.save("about_you", full_name="Zo\x00ë"), "Character 3 is not text and cannot be stored.")
    refused(applicant.save("motivation", motivation="\x00" * 200), "Character 1 is not text and cannot be stored.")
    assert applicant.web.post("/accounts/login/", {"login": "\x00", "password": "\x00"}).status < 500


def test_a_megabyte_of_text_is_measured_not_stored(applicant: Applicant) -> None:
    answer = applicant.save("motivation", motivation="語" * (MEGABYTE // 10))
    refused(answer, "at most 2000 are allowed")
    too_much = applicant.save("motivation", motivation="x" * (3 * MEGABYTE))
    assert too_much.status == 400
    assert "larger than this page takes, so nothing of it was saved" in too_much.words
    assert ANSWERS["motivation"]["after_visit"][:40] in saved(applicant, "motivation")


def test_choices_nobody_offered_are_refused(applicant: Applicant) -> None:
    refused(applicant.save("motivation", theme="bribery"), "Choose one of the answers shown.")
    refused(applicant.save("nationality", nationalities=["XX"]), "Choose countries from the list.")
    refused(applicant.save("nationality", nationalities=["BE", "FR", "NL", "DE"]), "Choose at most 3 countries.")
    stay = {**A_STAY_OF_SIX_MONTHS, "japan_before-1-entered_day": "９" * 400}
    refused(applicant.save("japan_before", been_in_japan="yes", **stay), "The day must be a number")
    refused(applicant.save("commitments", english_ok="maybe"), "Choose yes or no.")


@pytest.mark.parametrize("version", [None, "", "abc", "-1", "99999999999999999999", "\x00"])
def test_a_page_that_lost_its_version_keeps_what_was_typed(applicant: Applicant, version: str | None) -> None:
    answer = applicant.save("studies", version=version, study_field="Comparative law")
    refused(answer, "This page came back without the mark that says which answers it was made from.")
    assert "Comparative law" in answer.html
    assert "Comparative law" not in saved(applicant, "studies")


def test_an_old_version_leads_to_both_texts_side_by_side(applicant: Applicant) -> None:
    answer = applicant.save("studies", version="0", study_field="Comparative law")
    assert answer.status == 409
    assert "These answers were changed in another window" in answer.words
    for text in ("Comparative law", ANSWERS["studies"]["study_field"]):
        assert text in answer.html


def test_a_form_without_its_token_is_refused_in_words(applicant: Applicant) -> None:
    stranger = Web(applicant.web.base)
    stranger.get("/accounts/login/")
    stranger.cookies.clear()
    stranger._token = lambda: "tampered"  # type: ignore[method-assign]
    answer = stranger.post("/accounts/login/", {"login": "a@b.example", "password": "x"})
    assert answer.status == 403
    assert "This form could not be checked" in answer.words
    assert "Go back, reload the page and send it again." in answer.words


@pytest.mark.parametrize(
    ("upload", "said"),
    [
        (Upload("passport.pdf", b"MZ\x90\x00" + os.urandom(4000), "application/pdf"), "cannot be taken: "),
        (Upload("passport.jpg", b"#!/bin/sh\nrm -rf /\n", "image/jpeg"), "cannot be taken: "),
        (Upload("passport.pdf", b"%PDF-1.7\n" + b"0" * 500, "application/pdf"), "the file is damaged or was cut off"),
        (Upload("empty.pdf", b"", "application/pdf"), "“empty.pdf” is empty (0 bytes)."),
        (Upload("long.pdf", b"%PDF-1.7\n" + b"\x00" * (30 * MEGABYTE), "application/pdf"), "at most 10.0"),
    ],
    ids=["a renamed executable", "a script", "a broken PDF", "nothing", "30 MB"],
)
def test_a_file_that_cannot_be_taken_is_refused_and_the_old_one_stays(
    applicant: Applicant, upload: Upload, said: str
) -> None:
    answer = applicant.upload("passport_copy", upload)
    refused(answer, said, upload.name)
    assert "passport.jpg" in applicant.web.get(applicant.at("documents/")).words


def test_a_file_that_goes_nowhere_is_not_found(applicant: Applicant) -> None:
    assert applicant.upload("no_such_slot", Upload("a.pdf", b"%PDF")).status == 404
    assert applicant.web.post(applicant.at("documents/passport_copy/"), {}).status == 422


def test_an_ended_call_takes_nothing_and_says_since_when(portal: LivePortal, applicant: Applicant) -> None:
    answer = applicant.web.post(f"/calls/{ENDED}/apply/", {})
    assert answer.status == 422
    assert "This application cannot be started" in answer.words
    assert "See all programmes and open calls" in answer.words
    assert "Start or continue my application" not in applicant.web.get(f"/calls/{ENDED}/").words


def test_a_draft_whose_call_ended_meanwhile_is_kept_but_not_taken(portal: LivePortal) -> None:
    late = ready_to_submit(portal)
    fields = late.declared()
    before = stored_of(portal, late)
    portal.stop("beat")  # so that it is not closed before the button is pressed
    portal.shift_clock(timedelta(days=25))
    try:
        answer = late.web.post(late.at("submit/"), fields)
        page = late.web.get(late.at()).words
        portal.manage("shell", "-c", CLOSE_DRAFTS)
        closed = late.web.get(late.at()).words
        again = late.web.post(late.at("submit/"), fields)
    finally:
        portal.shift_clock(timedelta(0))
        portal.start("beat")
    assert answer.status == 422
    for shown in (answer.words, page):
        assert "This call closed on" in shown
        assert "You can no longer submit; your answers are kept." in shown
        assert f"give your reference, {late.reference}." in shown
    assert "The deadline passed before you submitted this application." in closed
    assert "write to the Embassy of Japan in Belgium and give your reference" in closed
    assert late.reference in closed
    assert "Application submitted" not in again.words
    assert "The deadline passed before you submitted this application." in again.words
    assert stored_of(portal, late) == before
    kept = portal.query(
        "SELECT status, submitted_at FROM applications_application WHERE reference = %s", late.reference
    )
    assert kept == [("closed", None)]
    tried = portal.query(
        f"SELECT result FROM applications_submissionattempt WHERE {OF_ONE} ORDER BY id", late.reference
    )
    assert tried[0] == ("call_not_open",)
    assert ("submitted",) not in tried


def test_what_belongs_to_somebody_else_is_not_found(portal: LivePortal, applicant: Applicant) -> None:
    other = Applicant(portal, "Somebody Else").sign_up().begin()
    other.upload("passport_copy")
    ((token,),) = portal.query(
        "SELECT file.token FROM files_storedfile AS file JOIN accounts_user AS u ON u.id = file.uploaded_by_id "
        "WHERE u.email = %s",
        other.email,
    )
    assert other.web.get(f"/files/{token}/").status == 200
    for path in (
        *(other.at(page) for page in ("", "about_you/", "documents/", "check/", "submitted/", "withdraw/")),
        f"/files/{token}/",
        f"/files/{token}/pages/1/",
        "/applications/0000000000Z/",
        "/applications/NOTAREFERENCE/",
    ):
        assert applicant.web.get(path).status == 404, path
    for path in (
        other.at("submit/"),
        other.at("withdraw/"),
        other.at("about_you/"),
        other.at("documents/passport_copy/"),
    ):
        assert applicant.web.post(path, {"declaration": "on", "reason": "mine now"}).status == 404, path
    assert applicant.web.get("/admin/").status == 403


@pytest.mark.parametrize("path", ODD_ADDRESSES)
def test_an_odd_address_is_answered_in_words(portal: LivePortal, applicant: Applicant, path: str) -> None:
    for web in (Web(portal.base_url), applicant.web):
        answer = web.get(path)
        assert answer.status in (200, 400, 404, 414), path
        assert answer.url.startswith(portal.base_url)


def test_staff_lists_with_odd_addresses_are_answered_in_words(portal: LivePortal, reviewer: Web) -> None:
    found = {}
    for path in ODD_STAFF_ADDRESSES:
        answer = reviewer.get(f"/admin/applications/application/{path}")
        if answer.status not in (200, 400, 403, 404, 414):
            found[path] = answer.status
    assert found == {}


def test_repeated_and_unknown_fields_change_nothing(portal: LivePortal) -> None:
    applicant = ready_to_submit(portal)  # one whose draft no test above closed with its call
    version = applicant.web.get(applicant.at("passport/")).hidden("version")
    pairs = [(key, value) for key, value in ANSWERS["passport"].items()]
    pairs += [("passport_expiry_day", "28"), ("version", version), ("status", "selected"), ("save", "continue")]
    answer = applicant.web.post(applicant.at("passport/"), pairs)
    assert answer.status == 200
    assert 'value="28"' in saved(applicant, "passport")
    assert applicant.web.get(applicant.at()).words.count("Ready to submit") == 1
