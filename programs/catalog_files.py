"""Reading the catalogue's YAML files: no surprises of YAML 1.1, no key twice."""

from __future__ import annotations

import re
from collections.abc import Hashable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from programs.eligibility.errors import DefinitionError

CATALOG = Path(__file__).resolve().parent / "catalog"

# libyaml reads the catalogue ten times as fast; wheels bring it, source builds may not.
if TYPE_CHECKING:
    _Base = yaml.SafeLoader
else:
    _Base = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _PlainLoader(_Base):
    """Only true, false, null and whole numbers are more than text: NO is a country, 2026-10-01 an ISO text."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.MarkedYAMLError(problem=f"the key {key!r} is there twice", problem_mark=key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep)


_PlainLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
_PlainLoader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:null|~|)$"), ["n", "~", ""])
_PlainLoader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^-?(?:0|[1-9]\d*)$"), list("-0123456789"))


def file_name(path: Path) -> str:
    """Return how error messages name a file: its path below the catalogue, else as given."""
    return str(path.relative_to(CATALOG)) if path.is_relative_to(CATALOG) else str(path)


def read_yaml(path: Path, *, named: str = "") -> Any:
    """Return a file's content. Raises DefinitionError naming file, line and what is wrong with it."""
    name = named or file_name(path)
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise DefinitionError(name, "", "the file is missing.") from None
    return parse_yaml(content, named=name)


def parse_yaml(content: bytes, *, named: str, aliases: bool = True) -> Any:
    """Return what a file's bytes say. Raises DefinitionError naming file, line and what is wrong with it.

    Without `aliases` a file that points back to parts of itself is refused: a short one can mean gigabytes.
    """
    try:
        text = content.decode("utf-8")
        if not aliases and any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, _PlainLoader)):
            raise DefinitionError(named, "", "the file points back to parts of itself (*name); write them out.")
        return yaml.load(text, _PlainLoader)
    except UnicodeDecodeError as error:
        raise DefinitionError(named, "", f"the file is not UTF-8: {error.reason} at byte {error.start}.") from None
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise DefinitionError(named, line, f"this is not readable YAML: {error.problem}.") from None
    except yaml.YAMLError as error:  # characters that YAML does not have
        raise DefinitionError(named, "", f"this is not readable YAML: {' '.join(str(error).split())}") from None
    except (RecursionError, ValueError) as error:  # nested without end, or a number of thousands of digits
        raise DefinitionError(named, "", f"this cannot be read: {type(error).__name__}. Write it plainly.") from None
