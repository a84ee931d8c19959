"""The vendor's and partners' tools."""

from sellxed_sdk.findings._registry import define
from sellxed_sdk.findings._severity import Severity

__all__ = [
    "ARCHIVE_REFUSED",
    "ISSUE_REFUSED",
    "RELEASE_ALREADY_PUBLISHED",
    "RELEASE_SOURCE_REFUSED",
    "VENDOR_DIRECTORY_INVALID",
    "VENDOR_DIRECTORY_USED",
]

VENDOR_DIRECTORY_INVALID = define(
    "VENDOR_DIRECTORY_INVALID",
    Severity.ERROR,
    "{path} is no vendor directory: {detail}.",
    hint="Make one with `sellxed vendor init`, or name the right one.",
    cause="The vendor's tools keep keys, log and repository in one directory with a vendor.json.",
)
VENDOR_DIRECTORY_USED = define(
    "VENDOR_DIRECTORY_USED",
    Severity.ERROR,
    "{path} is in use already; keys are never overwritten.",
    hint="Name a new or empty directory.",
    cause="`sellxed vendor init` was pointed at a directory that has files.",
)
ISSUE_REFUSED = define(
    "ISSUE_REFUSED",
    Severity.ERROR,
    "This cannot be issued, because shops would refuse it: {detail}.",
    hint="Correct the request.",
    cause="What is issued goes through the same checks as in the shop, before it is signed.",
)
RELEASE_SOURCE_REFUSED = define(
    "RELEASE_SOURCE_REFUSED",
    Severity.ERROR,
    "The release cannot be built from {path}: {detail}.",
    hint="Name the module's directory, with plain files only.",
    cause="The source is missing, empty, or has links or names that a release cannot have.",
)
ARCHIVE_REFUSED = define(
    "ARCHIVE_REFUSED",
    Severity.ERROR,
    "The archive {path} cannot be published: {detail}.",
    hint="Build it with `sellxed vendor release`.",
    cause="Publishing checks what shops will check: manifest, signature, every file, paths.",
)
RELEASE_ALREADY_PUBLISHED = define(
    "RELEASE_ALREADY_PUBLISHED",
    Severity.ERROR,
    "{product} {version} is published already.",
    hint="Give the release a new version; a published version never changes.",
    cause="Shops may have the published archive; two contents under one version help nobody.",
)
