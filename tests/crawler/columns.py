"""Which text columns carry a canary, and which cannot: their words come from a list in the code.

Whatever is not named here gets a token, so that a new column is covered from its first day.
"""

from __future__ import annotations

from django.apps import apps
from django.db import models

from tests.crawler.canaries import Kind

OURS = ("portal", "programs", "applications", "alumni")

# Tables of libraries that hold people's things.
OF_LIBRARIES = (
    "admin.LogEntry", "account.EmailAddress", "account.EmailConfirmation", "mfa.Authenticator",
    "usersessions.UserSession",
)  # fmt: skip

# Tables without a person's or an office's own words.
REFERENCE = {
    "offices.Office": "public: who the offices are is told to everybody",
    "outbox.Heartbeat": "two rows about the machine",
    "programs.Programme": "public catalogue",
    "programs.ProgrammeVersion": "public catalogue",
    "programs.RuleSet": "public catalogue",
    "programs.RuleSetVersion": "public catalogue",
    "programs.RulePreview": "counts and keys; who sees which application is asked where the list is shown",
    "programs.Round": "public catalogue",
    "programs.Jurisdiction": "public: which office handles whom is told to everybody who asks",
    "programs.LoadedRow": "what the loader of the catalogue remembers",
    "audit.Unsealed": "numbers of entries",
    "audit.Seal": "numbers and hashes over the whole stream",
    "audit.RefusalCount": "a counter",
    "applications.WorkflowEdge": "a copy of the workflow's table",
    "requests.RequestEdge": "a copy of the table of a request's steps",
}

# Words from a closed list, numbers and times as text, structures of such: nothing that anybody typed.
CODES = {
    "accounts.Person.language",
    "accounts.Person.search_key",  # made of the names, which carry canaries
    "mfa.Authenticator.data",  # encrypted or not, read by the sign-in: see test_completeness
    "offices.Posting.programme",
    "outbox.Message.dedupe_key",  # made of references, which are canaries where they come from
    "outbox.Message.language",
    "outbox.Message.template",
    "outbox.Message.template_version",
    "audit.Entry.code",
    "audit.Entry.object_kind",
    "audit.Entry.object_id",
    "files.StoredFile.kind",
    "files.StoredFile.media_type",
    "files.StoredFile.scanner",
    "files.StoredFile.problem",
    "files.StoredFile.clean_media_type",
    "programs.Call.parameters",
    "programs.Call.time_zone",
    "programs.Call.opens_local",
    "programs.Call.closes_local",
    "programs.Binding.content",
    "programs.Binding.sha256",
    "programs.Binding.engine_version",
    "programs.CheckCount.rule_key",
    "programs.CallAlert.language",
    "programs.AlertLink.language",
    "applications.Choice.outcome",
    "applications.Section.key",
    "applications.HealthAnswer.key",
    "applications.Addendum.section",
    "applications.Addendum.idempotency_key",
    "applications.AddendumHealth.key",
    "applications.Document.slot",
    "applications.SubmissionAttempt.result",
    "applications.ApplicationEvent.event",
    "applications.ApplicationEvent.outcome",
    "applications.ApplicationEvent.by",
    "applications.ApplicationEvent.reason_code",
    "applications.ApplicationEvent.idempotency_key",
    "applications.Snapshot.health_verdicts",
    "applications.SnapshotValues.facts",
    "applications.ScreeningResult.engine_version",
    "applications.ScreeningResult.outcome",
    "applications.ScreeningResult.verdicts",
    "applications.FactCheck.fact",
    "applications.FactSeen.value",  # a date, a number or codes, in canonical form
    "applications.Override.rule_key",
    "applications.Override.rule_sha256",
    "applications.Rescreening.disagreement",  # keys of rules and letters
    "applications.Rescreening.problem",  # the name of a kind of error
    "applications.RescreeningLine.old_outcome",
    "applications.RescreeningLine.new_outcome",
    "requests.Request.slot",
    "requests.Request.time_zone",
    "requests.Request.due_local",
    "requests.RequestEvent.event",
    "requests.RequestEvent.by",
    "requests.RequestEvent.data",  # numbers and wall times
    "shortlists.Shortlist.content",  # ids, numbers, and values that are canaries where they come from
    "shortlists.LineMove.from_decision",
    "shortlists.LineMove.to_decision",
    "shortlists.ExportRecord.format",
    "shortlists.ExportRecord.columns",
    "admin.LogEntry.object_id",
    "alumni.Association.search_key",  # made of the names, which carry canaries
    "alumni.Association.local_language",  # the tag of a language, which its field insists on
    "alumni.FoundingRequest.local_language",
}

