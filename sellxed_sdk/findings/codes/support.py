"""Support and notices: may a ticket be opened, with whom, and what comes first?"""

from sellxed_sdk.findings._registry import define
from sellxed_sdk.findings._severity import Severity

__all__ = [
    "DESK_INVALID",
    "DESK_TIMEZONE_UNKNOWN",
    "SUPPORT_CONFLICT_FIRST",
    "SUPPORT_CUSTOMISED_LIMITED",
    "SUPPORT_NEEDS_LICENCE",
    "SUPPORT_NEEDS_ORIGINAL",
    "SUPPORT_NOT_CHECKED",
    "SUPPORT_OPEN",
    "SUPPORT_SHOP_SYSTEM",
    "SUPPORT_UPDATE_FIRST",
    "UPDATE_CHECK_FAILING",
    "UPDATE_CHECK_OVERDUE",
]

DESK_INVALID = define(
    "DESK_INVALID",
    Severity.INFO,
    "A part of the vendor's contact data cannot be read: {detail}.",
    hint="Look for the contact on the vendor's site, or update the module.",
    cause="The section 'support' of the trust bundle is damaged or of a newer format.",
)
DESK_TIMEZONE_UNKNOWN = define(
    "DESK_TIMEZONE_UNKNOWN",
    Severity.INFO,
    "The time zone '{timezone}' of the vendor's business hours is not known on this machine.",
    hint="Install the package tzdata to see whether somebody answers now.",
    cause="The machine has no time zone data, as Windows and slim images, or the name is wrong.",
)
SUPPORT_OPEN = define(
    "SUPPORT_OPEN",
    Severity.INFO,
    "Support is open until {support_until_on}: {tier}.",
    hint="",
    cause="The support period of the licence is open now.",
)
SUPPORT_NEEDS_LICENCE = define(
    "SUPPORT_NEEDS_LICENCE",
    Severity.WARNING,
    "Support needs a valid licence with an open support period.",
    hint="Mend what is named for the licence, or renew support.",
    cause="Standard Support is part of every product for one year, for valid licences.",
)
SUPPORT_UPDATE_FIRST = define(
    "SUPPORT_UPDATE_FIRST",
    Severity.WARNING,
    "{installed} is installed, and your licence covers {version}.",
    hint="Update to {version} on your test system first, and see whether the problem stays.",
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
    "Third-party plugins get in the way; there is no support for them.",
    hint="Do what is proposed for the conflict on your test system, and see whether the problem "
    "stays.",
    cause="With compatibility problems you may be asked to deactivate third-party plug-ins.",
)
SUPPORT_SHOP_SYSTEM = define(
    "SUPPORT_SHOP_SYSTEM",
    Severity.INFO,
    "This shop has {name} {used}, and {version} needs {required}.",
    hint="This is a matter of the shop system; the vendor supports the module only.",
    cause="The shop system, the language or an extension is outside of what the release names.",
)
SUPPORT_NOT_CHECKED = define(
    "SUPPORT_NOT_CHECKED",
    Severity.INFO,
    "This was not checked.",
    hint="Run `sellxed doctor` with the module's directory, the key and the shop.",
    cause="The report was made without this part, for lack of input.",
)
UPDATE_CHECK_OVERDUE = define(
    "UPDATE_CHECK_OVERDUE",
    Severity.INFO,
    "Updates could not be checked since {last_success_at}.",
    hint="See that the scheduled check runs and that the update server can be reached.",
    cause="The last successful check for updates is more than seven days ago.",
)
UPDATE_CHECK_FAILING = define(
    "UPDATE_CHECK_FAILING",
    Severity.INFO,
    "No check for updates has succeeded yet.",
    hint="See that the update server can be reached, and check again.",
    cause="The update channel was asked, and every check failed so far.",
)
