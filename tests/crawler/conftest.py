"""One world for all tests of a process; what they do to it is rolled back."""

import gc
from collections.abc import Iterator
from typing import Any

import pytest
from django.template.base import Template
from django.test.utils import _TestState

from tests.crawler.world import World, make_world, rolled_back
from tests.crawler.writes import watch


@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Two embassies and a ministry, full of canaries."""
    # Django's copies of every template's context are not looked at, and take as long as the page.
    with django_db_blocker.unblock(), rolled_back(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "_render", _TestState.saved_data.template_render)
        made = make_world()
        watch()
        gc.collect()
        gc.freeze()  # the world stays: it need not be looked through each time Python tidies up
        yield made
        gc.unfreeze()