# Values that are unguessable as they are, and that something depends on: they are canaries without a token.
VALUES = {
    "accounts.User.password",
    "account.EmailConfirmation.key",
    "usersessions.UserSession.session_key",
    "audit.Entry.detail_sha256",
    "audit.Detail.salt",
    "outbox.Message.claim",
    "outbox.Message.message_id",
    "files.StoredFile.token",
    "files.StoredFile.sha256",
    "files.StoredFile.original_key",
    "files.StoredFile.clean_key",
    "files.PageImage.key",
    "programs.Call.slug",
    "programs.Call.lot_seed",
    "applications.Application.reference",
    "applications.Application.lot_token",
    "applications.HealthAnswer.ciphertext",
    "applications.AddendumHealth.before",
    "applications.AddendumHealth.after",
    "applications.Snapshot.sha256",
    "applications.SnapshotValues.salt",
    "applications.SnapshotValues.files",
    "applications.ClaimCode.code_hash",
    "requests.Invitation.token_sha256",
    "shortlists.Shortlist.sha256",
    "shortlists.ShortlistLine.lot",
    "shortlists.LineMove.salt",
    "shortlists.LineReason.salt",
    "shortlists.ExportRecord.sha256",
}

# Nobody is shown these, whoever sees the row.
SECRET = {
    "applications.IdentityMark.mark",
    "accounts.User.password",
    "account.EmailConfirmation.key",
    "usersessions.UserSession.session_key",
    "outbox.Message.claim",
    "outbox.Message.context",
    "outbox.Message.rendered_body",
    "audit.Detail.salt",
    "files.StoredFile.original_key",
    "files.StoredFile.clean_key",
    "files.PageImage.key",
    "applications.HealthAnswer.ciphertext",
    "applications.AddendumHealth.before",
    "applications.AddendumHealth.after",
    "applications.ClaimCode.code_hash",
    "requests.Invitation.token_sha256",
    "applications.SnapshotValues.salt",
    "shortlists.LineMove.salt",
    "shortlists.LineReason.salt",
}

# What letters and the audit stream name a thing by: who reads those reads it there too.
NAMED_BY = {
    "applications.Application.reference": (Kind.MAIL, Kind.AUDIT),
    "programs.Call.slug": (Kind.AUDIT,),
    "alumni.Association.slug": (Kind.AUDIT,),
    "shortlists.Shortlist.sha256": (Kind.AUDIT,),
}

_TEXT = (models.CharField, models.TextField, models.JSONField, models.BinaryField, models.UUIDField, models.FileField)


def watched_models() -> list[type[models.Model]]:
    """Return every table whose rows are somebody's: ours, and the libraries' that hold people's things."""
    ours = [m for m in apps.get_models() if m._meta.app_config.name.partition(".")[0] in OURS]
    return [m for m in ours if m._meta.label not in REFERENCE] + [apps.get_model(label) for label in OF_LIBRARIES]


def text_columns(model: type[models.Model]) -> list[models.Field]:  # type: ignore[type-arg]
    """Return the columns that can hold words somebody typed, or a value that nobody may know."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, _TEXT) and not field.choices and name_of(field) not in CODES
    ]


def name_of(field: models.Field) -> str:  # type: ignore[type-arg]
    """Return 'app.Model.column'."""
    return f"{field.model._meta.label}.{field.attname}"
