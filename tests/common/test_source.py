"""What the product's own source never does, whoever writes the next line of it."""

from __future__ import annotations

import ast
from collections.abc import Callable

import pytest

from portal.celery import app
from tests.common import source

Look = Callable[[ast.Module], list[int]]

# What was read and found to be right, with the reason.
RIGHT: dict[Look, dict[str, str]] = {
    source.builds_sql: {
        "portal/outbox/claims.py": "the one place it fills in is the locking clause, one of two constants",
        "portal/audit/verifying.py": "one function runs the constants of its module",
        "applications/setwise/population.py": "what programs.eligibility.sql put together: all values are parameters",
    },
}
# Sends mail again at slightly different times, so that nobody has to guess.
UNGUARDED_CHANCE = {"portal/outbox/retrying.py"}


def found(look: Look) -> list[str]:
    """Where the product does it, besides what was read and found right."""
    right = RIGHT.get(look, {})
    return [f"{name}:{line}" for name, tree in source.product().items() if name not in right for line in look(tree)]


@pytest.mark.parametrize(
    ("look", "planted"),
    [
        (source.runs_text_as_code, "eval(request.GET['x'])"),
        (source.runs_text_as_code, "subprocess.run(f'convert {name}', shell=True)"),
        (source.builds_sql, "cursor.execute(f'SELECT {column} FROM people')"),
        (source.builds_sql, "Person.objects.raw('SELECT 1 FROM people ORDER BY ' + asked)"),
        (source.makes_objects_of_yaml, "yaml.load(text, yaml.Loader)"),
        (source.trusts_markup, "mark_safe('<b>' + name + '</b>')"),
        (source.trusts_markup, "SafeString(name)"),
        (source.hashes_weakly, "hashlib.sha1(key).hexdigest()"),
        (source.hashes_weakly, "salted_hmac('salt', email)"),
        (source.takes_every_column, "fields = '__all__'"),
        (source.takes_every_column, "modelform_factory(Person, fields='__all__')"),
    ],
)
def test_dangerous_ways_are_noticed_and_nowhere_taken(look: Look, planted: str) -> None:
    assert look(ast.parse(planted)) == [1]
    assert found(look) == []


def test_what_was_found_right_is_still_there() -> None:
    for look, names in RIGHT.items():
        assert [name for name in names if not look(source.product()[name])] == []


@pytest.mark.parametrize(
    "package",
    [
        "pickle",
        "marshal",
        "shelve",
        "xml",
        "lxml",
        "plistlib",
        "ldap",
        "ldap3",
        "jinja2",
        "markdown",
        "memcache",
        "pylibmc",
    ],
)
def test_parsers_and_directories_that_would_need_walls_are_not_used(package: str) -> None:
    assert [name for name, tree in source.product().items() if package in source.imported(tree)] == []


@pytest.mark.parametrize(
    "package", ["requests", "httpx", "aiohttp", "urllib.request", "urllib3", "http.client", "ftplib"]
)
def test_no_address_is_fetched_for_anybody(package: str) -> None:
    assert package in source.imported(ast.parse(f"import {package}"))
    assert [name for name, tree in source.product().items() if package in source.imported(tree)] == []


def test_what_nobody_may_guess_comes_from_the_systems_generator() -> None:
    by_chance = {name for name, tree in source.product().items() if "random" in source.imported(tree)}
    assert by_chance == UNGUARDED_CHANCE


def test_templates_are_files_and_never_made_of_what_somebody_sent() -> None:
    made = {"django.template.Template", "django.template.Engine", "django.template.engines"}
    assert [name for name, tree in source.product().items() if made & source.imported(tree)] == []


def test_tasks_are_read_as_json_alone() -> None:
    assert set(app.conf.accept_content) == {"json"}
    assert app.conf.task_serializer == "json"
