"""Fixtures of every test."""

import portal.celery  # noqa: F401  (tasks are sent through our app, not Celery's default one)
from tests.clean_start import nothing_is_left_of_the_test_before  # noqa: F401
from tests.committed import committed_db  # noqa: F401
from tests.look.rendered import pages, site  # noqa: F401
from tests.served_files import served_files_are_closed  # noqa: F401
from tests.services import (  # noqa: F401
    browser_type_launch_args,
    live_portals,
    make_stack,
    shared_stack,
    stack,
)
