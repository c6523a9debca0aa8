"""How a result gets out of the limited process: written down inside, read outside without believing its form."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from portal.files.cleaning.problems import DAMAGED, Problem
from portal.files.cleaning.results import Cleaned, Page
from portal.files.filetypes import ACCEPTED, MAX_PAGES

Answer = tuple[dict[str, Any], list[bytes]]


def answered(function: Callable[..., Cleaned | None]) -> Callable[..., Answer]:
    """Let `function` answer as the limited process wants it: values; copy, pages and what was attached as parts."""

    @wraps(function)
    def answer(*args: Any, **options: Any) -> Answer:
        try:
            done = function(*args, **options)
        except Problem as problem:
            cause = problem.cause or repr(problem.__cause__)
            told = {"code": problem.code, "limit": problem.limit, "cause": cause, "values": problem.values}
            return {"problem": told}, []
        if done is None:
            return {}, []
        sizes = [(page.width, page.height) for page in done.pages]
        pages = [page.content for page in done.pages]
        values = {"media_type": done.media_type, "pages": sizes, "attached": len(done.attached)}
        return values, [done.content, *pages, *done.attached]

    return answer


def raise_problem(values: dict[str, Any]) -> None:
    """Raise the Problem that was found inside, if any."""
    told = values.get("problem")
    if told:
        raise Problem(told["code"], limit=told["limit"], cause=told["cause"], **told["values"])


def read(values: dict[str, Any], parts: tuple[bytes, ...]) -> Cleaned:
    """Return the cleaned copy. Raises Problem, also where the answer is none that our own code would give."""
    raise_problem(values)
    sizes, media_type = values["pages"], values["media_type"]
    known = media_type in {accepted.media_type for accepted in ACCEPTED}
    if not known or len(parts) != 1 + len(sizes) + values["attached"]:
        raise Problem(DAMAGED, cause="an answer that cannot be understood")
    if not 1 <= len(sizes) <= MAX_PAGES:
        raise Problem(DAMAGED, cause=f"{len(sizes)} pages in the answer")
    drawn, attached = parts[1 : 1 + len(sizes)], parts[1 + len(sizes) :]
    pages = tuple(Page(content, int(size[0]), int(size[1])) for content, size in zip(drawn, sizes, strict=True))
    return Cleaned(parts[0], media_type, pages, tuple(attached))
