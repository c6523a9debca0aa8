"""Cookies that sign-in leaves behind."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from portal.accounts.known_devices import write_cookie


class KnownDeviceMiddleware:
    """Give a browser in which somebody proved who they are the cookie that says so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        write_cookie(request, response)
        return response
