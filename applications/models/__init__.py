"""An application, what was answered and uploaded, what was frozen and decided."""

from applications.models.addenda import (
    Addendum,
    AddendumAnswer,
    AddendumHealth,
    AddendumState,
    AddendumValues,
    counting,
)
from applications.models.answers import HealthAnswer, Section
from applications.models.applications import Application, Choice
from applications.models.attempts import SubmissionAttempt
from applications.models.documents import Document
from applications.models.events import ApplicationEvent, EventReason, WorkflowEdge
from applications.models.evidence import FactBasis, FactCheck, FactSeen, FactVerdict
from applications.models.identity import IdentityFinding, IdentityMark
from applications.models.overrides import (
    CountedAs,
    Override,
    OverrideReason,
    OverrideState,
    OverrideStep,
    OverrideWords,
)
from applications.models.paper import ClaimCode, PaperArrival, PaperEntry
from applications.models.rescreening import (
    LineKind,
    Rescreening,
    RescreeningLine,
    RunScope,
    RunState,
    ScreeningTask,
)
from applications.models.screening import ScreeningResult, Snapshot, SnapshotValues

__all__ = [
    "Addendum",
    "AddendumAnswer",
    "AddendumHealth",
    "AddendumState",
    "AddendumValues",
    "Application",
    "ApplicationEvent",
    "Choice",
    "ClaimCode",
    "CountedAs",
    "Document",
    "EventReason",
    "FactBasis",
    "FactCheck",
    "FactSeen",
    "FactVerdict",
    "HealthAnswer",
    "IdentityFinding",
    "IdentityMark",
    "LineKind",
    "Override",
    "OverrideReason",
    "OverrideState",
    "OverrideStep",
    "OverrideWords",
    "PaperArrival",
    "PaperEntry",
    "Rescreening",
    "RescreeningLine",
    "RunScope",
    "RunState",
    "ScreeningResult",
    "ScreeningTask",
    "Section",
    "Snapshot",
    "SnapshotValues",
    "SubmissionAttempt",
    "WorkflowEdge",
    "counting",
]
