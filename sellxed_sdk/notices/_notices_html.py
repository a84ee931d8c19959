"""Notices as HTML: a list for the panel, and a banner for a host's own page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from sellxed_sdk.findings import Severity
from sellxed_sdk.notices._catalogue import Catalogue
from sellxed_sdk.notices._forms import dismiss_form
from sellxed_sdk.notices._host import HostForm
from sellxed_sdk.notices._html_parts import heading, time_of
from sellxed_sdk.notices._markup import Html, element, join, safe_url
from sellxed_sdk.notices._notice import Notice
from sellxed_sdk.notices._wording import Wording

__all__ = ["badge", "language_of", "link", "render_notice", "render_notices_html"]

Names: TypeAlias = Callable[[str], str]


def render_notices_html(
    notices: Sequence[Notice],
    *,
    catalogue: Catalogue,
    others: int = 0,
    page_href: str | None = None,
    form: HostForm | None = None,
    name: str | Names | None = None,
    heading_level: int = 2,
) -> str:
    """Return the banner for a host's admin page; empty where there is nothing to show.

    It needs the package's style sheet and nothing else: no script, no inline style.
    Show it only to users who may update the module, and never on the storefront.

    Args:
        notices: What to show, usually the one that `select_banner` chose.
        catalogue: Texts in the language of the request.
        others: How many more there are, for the link.
        page_href: The host's address of the module's page, or of the list of modules.
        form: Where its forms go; without one, nothing can be put away.
        name: The module as it is sold, or what gives the name of a product, as
            `PanelView.name`; the product where None.
        heading_level: 2 to 6, as the page needs it.
    """
    if not notices:
        return ""
    names = _names(name)
    # Unique on a page with several banners, and the same at every call.
    identity = f"slx-{notices[0].fingerprint[:12]}"
    several = len({notice.product for notice in notices}) > 1
    product = names(notices[0].product)
    title = (
        catalogue.ui("notices_all") if several else catalogue.ui("notice_title", product=product)
    )
    items = [
        render_notice(
            notice,
            catalogue=catalogue,
            name=names(notice.product),
            form=form,
            prefix="slx-b",
            says_module=several,
        )
        for notice in notices
    ]
    return element(
        "section",
        heading(max(heading_level, 2), title, depth=3, attributes={"id": identity}),
        element("ul", *items, class_="slx-notices", attributes={"role": "list"}),
        _more(page_href, others, catalogue, product="" if several else product),
        class_="slx slx-banner",
        attributes={"aria-labelledby": identity, "lang": language_of(catalogue)},
    )


def render_notice(
    notice: Notice,
    *,
    catalogue: Catalogue,
    name: str | None = None,
    form: HostForm | None = None,
    prefix: str = "slx-n",
    says_module: bool = False,
) -> Html:
    """Return one notice as a list item: what, the way out, one action, code, when checked.

    Args:
        notice: What to tell.
        catalogue: Texts.
        name: The module as it is sold.
        form: Where it can be put away.
        prefix: Of its ids.
        says_module: Whether to name the module apart from the text.
    """
    wording = Wording(
        catalogue=catalogue,
        conflicts=(notice.conflict,) if notice.conflict else (),
        product=notice.product,
        name=name or "",
    )
    identity = f"{prefix}-{notice.fingerprint[:12]}"
    hint = wording.hint(notice.finding)
    reasons = [
        element("p", f"{catalogue.ui('reason')}: {wording.message(reason)}", class_="slx-hint")
        for reason in notice.reasons[:3]
    ]
    module = name or notice.product
    return element(
        "li",
        badge(notice.severity, catalogue),
        element(
            "div",
            element("p", module, class_="slx-module") if says_module else None,
            element(
                "p",
                wording.message(notice.finding),
                class_="slx-message",
                attributes={"id": identity},
            ),
            element("p", catalogue.ui(notice.effect), class_="slx-effect"),
            element("p", hint, class_="slx-hint") if hint else None,
            *reasons,
            _actions(notice, module, catalogue, form, identity),
            _meta(notice, catalogue),
            class_="slx-body",
        ),
        class_=f"slx-notice slx-notice--{notice.severity.value}",
        attributes={"data-code": notice.code},
    )


def badge(severity: Severity, catalogue: Catalogue) -> Html:
    """Return the severity in words."""
    name = catalogue.ui(f"severity_{severity.value}")
    return element("span", name, class_=f"slx-badge slx-badge--{severity.value}")


def language_of(catalogue: Catalogue) -> str:
    """Return the language that the texts are really in, as HTML wants it."""
    return catalogue.html_language if catalogue.is_translated else "en"


def link(url: str | None, text: str, *, own: bool = False, class_: str = "") -> Html:
    """Return a link, or the text alone where the address is not https.

    Args:
        url: The address.
        text: What it says; names its target.
        own: Whether the host itself gave the address, which may be a relative one.
        class_: Value of ``class``.
    """
    target = url if own and url and ":" not in url.split("/", 1)[0] else safe_url(url)
    if target is None:
        return join(text)
    attributes = {"href": target} if own else {"href": target, "rel": "noopener noreferrer"}
    return element("a", text, class_=class_, attributes=attributes)


def _names(name: str | Names | None) -> Names:
    if callable(name):
        return name
    return lambda product: name or product


def _more(href: str | None, others: int, catalogue: Catalogue, *, product: str) -> Html | None:
    """Return the way to the page; its text names where it leads to."""
    if not href:
        return None
    count = (catalogue.ui("more_notices", count=others), " ") if others > 0 else ()
    if not product:
        text = catalogue.ui("index_title")
    elif others > 0:
        text = catalogue.ui("all_notices", product=product)
    else:
        text = catalogue.ui("title", product=product)
    return element("p", *count, link(href, text, own=True), class_="slx-more")


def _meta(notice: Notice, catalogue: Catalogue) -> Html:
    """Return what support asks for first."""
    checked = catalogue.ui("last_checked", when="{when}")
    return element(
        "p",
        f"{catalogue.ui('code')} ",
        element("code", notice.code),
        " · ",
        time_of(notice.checked_at, catalogue, text=checked),
        class_="slx-meta",
    )


def _actions(
    notice: Notice, name: str, catalogue: Catalogue, form: HostForm | None, identity: str
) -> Html | None:
    parts: list[Html | None] = []
    if notice.action is not None and safe_url(notice.action.url):
        label = catalogue.ui(notice.action.label, product=name, rule=notice.finding.subject)
        parts.append(link(notice.action.url, label, class_="slx-action"))
    parts.append(dismiss_form(form, notice, catalogue=catalogue, described_by=identity))
    return element("div", *parts, class_="slx-actions") if any(parts) else None
