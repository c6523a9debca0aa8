"""The options of `./dev test`, and what a failed test shows. Loaded before anything else (`-p tests.options`)."""

from typing import Any

import pytest

from portal.dev.stack import Stack


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of ./dev test that are ours."""
    group = parser.getgroup("portal")
    group.addoption("--no-browser", action="store_true", help="leave out the tests that need a browser")
    group.addoption("--no-clamd", action="store_true", help="leave out the tests that need a virus scanner")
    group.addoption("--long", action="store_true", help="run also the tests that take minutes")


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder of collected static files: WhiteNoise warns where there is none, and a warning is an error."""
    from django.conf import settings

    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a case with a file's bytes by its number: bytes may be large, and a PDF says when it was made.

    Processes that share the tests must call each by the same name.
    """
    return argname if isinstance(val, bytes) and len(val) > 40 else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what needs a browser or a virus scanner; leave out what the options say."""
    left_out = []
    for item in items:
        if {"page", "context", "browser"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("browser")
        if "clamd" in getattr(item, "fixturenames", ()):
            item.add_marker("clamd")
        without_browser = config.getoption("no_browser") and item.get_closest_marker("browser")
        too_long = not config.getoption("long") and item.get_closest_marker("long")
        without_clamd = config.getoption("no_clamd") and item.get_closest_marker("clamd")
        if without_browser or without_clamd or too_long:
            left_out.append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]
    # Those with a browser come last: its event loop stays with the thread, and Django then refuses to query there.
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
    for item in items:
        # Where several processes share the work, a file stays in one, and its browser tests are a group of their own.
        kind = "in a browser" if item.get_closest_marker("browser") else "plain"
        item.add_marker(pytest.mark.xdist_group(f"{item.path.stem}, {kind}"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """A failed test on a live portal shows the ends of its logs."""
    report = yield
    if report.failed:
        for value in getattr(item, "funcargs", {}).values():
            if isinstance(value, Stack):
                report.sections += [(name, member.process.last_words()) for name, member in value.members.items()]
    return report
