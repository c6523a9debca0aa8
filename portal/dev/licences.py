"""Under which licences the installed packages stand, and whether they may be in the product or beside it.

What the portal is delivered with (requirements.txt) must be free to be used and passed on inside a public service:
permissive, or weak copyleft in a library of its own that is not changed. Tools of tests/requirements.txt are not passed
on, so strong copyleft is no hindrance there.
"""

import re
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, PackageMetadata, PackageNotFoundError, distribution
from pathlib import Path

from portal.dev.requirements import locks, versions

PERMISSIVE = {
    *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CNRI-Python", "HPND", "ISC", "MIT", "MIT-0", "MIT-CMU"),
    *("PSF-2.0", "Python-2.0", "Unlicense", "Zlib"),
}
# The OFL asks of fonts what weak copyleft asks of libraries; a document they are embedded in is free of it.
WEAK_COPYLEFT = {"LGPL-2.1-or-later", "LGPL-3.0-only", "LGPL-3.0-or-later", "MPL-2.0", "OFL-1.1"}
TOOLS_ONLY = {"GPL-2.0-or-later", "GPL-3.0-or-later"}

# Packages whose metadata do not say it in SPDX's words, or not all of it; each was looked up in the package itself.
LOOKED_UP = {
    "axe-playwright-python": "MIT AND MPL-2.0",  # the wrapper; the axe-core script in it
    "fido2": "BSD-2-Clause AND Apache-2.0 AND MPL-2.0",  # with parts of pyu2f and the list of public suffixes
    "justmytype-intl-africa": "MIT AND OFL-1.1",  # the package; the Noto fonts in it, each with its OFL.txt
    "justmytype-intl-rtl": "MIT AND OFL-1.1",
    "justmytype-intl-sea": "MIT AND OFL-1.1",
    "justmytype-intl-south-asia": "MIT AND OFL-1.1",
    "psycopg2-binary": "LGPL-3.0-or-later",  # with an exception that allows linking with OpenSSL
    "pypdfium2": "(Apache-2.0 OR BSD-3-Clause) AND BSD-3-Clause",  # the binding; PDFium
    "pytest-django": "BSD-3-Clause",
    "python-dateutil": "Apache-2.0 OR BSD-3-Clause",
    "qrcode": "BSD-3-Clause",
    "text-unidecode": "Artistic-1.0 OR GPL-2.0-or-later",
}
# What older metadata say, in SPDX's words.
SPDX = {
    "apache 2.0": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "bsd": "BSD-3-Clause",
    "bsd 2-clause license": "BSD-2-Clause",
    "bsd license": "BSD-3-Clause",
    "gnu lgpl v3+": "LGPL-3.0-or-later",
    "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "new bsd": "BSD-3-Clause",
    "python software foundation license": "PSF-2.0",
}
_CLASSIFIER = "License :: OSI Approved :: "


def problems(checkout: Path) -> list[str]:
    """Return a sentence for each package whose licence is unknown or does not fit its place."""
    production, tests = (versions(lock.locked) for lock in locks(checkout))
    found = [*_problems(production, PERMISSIVE | WEAK_COPYLEFT, "requirements.txt")]
    only_tests = [name for name in tests if name not in production]
    return [*found, *_problems(only_tests, PERMISSIVE | WEAK_COPYLEFT | TOOLS_ONLY, "tests/requirements.txt")]


def _problems(packages: Iterable[str], allowed: set[str], place: str) -> Iterator[str]:
    for name in sorted(packages):
        try:
            licence = licence_of(distribution(name))
        except PackageNotFoundError:
            continue  # for another version of Python
        if not licence:
            yield f"{name} in {place} does not say its licence. Look it up and add it to LOOKED_UP in {__file__}."
        elif not fits(licence, allowed):
            yield f"{name} in {place} stands under {licence}, which is not allowed there: choose another package."


def licence_of(package: Distribution) -> str:
    """Return a package's licence as an SPDX expression, "" where its metadata do not tell."""
    metadata = package.metadata
    name = re.sub(r"[-_.]+", "-", metadata["Name"]).lower()
    said = LOOKED_UP.get(name) or _said(metadata, "License-Expression")
    if said:
        return said
    classified = [
        line.removeprefix(_CLASSIFIER) for line in metadata.get_all("Classifier") or () if line.startswith(_CLASSIFIER)
    ]
    for words in (_said(metadata, "License"), *classified):
        known = SPDX.get(words.strip().lower()) or (words if words in PERMISSIVE | WEAK_COPYLEFT else "")
        if known:
            return known
    return ""


def _said(metadata: PackageMetadata, key: str) -> str:
    return metadata[key] or "" if key in metadata else ""


def fits(expression: str, allowed: set[str]) -> bool:
    """Say whether an SPDX expression can be met with allowed licences: every part of AND, one part of OR."""
    tokens = re.findall(r"\(|\)|[^\s()]+", expression)
    value, rest = _either(tokens, allowed)
    if rest:
        raise ValueError(f"{expression!r} is no licence expression: {' '.join(rest)!r} is left over.")
    return value


def _either(tokens: list[str], allowed: set[str]) -> tuple[bool, list[str]]:
    value, rest = _both(tokens, allowed)
    while rest and rest[0] == "OR":
        other, rest = _both(rest[1:], allowed)
        value = value or other
    return value, rest


def _both(tokens: list[str], allowed: set[str]) -> tuple[bool, list[str]]:
    value, rest = _one(tokens, allowed)
    while rest and rest[0] == "AND":
        other, rest = _one(rest[1:], allowed)
        value = value and other
    return value, rest


def _one(tokens: list[str], allowed: set[str]) -> tuple[bool, list[str]]:
    if not tokens:
        raise ValueError("A licence expression ends where a licence is expected.")
    if tokens[0] != "(":
        return tokens[0] in allowed, tokens[1:]
    value, rest = _either(tokens[1:], allowed)
    if rest[:1] != [")"]:
        raise ValueError("A licence expression lacks a closing bracket.")
    return value, rest[1:]
