"""Canaries: strings that exist in one column of one row only, so that a page that shows one names the leak.

A canary is either a token that was written into the column (`zq00042x`), or a value that is unguessable as it is (a
reference, a checksum, a storage key). Each knows its row's place: whose it is, and what kind of thing it is part of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

TOKEN = re.compile(r"[zZ][qQ][0-9]{5}[xX]")
_PIECE = re.compile(r"[0-9A-Za-z]{8,}")


class Kind(StrEnum):
    """What a row is part of, which decides who may see it at all."""

    PUBLIC = "public"
    SECRET = "secret"  # nobody is ever shown it: storage keys, salts, passwords, texts of mails
    ACCOUNT = "account"  # a login's own: addresses, sessions, second factors
    DRAFT = "draft"
    APPLICATION = "application"
    REVIEW = "review"  # what staff write about an application
    HEALTH = "health"
    SHORTLIST = "shortlist"
    CALL = "call"  # one that is not announced
    COLLEAGUE = "colleague"  # names and addresses of an office's staff
    MAIL = "mail"
    AUDIT = "audit"
    ASSOCIATION = "association"


@dataclass(frozen=True)
class Place:
    """Whose a row is: an office (its code), a programme (its slug), and the login that owns it, if any."""

    kind: Kind
    office: str = ""
    programme: str = ""
    owner: int | None = None
    nominated: bool = False


@dataclass(frozen=True)
class Canary:
    """One column of one row; `text` is what to look for."""

    text: str
    column: str
    key: int | str
    place: Place

    def __str__(self) -> str:
        return f"{self.text} ({self.column} of row {self.key}: {self.place.kind}, {self.place.office or 'no office'})"


@dataclass
class Canaries:
    """All canaries of a world, found again in any text."""

    tokens: dict[str, list[Canary]] = field(default_factory=dict)
    values: dict[str, list[Canary]] = field(default_factory=dict)
    _minted: int = 0

    def mint(self) -> str:
        """Return a new token, to be written somewhere."""
        self._minted += 1
        return f"zq{self._minted:05d}x"

    def add(self, canary: Canary) -> None:
        """Take a token that was written, or a value that was there."""
        if TOKEN.fullmatch(canary.text):
            self.tokens.setdefault(canary.text.lower(), []).append(canary)
        elif pieces := [piece for piece in _PIECE.findall(canary.text) if re.search(r"[0-9]", piece)]:
            self.values.setdefault(max(pieces, key=len), []).append(canary)

    def __iter__(self) -> Iterator[Canary]:
        for found in (*self.tokens.values(), *self.values.values()):
            yield from found

    def in_text(self, text: str, *, but: Iterable[str] = ()) -> list[list[Canary]]:
        """Return the canaries in `text`, each as the list of places where that string stands; `but` are left out."""
        said = {part.lower() for word in but for part in (word, *TOKEN.findall(word), *_PIECE.findall(word))}
        found = []
        pieces = set(_PIECE.findall(text))
        for token in {token.lower() for token in TOKEN.findall(text)} - said:
            if token in self.tokens:
                found.append(self.tokens[token])
        for piece in self.values.keys() & pieces:
            if piece.lower() not in said:
                found.append(self.values[piece])
        return found
