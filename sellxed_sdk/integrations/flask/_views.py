"""The panel's pages: a list of modules, a page for each, one address for all forms."""

from __future__ import annotations

from collections.abc import Mapping

from flask import (
    Blueprint,
    Response,
    abort,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from sellxed_sdk.errors import ConfigurationError
from sellxed_sdk.findings.codes import flask as codes
from sellxed_sdk.hosting import PanelAnswer
from sellxed_sdk.integrations.flask._forms import host_form, is_ours
from sellxed_sdk.integrations.flask._language import request_language
from sellxed_sdk.integrations.flask._state import NAME, State, current_state
from sellxed_sdk.notices import (
    Catalogue,
    IndexEntry,
    KeyField,
    PanelReply,
    render_index_fragment,
    render_panel_fragment,
    stylesheet,
)

__all__ = ["make_blueprint"]

POLICY = (
    "default-src 'none'; style-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


def make_blueprint() -> Blueprint:
    """Return the pages, for one app."""
    blueprint = Blueprint(NAME, __name__, template_folder="templates", cli_group=NAME)
    blueprint.add_url_rule("/", "index", index)
    blueprint.add_url_rule("/", "answer", answer, methods=["POST"])
    blueprint.add_url_rule("/sellxed.css", "stylesheet", send_stylesheet)
    blueprint.add_url_rule("/module/<product>", "page", page)
    return blueprint


def index() -> AnyResponse:
    """Show the list of modules; the page itself where there is one module only."""
    state, user = _enter()
    if len(state.panel.products) == 1:
        return redirect(url_for("sellxed.page", product=state.panel.products[0]))
    return _show_index(state, user, reply=_reply_of_address())


def page(product: str) -> AnyResponse:
    """Show a module's page."""
    state, user = _enter()
    if product not in state.panel.products:
        abort(404)
    return _show_page(state, user, product, reply=_reply_of_address())


def answer() -> AnyResponse:
    """Do what a form asks for; then lead to the page, which says what became of it."""
    state, user = _enter()
    form = {name: value for name, value in request.form.items() if isinstance(value, str)}
    if not is_ours(form, user=user):
        finding = codes.FLASK_FORM_REFUSED.finding()
        reply = PanelReply(action="refused", ok=False, findings=(finding,))
        entered = form.get("slx_key", "")[:20_000]
        return _show(state, user, form.get("slx_product", ""), reply, entered, status=400)
    done = state.panel.answer(form, user=user)
    reply = _reply(done)
    if done.ok and reply.mark and done.product in state.panel.products:
        there = url_for("sellxed.page", product=done.product, slx=reply.mark, _anchor="slx-answer")
        return redirect(there, code=303)
    # More to tell than an address can: without a redirect.
    status = 422 if done.action in ("key", "unknown") else 200
    return _show(state, user, done.product, reply, done.entered, status=status)


def send_stylesheet() -> AnyResponse:
    """Send the one style sheet; it tells nothing, so anybody may have it."""
    response = make_response(stylesheet())
    response.content_type = "text/css; charset=utf-8"
    response.cache_control.public = True
    response.cache_control.max_age = 3600
    response.add_etag()
    return response.make_conditional(request)


def _enter() -> tuple[State, str]:
    """Return state and user; whoever may not update modules gets no further."""
    state = current_state()
    user = state.user()
    if not user:
        abort(403)
    return state, user


def _reply(done: PanelAnswer) -> PanelReply:
    return PanelReply(action=done.action, ok=done.ok, findings=done.findings, outcome=done.outcome)


def _reply_of_address() -> PanelReply | None:
    return PanelReply.from_mark(request.args.get("slx", ""))


def _show(
    state: State, user: str, product: str, reply: PanelReply, entered: str, *, status: int
) -> Response:
    if product in state.panel.products:
        return _show_page(state, user, product, reply=reply, entered=entered, status=status)
    return _show_index(state, user, reply=reply, status=status)


def _show_page(
    state: State,
    user: str,
    product: str,
    *,
    reply: PanelReply | None,
    entered: str = "",
    status: int = 200,
) -> Response:
    catalogue = Catalogue.load(request_language())
    try:
        panel = state.panel.page(product, user=user, language=catalogue.language)
    except ConfigurationError:
        abort(404)
    key = state.panel.key_state(product)
    fragment = render_panel_fragment(
        panel,
        catalogue=catalogue,
        form=host_form(state, user),
        answer=reply,
        key=KeyField(shown=key.shown, is_configured=key.is_configured, entered=entered),
    )
    return _render(state, catalogue, fragment, title=panel.name, status=status)


def _show_index(
    state: State, user: str, *, reply: PanelReply | None, status: int = 200
) -> Response:
    catalogue = Catalogue.load(request_language())
    entries = _entries(state, user)
    fragment = render_index_fragment(entries, catalogue=catalogue, answer=reply)
    title = catalogue.ui("index_title")
    return _render(state, catalogue, fragment, title=title, status=status)


def _entries(state: State, user: str) -> tuple[IndexEntry, ...]:
    view = state.look(user)
    entries = []
    for product in state.panel.products:
        # The loudest is the first.
        notices = [notice for notice in view.notices if notice.product == product]
        entries.append(
            IndexEntry(
                name=view.name(product),
                href=url_for("sellxed.page", product=product),
                count=len(notices),
                severity=notices[0].severity if notices else None,
                version=state.version(product),
            )
        )
    return tuple(entries)


def _render(
    state: State, catalogue: Catalogue, fragment: str, *, title: str, status: int
) -> Response:
    values: Mapping[str, object] = {
        "sellxed_fragment": Markup(fragment),  # noqa: S704 - every text in it is escaped
        "sellxed_language": catalogue.html_language,
        "sellxed_layout": state.settings.layout,
        "sellxed_title": title,
    }
    response = make_response(render_template("sellxed/page.html", **values), status)
    # It is one user's, and shows the end of the key.
    response.cache_control.no_store = True
    if state.settings.layout.startswith("sellxed/"):
        response.headers.setdefault("Content-Security-Policy", POLICY)
    return response
