"""Bad days: servers that are away, killed or unwilling. Nothing that was acknowledged is lost, nobody sees an error.

The outbox's own guarantees are tested beside it; here people submit over HTTP while things break.
"""

from __future__ import annotations

import os
import signal
import socket
import time
import urllib.parse
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from portal.dev.mailbox import CaughtMail
from tests.committed import at_once
from tests.journeys.people import ANSWERS, DOCUMENTS, Applicant, eventually, mail_to, ready_to_submit
from tests.journeys.web import _multipart
from tests.live import LivePortal

pytestmark = pytest.mark.journey
CLICKS = 8
CONFIRMED = "Application submitted"
# Longer than a worker may hold a mail (portal.outbox.claims), and than the first pause after a failed attempt.
TAKEN_BACK = timedelta(minutes=11)


@pytest.fixture(autouse=True)
def mended(portal: LivePortal) -> Iterator[None]:
    """Leave the portal as it was found: everything runs, the mail server takes what it gets."""
    yield
    portal.mailbox.answer("accept")
    portal.shift_clock(timedelta(0))
    portal.start()
    portal.wait_healthy("/healthz/ready")


def confirmations(portal: LivePortal, applicant: Applicant) -> list[CaughtMail]:
    """The mails that tell somebody that the application has arrived."""
    return [mail for mail in portal.mails(to=applicant.email) if applicant.reference in mail.subject]


def mail_states(portal: LivePortal, applicant: Applicant) -> list[str]:
    """What became of the mails about an application, as stored."""
    rows = portal.query("SELECT state FROM outbox_message WHERE subject_key = %s", f"application:{applicant.reference}")
    return [state for (state,) in rows]


def rows_of(portal: LivePortal, applicant: Applicant, table: str, condition: str = "true") -> int:
    """How many rows of a table belong to an application."""
    ((count,),) = portal.query(
        f"SELECT count(*) FROM {table} WHERE {condition} AND application_id = "
        "(SELECT id FROM applications_application WHERE reference = %s)",
        applicant.reference,
    )
    return int(count)


def test_redis_is_away_at_the_submission_and_the_mail_comes_once_it_is_back(portal: LivePortal) -> None:
    applicant = ready_to_submit(portal)
    portal.stop("redis")
    answer = applicant.submit()
    assert answer.status == 200
    assert CONFIRMED in answer.words
    assert applicant.reference in answer.words
    assert mail_states(portal, applicant) == ["queued"]
    assert confirmations(portal, applicant) == []
    portal.start("redis")
    mail_to(portal, applicant.email, about=applicant.reference)
    assert mail_states(portal, applicant) == ["sent"]


def test_redis_dies_while_a_worker_has_a_mail_in_hand_and_the_worker_lives_on(portal: LivePortal) -> None:
    applicant, other = ready_to_submit(portal), ready_to_submit(portal)
    worker, server = portal.worker.process.pid, portal.smtp.process.pid
    assert server
    os.kill(server, signal.SIGSTOP)  # the mail server greets nobody: whoever sends, waits
    try:
        assert CONFIRMED in applicant.submit().words
        eventually("a worker that sends", lambda: mail_states(portal, applicant) == ["claimed"])
        portal.redis.kill()
        portal.redis.start()
    finally:
        os.kill(server, signal.SIGCONT)
    mail_to(portal, applicant.email, about=applicant.reference)
    assert CONFIRMED in other.submit().words
    mail_to(portal, other.email, about=other.reference)
    assert portal.worker.process.pid == worker


def test_redis_is_emptied_with_mails_due_and_all_are_sent(portal: LivePortal) -> None:
    applicants = [ready_to_submit(portal, name) for name in ("Anaïs Lambert", "Đặng Thị Hà", "Jürgen Weiß")]
    portal.stop("worker")
    for applicant in applicants:
        assert CONFIRMED in applicant.submit().words
    portal.kill("redis")  # its memory is all it has
    portal.start("redis", "worker")
    for applicant in applicants:
        mail_to(portal, applicant.email, about=applicant.reference)
        assert len(confirmations(portal, applicant)) == 1


