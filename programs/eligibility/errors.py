"""What can be wrong with a definition, a person's facts or a binding, said so that it can be put right.

Every message names the place, the value met, and what would be accepted.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like `word`, or None when there is nothing to choose from.

    Alphabetical order breaks ties, so the same mistake gets the same advice every time.
    """
    return max(
        sorted(known, reverse=True),
        key=lambda candidate: SequenceMatcher(None, word.lower(), candidate.lower()).ratio(),
        default=None,
    )


class EligibilityError(Exception):
    """Anything this package refuses."""


class DefinitionError(EligibilityError):
    """A definition file says something that has no meaning here.

    `path` is the way to the spot inside the file, such as `rules[3].when.any[0].ge.fact`; `choices` are the
    words that would have been accepted there.
    """

    def __init__(self, file: str, path: str, message: str, choices: Iterable[str] = ()) -> None:
        self.file = file
        self.path = path
        self.message = message
        self.choices = tuple(choices)
        where = f"{file}: {path}" if path else file
        offer = f" Choices: {', '.join(self.choices)}." if self.choices else ""
        super().__init__(f"{where}: {message}{offer}")


class UnknownFactError(DefinitionError):
    """A rule names a fact that the vocabulary does not have; `nearest` is the most similar one."""

    def __init__(self, file: str, path: str, key: str, known: Iterable[str]) -> None:
        self.key = key
        self.nearest = nearest(key, known)
        super().__init__(file, path, f'there is no fact "{key}". Did you mean "{self.nearest}"?')


@dataclass(frozen=True)
class FactProblem:
    """One thing wrong with one given fact; `nearest` is set when the key itself is unknown."""

    key: str
    message: str
    nearest: str | None = None


class FactError(EligibilityError):
    """The facts given about a person cannot be read; lists every problem, not only the first."""

    def __init__(self, problems: Iterable[FactProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problem.message for problem in self.problems))


class BindingError(EligibilityError):
    """A rule set cannot be bound to a call; lists every problem, not only the first."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))
