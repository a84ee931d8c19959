"""The command line."""

from sellxed_sdk.findings._registry import define
from sellxed_sdk.findings._severity import Severity

__all__ = [
    "DEMO_DIRECTORY_USED",
    "DOWNLOAD_NOT_OFFERED",
    "DOWNLOAD_UNKNOWN_VERSION",
    "FILE_UNREADABLE",
    "FILE_UNWRITABLE",
    "INPUT_MISSING",
    "INTERNAL_ERROR",
    "USAGE",
]

USAGE = define(
    "USAGE",
    Severity.ERROR,
    "{detail}.",
    hint="See `{command} --help`.",
    cause="The words of the command do not fit; nothing was done.",
)
INPUT_MISSING = define(
    "INPUT_MISSING",
    Severity.ERROR,
    "No {what} was given.",
    hint="Give it as an argument, or pipe it to standard input and give '-'.",
    cause="A command that needs input was started in a terminal without it.",
)
FILE_UNREADABLE = define(
    "FILE_UNREADABLE",
    Severity.ERROR,
    "{path} cannot be read: {detail}.",
    hint="Check the name and its permissions.",
    cause="The operating system refused to read a file that was named.",
)
FILE_UNWRITABLE = define(
    "FILE_UNWRITABLE",
    Severity.ERROR,
    "{path} cannot be written: {detail}.",
    hint="Name another place, or make room.",
    cause="The operating system refused to write: no permission, no room, or a file that exists.",
)
DEMO_DIRECTORY_USED = define(
    "DEMO_DIRECTORY_USED",
    Severity.ERROR,
    "{path} has files that no demo made; it is left alone.",
    hint="Name a new directory with --directory.",
    cause="The demo empties its own directory at every run, and no other.",
)
DOWNLOAD_NOT_OFFERED = define(
    "DOWNLOAD_NOT_OFFERED",
    Severity.WARNING,
    "{product} {version} may not be downloaded here now.",
    hint="See `sellxed updates status` for every release and its reason.",
    cause="The licence does not cover the release, or it does not fit this shop.",
)
DOWNLOAD_UNKNOWN_VERSION = define(
    "DOWNLOAD_UNKNOWN_VERSION",
    Severity.ERROR,
    "There is no archive of {product} {version} in the channel.",
    hint="Refresh the channel, and check the version with `sellxed updates status`.",
    cause="The list of releases does not name this version, or names no archive for it.",
)
INTERNAL_ERROR = define(
    "INTERNAL_ERROR",
    Severity.ERROR,
    "Something went wrong inside sellxed: {detail}.",
    hint="Please report it to the vendor, with the command and this line.",
    cause="A fault of this program, and not of its input.",
)
