"""Names that many strangers have a place below: a wildcard there would license them all.

Not the public suffix list, which is long and changes each week: the usual second levels
of country domains, and the platforms on which shops are hosted.
"""

from __future__ import annotations

__all__ = ["is_shared"]

_SECOND_LEVELS = frozenset(
    [
        "ac",
        "co",
        "com",
        "edu",
        "go",
        "gob",
        "gouv",
        "gov",
        "govt",
        "gv",
        "ltd",
        "mil",
        "ne",
        "net",
        "nom",
        "or",
        "org",
        "plc",
        "sch",
    ]
)
# There, such names belong to somebody as any other does.
_WITHOUT_SECOND_LEVELS = frozenset({"ch", "de", "eu", "li", "lu", "nl", "dk", "io"})
_PLATFORMS = frozenset(
    [
        "amazonaws.com",
        "azurewebsites.net",
        "bigcartel.com",
        "blogspot.com",
        "cloudfront.net",
        "co.com",
        "com.de",
        "github.io",
        "gitlab.io",
        "herokuapp.com",
        "jimdofree.com",
        "jimdosite.com",
        "magentosite.cloud",
        "mybigcommerce.com",
        "myshopify.com",
        "myshopware.com",
        "netlify.app",
        "ngrok.io",
        "onrender.com",
        "pages.dev",
        "plesk.page",
        "prestashop.net",
        "shopware.store",
        "squarespace.com",
        "uk.com",
        "vercel.app",
        "web.app",
        "webflow.io",
        "weebly.com",
        "wixsite.com",
        "wordpress.com",
        "workers.dev",
        "wpcomstaging.com",
        "wpengine.com",
    ]
)


def is_shared(name: str) -> bool:
    """Whether the names directly below this normalised one belong to different people."""
    labels = name.split(".")
    if len(labels) == 1 or labels[-1].isdigit():  # a top-level domain; an IP address
        return True
    if len(labels) > 2:
        return ".".join(labels[-2:]) == "magentosite.cloud"  # *.eu-3.magentosite.cloud
    second, top = labels
    if name in _PLATFORMS:
        return True
    return len(top) == 2 and top not in _WITHOUT_SECOND_LEVELS and second in _SECOND_LEVELS
