"""Programmes as data: what is asked, which documents and stages there are, and what is said about it all."""

from programs.definitions.checks import check_codes_of_documents, check_provided, check_sources
from programs.definitions.definition import Definition, parse_definition
from programs.definitions.kinds import PersonField, QuestionType, StageKind
from programs.definitions.shapes import Condition, Contradiction, GivenBy, Group, Question, Slot, Stage, Statement

__all__ = [
    "Condition",
    "Contradiction",
    "Definition",
    "GivenBy",
    "Group",
    "PersonField",
    "Question",
    "QuestionType",
    "Slot",
    "Stage",
    "StageKind",
    "Statement",
    "check_codes_of_documents",
    "check_provided",
    "check_sources",
    "parse_definition",
]
