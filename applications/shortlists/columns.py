"""Columns of an exported list: the list's own, the person's, and one per short question that is not about health."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.addenda import answers_in_force
from applications.queries import definition_of
from applications.shortlists.content import score_text
from applications.shortlists.models import Shortlist, ShortlistLine
from applications.shortlists.services.reasons import words_for
from portal.common.errors import DomainError
from programs.definitions import Question, QuestionType
from programs.definitions.kinds import THEMES
from programs.forms import all_answers, display

ANSWER = "answer."


class Row:
    """One line with what its columns read, each read once."""

    def __init__(self, shortlist: Shortlist, line: ShortlistLine) -> None:
        self.shortlist = shortlist
        self.line = line
        self.application = line.application
        self.person = line.application.person

    @cached_property
    def answers(self) -> Mapping[str, Any]:
        """Answers by question as they count now, health answers never among them."""
        return all_answers(answers_in_force(self.application))

    def answer(self, key: str) -> str:
        """One answer in words, '' where it was not asked or not answered."""
        question = _questions(self.application).get(key)
        if question is None:
            return ""
        return display(question, self.answers.get(key), get_language() or "en", call=self.shortlist.call)


@dataclass(frozen=True)
class Column:
    """A column: the key one chooses it by, its heading, and how its cell is read."""

    key: str
    heading: str
    read: Callable[[Row], Any]


def columns_of(shortlist: Shortlist) -> list[Column]:
    """Return every column this list can be exported with, in the order of a full export."""
    return [*_of_the_list(), *_of_the_person(), *_of_the_answers(shortlist), *_of_the_proof()]


def chosen(shortlist: Shortlist, keys: Iterable[str] | None) -> list[Column]:
    """Return the columns named, in that order; all for None. Raises DomainError `unknown_column`, `no_column`."""
    known = {column.key: column for column in columns_of(shortlist)}
    if keys is None:
        return list(known.values())
    wanted = list(keys)
    unknown = [key for key in wanted if key not in known]
    if unknown:
        raise DomainError(
            "unknown_column",
            _("There is no column “%(unknown)s”. The columns are: %(known)s.")
            % {"unknown": ", ".join(unknown), "known": ", ".join(known)},
            unknown=unknown,
        )
    if not wanted:
        raise DomainError("no_column", _("Choose at least one column: %(known)s.") % {"known": ", ".join(known)})
    return [known[key] for key in wanted]


def _of_the_list() -> list[Column]:
    return [
        Column("rank", _("Rank"), lambda row: row.line.rank),
        Column("reference", _("Reference"), lambda row: row.application.reference),
        Column("decision", _("Decision"), lambda row: row.line.get_decision_display()),
        Column("score", _("Score"), lambda row: "" if row.line.score is None else score_text(row.line.score)),
        Column("lot", _("Lot"), lambda row: row.line.lot),
        Column("computed_rank", _("Rank by score and lot"), lambda row: row.line.computed_rank),
        Column("by_hand", _("Changed by hand"), _by_hand),
        Column("by_hand_reason", _("Why it was changed by hand"), _moves),
        Column("reason", _("Reason for not being shortlisted"), lambda row: words_for(row.line, row.shortlist)),
    ]


def _of_the_person() -> list[Column]:
    return [
        Column("full_name", _("Full name"), lambda row: row.person.full_name),
        Column("passport_name", _("Name as in the passport"), lambda row: row.person.passport_name),
        Column("native_name", _("Name in native script"), lambda row: row.person.native_name),
        Column(
            "birth_date", _("Date of birth"), lambda row: row.person.birth_date and row.person.birth_date.isoformat()
        ),
        Column("email", _("Email address"), lambda row: row.person.user.email if row.person.user else row.person.email),
        Column("phone", _("Telephone"), lambda row: row.person.phone),
        Column("themes", _("Themes chosen, in order"), _themes),
        Column("status", _("Status now"), lambda row: row.application.get_status_display()),
        Column("submitted_at", _("Submitted (UTC)"), _submitted),
    ]


def _of_the_answers(shortlist: Shortlist) -> list[Column]:
    headings: dict[str, str] = {}
    for row in shortlist.lines.select_related("application").order_by("rank"):
        for key, question in _questions(row.application).items():
            headings.setdefault(key, str(question.label))
    return [Column(f"{ANSWER}{key}", heading, _answer(key)) for key, heading in headings.items()]


def _of_the_proof() -> list[Column]:
    return [
        Column("version", _("Version of the list"), lambda row: row.shortlist.number),
        Column("checksum", _("Checksum of the list (SHA-256)"), lambda row: row.shortlist.sha256),
    ]


def _answer(key: str) -> Callable[[Row], str]:
    return lambda row: row.answer(key)


def _questions(application: Any) -> dict[str, Question]:
    """The questions worth a column: no essays, nothing about health, nothing the person's columns say already."""
    return {
        question.key: question
        for question in definition_of(application).questions()
        if not question.health and question.person is None and question.type not in (QuestionType.LONG_TEXT, *THEMES)
    }


def _by_hand(row: Row) -> str:
    words = []
    if row.line.moved_by_hand:
        words.append(_("rank"))
    if row.line.decided_by_hand:
        words.append(_("decision"))
    return ", ".join(words)


def _moves(row: Row) -> str:
    return " / ".join(move.reason or _("(erased)") for move in row.line.moves.all())


def _themes(row: Row) -> str:
    return "; ".join(str(choice.theme.name) for choice in row.application.choices.all() if choice.theme)


def _submitted(row: Row) -> str:
    at = row.application.submitted_at
    return at.isoformat(sep=" ", timespec="seconds").removesuffix("+00:00") if at else ""
