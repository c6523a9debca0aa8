"""Reads for the pages of the register. No writes."""

from alumni.queries.directory import Directory, directory, members_by_country
from alumni.queries.page import Page, public_page
from alumni.queries.register import Overview, latest_counts, offices_kept, overview

__all__ = [
    "Directory",
    "Overview",
    "Page",
    "directory",
    "latest_counts",
    "members_by_country",
    "offices_kept",
    "overview",
    "public_page",
]
