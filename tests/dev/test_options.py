"""The options of ./dev test, tried on a little suite."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from portal.dev.commands.test import TWO_AT_ONCE
from portal.dev.paths import CHECKOUT

SUITE = """
import pytest

def test_quick(): pass

@pytest.mark.browser
def test_marked(): pass

@pytest.fixture
def page(): pass

def test_asks_for_a_page(page): pass

@pytest.fixture
def clamd(): pass

def test_asks_for_clamd(clamd): pass

@pytest.mark.long
def test_of_minutes(): pass
"""


def chosen(folder: Path, *options: str) -> set[str]:
    (folder / "test_suite.py").write_text(SUITE)
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-p", "tests.options", "-p", "no:django", "-p", "no:base_url"),
            *("-p", "no:playwright", "-p", "no:xdist", "-c", os.devnull, "--rootdir", str(folder), "--collect-only"),
            *("-q", *options, "test_suite.py"),
        ],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        text=True,
        check=False,
    )
    return {line.rpartition("::")[2] for line in done.stdout.splitlines() if "::" in line}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((), {"test_quick", "test_marked", "test_asks_for_a_page", "test_asks_for_clamd"}),
        (("--no-browser",), {"test_quick", "test_asks_for_clamd"}),
        (("--no-clamd",), {"test_quick", "test_marked", "test_asks_for_a_page"}),
        (("--no-browser", "--no-clamd"), {"test_quick"}),
        (
            ("--long",),
            {"test_quick", "test_marked", "test_asks_for_a_page", "test_asks_for_clamd", "test_of_minutes"},
        ),
    ],
)
def test_options_choose_the_tests(tmp_path: Path, options: tuple[str, ...], expected: set[str]) -> None:
    assert chosen(tmp_path, *options) == expected


def test_a_file_stays_in_one_of_two_processes(tmp_path: Path) -> None:
    for name in ("first", "second"):
        (tmp_path / f"test_{name}.py").write_text(
            "import os, pathlib, pytest\n"
            "@pytest.mark.parametrize('number', range(6))\n"
            f"def test_{name}(number): (pathlib.Path(__file__).parent / f'{name}-{{os.getpid()}}').touch()\n"
        )
    subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-p", "tests.options", "-p", "no:django", "-p", "no:base_url"),
            *("-p", "no:playwright", "-c", os.devnull, "--rootdir", str(tmp_path), "-q", *TWO_AT_ONCE),
        ],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        check=True,
    )
    assert len(list(tmp_path.glob("first-*"))) == len(list(tmp_path.glob("second-*"))) == 1


def test_a_case_with_the_bytes_of_a_file_has_a_name_that_does_not_change_with_them(tmp_path: Path) -> None:
    (tmp_path / "test_bytes.py").write_text(
        "import os, pytest\n"
        "@pytest.mark.parametrize('content', [os.urandom(2000), os.urandom(2000), b'short'])\n"
        "def test_it(content): pass\n"
    )
    assert chosen(tmp_path, "test_bytes.py") >= {"test_it[content0]", "test_it[content1]", "test_it[short]"}
