"""The update channel: asking for it, trusting it, publishing it."""

from sellxed_sdk.findings._registry import define
from sellxed_sdk.findings._severity import Severity

__all__ = [
    "CHANNEL_ANCHOR_INVALID",
    "CHANNEL_BAD_SIGNATURE",
    "CHANNEL_BUSY",
    "CHANNEL_DAMAGED",
    "CHANNEL_HASH_MISMATCH",
    "CHANNEL_HTTP_STATUS",
    "CHANNEL_INCONSISTENT",
    "CHANNEL_LIBRARY_UNUSABLE",
    "CHANNEL_NEVER_CHECKED",
    "CHANNEL_NOT_METADATA",
    "CHANNEL_REDIRECT_REFUSED",
    "CHANNEL_ROLLBACK",
    "CHANNEL_STALE",
    "CHANNEL_STATE_DAMAGED",
    "CHANNEL_STATE_UNWRITABLE",
    "CHANNEL_TARGET_MISSING",
    "CHANNEL_TARGET_PATH_INVALID",
    "CHANNEL_TIMEOUT",
    "CHANNEL_TOO_LARGE",
    "CHANNEL_UNEXPECTED",
    "CHANNEL_UNFINISHED",
    "CHANNEL_UNREACHABLE",
    "PUBLISH_ARCHIVE_CHANGED",
    "PUBLISH_KEY_MISSING",
    "PUBLISH_PRODUCT_INVALID",
    "PUBLISH_REPOSITORY_EXISTS",
    "PUBLISH_REPOSITORY_INVALID",
    "PUBLISH_TARGET_INVALID",
    "PUBLISH_UNWRITABLE",
]

