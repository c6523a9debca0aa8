"""A whole definition, and the way from a stored version to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from portal.common.translated import Translated
from programs.definitions.kinds import THEMES
from programs.definitions.parsing import read_parts
from programs.definitions.shapes import Group, Question, Slot, Stage, Statement
from programs.eligibility.canonical import sha256_of
from programs.eligibility.provenance import Provenance
from programs.eligibility.vocabulary import Vocabulary
from programs.programme_words import in_languages
from programs.vocabulary import vocabulary

if TYPE_CHECKING:
    from programs.models import ProgrammeVersion

DOCUMENTS = "documents"
"""The fact that holds the codes of the documents handed in."""

# Editions of all programmes together, some 80 KiB each: drafts keep the edition they were begun with.
_KEPT = 256


@dataclass(frozen=True)
class Definition:
    """One edition of a programme. `content` is what is stored; everything else is read from it.

    `handled_like` is the programme whose jurisdictions hold where this one has none of its own, '' for none.
    `appeal_days` is for how many days a refusal can be appealed, once it is told.
    """

    key: str
    rule_set: str
    handled_like: str
    name: Translated
    summary: Translated
    organiser: Translated
    for_whom: tuple[Statement, ...]
    offer: tuple[Statement, ...]
    duties: tuple[Statement, ...]
    groups: tuple[Group, ...]
    documents: tuple[Slot, ...]
    stages: tuple[Stage, ...]
    appeal_days: int
    content: Mapping[str, Any] = field(repr=False)

    @cached_property
    def sha256(self) -> str:
        """Hash of the content."""
        return sha256_of(self.content)

    @classmethod
    def from_version(cls, version: ProgrammeVersion) -> Definition:
        """Return the definition stored in a version, parsed once per process. Raises DefinitionError."""
        found = _by_hash.get(version.sha256)
        if found is None:
            found = in_languages(
                parse_definition(version.content, vocabulary(), file=f"programme version {version.sha256[:12]}")
            )
            if len(_by_hash) >= _KEPT:
                _by_hash.clear()
            _by_hash[version.sha256] = found
        return found

    @classmethod
    def numbered(cls, key: int) -> Definition:
        """Return the definition in the version with this primary key, read once per process. Raises DefinitionError."""
        found = _by_key.get(key)
        if found is None:
            from programs.models import ProgrammeVersion  # the models read definitions

            found = cls.from_version(ProgrammeVersion.objects.get(pk=key))
            if len(_by_key) >= _KEPT:
                _by_key.clear()
            _by_key[key] = found
        return found

    def group(self, key: str) -> Group:
        """Return the group with this key. Raises KeyError."""
        return self._groups[key]

    def slot(self, key: str) -> Slot:
        """Return the document with this key. Raises KeyError."""
        return self._slots[key]

    def questions(self) -> Iterator[Question]:
        """Go through the plain questions in the order of the form; their keys are unique in a definition."""
        for group in self.groups:
            yield from group.questions

    def direct_questions(self) -> Iterator[Question]:
        """Go through the plain questions, and those that ask straight away for what an application works out."""
        for group in self.groups:
            yield from (derived.instead for derived in group.derived)
            yield from group.questions

    def question(self, key: str) -> Question:
        """Return the question with this key, whatever its group. Raises KeyError."""
        return self._questions[key][1]

    def group_of(self, question_key: str) -> Group:
        """Return the group in which a question is asked. Raises KeyError."""
        return self._questions[question_key][0]

    def question_of_fact(self, fact: str) -> Question | None:
        """Return the question that states a fact or asks for it straight away, None when there is none."""
        return next((question for question in self.direct_questions() if question.fact == fact), None)

    @cached_property
    def check(self) -> Stage | None:
        """The stage in which facts count by what they rest on: the first that says so, None where none does."""
        return next((stage for stage in self.stages if stage.evidence is not Provenance.DECLARED), None)

    @cached_property
    def choice_fact(self) -> str | None:
        """The fact that a choice among the call's themes states: a theme, a position, a course. None without one."""
        return next((question.fact for question in self.questions() if question.type in THEMES), None)

    @cached_property
    def _groups(self) -> dict[str, Group]:
        return {group.key: group for group in self.groups}

    @cached_property
    def _slots(self) -> dict[str, Slot]:
        return {slot.key: slot for slot in self.documents}

    @cached_property
    def _questions(self) -> dict[str, tuple[Group, Question]]:
        asked = ((group, (*group.questions, *(each.instead for each in group.derived))) for group in self.groups)
        return {question.key: (group, question) for group, questions in asked for question in questions}


# Versions never change, so what was read stays right for as long as the process lives.
_by_hash: dict[str, Definition] = {}
_by_key: dict[int, Definition] = {}


def parse_definition(data: Mapping[str, Any], vocabulary: Vocabulary, *, file: str) -> Definition:
    """Read a definition strictly. Raises DefinitionError (UnknownFactError) with file, path and choices."""
    return Definition(**read_parts(data, vocabulary, file=file), content=data)