def test_a_worker_killed_while_it_sends_sends_again_under_the_same_message_id(portal: LivePortal) -> None:
    """The promise: at least once, one extra copy per crash at most, all of them the same mail to whoever reads it."""
    applicant = ready_to_submit(portal)
    portal.stop("worker")
    portal.mailbox.answer("drop", to=applicant.email)  # the server keeps the mail and hangs up: was it sent?
    assert CONFIRMED in applicant.submit().words
    portal.start("worker")
    eventually("the first copy", lambda: confirmations(portal, applicant))
    portal.kill("worker")
    # Nobody tries again before a minute is over, or ten if the worker died before it could write that down.
    assert len(confirmations(portal, applicant)) == 1
    portal.mailbox.answer("accept", to=applicant.email)
    portal.shift_clock(TAKEN_BACK)
    portal.start("worker")
    eventually("the mark that it was sent", lambda: mail_states(portal, applicant) == ["sent"])
    copies = confirmations(portal, applicant)
    assert len(copies) == 2  # that of the crash, and the one that was marked
    assert len({mail.message["Message-ID"] for mail in copies}) == 1
    ((message_id, attempts),) = portal.query(
        "SELECT message_id, attempts FROM outbox_message WHERE subject_key = %s", f"application:{applicant.reference}"
    )
    assert attempts == 2  # each copy is an attempt that was counted before it was made
    assert str(message_id) in copies[0].message["Message-ID"]


def test_eight_clicks_at_once_make_one_submission(portal: LivePortal) -> None:
    applicant = ready_to_submit(portal)
    fields = applicant.declared()
    windows = [applicant.web.twin() for _click in range(CLICKS)]
    answers = at_once(CLICKS, lambda number: windows[number].post(applicant.at("submit/"), fields))
    assert [(answer.status, answer.path) for answer in answers] == [(200, applicant.at("submitted/"))] * CLICKS
    assert rows_of(portal, applicant, "applications_applicationevent", "event = 'submit'") == 1
    assert rows_of(portal, applicant, "applications_snapshot") == 1
    mail_to(portal, applicant.email, about=applicant.reference)
    assert mail_states(portal, applicant) == ["sent"]


def test_the_web_server_dies_during_a_submission_and_the_retry_is_confirmed(portal: LivePortal) -> None:
    applicant = ready_to_submit(portal)
    fields = applicant.declared()
    with ThreadPoolExecutor(1) as background:
        # Its answer may come or be lost, like the power.
        lost = background.submit(applicant.web.twin().post, applicant.at("submit/"), fields)
        time.sleep(0.1)
        portal.kill("web")
        lost.exception()
    portal.start("web")
    portal.wait_healthy("/healthz/ready")
    again = applicant.web.post(applicant.at("submit/"), fields)
    assert again.path == applicant.at("submitted/")
    assert CONFIRMED in again.words
    assert rows_of(portal, applicant, "applications_applicationevent", "event = 'submit'") == 1
    mail_to(portal, applicant.email, about=applicant.reference)


def test_a_submission_that_dies_with_the_web_server_is_whole_or_not_there_at_all(portal: LivePortal) -> None:
    """Whenever the power goes: between two rows that belong together there is no moment in which one is kept alone."""
    applicant = ready_to_submit(portal)
    fields = applicant.declared()
    for pause in (0.02, 0.1):
        with ThreadPoolExecutor(1) as background:
            lost = background.submit(applicant.web.twin().post, applicant.at("submit/"), fields)
            time.sleep(pause)
            portal.kill("web")
            lost.exception()
        counts = [
            rows_of(portal, applicant, "applications_applicationevent", "event = 'submit'"),
            rows_of(portal, applicant, "applications_snapshot"),
            rows_of(portal, applicant, "applications_submissionattempt", "result = 'submitted'"),
            len(mail_states(portal, applicant)),
        ]
        assert counts in ([0] * 4, [1] * 4)
        portal.start("web")
        portal.wait_healthy("/healthz/ready", seconds=120)
        page = applicant.web.get(applicant.at()).words
        assert ("Ready to submit" in page) is (counts == [0] * 4)
    assert CONFIRMED in applicant.web.post(applicant.at("submit/"), fields).words
    assert rows_of(portal, applicant, "applications_snapshot") == 1


