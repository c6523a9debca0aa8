"""Files of cases: put into a draft, and written out again."""

from __future__ import annotations

from typing import Any

import yaml
from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.common.errors import DomainError
from portal.common.written import first_unreadable
from programs.catalog_files import parse_yaml
from programs.eligibility import EligibilityError, load_cases
from programs.eligibility.reading import Place, show
from programs.eligibility.values import LARGEST
from programs.models import RuleSetVersion, VersionState
from programs.services.rules.shared import cases_of, locked, rules_in

LARGEST_FILE = 256 * 1024
MOST_CASES = 1000


@transaction.atomic
def put_cases(version: RuleSetVersion, file: bytes, *, name: str, actor: Any) -> RuleSetVersion:
    """Put a YAML file of cases in the place of a draft's cases.

    Raises NotAllowed; DomainError: gone, wrong_state, file_too_large, too_many_cases, wrong_file (with the place).
    """
    draft = locked(version, actor, state=VersionState.DRAFT)
    if len(file) > LARGEST_FILE:
        raise DomainError(
            "file_too_large",
            _("The file has %(size)d KiB; at most %(limit)d KiB are read. Split the people into fewer cases.")
            % {"size": len(file) // 1024 + 1, "limit": LARGEST_FILE // 1024},
            size=len(file),
        )
    shown = name[:80]
    try:
        data = _plain(parse_yaml(file, named=shown, aliases=False), Place(shown))
        cases = load_cases(data, rules_in(draft), file=shown)
    except EligibilityError as error:
        raise DomainError("wrong_file", str(error)) from None
    if len(cases) > MOST_CASES:
        raise DomainError(
            "too_many_cases",
            _("The file has %(n)d cases; at most %(limit)d are run.") % {"n": len(cases), "limit": MOST_CASES},
        )
    draft.cases = data
    draft.save(update_fields=["cases"])
    record("programs.rules_changed", user=actor, about=draft, rule="")
    return draft


def cases_as_yaml(version: RuleSetVersion) -> str:
    """Return a version's cases as a file that `put_cases` reads back to the same."""
    cases = cases_of(version)
    ordered = {word: cases[word] for word in ("parameters", "facts", "cases") if word in cases}
    return yaml.dump(ordered, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)


def _plain(value: Any, place: Place) -> Any:
    """Return what was read where all of it can be stored: texts, whole numbers, yes and no. Raises DefinitionError."""
    match value:
        case dict():
            return {_plain(key, place): _plain(part, place.at(str(key)[:80])) for key, part in value.items()}
        case list():
            return [_plain(part, place.item(number)) for number, part in enumerate(value)]
        case str() if first_unreadable(value) is None:
            return value
        case bool() | None:
            return value
        case int() if abs(value) <= LARGEST:
            return value
    raise place.error(f"{show(value)} cannot be kept; write texts, whole numbers, true or false.")


class _Dumper(yaml.SafeDumper):
    """Writes texts that YAML 1.1 takes for something else in quotes, and repeats instead of pointing back."""

    def ignore_aliases(self, data: Any) -> bool:
        return True
