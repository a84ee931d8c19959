"""Notices as HTML: a list for the panel, and a fragment for a host's own page."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from sellxed_sdk.findings import Severity
from sellxed_sdk.notices._catalogue import Catalogue
from sellxed_sdk.notices._markup import Html, element, join, safe_url
from sellxed_sdk.notices._notice import Notice
from sellxed_sdk.notices._wording import Wording

__all__ = ["DismissForm", "badge", "link", "render_notice", "render_notices_html"]


@attrs.frozen(kw_only=True)
class DismissForm:
    """The host's form that puts a notice away: it posts ``fingerprint``."""

    action: str
    """Address in the host that it posts to."""
    fields: tuple[tuple[str, str], ...] = ()
    """Hidden fields, as the host's CSRF token."""


def render_notices_html(
    notices: Sequence[Notice],
    *,
    catalogue: Catalogue,
    others: int = 0,
    page_href: str | None = None,
    dismiss: DismissForm | None = None,
    name: str | None = None,
    heading_level: int = 2,
) -> str:
    """Return a fragment for a host's admin page; empty where there is nothing to show.

    It needs the package's style sheet and nothing else: no script, no inline style.
    Show it only to users who may update the module, and never on the storefront.

    Args:
        notices: What to show, usually the one that `select_banner` chose.
        catalogue: Texts in the language of the request.
        others: How many more there are, for the link.
        page_href: The host's address of the module's page.
        dismiss: The host's form; without one, nothing can be put away.
        name: The module as it is sold; its product where None.
        heading_level: 2 to 6, as the page needs it.
    """
    if not notices:
        return ""
    # Unique on a page with several modules, and the same at every call.
    identity = f"slx-{notices[0].fingerprint[:12]}"
    product = name or notices[0].product
    title = catalogue.ui("notice_title", product=product)
    more = None
    if others > 0 and page_href:
        more = element(
            "p",
            catalogue.ui("more_notices", count=others),
            " ",
            link(page_href, catalogue.ui("all_notices", product=product), own=True),
            class_="slx-more",
        )
    heading = f"h{min(max(heading_level, 2), 6)}"
    return element(
        "section",
        element(heading, title, class_="slx-title", attributes={"id": identity}),
        element(
            "ul",
            *(render_notice(n, catalogue=catalogue, name=name, dismiss=dismiss) for n in notices),
            class_="slx-notices",
            attributes={"role": "list"},
        ),
        more,
        class_="slx slx-banner",
        attributes={"aria-labelledby": identity, "lang": catalogue.html_language},
    )


def render_notice(
    notice: Notice,
    *,
    catalogue: Catalogue,
    name: str | None = None,
    dismiss: DismissForm | None = None,
) -> Html:
    """Return one notice as a list item: what, the way out, one action."""
    wording = Wording(
        catalogue=catalogue,
        conflicts=(notice.conflict,) if notice.conflict else (),
        product=notice.product,
        name=name or "",
    )
    hint = wording.hint(notice.finding)
    reasons = [
        element("p", f"{catalogue.ui('reason')}: {wording.message(reason)}", class_="slx-hint")
        for reason in notice.reasons[:3]
    ]
    return element(
        "li",
        badge(notice.severity, catalogue),
        element(
            "div",
            element("p", wording.message(notice.finding), class_="slx-message"),
            element("p", hint, class_="slx-hint") if hint else None,
            *reasons,
            _actions(notice, name or notice.product, catalogue, dismiss),
            class_="slx-body",
        ),
        class_=f"slx-notice slx-notice--{notice.severity.value}",
        attributes={"data-code": notice.code},
    )


def badge(severity: Severity, catalogue: Catalogue) -> Html:
    """Return the severity in words."""
    name = catalogue.ui(f"severity_{severity.value}")
    return element("span", name, class_=f"slx-badge slx-badge--{severity.value}")


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


def _actions(
    notice: Notice, name: str, catalogue: Catalogue, dismiss: DismissForm | None
) -> Html | None:
    parts: list[Html] = []
    if notice.action is not None and safe_url(notice.action.url):
        label = catalogue.ui(notice.action.label, product=name, rule=notice.finding.subject)
        parts.append(link(notice.action.url, label, class_="slx-action"))
    if dismiss is not None and notice.dismissible_days is not None:
        parts.append(_dismiss(notice, notice.dismissible_days, catalogue, dismiss))
    return element("div", *parts, class_="slx-actions") if parts else None


def _dismiss(notice: Notice, days: int, catalogue: Catalogue, form: DismissForm) -> Html:
    name = "dismiss_for_days" if days else "dismiss_for_good"
    fields = (*form.fields, ("fingerprint", notice.fingerprint))
    return element(
        "form",
        *(
            element("input", attributes={"type": "hidden", "name": field, "value": value})
            for field, value in fields
        ),
        element(
            "button",
            catalogue.ui(name, days=days),
            class_="slx-button",
            attributes={"type": "submit"},
        ),
        attributes={"method": "post", "action": form.action},
    )
