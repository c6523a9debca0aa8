"""The locked requirements are checked against what they were made from, without a network."""

from pathlib import Path

import pytest

from portal.dev.paths import CHECKOUT
from portal.dev.requirements import MARK, differences, locks


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "tests").mkdir()
    (tmp_path / "requirements.in").write_text("django~=5.2.0\nDjango_Allauth[mfa]~=65.0  # accounts\n")
    (tmp_path / "requirements.txt").write_text("django==5.2.19 \\\n    --hash=sha256:00\ndjango-allauth==65.21.1\n")
    (tmp_path / "tests" / "requirements.in").write_text("-c ../requirements.txt\npytest\n")
    (tmp_path / "tests" / "requirements.txt").write_text("pytest==9.2.0 ; python_version < '3.13' \\\n")
    for lock in locks(tmp_path):
        lock.locked.write_text(f"{MARK}{lock.fingerprint()}\n" + lock.locked.read_text())
    return tmp_path


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def test_the_project_s_own_locks_are_in_step() -> None:
    assert differences(CHECKOUT) == []


def test_locks_made_from_their_sources_are_in_step(checkout: Path) -> None:
    assert differences(checkout) == []


def test_a_new_requirement_is_missed(checkout: Path) -> None:
    replace(checkout / "requirements.in", "django~=", "celery\ndjango~=")
    assert differences(checkout) == [
        "requirements.txt was not made from today's requirements.in: run ./dev lock.",
        "requirements.txt lacks celery, which requirements.in asks for: run ./dev lock.",
    ]


def test_a_version_that_is_not_asked_for_is_told(checkout: Path) -> None:
    replace(checkout / "requirements.txt", "5.2.19", "6.0")
    assert "requirements.txt has django 6.0; requirements.in asks for ~=5.2.0: run ./dev lock." in differences(checkout)


def test_tests_and_production_share_their_versions(checkout: Path) -> None:
    replace(checkout / "tests" / "requirements.txt", "pytest==", "django==5.2.18\npytest==")
    assert differences(checkout) == ["tests/requirements.txt has django 5.2.18, production has 5.2.19: run ./dev lock."]


def test_new_versions_in_production_make_the_lock_of_the_tests_old(checkout: Path) -> None:
    replace(checkout / "requirements.txt", "5.2.19", "5.2.20")
    assert differences(checkout) == [
        "tests/requirements.txt was not made from today's tests/requirements.in: run ./dev lock."
    ]
