"""Pieces of SQL that carry their parameters along."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Sql:
    """SQL text with a `%s` for each parameter, in order, as psycopg reads it.

    Whatever comes from a rule, a fact's key included, is a parameter and never part of the text.
    """

    text: str
    params: tuple[Any, ...] = ()

    def __str__(self) -> str:
        return self.text


def compose(template: str, *parts: Sql) -> Sql:
    """Put pieces into the `{}` of a template, in order, with their parameters."""
    params = tuple(param for part in parts for param in part.params)
    return Sql(template.format(*(part.text for part in parts)), params)


def joined(separator: str, parts: Iterable[Sql]) -> Sql:
    """Pieces one after the other with something between them."""
    pieces = list(parts)
    return Sql(separator.join(piece.text for piece in pieces), tuple(p for piece in pieces for p in piece.params))
