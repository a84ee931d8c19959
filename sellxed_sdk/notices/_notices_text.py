"""Notices as plain text for terminals and e-mail, and as data in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timezone
from typing import TypeAlias

from sellxed_sdk.notices._catalogue import Catalogue
from sellxed_sdk.notices._markup import safe_url
from sellxed_sdk.notices._notice import Notice
from sellxed_sdk.notices._paper import Paper, to_line
from sellxed_sdk.notices._select import sort_notices
from sellxed_sdk.notices._wording import Wording

__all__ = [
    "Naming",
    "notices_subject",
    "notices_to_json",
    "render_notices_text",
    "write_notice",
]

Naming: TypeAlias = str | Callable[[str], str] | None
"""What modules are called: one name, or a function of the product; the product where None."""

# So that a quoted answer to an e-mail still has 78 columns (RFC 5322, 2.1.1).
_WIDTH = 76
_SUBJECT_CHARS = 120


def render_notices_text(
    notices: Sequence[Notice], *, catalogue: Catalogue, name: Naming = None
) -> str:
    """Return notices as the body of an e-mail or for a terminal; empty where there are none.

    Lines have at most 76 columns, but for addresses, and no control characters.

    Args:
        notices: Of one module or of several.
        catalogue: Texts in the reader's language.
        name: What the modules are called, as they are sold.
    """
    paper = Paper(_WIDTH, Wording(catalogue=catalogue))
    listed = sort_notices(notices)
    for product in dict.fromkeys(notice.product for notice in listed):
        own = [notice for notice in listed if notice.product == product]
        called = _name(product, name)
        paper.heading(catalogue.ui("notices_line", count=len(own), name=called))
        for notice in own:
            paper.space()
            write_notice(notice, paper, name=called, indent=0)
    return paper.text().lstrip("\n")


def notices_subject(notices: Sequence[Notice], *, catalogue: Catalogue, name: Naming = None) -> str:
    """Return the subject of an e-mail: the loudest notice, and how many more there are.

    One line without control characters, at most 120 characters; empty where there are no
    notices.

    Args:
        notices: Of one module or of several.
        catalogue: Texts in the reader's language.
        name: What the modules are called, as they are sold.
    """
    listed = sort_notices(notices)
    if not listed:
        return ""
    first = listed[0]
    called = _name(first.product, name)
    message = _wording(first, catalogue, called).message(first.finding)
    severity = catalogue.ui(f"severity_{first.severity.value}")
    text = f"[{severity}] {catalogue.ui('subject', name=called, message=message)}"
    rest = f" ({catalogue.ui('and_more', count=len(listed) - 1)})" if len(listed) > 1 else ""
    room = _SUBJECT_CHARS - len(rest)
    line = to_line(text)
    return f"{line if len(line) <= room else line[: room - 1].rstrip() + '…'}{rest}"


def notices_to_json(
    notices: Sequence[Notice], *, catalogue: Catalogue, name: Naming = None
) -> list[dict[str, object]]:
    """Return notices as JSON-ready data with texts in the reader's language, loudest first.

    `Notice.to_dict` has the parameters of the texts, and English texts.

    Args:
        notices: Of one module or of several.
        catalogue: Texts in the reader's language.
        name: What the modules are called, as they are sold.
    """
    return [_to_json(n, catalogue, _name(n.product, name)) for n in sort_notices(notices)]


def write_notice(notice: Notice, paper: Paper, *, name: str, indent: int = 2) -> None:
    """Write one notice: what, what it means, the way out, one action, its code, as of when.

    Args:
        notice: The notice.
        paper: Where to.
        name: The module as it is sold.
        indent: Columns before the mark.
    """
    catalogue, ui = paper.wording.catalogue, paper.ui
    wording = _wording(notice, catalogue, name)
    mark = f"[{ui(f'severity_{notice.severity.value}')}]"
    paper.line(wording.message(notice.finding), indent=indent, mark=mark)
    inner = indent + 4
    paper.line(ui(notice.effect), indent=inner)
    hint = wording.hint(notice.finding)
    if hint:
        paper.line(hint, indent=inner)
    for reason in notice.reasons:
        paper.line(f"{ui('reason')}: {wording.message(reason)}", indent=inner)
    url = _url(notice)
    if url is not None:
        target = url.removeprefix("mailto:")
        paper.address(_label(notice, catalogue, name), target, indent=inner)
    checked = ui("last_checked", when=notice.checked_at)
    paper.line(f"{ui('code')}: {notice.code}. {checked}", indent=inner)


def _wording(notice: Notice, catalogue: Catalogue, name: str) -> Wording:
    return Wording(
        catalogue=catalogue,
        conflicts=(notice.conflict,) if notice.conflict else (),
        product=notice.product,
        name=name,
    )


def _to_json(notice: Notice, catalogue: Catalogue, name: str) -> dict[str, object]:
    wording = _wording(notice, catalogue, name)
    url = _url(notice)
    action = None if url is None else {"label": _label(notice, catalogue, name), "url": url}
    return {
        "product": notice.product,
        "name": name,
        "code": notice.code,
        "severity": notice.severity.value,
        "severity_label": catalogue.ui(f"severity_{notice.severity.value}"),
        "surface": notice.surface.value,
        "language": catalogue.html_language,
        "message": wording.message(notice.finding),
        "effect": catalogue.ui(notice.effect),
        "hint": wording.hint(notice.finding),
        "reasons": [wording.message(reason) for reason in notice.reasons],
        "action": action,
        "fingerprint": notice.fingerprint,
        "dismissible_days": notice.dismissible_days,
        "checked_at": notice.checked_at.astimezone(timezone.utc).isoformat(),
    }


def _url(notice: Notice) -> str | None:
    return None if notice.action is None else safe_url(notice.action.url)


def _label(notice: Notice, catalogue: Catalogue, name: str) -> str:
    if notice.action is None:
        return ""
    return catalogue.ui(notice.action.label, product=name, rule=notice.finding.subject)


def _name(product: str, name: Naming) -> str:
    if name is None:
        return product
    return name if isinstance(name, str) else name(product)
