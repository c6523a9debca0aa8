"""The headers of every response, beside the Content-Security-Policy that django-csp sets."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

# Features that no page needs are closed to scripts, ours included; security keys work on our own pages.
_CLOSED = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "encrypted-media", "fullscreen",
    "geolocation", "gyroscope", "magnetometer", "microphone", "midi", "payment", "picture-in-picture",
    "screen-wake-lock", "usb", "xr-spatial-tracking",
)  # fmt: skip
_OURS = ("publickey-credentials-create", "publickey-credentials-get")
PERMISSIONS = ", ".join([*(f"{name}=()" for name in _CLOSED), *(f"{name}=(self)" for name in _OURS)])
# Pages that hold a key in their address or lead a stranger to an account, signed in or not.
NOT_KEPT = ("/accounts/", "/letters/")

# Where sessions end by their owner's wish: what the browser keeps of their pages goes with them.
SIGN_OUT = "/logout/"


class HeadersMiddleware:
    """Set what every response carries, and forbid any cache to keep a page made for one reader.

    It stands above everything else, so that static files, redirects, refusals of the host and errors carry the
    headers as well; what a layer below has set itself stays. It asks for no user: a page may have no database.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in _for_all(request).items():
            response.headers.setdefault(name, value)
        if _is_personal(request, response):
            response.headers.setdefault("Cache-Control", "private, no-store")
        if request.path.endswith(SIGN_OUT) and request.method == "POST" and response.status_code < 400:
            response.headers["Clear-Site-Data"] = '"cache", "storage"'  # not cookies: the browser stays a known one
        return response


def _for_all(request: HttpRequest) -> dict[str, str]:
    headers = {
        "Permissions-Policy": PERMISSIONS,
        "Cross-Origin-Resource-Policy": "same-origin",
        # Django's own layer sets these too, but not on what is answered before or above it.
        "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": settings.X_FRAME_OPTIONS,
    }
    if settings.SECURE_HSTS_SECONDS and request.is_secure():
        parts = [f"max-age={settings.SECURE_HSTS_SECONDS}"]
        parts += ["includeSubDomains"] * settings.SECURE_HSTS_INCLUDE_SUBDOMAINS
        parts += ["preload"] * settings.SECURE_HSTS_PRELOAD
        headers["Strict-Transport-Security"] = "; ".join(parts)
    return headers


def _is_personal(request: HttpRequest, response: HttpResponse) -> bool:
    cookie = settings.SESSION_COOKIE_NAME
    return cookie in request.COOKIES or cookie in response.cookies or request.path.startswith(NOT_KEPT)
