"""Flask: notices, a panel and a scheduled command for the paid modules of a shop.

What this decides: which requests see anything of it (only those of users for whom the host
vouches), and that a form is the panel's own. The rest is `sellxed_sdk.hosting`.

The host calls ``Sellxed().init_app(app, admin=...)``, a module `add_module(app, ...)`, in
any order. All state is in ``app.extensions["sellxed"]``.
"""

from sellxed_sdk.integrations.flask._extension import Sellxed, add_module, current_panel

__all__ = ["Sellxed", "add_module", "current_panel"]
