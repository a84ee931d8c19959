"""A small Flask shop: storefront, checkout, and an admin where modules show their notices.

Settings come from the environment, with the prefix FLASK_: FLASK_SECRET_KEY,
FLASK_ADMIN_PASSWORD, FLASK_MODULES_DIR (where payment modules are unpacked), and those of
the SDK, as FLASK_SELLXED_HOSTS='["https://shop.example.ch/"]'.
"""

from __future__ import annotations

import hmac
import importlib
import sys
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from flask import Flask, Response, abort, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from sellxed_sdk.integrations.flask import Sellxed

POLICY = "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'"
PRICE = Decimal("49.90")
sellxed = Sellxed()


def create_app(config: Mapping[str, object] | None = None) -> Flask:
    """Make the shop, with every module that is unpacked in MODULES_DIR."""
    app = Flask(__name__)
    app.config.update(SESSION_COOKIE_SAMESITE="Lax", SELLXED_LAYOUT="admin.html")
    app.config.from_prefixed_env()
    app.config.update(config or {})
    sellxed.init_app(app, admin=current_admin)
    load_modules(app)
    app.add_url_rule("/", "storefront", storefront)
    app.add_url_rule("/checkout", "checkout", checkout, methods=["POST"])
    app.add_url_rule("/login", "login", login, methods=["GET", "POST"])
    app.add_url_rule("/admin/", "admin", admin_page, defaults={"name": "index"})
    app.add_url_rule("/admin/orders", "orders", admin_page, defaults={"name": "orders"})
    app.after_request(send_policy)
    return app


def load_modules(app: Flask) -> None:
    """Import the payment modules; each enters itself."""
    directory = app.config.get("MODULES_DIR")
    if not directory:
        return
    if str(directory) not in sys.path:
        sys.path.insert(0, str(directory))
    for path in sorted(Path(directory).iterdir()):
        importlib.import_module(path.name).init_app(app)


def current_admin() -> str | None:
    """Return the current user's identifier if that user may update modules."""
    return session.get("user") if session.get("is_admin") else None


def storefront() -> str:
    """Show what is sold, to everybody."""
    from flask import current_app

    payments = sorted(current_app.extensions.get("payments", {}))
    return render_template("storefront.html", price=PRICE, payments=payments)


def checkout() -> str:
    """Sell: the payment module takes the money."""
    from flask import current_app

    pay = current_app.extensions.get("payments", {}).get(request.form.get("payment"))
    if pay is None:
        abort(400)
    return render_template("receipt.html", price=PRICE, reference=pay(PRICE))


def login() -> AnyResponse | str:
    """Let the admin in, and a clerk, who may see orders and nothing of modules."""
    from flask import current_app

    if request.method == "GET":
        return render_template("login.html")
    user = request.form.get("user", "")
    password = str(current_app.config.get("ADMIN_PASSWORD") or "")
    is_known = user in ("admin", "anna", "clerk") and bool(password)
    given = request.form.get("password", "")
    if not is_known or not hmac.compare_digest(given.encode(), password.encode()):
        return render_template("login.html", refused=True)
    session.clear()
    session.update(user=user, is_admin=user != "clerk")
    return redirect(url_for("admin"), code=303)


def admin_page(name: str) -> AnyResponse | str:
    """Show a page of the admin."""
    if "user" not in session:
        return redirect(url_for("login"), code=303)
    return render_template(f"{name}.html")


def send_policy(response: Response) -> Response:
    """Nothing but our own styles and forms; there is no script anywhere."""
    response.headers["Content-Security-Policy"] = POLICY
    return response
