"""Which way of writing and ordering versions an ecosystem goes by."""

from __future__ import annotations

import enum
import re

from packaging.version import InvalidVersion, Version

from sellxed_sdk.versions._composer import normalise_composer
from sellxed_sdk.versions._odoo import odoo_key
from sellxed_sdk.versions._php import compare_php

__all__ = ["MAX_VERSION_CHARS", "Scheme", "compare_versions", "is_version", "scheme_for"]

MAX_VERSION_CHARS = 256
_NUMBERED = re.compile(r"[vV]?[0-9][0-9A-Za-z.+_~:,@ -]*")


class Scheme(enum.Enum):
    """A way of writing and ordering versions."""

    PEP440 = "pep440"
    PHP = "php"
    COMPOSER = "composer"
    ODOO = "odoo"


# By the name that stands in requirements and before the colon of a plugin's uid.
_SCHEMES = {
    "python": Scheme.PEP440,
    "django": Scheme.PEP440,
    "magento2": Scheme.COMPOSER,
    "shopware6": Scheme.COMPOSER,
    "composer": Scheme.COMPOSER,
    "odoo": Scheme.ODOO,
}
_PHP_ORDERED = (
    "wordpress",
    "woocommerce",
    "php",
    "ext-",
    "prestashop",
    "opencart",
    "oxid",
    "magento1",
    "openmage",
    "thirtybees",
    "gambio",
    "jtl5",
    "modified",
    "shopware5",
)


def scheme_for(platform: str) -> Scheme:
    """Return the scheme of a platform: PHP's for PHP shops, PEP 440 for what is not known.

    Args:
        platform: As ``wordpress``, ``python`` or ``php``; a distribution name is a
            Python one.
    """
    known = _SCHEMES.get(platform)
    if known is not None:
        return known
    return Scheme.PHP if platform.startswith(_PHP_ORDERED) else Scheme.PEP440


def is_version(text: str, *, scheme: Scheme) -> bool:
    """Whether a version can be ordered; placeholders as ``@version@`` cannot."""
    if not text or len(text) > MAX_VERSION_CHARS:
        return False
    if scheme is Scheme.PEP440:
        return _pep440(text) is not None
    if scheme is Scheme.ODOO:
        return odoo_key(text) is not None
    if scheme is Scheme.COMPOSER and normalise_composer(text) is not None:
        return True
    # PHP orders anything; only what begins with a number is meant to be ordered.
    return _NUMBERED.fullmatch(text) is not None


def compare_versions(left: str, right: str, *, scheme: Scheme) -> int | None:
    """Return -1, 0 or 1, or None where one of them cannot be ordered."""
    if not is_version(left, scheme=scheme) or not is_version(right, scheme=scheme):
        return None
    if left == right:
        return 0  # PHP finds "1." less than itself
    if scheme is Scheme.PEP440:
        a, b = Version(left), Version(right)
        return (a > b) - (a < b)
    if scheme is Scheme.ODOO:
        x, y = odoo_key(left) or (), odoo_key(right) or ()
        return (x > y) - (x < y)
    if scheme is Scheme.COMPOSER:
        normal = normalise_composer(left), normalise_composer(right)
        if normal[0] is not None and normal[1] is not None:
            return compare_php(normal[0], normal[1])
    return compare_php(left, right)


def _pep440(text: str) -> Version | None:
    try:
        return Version(text)
    except InvalidVersion:
        return None
