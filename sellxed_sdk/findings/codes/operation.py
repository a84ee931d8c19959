"""Operating the update channel: what is published, who signs it, how long it is valid."""

from sellxed_sdk.findings._registry import define
from sellxed_sdk.findings._severity import Severity

__all__ = [
    "CHANNEL_FILE_UNKNOWN",
    "CHANNEL_FILE_WRONG",
    "CHANNEL_IN_USE",
    "CHANNEL_KEY_ELSEWHERE",
    "CHANNEL_NOT_ACCEPTED",
    "CHANNEL_ROLE_ENDS",
    "CHANNEL_ROLE_UNKNOWN",
    "CHANNEL_ROTATION_UNFINISHED",
    "CHANNEL_THRESHOLD_REFUSED",
    "CHANNEL_TRUST_BEHIND",
    "FETCH_REFUSED",
    "PORTION_REFUSED",
    "PUBLISH_WOULD_BE_REFUSED",
    "RELEASE_CHANGE_REFUSED",
    "RELEASE_NOT_LISTED",
    "REVOCATIONS_NOT_RENEWED",
    "UPLOAD_FAILED",
    "UPLOAD_NEEDS_EXTRA",
    "UPLOAD_REFUSED",
]

CHANNEL_IN_USE = define(
    "CHANNEL_IN_USE",
    Severity.ERROR,
    "The channel of {path} cannot be changed: {detail}.",
    hint="Wait until the other command has ended, or see to it that the directory can be written.",
    cause="One command at a time changes the channel; two would sign the same version twice.",
)
PUBLISH_WOULD_BE_REFUSED = define(
    "PUBLISH_WOULD_BE_REFUSED",
    Severity.ERROR,
    "Shops would refuse what was about to be published in {path}: {detail}.",
    hint="Nothing has changed for shops. `sellxed vendor audit` tells what is damaged; bring it "
    "back from a copy.",
    cause="Before the new state becomes visible a client reads it as a shop would.",
)
CHANNEL_ROLE_UNKNOWN = define(
    "CHANNEL_ROLE_UNKNOWN",
    Severity.ERROR,
    "The channel has no role '{role}': its roles are {known}.",
    hint="Name one of these.",
    cause="A key of the channel belongs to the root, to targets, to the online roles or to a "
    "product.",
)
CHANNEL_ROLE_ENDS = define(
    "CHANNEL_ROLE_ENDS",
    Severity.WARNING,
    "The channel's {role} ends on {ends_on}; from then on shops install nothing.",
    hint="Run {remedy} before, and upload the metadata.",
    cause="Each signed file of the channel is valid for a limited time. The root is renewed with "
    "its own key, once a year.",
)
CHANNEL_ROTATION_UNFINISHED = define(
    "CHANNEL_ROTATION_UNFINISHED",
    Severity.WARNING,
    "The key of {role} is being followed by a new one, and that broke off.",
    hint="Run `sellxed vendor rotate-key --role {role}` again: it finishes and does not rotate "
    "twice.",
    cause="A rotation of a key of the channel broke off between its steps. What shops see is "
    "valid all the same.",
)
CHANNEL_TRUST_BEHIND = define(
    "CHANNEL_TRUST_BEHIND",
    Severity.WARNING,
    "The trust bundle {path} has another root than the newest of the channel.",
    hint="Run `sellxed vendor renew`; then new releases ship the newest root.",
    cause="Renewing the root broke off before its last step, or an older bundle was brought back. "
    "Shops follow the chain from the root that they have.",
)
CHANNEL_FILE_WRONG = define(
    "CHANNEL_FILE_WRONG",
    Severity.ERROR,
    "{path} is signed by {role}, and the file that would be served is not that one: {detail}.",
    hint="Bring it back from a copy, as the one on the web server.",
    cause="Shops refuse a file of another length or content; one that is missing cannot be loaded.",
)
CHANNEL_FILE_UNKNOWN = define(
    "CHANNEL_FILE_UNKNOWN",
    Severity.INFO,
    "{count} file in the repository does not belong to the channel: {path}.",
    plural="{count} files in the repository do not belong to the channel, as {path}.",
    plural_by="count",
    hint="Delete them if nobody needs them. `sellxed vendor upload` leaves them where they are.",
    cause="What a crash left, or files of somebody else. Facts that were followed by newer ones "
    "are part of the channel.",
)
CHANNEL_KEY_ELSEWHERE = define(
    "CHANNEL_KEY_ELSEWHERE",
    Severity.INFO,
    "Of the private keys of {role} that the channel names, {count} of {total} is not in {path}.",
    plural="Of the private keys of {role} that the channel names, {count} of {total} are not in "
    "{path}.",
    plural_by="count",
    hint="That is right where they are kept elsewhere; make sure that they are.",
    cause="A key that is not here cannot sign here, and cannot be stolen here either.",
)
CHANNEL_NOT_ACCEPTED = define(
    "CHANNEL_NOT_ACCEPTED",
    Severity.ERROR,
    "A shop that has the trust bundle and nothing else would refuse the channel: {detail}.",
    hint="Bring what is damaged back from a copy; what has expired is signed anew.",
    cause="The audit reads the repository with the client that shops use.",
)
RELEASE_NOT_LISTED = define(
    "RELEASE_NOT_LISTED",
    Severity.ERROR,
    "{product} {version} is not in the channel: it has {known}.",
    hint="Check product and version; `sellxed vendor publish` brings a release there.",
    cause="Only what is published can be withdrawn or rolled out.",
)
RELEASE_CHANGE_REFUSED = define(
    "RELEASE_CHANGE_REFUSED",
    Severity.ERROR,
    "{product} {version} is left as it is: {detail}.",
    hint="Check what is published, and correct the command.",
    cause="The change would have no effect, or shops would refuse the list of releases.",
)
UPLOAD_REFUSED = define(
    "UPLOAD_REFUSED",
    Severity.ERROR,
    "The channel is not uploaded to {address}: {detail}.",
    hint="Find out which directory is the newest, and upload that one.",
    cause="A channel has one history. What shops have seen is never taken back, and a file that is "
    "published is never replaced by another one.",
)
UPLOAD_FAILED = define(
    "UPLOAD_FAILED",
    Severity.ERROR,
    "{path} could not be transferred: {detail}.",
    hint="Check address, network and rights, and run it again: it goes on where it broke off.",
    cause="The storage answered with an error. What shops see is complete at each moment.",
)
UPLOAD_NEEDS_EXTRA = define(
    "UPLOAD_NEEDS_EXTRA",
    Severity.ERROR,
    "{destination} cannot be reached with what is installed: {detail}.",
    hint="Install `sellxed-sdk[upload]`, and the package that fsspec names for this kind of "
    "address; a local directory needs neither.",
    cause="Object stores and servers are reached through fsspec, which is an extra.",
)
PORTION_REFUSED = define(
    "PORTION_REFUSED",
    Severity.ERROR,
    "What the partner signed for {product} is not taken over: {detail}.",
    hint="Nothing has changed. Tell the partner, or give the right --public-key.",
    cause="A partner signs its own products. Before the vendor publishes that, it is checked as "
    "shops will, and against what is published already.",
)
REVOCATIONS_NOT_RENEWED = define(
    "REVOCATIONS_NOT_RENEWED",
    Severity.WARNING,
    "The revocation list has to be renewed by {due_on}, and not here: {detail}.",
    hint="Run `sellxed vendor resign` where that key is. Later, shops take the list for stale.",
    cause="The daily signing renews the list in time, where the keys for it are at hand. On a "
    "machine with the online key alone somebody has to do it elsewhere.",
)
CHANNEL_THRESHOLD_REFUSED = define(
    "CHANNEL_THRESHOLD_REFUSED",
    Severity.ERROR,
    "The key of {role} is not rotated: {wanted} signature was asked for, and the root needs "
    "{threshold}.",
    plural="The key of {role} is not rotated: {wanted} signatures were asked for, and the root "
    "needs {threshold}.",
    plural_by="wanted",
    hint="Ask for as many or more, with the role root.",
    cause="How many keys sign belongs to the root, and is never made less: that would give a "
    "single key what two people hold.",
)
FETCH_REFUSED = define(
    "FETCH_REFUSED",
    Severity.ERROR,
    "The channel at {address} is not fetched: {detail}.",
    hint="Where the directory here is newer, upload it. What is damaged there is brought back "
    "by uploading the right directory.",
    cause="What another machine has published is verified as shops do, and has to follow what is "
    "here.",
)
