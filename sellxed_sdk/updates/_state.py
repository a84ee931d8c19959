"""What the client remembers between two checks: a pure value and its JSON form."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

import attrs

from sellxed_sdk.findings import Finding
from sellxed_sdk.findings.codes import channel as codes
from sellxed_sdk.signing import (
    Fields,
    Json,
    JsonObject,
    dump_finding,
    dump_json,
    format_instant,
    parse_json,
    read_finding,
)
from sellxed_sdk.updates._paths import TARGET_PATTERN
from sellxed_sdk.updates._result import RefreshOutcome
from sellxed_sdk.updates._spread import INSTALLATION_PATTERN, prolong, shorten
from sellxed_sdk.updates._validator import (
    DATE_PATTERN,
    DIGEST_PATTERN,
    TAG_PATTERN,
    Validator,
)

__all__ = ["MAX_STATE_BYTES", "Fact", "State", "dump_state", "parse_state"]

SCHEMA = 1
MAX_STATE_BYTES = 1_000_000
FIRST_RETRY = timedelta(hours=1)
LONGEST_RETRY = timedelta(hours=24)


@attrs.frozen(kw_only=True)
class Fact:
    """A cached target, and how to recognise it."""

    path: str
    """Its path in the channel, as ``alpenpay/releases.json``."""
    length: int
    """In bytes."""
    sha256: str
    """Hexadecimal."""

    @classmethod
    def of(cls, path: str, data: bytes) -> Fact:
        """Return the fact with this content."""
        return cls(path=path, length=len(data), sha256=hashlib.sha256(data).hexdigest())

    def matches(self, data: bytes) -> bool:
        """Whether this is its content."""
        return len(data) == self.length and hashlib.sha256(data).hexdigest() == self.sha256


@attrs.frozen(kw_only=True)
class State:
    """What is known from earlier checks."""

    installation: str = ""
    """Random name of this installation, for its turn to ask; never sent anywhere."""
    last_success_at: datetime | None = None
    """When the facts were last found to be current."""
    last_attempt_at: datetime | None = None
    """When the server was last asked."""
    failures: int = 0
    """How many checks failed in a row."""
    retry_at: datetime | None = None
    """Not before this the server is asked again."""
    outcome: RefreshOutcome | None = None
    """How the last check ended."""
    expires_at: datetime | None = None
    """When the verified timestamp role expires."""
    validator: Validator | None = None
    """By which the server recognises the verified timestamp."""
    facts: tuple[Fact, ...] = ()
    """What lies in the cache, sorted by path."""
    missing: tuple[str, ...] = ()
    """Configured targets that the channel does not have."""
    findings: tuple[Finding, ...] = ()
    """What the last check had to say."""

    def fact(self, path: str) -> Fact | None:
        """Return the cached fact of that path, or None."""
        return next((fact for fact in self.facts if fact.path == path), None)

    def expired(self, now: datetime) -> bool:
        """Whether the vendor no longer vouches for the facts being current."""
        return self.expires_at is not None and self.expires_at <= now

    def waits(self, now: datetime) -> bool:
        """Whether the server is left alone after a failure.

        A clock that was set back must not silence the client for years, so an
        instant beyond the longest interval does not count.
        """
        return self.retry_at is not None and now < self.retry_at <= now + LONGEST_RETRY

    def is_fresh(self, now: datetime, *, max_age_seconds: int, targets: tuple[str, ...]) -> bool:
        """Whether a check would be too early: the last one is young and brought all targets."""
        if self.last_success_at is None or self.failures or self.expired(now):
            return False
        age = now - self.last_success_at
        known = {fact.path for fact in self.facts}.union(self.missing)
        longest = timedelta(seconds=max_age_seconds)
        turn = shorten(longest, installation=self.installation, purpose="check")
        return timedelta(0) <= age < turn and known >= set(targets)

    def begun(self, now: datetime, *, installation: str) -> State:
        """Return the state to be written before the first request.

        Args:
            now: The time that the check goes by.
            installation: A random name, which is kept where there is none yet.
        """
        installation = self.installation or installation
        return attrs.evolve(
            self,
            installation=installation,
            last_attempt_at=now,
            failures=self.failures + 1,
            retry_at=now + _interval(self.failures + 1, installation),
            outcome=RefreshOutcome.BUSY,
            findings=(codes.CHANNEL_UNFINISHED.finding(),),
        )

    def failed(
        self,
        now: datetime,
        outcome: RefreshOutcome,
        findings: tuple[Finding, ...],
        *,
        retry_after_seconds: int = 0,
    ) -> State:
        """Return the state after a begun check that failed."""
        asked = timedelta(seconds=min(retry_after_seconds, LONGEST_RETRY.total_seconds()))
        # Who told one shop when to come back has told all of them the same.
        asked = prolong(asked, installation=self.installation, purpose="asked")
        wait = max(min(asked, LONGEST_RETRY), _interval(self.failures, self.installation))
        return attrs.evolve(
            self,
            retry_at=now + _whole_seconds(wait),
            outcome=outcome,
            findings=findings,
        )

    def succeeded(
        self, now: datetime, outcome: RefreshOutcome, findings: tuple[Finding, ...]
    ) -> State:
        """Return the state after a begun check that brought everything."""
        return attrs.evolve(
            self,
            last_success_at=now,
            failures=0,
            retry_at=None,
            outcome=outcome,
            findings=findings,
        )


def _interval(failures: int, installation: str) -> timedelta:
    longest = min(FIRST_RETRY * (1 << min(failures - 1, 10)), LONGEST_RETRY)
    return _whole_seconds(shorten(longest, installation=installation, purpose=f"retry {failures}"))


def _whole_seconds(span: timedelta) -> timedelta:
    # As the state file keeps them.
    return timedelta(seconds=int(span.total_seconds()))


def dump_state(state: State) -> bytes:
    """Return the JSON form, with a checksum over its content."""
    content: JsonObject = {
        "installation": state.installation or None,
        "last_success_at": _instant(state.last_success_at),
        "last_attempt_at": _instant(state.last_attempt_at),
        "failures": state.failures,
        "retry_at": _instant(state.retry_at),
        "outcome": state.outcome.value if state.outcome else None,
        "expires_at": _instant(state.expires_at),
        "validator": None if state.validator is None else _validator(state.validator),
        "facts": [{"path": f.path, "length": f.length, "sha256": f.sha256} for f in state.facts],
        "missing": list(state.missing),
        "findings": [dump_finding(finding) for finding in state.findings],
    }
    document: JsonObject = {"schema": SCHEMA, "checksum": _checksum(content), "content": content}
    return dump_json(document, indent=1).encode()


def parse_state(data: bytes) -> State:
    """Parse the JSON form.

    Raises:
        InvalidDocumentError: Not JSON, of another schema, cut off or edited.
    """
    document = parse_json(data, max_bytes=MAX_STATE_BYTES)
    fields = Fields(document)
    if fields.integer("schema") != SCHEMA:
        raise fields.error("schema", f"this version of the SDK reads schema {SCHEMA}")
    content = fields.section("content")
    raw = document["content"]
    if not isinstance(raw, dict) or fields.text("checksum") != _checksum(raw):
        raise fields.error("checksum", "it does not match the content")
    return _state(content)


def _state(fields: Fields) -> State:
    outcome = fields.optional_text("outcome", max_chars=20)
    try:
        return State(
            installation=fields.optional_text("installation", pattern=INSTALLATION_PATTERN) or "",
            last_success_at=fields.optional_instant("last_success_at"),
            last_attempt_at=fields.optional_instant("last_attempt_at"),
            failures=fields.integer("failures"),
            retry_at=fields.optional_instant("retry_at"),
            outcome=None if outcome is None else RefreshOutcome(outcome),
            expires_at=fields.optional_instant("expires_at"),
            validator=_read_validator(fields.optional_section("validator")),
            facts=tuple(_fact(entry) for entry in fields.sections("facts")),
            missing=fields.texts("missing", pattern=TARGET_PATTERN),
            findings=tuple(read_finding(entry) for entry in fields.sections("findings")),
        )
    except ValueError:
        raise fields.error("outcome", "a word is not known") from None


def _fact(fields: Fields) -> Fact:
    return Fact(
        path=fields.text("path", pattern=TARGET_PATTERN),
        length=fields.integer("length"),
        sha256=fields.text("sha256", pattern=DIGEST_PATTERN),
    )


def _validator(validator: Validator) -> Json:
    return {
        "address": validator.address,
        "sha256": validator.sha256,
        "etag": validator.etag,
        "last_modified": validator.last_modified,
    }


def _read_validator(fields: Fields | None) -> Validator | None:
    if fields is None:
        return None
    return Validator(
        address=fields.text("address", pattern=DIGEST_PATTERN),
        sha256=fields.text("sha256", pattern=DIGEST_PATTERN),
        etag=fields.optional_text("etag", pattern=TAG_PATTERN),
        last_modified=fields.optional_text("last_modified", pattern=DATE_PATTERN),
    )


def _instant(instant: datetime | None) -> str | None:
    return None if instant is None else format_instant(instant)


def _checksum(content: JsonObject) -> str:
    return hashlib.sha256(dump_json(content).encode()).hexdigest()
