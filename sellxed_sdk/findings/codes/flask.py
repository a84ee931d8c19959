"""The integration with Flask: settings, and forms that are refused."""

from sellxed_sdk.findings._registry import define
from sellxed_sdk.findings._severity import Severity

__all__ = [
    "FLASK_ADMIN_MISSING",
    "FLASK_FORMS_IMPOSSIBLE",
    "FLASK_FORM_REFUSED",
    "FLASK_SETTING_UNKNOWN",
    "FLASK_SETTING_UNUSABLE",
]

FLASK_ADMIN_MISSING = define(
    "FLASK_ADMIN_MISSING",
    Severity.WARNING,
    "Nobody is shown anything: the shop does not say who may update modules.",
    hint="Give 'admin' to Sellxed.init_app(): a function that returns the identifier of the "
    "current user where that one may update modules, else None.",
    cause="Sellxed.init_app() was called without 'admin', or not at all.",
)
FLASK_FORMS_IMPOSSIBLE = define(
    "FLASK_FORMS_IMPOSSIBLE",
    Severity.WARNING,
    "The pages have no forms: without a secret key, forms of others could not be told from ours.",
    hint="Set SECRET_KEY in the shop's configuration.",
    cause="app.secret_key is not set.",
)
FLASK_FORM_REFUSED = define(
    "FLASK_FORM_REFUSED",
    Severity.WARNING,
    "The form was refused: it is too old, or did not come from this page. Nothing was changed.",
    hint="Send it once more from this page.",
    cause="The form's token is missing, of another session or user, or over twelve hours old.",
)
FLASK_SETTING_UNKNOWN = define(
    "FLASK_SETTING_UNKNOWN",
    Severity.WARNING,
    "There is no setting {setting}, so it does nothing.",
    hint="Correct its name in the shop's configuration; the most similar one is {similar}.",
    cause="app.config has a name that begins with SELLXED_ and that the integration does not know.",
)
FLASK_SETTING_UNUSABLE = define(
    "FLASK_SETTING_UNUSABLE",
    Severity.WARNING,
    "The setting {setting} cannot be used: it has to be {expected}.",
    hint="Correct it in the shop's configuration; until then it counts as not set.",
    cause="app.config has a value of another type.",
)
