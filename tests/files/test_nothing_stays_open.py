"""A file that was fetched and not read is closed once its answer is dropped: no warning in some later test."""

from __future__ import annotations

import gc
from typing import Any

from django.test import Client

from applications.models import Application
from tests.calls import open_call
from tests.scenarios import submitted


def test_the_file_of_an_answer_nobody_reads_is_closed(db: None) -> None:
    application: Application = submitted(open_call())
    browser = Client()
    browser.force_login(application.person.user)
    document = application.documents.select_related("file").first()
    assert document is not None
    assert document.file is not None
    answer: Any = browser.get(f"/files/{document.file.token}/")
    assert answer.status_code == 200
    file = answer._resource_closers[0].__self__
    assert not file.closed
    del answer
    gc.collect()
    assert file.closed