CHANNEL_NEVER_CHECKED = define(
    "CHANNEL_NEVER_CHECKED",
    Severity.INFO,
    "This shop has not asked for updates yet.",
    hint="Check now once, in the panel or with `sellxed updates refresh`; then daily by a job.",
    cause="The state directory holds no result of an earlier check.",
)
CHANNEL_UNREACHABLE = define(
    "CHANNEL_UNREACHABLE",
    Severity.WARNING,
    "The update server cannot be reached at {url}: {detail}.",
    hint="Check the network, the proxy and the firewall; what was known before stays in use.",
    cause="The connection could not be made, or it broke off.",
)
CHANNEL_TIMEOUT = define(
    "CHANNEL_TIMEOUT",
    Severity.WARNING,
    "The update server did not answer in time: {url}.",
    hint="Nothing has to be done: the check is repeated later.",
    cause="Connecting, one read, or the check as a whole took longer than it may.",
)
CHANNEL_HTTP_STATUS = define(
    "CHANNEL_HTTP_STATUS",
    Severity.WARNING,
    "The update server answered {url} with status {status}.",
    hint="Nothing has to be done if it passes; otherwise tell the vendor this address and status.",
    cause="The server has a fault, is under maintenance, or the file is not there.",
)
CHANNEL_NOT_METADATA = define(
    "CHANNEL_NOT_METADATA",
    Severity.WARNING,
    "{url} answered with status {status} and something else than the file, beginning with: {start}",
    hint="Look for a proxy, a login page or a maintenance page between this shop and the server.",
    cause="A captive portal, proxy or error page answers in place of the update server.",
)
CHANNEL_REDIRECT_REFUSED = define(
    "CHANNEL_REDIRECT_REFUSED",
    Severity.WARNING,
    "The update server redirects {url} to {target}, which is not followed.",
    hint="Look for a proxy or login page in between, or tell the vendor.",
    cause="The redirect leads from HTTPS to an unprotected address, or there are too many.",
)
CHANNEL_TOO_LARGE = define(
    "CHANNEL_TOO_LARGE",
    Severity.WARNING,
    "The answer of {url} is larger than {limit} byte; reading was stopped.",
    plural="The answer of {url} is larger than {limit} bytes; reading was stopped.",
    plural_by="limit",
    hint="Look for a proxy or login page in between, or tell the vendor.",
    cause="Every answer has an upper bound, so that a server cannot fill the memory or disk.",
)
CHANNEL_STALE = define(
    "CHANNEL_STALE",
    Severity.WARNING,
    "The update information has expired ({role}): the vendor has not renewed it in time, or "
    "newer information is kept from this shop.",
    hint="What is known stays readable; nothing is downloaded until it is renewed. Check that "
    "this server's clock is right; if it lasts longer than a day, tell the vendor.",
    cause="Signed metadata is valid for a limited time, so that nobody can hide an update.",
)
CHANNEL_ROLLBACK = define(
    "CHANNEL_ROLLBACK",
    Severity.CRITICAL,
    "The update server offers {role} in a version that it must not have: {detail}.",
    hint="Keep using what is installed, and tell the vendor. Install nothing from this server.",
    cause="An older state than one that was verified before was offered, or two states were mixed.",
)
CHANNEL_BAD_SIGNATURE = define(
    "CHANNEL_BAD_SIGNATURE",
    Severity.CRITICAL,
    "The update server's {role} is not signed by the vendor's keys.",
    hint="Keep using what is installed, and tell the vendor. Install nothing from this server.",
    cause="Too few valid signatures: the file was changed, or signed with other keys.",
)
CHANNEL_HASH_MISMATCH = define(
    "CHANNEL_HASH_MISMATCH",
    Severity.CRITICAL,
    "The file {url} differs from the one that was signed.",
    hint="The verified version is kept. If it lasts, tell the vendor this address.",
    cause="Length or SHA-256 differ from the signed values: damaged on the way, or replaced.",
)
CHANNEL_DAMAGED = define(
    "CHANNEL_DAMAGED",
    Severity.CRITICAL,
    "The update server's {role} cannot be read: it is damaged.",
    hint="What was verified before is kept. If it lasts, tell the vendor.",
    cause="The file looks like TUF metadata and is not valid.",
)
CHANNEL_INCONSISTENT = define(
    "CHANNEL_INCONSISTENT",
    Severity.CRITICAL,
    "The update server's {role} contradicts what was verified before: {detail}.",
    hint="Keep using what is installed, and tell the vendor. Install nothing from this server.",
    cause="Signed files do not fit each other, or something that was listed has disappeared.",
)
CHANNEL_ANCHOR_INVALID = define(
    "CHANNEL_ANCHOR_INVALID",
    Severity.ERROR,
    "The root of trust that came with the module cannot be used: {detail}.",
    hint="Install the module again: the file sellxed-trust.json belongs to it.",
    cause="The embedded TUF root is damaged or does not verify itself.",
)
CHANNEL_LIBRARY_UNUSABLE = define(
    "CHANNEL_LIBRARY_UNUSABLE",
    Severity.ERROR,
    "The libraries for update checks cannot be loaded: {detail}.",
    hint="Install tuf with urllib3 2 or newer in this environment, or run the check in another.",
    cause="The shop pins an older library, as urllib3 1.26, which tuf cannot be loaded with.",
)
CHANNEL_UNEXPECTED = define(
    "CHANNEL_UNEXPECTED",
    Severity.ERROR,
    "The check for updates failed in an unexpected way: {detail}.",
    hint="What was known before stays in use. Please report this text.",
    cause="A case that this version does not know; it is caught so that no page fails.",
)
CHANNEL_TARGET_MISSING = define(
    "CHANNEL_TARGET_MISSING",
    Severity.INFO,
    "The update channel does not offer {target}.",
    hint="Check the product's name; otherwise tell the vendor.",
    cause="No role that may list this file lists it.",
)
CHANNEL_TARGET_PATH_INVALID = define(
    "CHANNEL_TARGET_PATH_INVALID",
    Severity.ERROR,
    "'{target}' is not a path of the update channel.",
    hint="Write it as alpenpay/releases.json: letters, digits, dots, hyphens, single slashes.",
    cause="Paths become addresses and file names, so only harmless ones are accepted.",
)
CHANNEL_BUSY = define(
    "CHANNEL_BUSY",
    Severity.INFO,
    "Another process is checking for updates at the moment.",
    hint="Nothing has to be done.",
    cause="One process at a time uses the state directory.",
)
CHANNEL_UNFINISHED = define(
    "CHANNEL_UNFINISHED",
    Severity.INFO,
    "A check for updates was begun and has not ended.",
    hint="Nothing has to be done: it is running, or it is repeated later.",
    cause="Each check is noted before the first request, so that one that hangs is not repeated "
    "at once.",
)
CHANNEL_STATE_DAMAGED = define(
    "CHANNEL_STATE_DAMAGED",
    Severity.INFO,
    "The stored result of the last check, {path}, is damaged and not used.",
    hint="Nothing has to be done: the next check writes it anew.",
    cause="The file was cut off or edited; its checksum does not match.",
)
CHANNEL_STATE_UNWRITABLE = define(
    "CHANNEL_STATE_UNWRITABLE",
    Severity.ERROR,
    "The state directory cannot be used, at {path}: {detail}.",
    hint="Make it writable for the user that runs the check, free some space, or name another "
    "directory in SELLXED_STATE_DIR.",
    cause="The directory is missing, read-only or full.",
)
PUBLISH_ARCHIVE_CHANGED = define(
    "PUBLISH_ARCHIVE_CHANGED",
    Severity.ERROR,
    "{target} is published already, with other content.",
    hint="Give the release a new version: shops that have the old file would never notice.",
    cause="The same archive path was used for different bytes.",
)
PUBLISH_KEY_MISSING = define(
    "PUBLISH_KEY_MISSING",
    Severity.ERROR,
    "The key {path} is needed to sign {role} and cannot be used: {detail}.",
    hint="Bring the key to this machine, or publish where it is.",
    cause="The key file is missing, unreadable, or another one than the repository names.",
)
PUBLISH_PRODUCT_INVALID = define(
    "PUBLISH_PRODUCT_INVALID",
    Severity.ERROR,
    "'{product}' cannot be the name of a product: {detail}.",
    hint="Choose a name of lower-case letters, digits and hyphens, up to 40 characters.",
    cause="The name becomes a TUF role and a directory.",
)
PUBLISH_REPOSITORY_EXISTS = define(
    "PUBLISH_REPOSITORY_EXISTS",
    Severity.ERROR,
    "There is a repository in {path} already.",
    hint="Open it, or name an empty directory.",
    cause="A new repository would start with version 1 again, which every shop refuses.",
)
PUBLISH_REPOSITORY_INVALID = define(
    "PUBLISH_REPOSITORY_INVALID",
    Severity.ERROR,
    "The repository in {path} cannot be opened: {detail}.",
    hint="Restore it from a copy; the published directory is one.",
    cause="A metadata file is missing or damaged.",
)
PUBLISH_TARGET_INVALID = define(
    "PUBLISH_TARGET_INVALID",
    Severity.ERROR,
    "{target} cannot be published: {detail}.",
    hint="Write the path as alpenpay/releases.json and add the product before.",
    cause="The path has another form, belongs to no product, or the file cannot be read.",
)
PUBLISH_UNWRITABLE = define(
    "PUBLISH_UNWRITABLE",
    Severity.ERROR,
    "The repository cannot be written, at {path}: {detail}.",
    hint="Make it writable or free some space, then publish again; what is published stays valid.",
    cause="The directory is missing, read-only or full.",
)
