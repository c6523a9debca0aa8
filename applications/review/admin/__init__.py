"""The reviewers' workplace in the staff site: the queue of applications, and the dossier of one."""

from applications.review.admin.application import ApplicationAdmin

__all__ = ["ApplicationAdmin"]
