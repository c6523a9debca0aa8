"""Names that people, or programs, give to files: kept as data, and harmless wherever they come out again."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.test import Client

from portal.common.text import BIDI_CONTROLS
from portal.files.filetypes import PDF
from portal.files.models import StoredFile
from portal.files.naming import LIMIT, stored_name
from tests import scenarios
from tests.calls import open_call
from tests.staff import dossier, reviewer_browser

HOSTILE = {
    "NUL in it": "pass\x00port.pdf",
    "a way up": "../../../etc/cron.d/passport",
    "a way up, as Windows writes it": "..\\..\\Windows\\System32\\drivers.pdf",
    "nothing but dots": "..",
    "the root of a disk": "C:\\",
    "turned around": "passport\u202efdp.exe",
    "isolated from its text": "\u2067passport\u2069.pdf",
    "a header of one's own": 'x.pdf"\r\nSet-Cookie: session=stolen\r\n\r\n<html>',
    "quotes and semicolons": 'a"; filename="evil.exe"; x=".pdf',
    "markup": "<img src=x onerror=alert(1)>.pdf",
    "half a letter": "pass\ud800port.pdf",
    "a picture": "\U0001f469\u200d\U0001f393 diploma.pdf",
    "from the right": "شهادة التخرج.pdf",
    "a device": "CON.pdf",
    "a device with more behind it": "lpt1.tar.pdf",
    "three hundred letters": "n" * 300 + ".pdf",
    "three hundred kanji": "証" * 300,
    "a formula": '=HYPERLINK("http://evil.example","x").pdf',
    "an option": "-rf.pdf",
    "blanks": " \t\n ",
    "invisible": "\u200b\u2060\ufeff.pdf",
    "percent signs": "%2e%2e%2f%00.pdf",
}
IN_PAGES = {HOSTILE[kind] for kind in ("markup", "a header of one's own", "quotes and semicolons", "from the right")}
each_hostile_name = pytest.mark.parametrize("given", HOSTILE.values(), ids=HOSTILE)


@each_hostile_name
def test_a_name_is_one_short_line_without_a_path_and_ends_as_its_content_demands(given: str) -> None:
    name = stored_name(given, PDF)
    assert 4 < len(name) <= LIMIT
    assert name.endswith(".pdf")
    assert not re.search(r"[\x00-\x1f\x7f/\\]", name)
    assert not set(map(ord, name)) & set(BIDI_CONTROLS)
    assert len(name.encode()) <= 250  # letters are whole, and a file system takes them
    assert not name.startswith(".")


@pytest.mark.parametrize(
    ("given", "kept"),
    [("CON.pdf", "_CON.pdf"), ("nul", "_nul.pdf"), ("COM1.x.pdf", "_COM1.x.pdf"), ("Conrad.pdf",) * 2],
)
def test_a_name_that_windows_takes_for_a_device_is_none_any_more(given: str, kept: str) -> None:
    assert stored_name(given, PDF) == kept


def test_names_unpack_from_a_zip_into_one_folder(tmp_path: Path) -> None:
    names = {stored_name(given, PDF) for given in HOSTILE.values()}
    with zipfile.ZipFile(tmp_path / "dossier.zip", "w") as packed:
        for name in names:
            packed.writestr(name, b"content")
    with zipfile.ZipFile(tmp_path / "dossier.zip") as packed:
        packed.extractall(tmp_path / "dossier")
    assert {path.name for path in (tmp_path / "dossier").iterdir()} == names
    assert {path.name for path in tmp_path.iterdir()} == {"dossier", "dossier.zip"}


def test_names_do_nothing_in_headers_and_pages(db: None) -> None:
    application = scenarios.submitted(open_call())
    document = application.documents.select_related("file").first()
    assert document is not None
    mine, staff = Client(), reviewer_browser(application.office)
    mine.force_login(application.person.user)
    for given in HOSTILE.values():
        name = stored_name(given, PDF)
        StoredFile.objects.filter(pk=document.file_id).update(name=name)
        answer = mine.get(f"/files/{document.file.token}/")
        assert answer.status_code == 200
        assert set(answer.headers) & {"Set-Cookie"} == set()
        _disposition_is_of_one_attachment(answer.headers["Content-Disposition"], name)
        if given not in IN_PAGES:
            continue
        for page in (mine.get(f"/applications/{application.reference}/"), staff.get(dossier(application))):
            assert page.status_code == 200
            assert b"<img src=x" not in page.content
        if given == HOSTILE["markup"]:
            assert b"&lt;img src=x" in mine.get(f"/applications/{application.reference}/").content


def _disposition_is_of_one_attachment(header: str, name: str) -> None:
    quoted = re.fullmatch(r'attachment; filename="((?:[^"\\]|\\.)*)"', header)
    encoded = re.fullmatch(r"attachment; filename\*=utf-8''([^;\s\"]*)", header)
    if quoted:
        assert re.sub(r"\\(.)", r"\1", quoted[1]) == name
    else:
        assert encoded is not None
        assert unquote(encoded[1]) == name
