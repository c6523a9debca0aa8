"""What every response of the portal carries, whatever its status: asked of each address that a test opens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

WANTED = {
    "X-Content-Type-Options": {"nosniff"},
    "Referrer-Policy": {"same-origin", "no-referrer"},
    "Cross-Origin-Opener-Policy": {"same-origin"},
    "Cross-Origin-Resource-Policy": {"same-origin"},
    "X-Frame-Options": {"DENY"},
}
CLOSED = ("camera=()", "geolocation=()", "microphone=()", "payment=()", "usb=()")


def assert_headers(response: Any, *, https: bool = False) -> None:
    """Raise AssertionError naming the address and each header that is missing or too weak.

    Takes a response of Django's test client, of Playwright or of urllib; `https` where it came over TLS in production.
    """
    wrong = problems(headers_of(response), https=https, personal=_was_personal(response))
    wrong += cookie_problems(_cookies(response), production=https)
    assert not wrong, f"{_address(response)}: {'; '.join(wrong)}"


def problems(headers: Mapping[str, str], *, https: bool = False, personal: bool = False) -> list[str]:
    """Return what is wrong with the headers of a response; `personal` where it was made for one reader."""
    found = {name.lower(): value for name, value in headers.items()}
    wrong = [
        f"{name} is {found.get(name.lower())!r}"
        for name, allowed in WANTED.items()
        if found.get(name.lower()) not in allowed
    ]
    wrong += policy_problems(found.get("content-security-policy", ""))
    wrong += [f"Permissions-Policy lacks {part}" for part in CLOSED if part not in found.get("permissions-policy", "")]
    if https and not _is_strict(found.get("strict-transport-security", "")):
        wrong.append(f"Strict-Transport-Security is {found.get('strict-transport-security')!r}")
    if personal and "no-store" not in found.get("cache-control", ""):
        wrong.append(f"Cache-Control is {found.get('cache-control')!r} on a page made for one reader")
    wrong += [f"{name} tells {found[name]!r}" for name in ("x-powered-by", "via") if name in found]
    if any(character.isdigit() for character in found.get("server", "")):
        wrong.append(f"Server tells its version: {found['server']!r}")
    if found.get("access-control-allow-origin"):
        wrong.append("it lets other origins read it")
    return wrong


def policy_problems(policy: str) -> list[str]:
    """Return what is wrong with a Content-Security-Policy; one without any is wrong."""
    directives = {part.split()[0]: part.split()[1:] for part in policy.split(";") if part.split()}
    wrong = [f"the policy has {source}" for sources in directives.values() for source in sources if "unsafe" in source]
    wrong += [f"the policy lets in {source}" for sources in directives.values() for source in sources if source == "*"]
    if directives.get("default-src") != ["'none'"]:
        wrong.append("the policy does not begin with default-src 'none'")
    if directives.get("frame-ancestors") != ["'none'"]:
        wrong.append("the policy lets pages be framed")
    sandboxed = "sandbox" in directives and "allow-scripts" not in directives["sandbox"]
    for name in ("base-uri", "object-src"):
        if directives.get(name) != ["'none'"] and not sandboxed:
            wrong.append(f"the policy lacks {name} 'none'")
    if "form-action" not in directives and not sandboxed:
        wrong.append("the policy lets forms be sent anywhere")
    return wrong


def cookie_problems(cookies: Mapping[str, Any], *, production: bool = False) -> list[str]:
    """Return what is wrong with the cookies that a response sets (http.cookies.Morsel by name)."""
    wrong = []
    for name, cookie in cookies.items():
        if not cookie["httponly"] or cookie["samesite"] not in ("Lax", "Strict"):
            wrong.append(f"cookie {name} lacks HttpOnly or SameSite")
        if len(name) + len(cookie.value) > 4096:
            wrong.append(f"cookie {name} is longer than browsers keep")
        if production and not (name.startswith("__Host-") and cookie["secure"] and cookie["path"] == "/"):
            wrong.append(f"cookie {name} is not a __Host- cookie")
        if cookie["domain"]:
            wrong.append(f"cookie {name} is sent to other hosts")
    return wrong


def headers_of(response: Any) -> Mapping[str, str]:
    """Return the headers of a response, whoever made it."""
    headers = response.headers
    return headers if isinstance(headers, Mapping) else dict(headers.items())


def _is_strict(value: str) -> bool:
    parts = [part.strip() for part in value.split(";")]
    age = next((part.partition("=")[2] for part in parts if part.startswith("max-age=")), "0")
    return int(age) >= 31_536_000 and "includeSubDomains" in parts


def _was_personal(response: Any) -> bool:
    """Say whether a page was made for somebody signed in, where the test client knows."""
    request = getattr(response, "wsgi_request", None)
    static = request is not None and request.path.startswith("/static/")
    return bool(request is not None and not static and getattr(request, "session", {}).get("_auth_user_id"))


def _cookies(response: Any) -> Mapping[str, Any]:
    return {
        name: cookie
        for name, cookie in (getattr(response, "cookies", None) or {}).items()
        if cookie["max-age"] != 0  # one that is taken away
    }


def _address(response: Any) -> str:
    request = getattr(response, "wsgi_request", None)
    return f"{request.method} {request.get_full_path()}" if request is not None else str(getattr(response, "url", ""))
