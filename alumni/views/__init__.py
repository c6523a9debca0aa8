"""Pages of the alumni associations."""

from alumni.views.directory import association, home, world
from alumni.views.founding import found, founding, withdraw

__all__ = ["association", "found", "founding", "home", "withdraw", "world"]
