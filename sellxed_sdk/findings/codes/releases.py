"""Releases: the newest one that a shop may have, and why not a newer one."""

from sellxed_sdk.findings._registry import define
from sellxed_sdk.findings._severity import Severity

__all__ = [
    "RELEASES_UNKNOWN",
    "RELEASES_UNREADABLE",
    "RELEASE_FIXES_SECURITY",
    "RELEASE_INSTALLED_YANKED",
    "RELEASE_NEEDS_RENEWAL",
    "RELEASE_NEEDS_REQUIREMENT",
    "RELEASE_NEEDS_STEP",
    "RELEASE_REQUIREMENT_UNKNOWN",
    "RELEASE_ROLLING_OUT",
    "RELEASE_UNLISTED",
    "RELEASE_UPDATE_AVAILABLE",
    "RELEASE_UP_TO_DATE",
    "RELEASE_YANKED",
    "UPDATE_NEEDS_LICENCE",
]

RELEASES_UNKNOWN = define(
    "RELEASES_UNKNOWN",
    Severity.INFO,
    "No list of releases of {product} is known yet.",
    hint="Refresh the update channel once, from a scheduled job or with 'Check now'.",
    cause="The channel was never refreshed on this machine, or does not carry the product.",
)
RELEASES_UNREADABLE = define(
    "RELEASES_UNREADABLE",
    Severity.WARNING,
    "The list of releases of {product} cannot be read: {detail}.",
    hint="Refresh the update channel, or update the module if the list has a newer format.",
    cause="The list was verified, and has a field that this version of the SDK does not accept.",
)
RELEASE_UP_TO_DATE = define(
    "RELEASE_UP_TO_DATE",
    Severity.INFO,
    "{product} {version} is the newest release.",
    hint="Nothing to do.",
    cause="No release of the chosen channel is newer than the installed one.",
)
RELEASE_UPDATE_AVAILABLE = define(
    "RELEASE_UPDATE_AVAILABLE",
    Severity.INFO,
    "{product} {version} of {published_on} is available and covered by your licence.",
    hint="Try it on your test system first, then update.",
    cause="A newer release is covered, fits this shop, is rolled out and is not withdrawn.",
)
RELEASE_FIXES_SECURITY = define(
    "RELEASE_FIXES_SECURITY",
    Severity.WARNING,
    "{product} {version} fixes a security problem of severity {level}.",
    hint="Update to {version} soon.",
    cause="A newer release that may be installed carries a security fix.",
)
RELEASE_NEEDS_RENEWAL = define(
    "RELEASE_NEEDS_RENEWAL",
    Severity.INFO,
    "{product} {version} of {published_on} is not covered: support ended on {support_until_on}. "
    "The newest covered release is {covered}.",
    hint="Renew support to get {version}.",
    cause="The release was published after the support period; what was published before stays "
    "yours.",
)
RELEASE_NEEDS_REQUIREMENT = define(
    "RELEASE_NEEDS_REQUIREMENT",
    Severity.INFO,
    "{product} {version} needs {name} {required}, and this shop has {used}.",
    hint="Update {name} first.",
    cause="The shop system, language or an extension is outside the range of the release.",
)
RELEASE_REQUIREMENT_UNKNOWN = define(
    "RELEASE_REQUIREMENT_UNKNOWN",
    Severity.INFO,
    "{product} {version} needs {name} {required}; which version this shop has is not known.",
    hint="Check the version of {name} before updating.",
    cause="The version was not given, or cannot be compared with the range.",
)
RELEASE_NEEDS_STEP = define(
    "RELEASE_NEEDS_STEP",
    Severity.INFO,
    "{product} {version} can be installed from {step} on, and {installed} is installed.",
    hint="Update to {step} first.",
    cause="The release names the oldest version that it can be installed over.",
)
RELEASE_ROLLING_OUT = define(
    "RELEASE_ROLLING_OUT",
    Severity.INFO,
    "{product} {version} is being rolled out and reaches this shop at {from_at}.",
    hint="Wait, or install it by hand.",
    cause="Releases reach shops in groups, so that a fault is noticed early.",
)
RELEASE_YANKED = define(
    "RELEASE_YANKED",
    Severity.INFO,
    "{product} {version} was withdrawn: {reason}",
    hint="Wait for its successor.",
    cause="The vendor withdrew the release after publishing it.",
)
RELEASE_INSTALLED_YANKED = define(
    "RELEASE_INSTALLED_YANKED",
    Severity.WARNING,
    "The installed {product} {version} was withdrawn: {reason}",
    hint="Update as soon as you can.",
    cause="The vendor withdrew the release that is installed. It keeps working.",
)
RELEASE_UNLISTED = define(
    "RELEASE_UNLISTED",
    Severity.INFO,
    "The installed version '{version}' of {product} is not in the list of releases.",
    hint="Check the version, or refresh the update channel.",
    cause="A development version, a version of another channel, or a typing error.",
)
UPDATE_NEEDS_LICENCE = define(
    "UPDATE_NEEDS_LICENCE",
    Severity.WARNING,
    "Updates of {product} need a licence that is in force here.",
    hint="Mend what the licence report names first.",
    cause="The licence is missing, damaged, revoked, or for another product or shop.",
)
