"""Screening calls again under new rules: start a run, let workers do its chunks, then release or discard it."""

from applications.services.rescreening.releasing import Released, discard, release
from applications.services.rescreening.starting import start, start_many
from applications.services.rescreening.working import work

__all__ = ["Released", "discard", "release", "start", "start_many", "work"]
