"""Signed documents in general: keys, feeds, manifests, bundles."""

from sellxed_sdk.findings._registry import define
from sellxed_sdk.findings._severity import Severity

__all__ = [
    "DOCUMENT_BAD_SIGNATURE",
    "DOCUMENT_FIELD_INVALID",
    "DOCUMENT_JSON_INVALID",
    "DOCUMENT_KEY_NOT_IN_USE",
    "DOCUMENT_NOT_JWS",
    "DOCUMENT_TOO_LARGE",
    "DOCUMENT_UNKNOWN_KEY",
    "DOCUMENT_WRONG_TYPE",
    "KEY_MATERIAL_INVALID",
    "PRIVATE_KEY_UNREADABLE",
    "SIGNING_FAILED",
    "TRUST_INVALID",
    "TRUST_UNREADABLE",
]

DOCUMENT_NOT_JWS = define(
    "DOCUMENT_NOT_JWS",
    Severity.ERROR,
    "This is not a signed document of this SDK: {detail}.",
    hint="Take the file or key as it was issued, without changes.",
    cause="The text is not a compact JWS as docs/formats describes it: three base64url parts, "
    "a JSON header with alg, kid and typ, an EdDSA signature of 64 bytes.",
)
DOCUMENT_TOO_LARGE = define(
    "DOCUMENT_TOO_LARGE",
    Severity.ERROR,
    "The document has {length} character; at most {limit} are read.",
    plural="The document has {length} characters; at most {limit} are read.",
    plural_by="length",
    hint="Check that the right file was given.",
    cause="Sizes are capped before anything is decoded, so that hostile input costs nothing.",
)
DOCUMENT_JSON_INVALID = define(
    "DOCUMENT_JSON_INVALID",
    Severity.ERROR,
    "The JSON is not acceptable: {detail}.",
    hint="Take the file as it was published; it must be strict JSON.",
    cause="Duplicate names, NaN, fractions, lone surrogates, trailing data and deep nesting are "
    "refused, because two readers could understand them differently.",
)
DOCUMENT_FIELD_INVALID = define(
    "DOCUMENT_FIELD_INVALID",
    Severity.ERROR,
    "The field {path} is not acceptable: {detail}.",
    hint="Take the file as it was published, or update the module if the format is newer.",
    cause="A required field is missing, or has the wrong type or an impossible value.",
)
DOCUMENT_UNKNOWN_KEY = define(
    "DOCUMENT_UNKNOWN_KEY",
    Severity.ERROR,
    "The document is signed with the key '{kid}', which is not trusted as a {purpose} key.",
    hint="Update the module: newer versions know newer keys. Otherwise the document is not "
    "the vendor's.",
    cause="The key name is looked up exactly and for one purpose; a key for licences cannot sign "
    "a revocation list.",
)
DOCUMENT_KEY_NOT_IN_USE = define(
    "DOCUMENT_KEY_NOT_IN_USE",
    Severity.ERROR,
    "The document is dated {signed_at}, when the key '{kid}' was not in use.",
    hint="Ask the vendor for a new document; or update the module, if the document is new.",
    cause="The trust bundle says from when to when the key signed (nbf, exp), and the date in the "
    "document lies outside.",
)
DOCUMENT_BAD_SIGNATURE = define(
    "DOCUMENT_BAD_SIGNATURE",
    Severity.ERROR,
    "The signature by the key '{kid}' does not match: the document was changed or forged.",
    hint="Take the document from its source again.",
    cause="At least one byte differs from what was signed.",
)
DOCUMENT_WRONG_TYPE = define(
    "DOCUMENT_WRONG_TYPE",
    Severity.ERROR,
    "This is a document of type '{typ}' where '{expected}' is needed.",
    hint="Give the right file: the signature may be good, but it is for something else.",
    cause="Each document type has its own typ (RFC 8725, section 3.11), so that one can never be "
    "used as another.",
)
KEY_MATERIAL_INVALID = define(
    "KEY_MATERIAL_INVALID",
    Severity.ERROR,
    "The Ed25519 key cannot be used: {detail}.",
    hint="Make a new key pair; keys of small order or in non-canonical form are refused.",
    cause="The key is not 32 bytes, not canonical (RFC 8032, section 5.1.3) or of small order, "
    "under which one signature fits any message.",
)
SIGNING_FAILED = define(
    "SIGNING_FAILED",
    Severity.ERROR,
    "The signer '{kid}' did not return a signature that its own public key confirms.",
    hint="Check which key the signer uses, and sign again; nothing was issued.",
    cause="What is signed is verified before it leaves. A key service with another key behind the "
    "name, or a fault while it signed, ends here.",
)
PRIVATE_KEY_UNREADABLE = define(
    "PRIVATE_KEY_UNREADABLE",
    Severity.ERROR,
    "The private key {path} cannot be read: {detail}.",
    hint="Give a PEM file that `sellxed vendor init` or `keygen` made, and its passphrase.",
    cause="The file is missing or damaged, holds a key of another kind, or is encrypted with "
    "another passphrase.",
)
TRUST_UNREADABLE = define(
    "TRUST_UNREADABLE",
    Severity.ERROR,
    "The trust bundle {path} cannot be read: {detail}.",
    hint="Install the module again: the file sellxed-trust.json belongs to it.",
    cause="The file that holds the vendor's public keys is missing or not readable.",
)
TRUST_INVALID = define(
    "TRUST_INVALID",
    Severity.ERROR,
    "The trust bundle cannot be used: {detail}.",
    hint="Install the module again: the file sellxed-trust.json belongs to it.",
    cause="The file that holds the vendor's public keys is damaged or of a newer format.",
)
