"""What our scripts never do: make markup of text, keep anything in the browser, listen to other windows."""

from __future__ import annotations

import re
from pathlib import Path

import allauth.mfa
import pytest
from django.conf import settings

OURS = sorted((Path(settings.BASE_DIR) / "static").rglob("*.js"))
# The package whose script asks the browser for a security key: it is served from our host as it came.
SERVED = [*OURS, *sorted((Path(allauth.mfa.__file__).parent / "static").rglob("*.js"))]

MARKUP = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|DOMParser|\.srcdoc"
TEXT_AS_CODE = r"\beval\s*\(|new Function\b|set(?:Timeout|Interval)\(\s*[\"'`]|import\s*\("
STORED = r"localStorage|sessionStorage|indexedDB|document\.cookie|caches\.|serviceWorker"
OTHER_WINDOWS = r"postMessage|addEventListener\(\s*[\"']message[\"']|onmessage|window\.opener|jsonp|BroadcastChannel"
MERGING = r"__proto__|\.prototype\b|Object\.assign\(|\$\.extend"
OUTDATED = r"<applet|<embed|<object|ActiveXObject|\.swf\b|x-silverlight"


@pytest.mark.parametrize(
    ("never", "planted"),
    [
        (MARKUP, "row.innerHTML = name"),
        (TEXT_AS_CODE, "setTimeout('go()', 5)"),
        (STORED, "localStorage.setItem('draft', text)"),
        (OTHER_WINDOWS, "window.addEventListener('message', take)"),
        (MERGING, "Object.assign(target, JSON.parse(text))"),
    ],
    ids=["markup", "code", "storage", "windows", "merging"],
)
def test_no_script_that_pages_load_does_it(never: str, planted: str) -> None:
    assert re.search(never, planted)
    assert len(OURS) >= 2
    assert {path.name for path in SERVED if re.search(never, path.read_text("utf-8"))} == set()


def test_no_template_asks_for_a_technique_that_browsers_gave_up() -> None:
    assert re.search(OUTDATED, "<object data='x.swf'>")
    templates = (Path(settings.BASE_DIR) / "templates").rglob("*.html")
    assert [path.name for path in templates if re.search(OUTDATED, path.read_text("utf-8"))] == []
