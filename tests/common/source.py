"""The product's own source as trees, and what to look for in it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("portal", "programs", "applications", "alumni")
# The supervisor of development, its demo people and the checks: nothing of it answers a request in production.
DEVELOPMENT = "portal/dev/"


@cache
def product() -> dict[str, ast.Module]:
    """Every module that serves people, by its path; migrations too."""
    files = (file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py")))
    named = ((file.relative_to(ROOT).as_posix(), file) for file in files)
    return {name: ast.parse(file.read_text("utf-8")) for name, file in named if not name.startswith(DEVELOPMENT)}


def dotted(node: ast.AST) -> str:
    """Return `a.b.c` for a name or an attribute of names, else ''."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (before := dotted(node.value)):
        return f"{before}.{node.attr}"
    return ""


def calls(tree: ast.Module) -> Iterator[ast.Call]:
    """Walk over every call."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def imported(tree: ast.Module) -> set[str]:
    """Return every name that is imported, in full, and each package above it."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {
        ".".join(parts[: length + 1]) for name in names for parts in [name.split(".")] for length in range(len(parts))
    }


def runs_text_as_code(tree: ast.Module) -> list[int]:
    """Return the lines that run a text as Python, or hand one to a shell."""
    names = {"eval", "exec", "compile", "__import__", "os.system", "os.popen", "subprocess.getoutput"}
    shells = [call.lineno for call in calls(tree) if any(keyword.arg == "shell" for keyword in call.keywords)]
    return [call.lineno for call in calls(tree) if dotted(call.func) in names] + shells


def builds_sql(tree: ast.Module) -> list[int]:
    """Return the lines that run SQL which is neither written there nor a constant of its module."""
    return [
        call.lineno
        for call in calls(tree)
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in ("execute", "executemany", "raw", "RawSQL", "extra")
        and call.args
        and not isinstance(call.args[0], ast.Constant)
        and not (isinstance(call.args[0], ast.Name) and call.args[0].id.isupper())
    ]


def makes_objects_of_yaml(tree: ast.Module) -> list[int]:
    """Return the lines that read YAML by a loader which can make any object."""
    loose = {"yaml.full_load", "yaml.full_load_all", "yaml.unsafe_load", "yaml.unsafe_load_all"}
    bases = {"yaml.Loader", "yaml.FullLoader", "yaml.UnsafeLoader", "yaml.CLoader"}
    named = [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Attribute) and dotted(node) in bases]
    return named + [call.lineno for call in calls(tree) if dotted(call.func) in loose]


def trusts_markup(tree: ast.Module) -> list[int]:
    """Return the lines that call something markup which no template or format_html has escaped."""
    rendered = {"render_to_string", "format_html", "format_html_join"}
    return [
        call.lineno
        for call in calls(tree)
        if dotted(call.func).rsplit(".", 1)[-1] in ("mark_safe", "SafeString")
        and not (call.args and isinstance(call.args[0], ast.Constant))  # written there, not sent by anybody
        and not any(
            isinstance(part, ast.Call) and dotted(part.func) in rendered for part in ast.walk(call) if part is not call
        )
    ]


def hashes_weakly(tree: ast.Module) -> list[int]:
    """Return the lines that hash with MD5 or SHA-1, or by a name given elsewhere."""
    names = {"hashlib.md5", "hashlib.sha1", "hashlib.new"}
    found = [call.lineno for call in calls(tree) if dotted(call.func) in names]
    # Django's helper takes SHA-1 unless told otherwise.
    return found + [
        call.lineno
        for call in calls(tree)
        if dotted(call.func) == "salted_hmac" and not any(keyword.arg == "algorithm" for keyword in call.keywords)
    ]


def takes_every_column(tree: ast.Module) -> list[int]:
    """Return the lines on which a form takes all columns of its table, whatever is added later."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.keyword)
        and isinstance(node.value, ast.Constant)
        and node.value.value == "__all__"
    ]
