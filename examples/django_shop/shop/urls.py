"""The storefront and the admin."""

from decimal import Decimal

import alpenpay
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.urls import path
from django.utils.html import format_html

PAGE = """<!doctype html><html lang="en"><head><title>Bergladen</title></head><body>
<h1>Bergladen</h1>{}<form method="post"><input type="hidden" name="csrfmiddlewaretoken" value="{}">
<button>Buy a rope for CHF 49.90</button></form></body></html>"""


def storefront(request: HttpRequest) -> HttpResponse:
    """Sell: with every licence, without one, and when nothing answers."""
    paid = ""
    if request.method == "POST":
        paid = format_html("<p>Paid: {}</p>", alpenpay.pay(Decimal("49.90")))
    return HttpResponse(format_html(PAGE, paid, get_token(request)))


def no_icon(_: HttpRequest) -> HttpResponse:
    """Answer browsers that ask for one."""
    return HttpResponse(status=204)


urlpatterns = [
    path("", storefront),
    path("favicon.ico", no_icon),
    path("admin/", admin.site.urls),
]
