"""What commands are told, read strictly: wrong usage ends with exit code 2 and words, a refusal with 1."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.common.errors import DomainError
from portal.common.translated import LOCALES
from portal.common.written import first_unreadable, one_line, showable
from programs.eligibility import DefinitionError, RuleSet
from programs.eligibility.errors import nearest
from programs.eligibility.parameters import value_content

T = TypeVar("T")
WRONG_USAGE = 2
REFUSED = 1
_SHOWN = 30
_THINGS = {
    "call": gettext_lazy("call"),
    "office": gettext_lazy("office"),
    "parameter": gettext_lazy("parameter"),
    "programme": gettext_lazy("programme"),
    "role": gettext_lazy("role"),
    "round": gettext_lazy("round"),
}
# Refusals that no state of the portal would lift: what was typed is wrong.
_TYPED_WRONGLY = frozenset(
    {
        "bad_address",
        "closes_before_opening",
        "ends_before_start",
        "not_valid",
        "theme_twice",
        "time_not_unique",
        "unknown_zone",
        "unreadable_time",
        "wrong_addition",
    }
)


def wrong(message: str) -> CommandError:
    """An error about how the command was called, to be raised by the caller."""
    return CommandError(message, returncode=WRONG_USAGE)


def unknown(what: str, given: str, known: Iterable[str]) -> CommandError:
    """An error about a name that is not there (`what` is a word of `_THINGS`), with the nearest one and the choices."""
    names = sorted(known)
    if not names:
        return wrong(
            _("There is no %(what)s “%(given)s”, nor any other; was the catalogue loaded?")
            % {"what": _THINGS[what], "given": given}
        )
    shown = ", ".join(names[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")
    return wrong(
        _("There is no %(what)s “%(given)s”. Did you mean “%(nearest)s”? Choices: %(choices)s.")
        % {"what": _THINGS[what], "given": given, "nearest": nearest(given, names), "choices": shown}
    )


@contextmanager
def refusals() -> Iterator[None]:
    """Turn refusals of services inside the block into words and an exit code."""
    try:
        yield
    except DomainError as error:
        code = WRONG_USAGE if error.code in _TYPED_WRONGLY else REFUSED
        raise CommandError(str(error), returncode=code) from None


def read_file(file: str, read: Callable[[Path], T]) -> T:
    """Return what `read` makes of a file of definitions. Raises CommandError where it cannot be read."""
    try:
        return read(Path(file))
    except DefinitionError as error:
        raise wrong(str(error)) from None
    except OSError as error:
        problem = {"file": file, "problem": error.strerror}
        raise wrong(_("Nothing can be read from %(file)s: %(problem)s.") % problem) from None


def day(option: str, text: str | None) -> date | None:
    """Return the day of an option such as --from, None when it was left out. Raises CommandError."""
    if text is None:
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.isoformat() != text:
        raise wrong(
            _("%(option)s: “%(text)s” is no day. Write it as 2026-11-02.") % {"option": option, "text": text[:40]}
        )
    return found


def one_text(option: str, given: str) -> str:
    """Return a line of text, composed. Raises CommandError where nothing can be seen or a character is no text."""
    text = one_line(given)
    if not text or first_unreadable(given):
        raise wrong(
            _("%(option)s: “%(text)s” cannot be read as text.") % {"option": option, "text": showable(given[:40])}
        )
    return text


def texts(option: str, given: Iterable[str]) -> dict[str, str]:
    """Return a text per language from values such as "MIRAI" (English) and "fr=MIRAI". Raises CommandError."""
    found: dict[str, str] = {}
    for value in given:
        locale, equals, text = value.partition("=")
        if not equals or locale not in LOCALES:
            locale, text = "en", value
        if locale in found:
            raise wrong(_("%(option)s: give one text for each language.") % {"option": option})
        found[locale] = one_text(option, text)
    if "en" not in found:
        raise wrong(_("%(option)s: the English text is missing; other languages fall back to it.") % {"option": option})
    return found


def parameters(rules: RuleSet, pairs: Iterable[str]) -> dict[str, Any]:
    """Return values by name, as JSON, from pairs such as "country=BE", each read by its type. Raises CommandError.

    A name that the rules do not have keeps its text: `refuse_unknown` finds it, and `bind` does.
    """
    values: dict[str, Any] = {}
    for pair in pairs:
        key, equals, text = pair.partition("=")
        if not equals or not key:
            raise wrong(_('"%(pair)s" is not a parameter; write --param country=BE.') % {"pair": pair})
        parameter = rules.parameters.get(key)
        try:
            values[key] = value_content(parameter.read_text(text)) if parameter else text
        except ValueError as error:
            raise wrong(_("The parameter %(key)s: %(problem)s") % {"key": key, "problem": error}) from None
    return values


def refuse_unknown(rules: RuleSet, values: Mapping[str, Any]) -> None:
    """Raise CommandError for a value that the rules have no parameter for."""
    for key in values:
        if key not in rules.parameters:
            raise unknown("parameter", key, rules.parameters)
