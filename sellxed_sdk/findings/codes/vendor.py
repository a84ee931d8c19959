"""The vendor's and partners' tools."""

from sellxed_sdk.findings._registry import define
from sellxed_sdk.findings._severity import Severity

__all__ = [
    "ARCHIVE_REFUSED",
    "BATCH_REFUSED",
    "BATCH_ROW_REFUSED",
    "BATCH_TABLE_INVALID",
    "ISSUE_DUPLICATE",
    "ISSUE_LOG_DAMAGED",
    "ISSUE_LOG_NOT_FOUND",
    "ISSUE_LOG_UNUSABLE",
    "ISSUE_REFUSED",
    "PASSPHRASE_MISSING",
    "PASSPHRASE_REFUSED",
    "PASSPHRASE_WRONG",
    "RELEASE_ALREADY_PUBLISHED",
    "RELEASE_SOURCE_REFUSED",
    "ROTATION_REFUSED",
    "ROTATION_UNFINISHED",
    "VENDOR_DIRECTORY_INVALID",
    "VENDOR_DIRECTORY_USED",
    "VENDOR_KEY_EXPOSED",
    "VENDOR_KEY_MISMATCH",
    "VENDOR_KEY_MISSING",
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
VENDOR_KEY_MISSING = define(
    "VENDOR_KEY_MISSING",
    Severity.ERROR,
    "The private key '{kid}' is not at {path}.",
    hint="Bring the file back from the place where you keep it.",
    cause="A command signs with this key, or makes it the current one. The next key may be kept "
    "elsewhere until it is needed.",
)
VENDOR_KEY_MISMATCH = define(
    "VENDOR_KEY_MISMATCH",
    Severity.ERROR,
    "{path} is another key than the '{kid}' that shops know.",
    hint="Bring the right file back from your copy.",
    cause="vendor.json names the public half of each key; a private key with another one would "
    "sign what every shop refuses.",
)
VENDOR_KEY_EXPOSED = define(
    "VENDOR_KEY_EXPOSED",
    Severity.WARNING,
    "{path} is open to other users of this machine: its mode is {mode}.",
    hint="Take their rights with `chmod {wanted}`; if others could have read it, rotate the key.",
    cause="Private keys have mode 0600 and their directory 0700.",
)
ROTATION_REFUSED = define(
    "ROTATION_REFUSED",
    Severity.ERROR,
    "The {purpose} key is not rotated: {detail}.",
    hint="Correct the date, or wait until it has passed.",
    cause="What a key signed stays good only if it is dated before the key ceased.",
)
ROTATION_UNFINISHED = define(
    "ROTATION_UNFINISHED",
    Severity.WARNING,
    "The trust bundle is behind vendor.json for the {purpose} keys.",
    hint="Run `sellxed vendor rotate --purpose {purpose}` again: it finishes and does not rotate "
    "twice.",
    cause="A rotation broke off between its steps. Issuing and publishing work all the same.",
)
PASSPHRASE_MISSING = define(
    "PASSPHRASE_MISSING",
    Severity.ERROR,
    "{path} is encrypted, and no passphrase was given.",
    hint="Set SELLXED_PASSPHRASE, name a --passphrase-file, or run the command in a terminal.",
    cause="Private keys made with --encrypt need their passphrase whenever they sign.",
)
PASSPHRASE_WRONG = define(
    "PASSPHRASE_WRONG",
    Severity.ERROR,
    "{path} does not open with this passphrase.",
    hint="Give the passphrase that the key was made with.",
    cause="The passphrase is another one, or the file is damaged; the two look alike.",
)
PASSPHRASE_REFUSED = define(
    "PASSPHRASE_REFUSED",
    Severity.ERROR,
    "The passphrase is not taken: {detail}.",
    hint="Give one of at least {minimum} characters.",
    cause="A passphrase is asked for twice when keys are made, and is not empty or very short.",
)
ISSUE_DUPLICATE = define(
    "ISSUE_DUPLICATE",
    Severity.ERROR,
    "{what} is in the issue log already: issued on {issued_at} for {product}, key hash {key_hash}.",
    hint="Leave it out to get a free one.",
    cause="A licence identifier names one licence, and a running number under a certificate is "
    "used once; otherwise nobody could tell them apart in mails and when revoking.",
)
ISSUE_LOG_DAMAGED = define(
    "ISSUE_LOG_DAMAGED",
    Severity.WARNING,
    "Line {line} of {path} cannot be read and is left out.",
    hint="Compare it with your copy of the log; a torn line of a crash was never handed out.",
    cause="A line is logged before its key is shown. A crash while it is written leaves a part "
    "of it.",
)
ISSUE_LOG_NOT_FOUND = define(
    "ISSUE_LOG_NOT_FOUND",
    Severity.ERROR,
    "The issue log does not name one licence '{id}': it has {count} of that identifier.",
    hint="Check the identifier, or give --key-hash.",
    cause="Revoking by licence identifier looks the hash of the key up in issued.jsonl.",
)
ISSUE_LOG_UNUSABLE = define(
    "ISSUE_LOG_UNUSABLE",
    Severity.ERROR,
    "The issue log {path} cannot be used: {detail}.",
    hint="Check the file, its directory and the room on the disk; nothing was handed out.",
    cause="Nothing is issued that cannot be logged, because it could not be revoked.",
)
BATCH_TABLE_INVALID = define(
    "BATCH_TABLE_INVALID",
    Severity.ERROR,
    "The table cannot be read: {detail}.",
    hint="Save it as CSV in UTF-8, with commas or semicolons and a first row of column names.",
    cause="A batch is a CSV file whose first row names the columns that docs/vendor.md lists.",
)
BATCH_ROW_REFUSED = define(
    "BATCH_ROW_REFUSED",
    Severity.ERROR,
    "Row {row}: {detail}",
    hint="Correct the row.",
    cause="A row of a batch asks for something that cannot be issued.",
)
BATCH_REFUSED = define(
    "BATCH_REFUSED",
    Severity.ERROR,
    "Nothing was issued, because {count} of {rows} row cannot be: {details}",
    plural="Nothing was issued, because {count} of {rows} rows cannot be: {details}",
    plural_by="rows",
    hint="Correct these rows and run it again.",
    cause="All rows of a batch are checked before the first is signed.",
)
