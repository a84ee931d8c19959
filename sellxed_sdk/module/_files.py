"""The files that a module ships and the list that its channel brought, read once and kept."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from sellxed_sdk.errors import ConfigurationError, SellxedError
from sellxed_sdk.findings import Finding
from sellxed_sdk.findings.codes import integrity as codes
from sellxed_sdk.findings.codes import module as module_codes
from sellxed_sdk.integrity import MANIFEST_FILE, Manifest, verify_manifest
from sellxed_sdk.module._learned import Learned, learn
from sellxed_sdk.signing import TRUST_FILE, TrustBundle, load_trust

if TYPE_CHECKING:
    from sellxed_sdk.updates import UpdateClient

__all__ = ["ModuleFiles", "find_package"]

MAX_MANIFEST_BYTES = 16_000_000
# The hot path reads no disk; what a refresh brought is looked for this often.
LEARNED_AGE = timedelta(hours=1)
_NEVER = datetime.min.replace(tzinfo=timezone.utc)


def find_package(name: str) -> Path:
    """Return the directory of an importable package; imports nothing but its parents.

    Raises:
        ConfigurationError: There is no such package.
    """
    try:
        spec = importlib.util.find_spec(name)
    except (ImportError, ValueError):
        spec = None
    places = list(spec.submodule_search_locations or ()) if spec else []
    if places:
        return Path(places[0])
    if spec is not None and spec.origin and spec.has_location:
        return Path(spec.origin).parent
    raise module_codes.MODULE_NOT_FOUND.error(ConfigurationError, name=name, setting="name")


class ModuleFiles:
    """Reads at the first use, keeps what it read, and keeps failures, too.

    Args:
        directory: The module's directory.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._trust: TrustBundle | SellxedError | None = None
        self._manifest: Manifest | Finding | None = None
        self._learned = Learned()
        self._learned_at = self._stale_at = _NEVER

    def load(self) -> None:
        """Read and verify all of them now.

        Raises:
            ConfigurationError: The directory, the trust bundle or the manifest is missing
                or damaged.
        """
        if not self.directory.is_dir():
            raise module_codes.MODULE_NOT_FOUND.error(
                ConfigurationError, name=str(self.directory), setting="directory"
            )
        self.trust()
        found = self.manifest()
        if isinstance(found, Finding):
            raise ConfigurationError(
                found.message, code=found.code, hint=found.hint, setting=MANIFEST_FILE
            )

    @property
    def trust_path(self) -> Path:
        """Where the trust bundle belongs."""
        return self.directory / TRUST_FILE

    def trust(self) -> TrustBundle:
        """Return the trust bundle.

        Raises:
            ConfigurationError: Missing or damaged.
        """
        if self._trust is None:
            try:
                self._trust = load_trust(self.trust_path)
            except SellxedError as error:
                self._trust = error
        if isinstance(self._trust, SellxedError):
            raise self._trust
        return self._trust

    def trust_or_path(self) -> TrustBundle | Path:
        """Return the trust bundle, or its path: a report then says what is wrong with it."""
        try:
            return self.trust()
        except SellxedError:
            return self.trust_path

    def manifest(self) -> Manifest | Finding:
        """Return the genuine manifest, or the finding that says why there is none."""
        if self._manifest is None:
            self._manifest = self._read_manifest()
        return self._manifest

    def learned(
        self, open_channel: Callable[[], UpdateClient], *, product: str, now: datetime
    ) -> Learned:
        """Return what the channel says about licences; looks for news once an hour.

        Args:
            open_channel: Returns the client, whose last refresh verified it all.
            product: The product whose releases are looked at.
            now: The current time.
        """
        # A clock that was set back looks, too.
        if not self._learned_at <= now < self._stale_at:
            self._learned_at, self._stale_at = now, _later(now)
            try:
                self._learned = learn(
                    open_channel(),
                    product=product,
                    keyring=self.trust().keyring,
                    before=self._learned,
                )
            except SellxedError:
                # The channel's own status names a damaged state; no licence hangs on it.
                return self._learned
        return self._learned

    def forget_learned(self) -> None:
        """Look for news at the next check."""
        self._stale_at = self._learned_at

    def _read_manifest(self) -> Manifest | Finding:
        path = self.directory / MANIFEST_FILE
        try:
            with path.open("rb") as file:
                token = file.read(MAX_MANIFEST_BYTES).decode("ascii", "replace")
        except OSError:
            return codes.MANIFEST_MISSING.finding(path=path.name)
        try:
            return verify_manifest(token, keyring=self.trust().keyring)
        except SellxedError as error:
            detail = str(error).rstrip(".")
            return codes.MANIFEST_INVALID.finding(detail=detail[:1].lower() + detail[1:])


def _later(now: datetime) -> datetime:
    try:
        return now + LEARNED_AGE
    except OverflowError:  # a clock in the last hour that there is
        return now
