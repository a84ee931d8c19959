"""Archives of releases: downloading them, and unpacking them beside the shop."""

from sellxed_sdk.findings._registry import define
from sellxed_sdk.findings._severity import Severity

__all__ = [
    "DOWNLOAD_CREDENTIAL_INVALID",
    "DOWNLOAD_CREDENTIAL_UNPROTECTED",
    "DOWNLOAD_DAMAGED",
    "DOWNLOAD_INTERRUPTED",
    "DOWNLOAD_NOT_FOUND",
    "DOWNLOAD_PAYMENT_REQUIRED",
    "DOWNLOAD_UNAUTHORISED",
    "DOWNLOAD_UNWRITABLE",
    "STAGE_ARCHIVE_REFUSED",
    "STAGE_OCCUPIED",
]

DOWNLOAD_UNAUTHORISED = define(
    "DOWNLOAD_UNAUTHORISED",
    Severity.ERROR,
    "The server refuses the download of {target} with status {status}.",
    hint="Check the credential of your customer account, or download it from the account itself.",
    cause="The archive lies behind the customer account, and the credential is missing or wrong.",
)
DOWNLOAD_NOT_FOUND = define(
    "DOWNLOAD_NOT_FOUND",
    Severity.ERROR,
    "The server does not have {target}, though the channel lists it.",
    hint="Try again later. With an address from the customer account, get a new one there; "
    "otherwise tell the vendor.",
    cause="The server answered with status 404: the file was removed, is not there yet, or is "
    "hidden from who is not signed in.",
)
DOWNLOAD_PAYMENT_REQUIRED = define(
    "DOWNLOAD_PAYMENT_REQUIRED",
    Severity.ERROR,
    "The download of {target} is not covered by your licence.",
    hint="Renew support, or take the newest release that was published inside your support period.",
    cause="The server answered with status 402: this release was published after the period.",
)
DOWNLOAD_CREDENTIAL_INVALID = define(
    "DOWNLOAD_CREDENTIAL_INVALID",
    Severity.ERROR,
    "The credential for downloads cannot be used: {detail}.",
    hint="Write it on one line, as `basic NAME:PASSWORD`, `bearer TOKEN`, or the address that "
    "the customer account shows for the file.",
    cause="The text has none of these forms. It is not shown, because it is secret.",
)
DOWNLOAD_CREDENTIAL_UNPROTECTED = define(
    "DOWNLOAD_CREDENTIAL_UNPROTECTED",
    Severity.ERROR,
    "The credential for downloads is not sent to {url}: the connection would not be encrypted.",
    hint="Use an address that begins with https://, or tell the vendor.",
    cause="Without HTTPS everybody in between could read the credential.",
)
DOWNLOAD_DAMAGED = define(
    "DOWNLOAD_DAMAGED",
    Severity.ERROR,
    "The downloaded {target} differs from the file that was signed; it was thrown away.",
    hint="Try again. If it lasts, tell the vendor; do not install it by hand.",
    cause="Length or SHA-256 differ from the signed values.",
)
DOWNLOAD_INTERRUPTED = define(
    "DOWNLOAD_INTERRUPTED",
    Severity.WARNING,
    "The download of {target} broke off after {received} of {length} byte.",
    plural="The download of {target} broke off after {received} of {length} bytes.",
    plural_by="length",
    hint="Try again: it goes on where it broke off.",
    cause="The connection ended early.",
)
DOWNLOAD_UNWRITABLE = define(
    "DOWNLOAD_UNWRITABLE",
    Severity.ERROR,
    "The download cannot be written to {path}: {detail}.",
    hint="Name a directory that exists, is writable and has enough space.",
    cause="The destination is missing, read-only or full.",
)
STAGE_ARCHIVE_REFUSED = define(
    "STAGE_ARCHIVE_REFUSED",
    Severity.CRITICAL,
    "The archive {path} is not unpacked: {detail}.",
    hint="Do not unpack it by hand. Download it again; if it lasts, tell the vendor.",
    cause="It is damaged, holds something else than its signed manifest lists, or could write "
    "outside of its directory or fill the disk.",
)
STAGE_OCCUPIED = define(
    "STAGE_OCCUPIED",
    Severity.ERROR,
    "{path} is there already, and not as the vendor shipped it.",
    hint="Look at what it is; then move it away or name another directory.",
    cause="Files were changed or are missing there, or it is something else with this name. "
    "Nothing is overwritten.",
)
