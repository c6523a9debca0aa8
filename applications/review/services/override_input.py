"""What somebody gives with an override: which rule counts as what, why, and on what evidence."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from applications.models import Application, Choice, CountedAs, Document, Override, OverrideReason, OverrideStep
from portal.common.errors import DomainError

TEXT_LIMIT = 2000
PLACE_LIMIT = 300


@dataclass(frozen=True)
class Given:
    """`document` and `choice` are keys of rows of the application; no choice: all of them. `seen_in` is in words."""

    rule: str
    verdict: str
    reason_code: str
    text: str
    document: int | None = None
    seen_in: str = ""
    choice: int | None = None

    def check(self) -> None:
        """Raise DomainError: unknown_verdict, unknown_reason, reason_missing, reason_too_long, evidence_missing."""
        if self.verdict not in CountedAs.values:
            raise DomainError("unknown_verdict", _("A rule is counted as met or as not met; choose one."))
        if self.reason_code not in OverrideReason.values:
            raise DomainError(
                "unknown_reason",
                _("“%(code)s” is no reason; choose one of: %(choices)s.")
                % {"code": self.reason_code, "choices": ", ".join(str(label) for label in OverrideReason.labels)},
            )
        if not self.text.strip():
            raise DomainError("reason_missing", _("Say why in words: an override without them cannot be defended."))
        for words, limit in ((self.text, TEXT_LIMIT), (self.seen_in, PLACE_LIMIT)):
            if len(words.strip()) > limit:
                raise DomainError(
                    "reason_too_long",
                    _("The text is %(length)s characters long; at most %(limit)s are kept. Shorten it.")
                    % {"length": len(words.strip()), "limit": limit},
                )
        if self.document is None and not self.seen_in.strip():
            raise DomainError(
                "evidence_missing", _("Name the evidence: a document of this application, or where it was seen.")
            )

    def choice_of(self, application: Application) -> Choice | None:
        """Return the choice meant. Raises DomainError unknown_choice for one of another application."""
        if self.choice is None:
            return None
        found: Choice | None = application.choices.filter(pk=self.choice).first()
        if found is None:
            raise DomainError("unknown_choice", _("That choice is none of this application. Choose one of its own."))
        return found

    def document_of(self, application: Application) -> Document | None:
        """Return the document meant. Raises DomainError unknown_document for one of another application."""
        if self.document is None:
            return None
        found: Document | None = application.documents.filter(pk=self.document).first()
        if found is None:
            raise DomainError(
                "unknown_document", _("That document is none of this application. Choose one of its own.")
            )
        return found


def given_again(override: Override) -> Given:
    """Return what a lapsed override was given with. Raises DomainError words_erased once its words are gone."""
    words = override.words.filter(step=OverrideStep.PROPOSED).first()
    if words is None:
        raise DomainError(
            "words_erased",
            _("The words of this override were erased. Propose a new one, with its reason and evidence."),
        )
    return Given(
        rule=override.rule_key,
        verdict=override.to_verdict,
        reason_code=override.reason_code,
        text=words.text,
        document=override.document_id,
        seen_in=words.seen_in,
        choice=override.choice_id,
    )
