"""How a result gets out of the limited process: written down inside, read outside without believing its form."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from portal.files.cleaning.problems import DAMAGED, Problem
from portal.files.cleaning.results import Cleaned, Page
from portal.files.filetypes import ACCEPTED, MAX_PAGES

Answer = tuple[dict[str, Any], list[bytes]]


def answered(function: Callable[..., Cleaned | None]) -> Callable[..., Answer]:
    """Let `function` answer as the limited process wants it: values, and the copy and its pages as parts."""

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
        return {"media_type": done.media_type, "pages": sizes}, [done.content, *(page.content for page in done.pages)]

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
    if media_type not in {accepted.media_type for accepted in ACCEPTED} or len(parts) != len(sizes) + 1:
        raise Problem(DAMAGED, cause="an answer that cannot be understood")
    if not 1 <= len(sizes) <= MAX_PAGES:
        raise Problem(DAMAGED, cause=f"{len(sizes)} pages in the answer")
    pages = tuple(Page(content, int(size[0]), int(size[1])) for content, size in zip(parts[1:], sizes, strict=True))
    return Cleaned(parts[0], media_type, pages)
