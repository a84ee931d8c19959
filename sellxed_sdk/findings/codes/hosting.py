"""A host's panel: its records, and what is entered there."""

from sellxed_sdk.findings._registry import define
from sellxed_sdk.findings._severity import Severity

__all__ = [
    "HOST_ANSWER_UNKNOWN",
    "HOST_BUSY",
    "HOST_KEY_CONFIGURED",
    "HOST_MODULE_UNKNOWN",
    "HOST_NOTICE_UNKNOWN",
    "HOST_RECORDS_DAMAGED",
    "HOST_RECORDS_UNREADABLE",
    "HOST_RECORDS_UNWRITABLE",
]

HOST_RECORDS_UNREADABLE = define(
    "HOST_RECORDS_UNREADABLE",
    Severity.WARNING,
    "What the shop stored about its modules cannot be read: {detail}.",
    hint="Check the database or directory that the integration uses; nothing is switched off.",
    cause="The host's database, cache or directory did not answer.",
)
HOST_RECORDS_UNWRITABLE = define(
    "HOST_RECORDS_UNWRITABLE",
    Severity.WARNING,
    "It could not be stored: {detail}.",
    hint="Check the database or directory that the integration uses, then try again.",
    cause="The host's database or directory cannot be written, or others wrote at the same time.",
)
HOST_RECORDS_DAMAGED = define(
    "HOST_RECORDS_DAMAGED",
    Severity.WARNING,
    "A record that the shop stored about its modules is damaged: {record}.",
    hint="Enter the licence keys again if they are missing; the rest is made again by the next "
    "check for updates.",
    cause="The record was edited, cut off, or written by a newer release of the SDK.",
)
HOST_MODULE_UNKNOWN = define(
    "HOST_MODULE_UNKNOWN",
    Severity.WARNING,
    "There is no module '{product}' in this shop's panel.",
    hint="Open the list of modules and choose one of them.",
    cause="The address or form names a product that no installed module has registered.",
)
HOST_ANSWER_UNKNOWN = define(
    "HOST_ANSWER_UNKNOWN",
    Severity.WARNING,
    "The form was not understood.",
    hint="Open the page again and repeat what you did.",
    cause="The field 'slx_action' is missing or names no action.",
)
HOST_NOTICE_UNKNOWN = define(
    "HOST_NOTICE_UNKNOWN",
    Severity.INFO,
    "That notice is gone already.",
    hint="Nothing has to be done.",
    cause="It was mended, put away before, or it is one that stays until it is mended.",
)
HOST_KEY_CONFIGURED = define(
    "HOST_KEY_CONFIGURED",
    Severity.WARNING,
    "The licence key of {product} is part of this shop's configuration and cannot be changed here.",
    hint="Change it where it is configured.",
    cause="The host's settings or environment give the key; they go before the panel.",
)
HOST_BUSY = define(
    "HOST_BUSY",
    Severity.INFO,
    "Another process is checking for updates.",
    hint="Nothing has to be done: its answer will be shown here.",
    cause="A scheduled job or another admin started a check less than ten minutes ago.",
)
