"""Screening calls again under new rules: start a run, let workers do its chunks, then release or discard it.

After a release, workers offer the new rules to drafts.
"""

from applications.services.rescreening.offering import offer_to_drafts
from applications.services.rescreening.releasing import Released, discard, release
from applications.services.rescreening.starting import start, start_many
from applications.services.rescreening.working import work

__all__ = ["Released", "discard", "offer_to_drafts", "release", "start", "start_many", "work"]
