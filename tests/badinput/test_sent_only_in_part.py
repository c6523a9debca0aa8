"""A line that breaks in the middle of a form or a file: nothing of it is kept, and what was there before stays.

Through a real socket the same is shown in tests/journeys/test_bad_days.py.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.core.wsgi import get_wsgi_application

from applications.models import Application, Section
from applications.queries import answers_of, current_documents
from portal.files.models import StoredFile
from programs.models import Call
from tests import scenarios
from tests.applications.conftest import SignIn
from tests.badinput.conftest import files_in
from tests.badinput.raw import answer, multipart
from tests.files.samples import jpeg

pytestmark = pytest.mark.django_db
SECTION, SLOT = "motivation", "passport_copy"
ARRIVED_IN_PART = "only a part of it arrived. Nothing of it was saved."
PIECES = (0.1, 0.5, 0.9)


@pytest.fixture
def draft(call: Call) -> Application:
    return scenarios.filled_in(call)


def typed(draft: Application, save: str) -> bytes:
    """What the page of the long texts sends, the button first as where a script sends it."""
    stored = Section.objects.get(application=draft, key=SECTION)
    essay = "I would like to hear how small states shape large treaties. " * 12
    texts = {key: essay for key, value in stored.answers.items() if isinstance(value, str) and len(value) > 50}
    return urlencode({"save": save, "version": stored.version, **stored.answers, **texts}).encode()


@pytest.mark.parametrize("save", ["continue", "later", "auto"])
@pytest.mark.parametrize("piece", PIECES)
def test_half_a_form_saves_nothing(draft: Application, signed_in: SignIn, save: str, piece: float) -> None:
    web = signed_in(draft.person.user)
    before = answers_of(draft)[SECTION]
    body = typed(draft, save)
    path = f"/applications/{draft.reference}/{SECTION}/"
    cut = body[: int(len(body) * piece)]
    status, page = answer("POST", path, cut, length=len(body), web=web)
    assert status == "400 Bad Request"
    assert ARRIVED_IN_PART in page
    assert answers_of(draft)[SECTION] == before
    status, _page = answer("POST", path, body, web=web)
    assert status.startswith(("200", "302"))
    assert answers_of(draft)[SECTION] != before


@pytest.mark.parametrize("piece", PIECES)
def test_half_a_file_leaves_no_row_no_bytes_and_an_empty_slot(
    call: Call, signed_in: SignIn, own_storage: Path, piece: float
) -> None:
    draft = scenarios.draft(call)
    web = signed_in(draft.person.user)
    body, kind = multipart({}, file=jpeg())
    path = f"/applications/{draft.reference}/documents/{SLOT}/"
    status, page = answer("POST", path, body[: int(len(body) * piece)], kind, length=len(body), web=web)
    assert (status, ARRIVED_IN_PART in page) == ("400 Bad Request", True)
    assert (StoredFile.objects.count(), files_in(own_storage), current_documents(draft)) == (0, [], {})
    assert "Upload" in web.get(f"/applications/{draft.reference}/documents/").content.decode()
    assert answer("POST", path, body, kind, web=web)[0] == "302 Found"
    assert list(current_documents(draft)) == [SLOT]


def test_half_a_file_leaves_the_one_that_is_there(draft: Application, signed_in: SignIn, own_storage: Path) -> None:
    before, kept = current_documents(draft)[SLOT].file_id, len(files_in(own_storage))
    body, kind = multipart({}, file=jpeg())
    path = f"/applications/{draft.reference}/documents/{SLOT}/"
    answer("POST", path, body[:-300], kind, length=len(body), web=signed_in(draft.person.user))
    assert (current_documents(draft)[SLOT].file_id, len(files_in(own_storage))) == (before, kept)


def test_half_a_submission_is_none(draft: Application, signed_in: SignIn) -> None:
    body = urlencode({"declaration": "on", "idempotency_key": "3b241101-e2bb-4255-8caf-4136c566a962"}).encode()
    path = f"/applications/{draft.reference}/submit/"
    status, _page = answer("POST", path, body[:20], length=len(body), web=signed_in(draft.person.user))
    draft.refresh_from_db()
    assert (status, draft.status, draft.events.count()) == ("400 Bad Request", "draft", 0)


def test_without_that_half_a_text_is_stored_as_if_it_were_whole(draft: Application, signed_in: SignIn) -> None:
    """The control: a server hands over what has arrived, and a parser of forms cannot know that more was to come."""
    before = answers_of(draft)[SECTION]
    body = typed(draft, "later")
    path = f"/applications/{draft.reference}/{SECTION}/"
    cut = body[: len(body) // 2]
    answer("POST", path, cut, length=len(body), web=signed_in(draft.person.user), call=get_wsgi_application())
    assert answers_of(draft)[SECTION] != before
