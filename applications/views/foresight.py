"""What the rules say of a draft as it is, before it is submitted: what would end it, what a person looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from applications.models import Application
from applications.queries import definition_of, explanations
from applications.views.tasks import DOCUMENTS, href_of
from portal.common.reader_language import reader_language
from programs.definitions.definition import DOCUMENTS as FACT_OF_DOCUMENTS
from programs.eligibility import Explained, Verdict
from programs.verdicts import Change, VerdictInWords, verdicts_in_words

Href = Callable[[Application, str], str]


@dataclass(frozen=True)
class Foresight:
    """`failing` would make it “not eligible”; `for_a_person` are sentences; `accepted`: it may be submitted even so."""

    failing: list[VerdictInWords]
    for_a_person: list[str]
    accepted: bool

    @property
    def turned_away(self) -> bool:
        """Whether submitting would be refused for what the rules say."""
        return bool(self.failing) and not self.accepted


def foresight_of(application: Application, *, missing: bool, href: Href = href_of) -> Foresight:
    """Return what submitting the draft now would come to; `href` leads to where something is filled in.

    While something is `missing`, a rule that is not known yet is left out: the page lists what is missing. A rule that
    fails stays failed whatever comes, so it is said from the first.
    """
    language = reader_language()
    explained = explanations(application, language, documents_complete=not missing)
    failing = [item for item in explained if item.verdict is Verdict.FAIL and not item.referred]
    open_points = [item for item in explained if item.referred or (item.verdict is Verdict.UNKNOWN and not missing)]
    return Foresight(
        failing=[_with_changes(application, item, language, href) for item in failing],
        for_a_person=list(dict.fromkeys(line.sentence for line in verdicts_in_words(open_points, language))),
        accepted=application.call.accepts_not_eligible,
    )


def _with_changes(application: Application, item: Explained, language: str, href: Href) -> VerdictInWords:
    (line,) = verdicts_in_words([item], language)
    return replace(line, changes=tuple(_changes(application, item.facts, href)))


def _changes(application: Application, facts: frozenset[str], href: Href) -> Iterator[Change]:
    """Yield the pages on which these facts are stated; none for a fact that only staff know."""
    for group in definition_of(application).groups:
        if any(question.fact and question.fact in facts for question in group.questions):
            yield Change(str(group.title), f"{href(application, group.key)}?return=check")
    if FACT_OF_DOCUMENTS in facts:
        yield Change(_("Documents"), href(application, DOCUMENTS))
