"""The forms of a page: put a notice away, check now, enter a key. They need no script."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sellxed_sdk.notices._catalogue import Catalogue
from sellxed_sdk.notices._host import HostForm
from sellxed_sdk.notices._markup import Html, element
from sellxed_sdk.notices._notice import Notice

__all__ = ["button", "check_form", "dismiss_form", "post_form"]

_NONE: Mapping[str, str] = MappingProxyType({})


def post_form(
    form: HostForm,
    *children: str | None,
    action: str,
    product: str,
    fields: tuple[tuple[str, str], ...] = (),
) -> Html:
    """Return a form that posts to the host.

    Args:
        form: Where it goes, with the host's own fields.
        *children: What is seen of it.
        action: The ``slx_action``.
        product: The ``slx_product``.
        fields: More hidden fields.
    """
    hidden = (*form.fields, ("slx_action", action), ("slx_product", product), *fields)
    return element(
        "form",
        *(
            element("input", attributes={"type": "hidden", "name": name, "value": value})
            for name, value in hidden
        ),
        *children,
        class_=f"slx-form slx-form--{action}",
        attributes={"method": "post", "action": form.action},
    )


def button(text: str, *, attributes: Mapping[str, str] = _NONE) -> Html:
    """Return the button that sends a form."""
    return element("button", text, class_="slx-button", attributes={"type": "submit", **attributes})


def dismiss_form(
    form: HostForm | None, notice: Notice, *, catalogue: Catalogue, described_by: str
) -> Html | None:
    """Return the form that puts a notice away; None where that cannot be done.

    Args:
        form: Where it goes.
        notice: The notice.
        catalogue: Texts.
        described_by: The id of its message: all these buttons read the same.
    """
    days = notice.dismissible_days
    if form is None or days is None:
        return None
    return post_form(
        form,
        button(
            catalogue.ui("dismiss_for_days" if days else "dismiss_for_good", days=days),
            attributes={"aria-describedby": described_by},
        ),
        action="dismiss",
        product=notice.product,
        fields=(("slx_fingerprint", notice.fingerprint),),
    )


def check_form(
    form: HostForm | None, *, product: str, name: str, catalogue: Catalogue
) -> Html | None:
    """Return the form that asks the update channel now.

    Args:
        form: Where it goes; there is none where None.
        product: The module.
        name: As it is sold.
        catalogue: Texts.
    """
    if form is None:
        return None
    text = button(catalogue.ui("check_now", product=name))
    return post_form(form, text, action="check", product=product)
