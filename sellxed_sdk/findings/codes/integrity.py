"""The files of a release: as the vendor shipped them, customised or damaged."""

from sellxed_sdk.findings._registry import define
from sellxed_sdk.findings._severity import Severity

__all__ = [
    "INTEGRITY_CUSTOMISED",
    "INTEGRITY_DAMAGED",
    "INTEGRITY_UNREADABLE",
    "MANIFEST_INVALID",
    "MANIFEST_MISSING",
]

INTEGRITY_CUSTOMISED = define(
    "INTEGRITY_CUSTOMISED",
    Severity.WARNING,
    "{product} {version} was customised: {count} file is not the vendor's (changed: {changed}, "
    "added: {added}).",
    plural="{product} {version} was customised: {count} files are not the vendor's "
    "(changed: {changed}, added: {added}).",
    plural_by="count",
    hint="Support for customised modules is limited; see whether the problem stays with the "
    "original files.",
    cause="Files differ from the signed manifest of the release, as after a Kundenanpassung.",
)
INTEGRITY_DAMAGED = define(
    "INTEGRITY_DAMAGED",
    Severity.ERROR,
    "{product} {version} is damaged: {missing} file is missing or empty, {first}.",
    plural="{product} {version} is damaged: {missing} files are missing or empty, the first is "
    "{first}.",
    plural_by="missing",
    hint="Upload the release again, in binary mode.",
    cause="Files of the signed manifest are missing, or have lost their content.",
)
INTEGRITY_UNREADABLE = define(
    "INTEGRITY_UNREADABLE",
    Severity.WARNING,
    "{count} file of the module cannot be read, {first}: {reason}.",
    plural="{count} files of the module cannot be read, the first is {first}: {reason}.",
    plural_by="count",
    hint="Check the permissions of the module's directory.",
    cause="The operating system refused to read, or the entry is no plain file.",
)
MANIFEST_MISSING = define(
    "MANIFEST_MISSING",
    Severity.INFO,
    "The module has no signed release manifest at {path}.",
    hint="Install the release from your customer account, which carries one.",
    cause="The file sellxed-release.jws is not beside the module's code.",
)
MANIFEST_INVALID = define(
    "MANIFEST_INVALID",
    Severity.ERROR,
    "The release manifest cannot be trusted: {detail}.",
    hint="Install the release again from your customer account.",
    cause="The file sellxed-release.jws is damaged, forged, or not signed by the vendor.",
)
