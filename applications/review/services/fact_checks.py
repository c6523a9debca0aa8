"""Holding facts against documents: what an officer saw, several facts in one step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from applications.evidence import Strict, strict
from applications.models import Application, Document, FactBasis, FactCheck, FactSeen, FactVerdict
from applications.review.services.acting import locked_for
from applications.states import OVER
from applications.workflow import By
from portal.audit.services import record
from portal.common.errors import Conflict, DomainError
from programs.eligibility import FactError
from programs.vocabulary import vocabulary

NOTE_LIMIT = 500


@dataclass(frozen=True)
class Sighting:
    """What somebody saw of one fact.

    `value` is what was seen otherwise, as JSON; `document` the key of a document of the application, None where the
    note says on what it rests.
    """

    fact: str
    verdict: str
    value: object = None
    document: int | None = None
    note: str = ""


def may_check_facts(application: Application, roles: frozenset[By]) -> bool:
    """Say whether somebody with these roles may check facts of this application now."""
    return By.REVIEWER in roles and application.status not in OVER


@transaction.atomic
def check_facts(
    application: Application, sightings: Iterable[Sighting], *, user: Any, snapshot: int, newest: int
) -> list[FactCheck]:
    """Keep what an officer saw of some facts. One that is stored already in the same words adds nothing.

    `snapshot` and `newest` are the keys of the snapshot and of the newest check the officer had before them (0: none).
    Raises NotAllowed not_your_role; Conflict snapshot_replaced, checked_meanwhile; DomainError application_over,
    no_floor, values_erased, nothing_seen, and per fact (its key in `fact`): not_to_be_checked, not_its_type,
    nothing_declared, same_as_declared, rests_on_nothing, not_its_document, note_too_long, unknown_verdict.
    """
    locked = locked_for(application, user=user, role=By.REVIEWER)
    if locked.status in OVER:
        raise DomainError(
            "application_over",
            _("Application %(reference)s is “%(status)s”: nothing is checked on it any more.")
            % {"reference": locked.reference, "status": locked.get_status_display()},
        )
    found = strict(locked)
    if found is None:
        raise DomainError("no_floor", _("No stage of this programme asks for verified facts; there is nothing to do."))
    if found.erased:
        raise DomainError("values_erased", _("The answers of this application were erased; nothing can be verified."))
    _refuse_stale(locked, found, snapshot=snapshot, newest=newest)
    documents = {document.pk: document for document in locked.documents.filter(removed_at__isnull=True)}
    made = [
        made
        for sighting in sightings
        if (made := _keep(locked, found, _checked(found, sighting, documents), user)) is not None
    ]
    if not made:
        raise DomainError("nothing_seen", _("Nothing was marked otherwise than it is stored. Mark a fact, then save."))
    record(
        "review.facts_checked",
        user=user,
        about=locked,
        application=locked.pk,
        facts=len(made),
        differs=sum(check.verdict == FactVerdict.DIFFERS for check in made),
    )
    return made


def newest_check(application: Application) -> int:
    """Return the key of the newest check of any fact, 0 for none: what a page says it has seen."""
    return application.fact_checks.order_by("-pk").values_list("pk", flat=True).first() or 0


def checkable(found: Strict) -> frozenset[str]:
    """Return the facts that can be held against something: what the rules speak of, health and the choice left out."""
    return found.bound.facts() - found.of_choice - set(vocabulary().health_keys)


def _refuse_stale(locked: Application, found: Strict, *, snapshot: int, newest: int) -> None:
    if found.snapshot.pk != snapshot:
        raise Conflict(
            "snapshot_replaced",
            _("The answers were frozen anew since this page was made. What you marked is still here; compare it with "
              "the values shown now, then save again."),
        )  # fmt: skip
    since = list(locked.fact_checks.filter(pk__gt=newest).select_related("checked_by__person").order_by("pk"))
    if since:
        who = getattr(getattr(since[-1].checked_by, "person", None), "full_name", "") or since[-1].checked_by.email
        raise Conflict(
            "checked_meanwhile",
            _("%(who)s checked facts of this application meanwhile: %(facts)s. What you marked is still here; compare "
              "it with what is stored now, then save again.")
            % {"who": who, "facts": ", ".join(dict.fromkeys(vocabulary()[each.fact].label("en") for each in since))},
        )  # fmt: skip


def _checked(found: Strict, sighting: Sighting, documents: Mapping[int, Document]) -> tuple[Sighting, Document | None]:
    """Return the sighting with its value in canonical form, and its document. Raises DomainError in words."""
    key, note = sighting.fact, sighting.note.strip()
    if key not in checkable(found):
        raise _wrong("not_to_be_checked", key, _("“%(fact)s” is no fact that is checked here.") % {"fact": key})
    label = vocabulary()[key].label("en")
    if sighting.verdict not in FactVerdict.values:
        raise _wrong("unknown_verdict", key, _("%(fact)s: say whether it was seen as declared.") % {"fact": label})
    if len(note) > NOTE_LIMIT:
        words = _("%(fact)s: the note is %(length)s characters long; at most %(limit)s are kept. Shorten it.")
        raise _wrong("note_too_long", key, words % {"fact": label, "length": len(note), "limit": NOTE_LIMIT})
    if sighting.verdict == FactVerdict.TAKEN_BACK:
        return Sighting(key, sighting.verdict, note=note), None
    if sighting.document is not None and sighting.document not in documents:
        words = _("%(fact)s: the document named is not among those of this application. Choose one of the list.")
        raise _wrong("not_its_document", key, words % {"fact": label})
    if sighting.document is None and not note:
        words = _("%(fact)s: choose the document on which you saw it, or write down what it rests on.")
        raise _wrong("rests_on_nothing", key, words % {"fact": label})
    value = _value(found, sighting, label) if sighting.verdict == FactVerdict.DIFFERS else None
    if sighting.verdict == FactVerdict.CONFIRMED and key not in found.declared:
        words = _("%(fact)s: nothing was declared, so it cannot be seen as declared. Say what you saw.")
        raise _wrong("nothing_declared", key, words % {"fact": label})
    document = documents.get(sighting.document or 0)
    return Sighting(key, sighting.verdict, value, sighting.document, note), document


def _value(found: Strict, sighting: Sighting, label: str) -> object:
    try:
        facts = vocabulary().canonical({sighting.fact: sighting.value})
    except FactError as error:
        said = "; ".join(problem.message.removeprefix(f"{sighting.fact}: ") for problem in error.problems)
        words = _("%(fact)s: %(problem)s") % {"fact": label, "problem": said}
        raise _wrong("not_its_type", sighting.fact, words) from None
    if sighting.fact not in facts:
        raise _wrong("not_its_type", sighting.fact, _("%(fact)s: say what you saw instead.") % {"fact": label})
    if found.declared.values.get(sighting.fact) == facts.values[sighting.fact]:
        words = _("%(fact)s: that is what was declared. Mark it as seen as declared.")
        raise _wrong("same_as_declared", sighting.fact, words % {"fact": label})
    return facts.content()[sighting.fact]


def _wrong(code: str, fact: str, words: str) -> DomainError:
    return DomainError(code, words, fact=fact)


def _keep(locked: Application, found: Strict, what: tuple[Sighting, Document | None], user: Any) -> FactCheck | None:
    """Add the rows, unless the check that counts says the same already."""
    sighting, document = what
    if _says_the_same(found.checks.get(sighting.fact), sighting):
        return None
    basis = FactBasis.VERIFIED if document else FactBasis.STAFF
    made = FactCheck.objects.create(
        office_id=locked.office_id,
        application=locked,
        snapshot=found.snapshot,
        fact=sighting.fact,
        verdict=sighting.verdict,
        provenance="" if sighting.verdict == FactVerdict.TAKEN_BACK else basis,
        checked_by=user,
    )
    FactSeen.objects.create(
        office_id=locked.office_id,
        application=locked,
        check_made=made,
        value=sighting.value,
        document=document,
        note=sighting.note,
    )
    return made


def _says_the_same(before: FactCheck | None, sighting: Sighting) -> bool:
    if before is None:
        return sighting.verdict == FactVerdict.TAKEN_BACK
    seen = getattr(before, "seen", None)
    if before.verdict != sighting.verdict or seen is None:
        return False
    return (seen.value, seen.document_id, seen.note) == (sighting.value, sighting.document, sighting.note)
