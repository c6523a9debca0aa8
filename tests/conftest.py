"""Fixtures of every test."""

import portal.celery  # noqa: F401  (tasks are sent through our app, not Celery's default one)
from tests.committed import committed_db  # noqa: F401
from tests.known_rows import nothing_is_known_by_key  # noqa: F401
from tests.look.rendered import pages, site  # noqa: F401
from tests.served_files import served_files_are_closed  # noqa: F401
from tests.services import (  # noqa: F401
    browser_type_launch_args,
    live_portals,
    make_stack,
    shared_stack,
    stack,
)
