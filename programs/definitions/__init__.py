"""Programmes as data: what is asked, which documents and stages there are, and what is said about it all."""

from programs.definitions.checks import check_provided
from programs.definitions.definition import Definition
from programs.definitions.kinds import PersonField, QuestionType, StageKind
from programs.definitions.parsing import parse_definition
from programs.definitions.shapes import Condition, Group, Question, Slot, Stage, Statement

__all__ = [
    "Condition",
    "Definition",
    "Group",
    "PersonField",
    "Question",
    "QuestionType",
    "Slot",
    "Stage",
    "StageKind",
    "Statement",
    "check_provided",
    "parse_definition",
]
