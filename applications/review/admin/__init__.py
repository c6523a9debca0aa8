"""The reviewers' workplace in the staff site: the queue of applications, the dossier of one, overrides of rules."""

from applications.review.admin.application import ApplicationAdmin
from applications.review.admin.overrides import OverrideAdmin

__all__ = ["ApplicationAdmin", "OverrideAdmin"]
