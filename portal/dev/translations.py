"""The interface's strings: found in the sources, kept in `locale/<code>/LC_MESSAGES/django.po`, and what is missing.

Babel reads Python; of a template it reads what Django's own `templatize` makes of it, which is how `makemessages`
does it with gettext's tools. So nothing needs to be installed to see whether a language is whole.
"""

from __future__ import annotations

import ast
import copy
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from portal.dev.paths import CHECKOUT

OWN = ("alumni", "applications", "portal", "programs", "templates")
KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(("gettext", "gettext_lazy", "gettext_noop", "_")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
# What must be the same in a translation: Python's places, and the tags of a sentence with a link in it.
PLACES = re.compile(r"%\(\w+\)[-+ #0]*\d*(?:\.\d+)?[a-zA-Z]|%%|%[sdif]|\{\w*\}|</?[a-zA-Z][^<>]*>")


def _languages() -> tuple[str, ...]:
    """Return the languages of the settings but English, which the sources are in.

    They are read as text: the settings cannot be imported without the environment of a portal.
    """
    lines = ast.parse((CHECKOUT / "portal" / "settings.py").read_text(encoding="utf-8")).body
    (given,) = (
        line.value for line in lines if isinstance(line, ast.Assign) and ast.unparse(line.targets[0]) == "LANGUAGES"
    )
    return tuple(sorted(code for code, _name in ast.literal_eval(given) if code != "en"))


LANGUAGES = _languages()


def po_of(root: Path, language: str) -> Path:
    """Return where a language's messages are kept."""
    return root / "locale" / language / "LC_MESSAGES" / "django.po"


def found(root: Path) -> Catalog:
    """Return every message of the sources, with the files it stands in (no lines: they would change daily)."""
    catalogue = Catalog(charset="utf-8")
    for path in _files(root):
        where = str(path.relative_to(root))
        for _line, message, comments, context in extract(
            "python", io.BytesIO(_python(path)), keywords=KEYWORDS, comment_tags=("Translators:",)
        ):
            catalogue.add(message, None, [(where, 0)], auto_comments=comments, context=context)
    return catalogue


def update(root: Path, language: str, wanted: Catalog | None = None) -> Catalog:
    """Bring a language's file in step with the sources: new messages empty, those that are gone left out.

    `wanted` is what was found already, so that the sources are read once for every language; it stays as it is.
    """
    path = po_of(root, language)
    fresh, kept = found(root) if wanted is None else copy.deepcopy(wanted), known(root, language)
    fresh.locale, fresh.fuzzy = kept.locale, False
    fresh.header_comment = kept.header_comment
    for message in fresh:
        old = kept.get(message.id, message.context) if message.id else None
        if old is not None:
            message.string, message.user_comments, message.flags = old.string, old.user_comments, old.flags
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(written(fresh))
    return fresh


def written(catalogue: Catalog) -> bytes:
    """Return a language's file as it is kept: in the order of the sources' names, without days and names of tools."""
    file = io.BytesIO()
    write_po(file, catalogue, width=110, sort_by_file=True, ignore_obsolete=True)
    # The day of the last extraction would be a change, and a conflict, in every commit.
    return re.sub(
        rb'"(POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator|Language-Team)[^\n]*\n',
        b"",
        file.getvalue(),
    )


def known(root: Path, language: str) -> Catalog:
    """Return what a language's file says; an empty catalogue where there is none."""
    path = po_of(root, language)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def missing(root: Path, wanted: Catalog | None = None) -> list[str]:
    """Return in words each message that a language does not say, says unsurely, or says with other places.

    `wanted` is what was found already, as for `update`.
    """
    wanted = found(root) if wanted is None else wanted
    return [line for language in LANGUAGES for line in _problems(wanted, known(root, language), language)]


def _problems(wanted: Catalog, kept: Catalog, language: str) -> Iterator[str]:
    for message in wanted:
        if message.id:
            said = kept.get(message.id, message.context)
            wrong = _wrong(message, said, kept.num_plurals)
            if wrong:
                shown = message.id if isinstance(message.id, str) else message.id[0]
                yield f"{language}: {shown[:100]!r} ({message.locations[0][0]}) {wrong}"


def _wrong(message: Message, said: Message | None, plurals: int) -> str:
    string = said.string if said is not None else None
    forms = [string] if isinstance(string, str) else list(string or ())
    if not forms or not all(forms):
        return "has no translation: write one, then run ./dev translations"
    if said is not None and said.fuzzy:
        return "is marked fuzzy: read it and take the mark away"
    if not isinstance(message.id, str) and len(forms) != plurals:
        return f"has {len(forms)} forms, the language {plurals}"
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    allowed = [sorted(PLACES.findall(text)) for text in ids]
    odd = next((form for form in forms if sorted(PLACES.findall(form)) not in allowed), None)
    return "" if odd is None else f"has other places or tags in {odd[:100]!r}"


def _files(root: Path) -> Iterator[Path]:
    for top in OWN:
        for path in sorted((root / top).rglob("*")):
            if path.suffix in (".py", ".html", ".txt") and "migrations" not in path.parts:
                yield path


def _python(path: Path) -> bytes:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text.encode()
    # In brackets and without indentation, so that Python's reader of words takes the blanked-out rest for names.
    lines = (line.strip() for line in templatize(text, origin=str(path)).splitlines())
    return ("(\n" + "\n".join(lines) + "\n)").encode()
