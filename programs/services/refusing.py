"""What no round, call or theme may be made of, said in words before the database says it in codes."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from portal.common.errors import DomainError
from portal.offices.models import Office
from programs.models import Call, Round
from programs.services.catalog_reading import SLUG


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
    """Raise DomainError (not_valid) naming every field of an unsaved row that its table would not take."""
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