def cut_off(applicant: Applicant, path: str, body: bytes, kind: str) -> None:
    """Announce a whole body, send half of it, and hang up."""
    site = urllib.parse.urlsplit(applicant.web.base)
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in applicant.web.cookies)
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {site.netloc}\r\nCookie: {cookies}\r\nContent-Type: {kind}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection((site.hostname or "", site.port or 80), timeout=10) as line:
        line.sendall(head.encode() + body[: len(body) // 2])
        time.sleep(0.3)


def test_an_upload_cut_at_half_leaves_no_row_no_file_and_an_empty_slot(portal: LivePortal) -> None:
    applicant = Applicant(portal).sign_up().begin()
    kept = "SELECT count(*) FROM files_storedfile"
    storage = portal.data / "files"

    def everything() -> tuple[object, int]:
        return portal.query(kept), sum(path.is_file() for path in storage.rglob("*"))

    before, log = everything(), portal.data / "logs" / "web.log"
    read = log.stat().st_size
    pairs = [("csrfmiddlewaretoken", applicant.web._token())]
    body, kind = _multipart(pairs, {"file": DOCUMENTS["passport_copy"]})
    cut_off(applicant, applicant.at("documents/passport_copy/"), body, kind)
    eventually("the broken line in the log", lambda: "documents/passport_copy/" in log.read_text()[read:])
    assert everything() == before
    assert '"code": 5' not in log.read_text()[read:]
    page = applicant.web.get(applicant.at("documents/"))
    assert page.status == 200
    assert "passport.jpg" not in page.words
    assert "is uploaded" in applicant.upload("passport_copy").words


def test_a_draft_cut_at_half_keeps_what_was_saved_before(portal: LivePortal) -> None:
    applicant = Applicant(portal).sign_up().begin()
    assert applicant.save("motivation").status == 200
    version = applicant.web.get(applicant.at("motivation/")).hidden("version")
    for button in ("auto", "later"):
        typed = {"csrfmiddlewaretoken": applicant.web._token(), "save": button, "version": version}
        texts = {**ANSWERS["motivation"], "motivation": "Half of this sentence arrives. " * 40}
        body = urllib.parse.urlencode({**typed, **texts}).encode()
        cut_off(applicant, applicant.at("motivation/"), body, "application/x-www-form-urlencoded")
    time.sleep(1)
    page = applicant.web.get(applicant.at("motivation/"))
    assert page.hidden("version") == version
    assert "Half of this sentence" not in page.html
    assert ANSWERS["motivation"]["after_visit"][:40] in page.html


def test_a_mail_server_that_says_later_gets_the_mail_later(portal: LivePortal) -> None:
    applicant = ready_to_submit(portal)
    portal.mailbox.answer("421", to=applicant.email)
    assert CONFIRMED in applicant.submit().words
    said = "SELECT last_error FROM outbox_message WHERE subject_key = %s AND attempts > 0 AND state = 'queued'"
    ((words,),) = eventually("a first attempt", lambda: portal.query(said, f"application:{applicant.reference}"))
    assert words.startswith("421")
    assert confirmations(portal, applicant) == []
    assert "could not be delivered" not in applicant.web.get(applicant.at()).words
    portal.mailbox.answer("accept", to=applicant.email)
    portal.shift_clock(timedelta(minutes=3))
    mail_to(portal, applicant.email, about=applicant.reference)


def test_an_address_where_nobody_lives_is_said_on_the_applicants_page(portal: LivePortal) -> None:
    applicant = ready_to_submit(portal)
    portal.mailbox.answer("550", to=applicant.email)
    assert CONFIRMED in applicant.submit().words
    eventually("the refusal", lambda: mail_states(portal, applicant) == ["failed"])
    page = applicant.web.get(applicant.at()).words
    assert "A mail to you could not be delivered" in page
    assert f"To {applicant.email}" in page
    assert "Change your email address" in page
