"""Why content is not taken, without words or names: `portal.files.errors` says them to people."""


class Problem(Exception):
    """Content that is refused. `code` is stable; `values` are what was found, `limit` what may be."""

    def __init__(self, code: str, *, limit: int = 0, cause: str = "", **values: int) -> None:
        super().__init__(code, values)
        self.code = code
        self.limit = limit
        self.cause = cause
        self.values = values


DAMAGED = "damaged"
ENCRYPTED = "encrypted"
TOO_MANY_PAGES = "too_many_pages"
TOO_MANY_PIXELS = "too_many_pixels"
TOO_DEMANDING = "too_demanding"
