"""Support: may a ticket be opened, with whom, and what comes first?"""

from sellxed_sdk.findings._registry import define
from sellxed_sdk.findings._severity import Severity

__all__ = [
    "DESK_INVALID",
    "SUPPORT_CONFLICT_FIRST",
    "SUPPORT_CUSTOMISED_LIMITED",
    "SUPPORT_NEEDS_LICENCE",
    "SUPPORT_NEEDS_ORIGINAL",
    "SUPPORT_NOT_CHECKED",
    "SUPPORT_SHOP_SYSTEM",
    "SUPPORT_UPDATE_FIRST",
]

DESK_INVALID = define(
    "DESK_INVALID",
    Severity.INFO,
    "The vendor's contact data cannot be read: {detail}.",
    hint="Use the contact on the vendor's site.",
    cause="The section 'support' of the trust bundle is damaged or of a newer format.",
)
SUPPORT_NEEDS_LICENCE = define(
    "SUPPORT_NEEDS_LICENCE",
    Severity.WARNING,
    "Support needs a valid licence with an open support period.",
    hint="Renew support, or mend what the licence report names.",
    cause="Standard Support is part of every product for one year, for valid licences.",
)
SUPPORT_UPDATE_FIRST = define(
    "SUPPORT_UPDATE_FIRST",
    Severity.WARNING,
    "{installed} is installed and {version} is covered by your licence.",
    hint="Update to {version} first, on your test system, and see whether the problem stays.",
    cause="Before a ticket is opened, the latest covered version has to be in use.",
)
SUPPORT_CUSTOMISED_LIMITED = define(
    "SUPPORT_CUSTOMISED_LIMITED",
    Severity.INFO,
    "The module was customised, so support is limited.",
    hint="See whether the problem stays with the original files, and name the changes.",
    cause="Modules are meant to run unmodified; customised versions get limited support.",
)
SUPPORT_NEEDS_ORIGINAL = define(
    "SUPPORT_NEEDS_ORIGINAL",
    Severity.WARNING,
    "Files of the module are missing or damaged.",
    hint="Install the release again before you open a ticket.",
    cause="A damaged upload looks like a fault of the module and is none.",
)
SUPPORT_CONFLICT_FIRST = define(
    "SUPPORT_CONFLICT_FIRST",
    Severity.WARNING,
    "Conflicts with other plugins are known: {count}.",
    hint="First do this on your test system: {plan}.",
    cause="With compatibility problems you may be asked to deactivate third-party plug-ins.",
)
SUPPORT_SHOP_SYSTEM = define(
    "SUPPORT_SHOP_SYSTEM",
    Severity.INFO,
    "The shop itself is outside of what the module supports: {detail}",
    hint="This is a matter of the shop system; the vendor supports the module.",
    cause="The shop system or the language has a version that no release of the module names.",
)
SUPPORT_NOT_CHECKED = define(
    "SUPPORT_NOT_CHECKED",
    Severity.INFO,
    "This was not checked.",
    hint="Run `sellxed doctor` with the module's directory, the key and the shop.",
    cause="The report was made without this part, for lack of input.",
)
