"""What is asked of whom by when, what happened with it, and what was given."""

from applications.requests.models.events import RequestEdge, RequestEvent, RequestWords
from applications.requests.models.invitations import Invitation
from applications.requests.models.papers import RequestDraft, RequestFile
from applications.requests.models.requests import Request

__all__ = [
    "Invitation",
    "Request",
    "RequestDraft",
    "RequestEdge",
    "RequestEvent",
    "RequestFile",
    "RequestWords",
]
