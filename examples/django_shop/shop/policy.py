"""A strict content security policy, as a careful host sends it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def strict_policy(respond: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Send the policy with every page."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = respond(request)
        response["Content-Security-Policy"] = POLICY
        return response

    return middleware
