"""What no round, call or theme may be made of, said in words before the database says it in codes."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from portal.common.errors import DomainError
from portal.offices.models import Office
from programs.definitions import Definition
from programs.eligibility import DefinitionError
from programs.models import Call, Round
from programs.services.additions import check_additions
from programs.services.binding import rules_of
from programs.services.catalog_reading import SLUG
from programs.services.editions import edition_of


def refuse_address(slug: str) -> None:
    """Raise DomainError (bad_address) unless `slug` can be the name of a page. Its length is the field's business."""
    if not SLUG.fullmatch(slug):
        raise DomainError(
            "bad_address",
            _("“%(slug)s” cannot stand in an address. Use small letters, digits and single hyphens between them.")
            % {"slug": slug[:100]},
            slug=slug[:100],
        )


def refuse_fields(row: models.Model) -> None:
    """Raise DomainError (not_valid) naming every field of a row, not saved yet, that its table would not take."""
    labels = {field.name: field.verbose_name for field in row._meta.concrete_fields}
    relations = {field.name for field in row._meta.concrete_fields if field.is_relation}
    try:
        row.clean_fields(exclude=relations)
    except ValidationError as error:
        problems = error.message_dict
        words = [f"{labels[field]}: {' '.join(said)}" for field, said in problems.items()]
        raise DomainError("not_valid", " ".join(words), fields=list(problems)) from None


def refuse_second(office: Office, round: Round, slug: str) -> None:
    """Raise DomainError (call_exists) when the name is taken, or the office has a call in the round."""
    calls = Call.objects.unscoped("a name is taken whoever took it").filter(
        Q(slug=slug) | Q(office=office, round=round)
    )
    there = calls.select_related("office", "round").order_by("pk").first()
    if there is None:
        return
    if there.slug == slug:
        words = _("The name %(slug)s is taken: %(call)s. Take another name.")
    else:
        words = _("There is a call already for %(call)s, named %(slug)s. An office has one call in a round.")
    raise DomainError("call_exists", words % {"slug": there.slug, "call": there}, slug=there.slug)


def refuse_additions(call: Call) -> None:
    """Raise DomainError (wrong_addition, with path and choices) unless the call's rules can be departed from so."""
    edition, rules = edition_of(call)
    definition = Definition.from_version(edition)
    try:
        check_additions(call.additions, rules_of(call, rules), definition, file=call.slug)
    except DefinitionError as error:
        raise DomainError("wrong_addition", str(error), path=error.path, choices=list(error.choices)) from None
