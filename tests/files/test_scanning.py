"""What a real clamd finds stays shut in; what no scanner has looked at is never called clean."""

from __future__ import annotations

import io
import socket
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.test import Client

from applications.models import Application
from portal.files import clamav, scanning, services, words
from portal.files.clamav import Clamd, ScannerAway
from portal.files.models import FileState, StoredFile
from portal.files.tasks import check_pending
from tests import scenarios
from tests.calls import open_call
from tests.clock import Shift
from tests.files import samples
from tests.files.conftest import Store
from tests.files.scanner import FOUND, HARMFUL, STREAM_LIMIT, Scanner
from tests.staff import reviewer_browser


def infected() -> bytes:
    """A PDF that anybody can read, with the sentence that the scanner knows attached."""
    with pikepdf.open(io.BytesIO(samples.pdf())) as document:
        document.attachments["letter.txt"] = HARMFUL
        written = io.BytesIO()
        document.save(written, compress_streams=False)
        return written.getvalue()


def test_what_the_scanner_knows_is_suspect_and_nothing_of_it_is_made_readable(clamd: Scanner, store: Store) -> None:
    file = store(samples.upload(infected()))
    check_pending()
    file.refresh_from_db()
    assert (file.state, file.problem) == (FileState.SUSPECT, words.INFECTED)
    assert (file.clean_key, file.pages.count()) == ("", 0)
    assert file.scanner.startswith("ClamAV 1.")


def test_what_the_scanner_does_not_know_is_clean_and_says_who_looked(clamd: Scanner, store: Store) -> None:
    file = store(samples.upload(samples.pdf()))
    check_pending()
    file.refresh_from_db()
    assert file.state == FileState.CLEAN
    assert words.scan_in_words(file).startswith("scanned by ClamAV 1.")


def test_nobody_opens_a_suspect_file_and_its_owner_is_told_what_to_do(clamd: Scanner, db: None) -> None:
    application: Application = scenarios.submitted(open_call())
    scenarios.unchecked(application)
    document = application.documents.select_related("file").first()
    assert document is not None
    file = document.file
    StoredFile.objects.filter(pk=file.pk).update(state=FileState.SUSPECT, problem=words.INFECTED)
    owner = Client()
    owner.force_login(application.person.user)
    for browser in (owner, reviewer_browser(application.office)):
        answer = browser.get(f"/files/{file.token}/")
        assert answer.status_code == 403
        assert "send another copy from a device you trust" in answer.content.decode()


def test_while_the_scanner_is_away_files_wait_for_as_long_as_it_takes(
    clamd: Scanner, store: Store, settings: Any, shift_clock: Shift, tmp_path: Path
) -> None:
    file = store(samples.upload(samples.pdf()))
    settings.SCANNER = f"clamd://{tmp_path}/nobody.sock"
    for days in range(3):
        shift_clock(timedelta(days=days))
        check_pending()
        services.process(file.pk)
    file.refresh_from_db()
    assert (file.state, file.attempts, file.scanner) == (FileState.PENDING, 0, "")
    assert "longer than usual, which is our fault" in words.state_in_words(file)
    settings.SCANNER = clamd.url
    check_pending()
    file.refresh_from_db()
    assert file.state == FileState.CLEAN


def test_a_submission_does_not_wait_for_a_scanner_that_is_away(settings: Any, db: None) -> None:
    settings.SCANNER = "clamd:///nowhere/clamd.sock"
    application = scenarios.submitted(open_call())
    assert application.submitted_at is not None
    states = {document.file.state for document in application.documents.select_related("file")}
    assert states == {FileState.PENDING}
    document = application.documents.select_related("file").first()
    assert document is not None
    answer = reviewer_browser(application.office).get(f"/files/{document.file.token}/")
    assert answer.status_code == 403


def test_a_scanner_that_stops_and_comes_back_is_found_again(clamd: Scanner) -> None:
    assert scanning.away() == ""
    clamd.stop()
    try:
        assert "cannot be reached" in scanning.away()
        assert scanning.in_a_word() == "away"
    finally:
        clamd.start()
    assert scanning.in_a_word() == "ok"


def test_what_is_too_long_for_the_scanner_is_no_verdict(clamd: Scanner) -> None:
    with pytest.raises(ScannerAway, match="size limit exceeded"):
        Clamd(clamd.url).look(bytes(STREAM_LIMIT + 1))


def test_the_largest_upload_is_looked_through_to_its_end(clamd: Scanner, settings: Any) -> None:
    content = bytes(settings.UPLOAD_MAX_BYTES - len(HARMFUL)) + HARMFUL
    assert Clamd(clamd.url).look(content) == FOUND
    assert Clamd(clamd.url).look(content[:-1]) == ""


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 200 OK\r\n", b"stream: OK FOUNDx\0", b"stream: ERROR\0", b"OK\0"])
def test_an_answer_that_is_no_verdict_is_none(said: bytes) -> None:
    with Answering(said) as url, pytest.raises(ScannerAway, match=r"no verdict|cannot be reached"):
        Clamd(url).look(b"content")


def test_a_scanner_that_never_answers_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clamav, "ANSWERING", 0.2)
    with Answering(None) as url, pytest.raises(ScannerAway, match="timed out"):
        Clamd(url).look(b"content")


class Answering:
    """Something on a port of the machine that says one thing to everybody, None for keeping silent."""

    def __init__(self, said: bytes | None) -> None:
        self._said = said
        self._over = threading.Event()

    def __enter__(self) -> str:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()
        return f"clamd://127.0.0.1:{self._listener.getsockname()[1]}"

    def _serve(self) -> None:
        line, _address = self._listener.accept()
        with line:
            if self._said is None:
                self._over.wait(10)
            else:
                line.recv(65536)
                line.sendall(self._said)

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._thread.join()
        self._listener.close()
