"""`Module`: what a shop module declares about itself, once."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import attrs

from sellxed_sdk.errors import SellxedError
from sellxed_sdk.findings import Finding, finding_of, sort_findings
from sellxed_sdk.findings.codes import licence as licence_codes
from sellxed_sdk.integrity import (
    IntegrityReport,
    IntegrityState,
    Manifest,
    check_integrity,
    read_tree,
)
from sellxed_sdk.licence import LicenceReport, check_licence, refuse_licence
from sellxed_sdk.module._channel import ModuleChannel
from sellxed_sdk.module._files import ModuleFiles, find_package
from sellxed_sdk.module._inputs import read_hosts, read_now, read_situation
from sellxed_sdk.module._licence import Mode
from sellxed_sdk.signing import TrustBundle

if TYPE_CHECKING:
    from sellxed_sdk.compatibility import CompatibilityReport, RuleFeed, ShopInventory
    from sellxed_sdk.updates import PackedState

__all__ = ["Module"]


class Module(ModuleChannel):
    """A shop module: its product, its release, whom it trusts.

    Made once, when the module is imported; that costs nothing and never fails. Files
    are read at the first check and kept. Reports name what is wrong with them;
    `load` raises it, for tests.

    Args:
        directory: The module's directory, with ``sellxed-release.jws`` and
            ``sellxed-trust.json`` beside the code.
        product: The product, for a checkout without a manifest.
        state_dir: Where the channel client keeps what it verified; a directory that
            all processes of the shop share.
        mode: ``test`` accepts the published test keys, too.
    """

    def __init__(
        self,
        directory: str | os.PathLike[str],
        *,
        product: str | None = None,
        state_dir: str | os.PathLike[str] | None = None,
        mode: Mode = "live",
    ) -> None:
        self.directory = Path(directory)
        self.state_dir: Path | PackedState | None = (
            Path(state_dir) if state_dir is not None else None
        )
        self.mode: Mode = mode
        self._declared = product
        self._files = ModuleFiles(self.directory)

    @classmethod
    def from_package(
        cls,
        name: str,
        *,
        product: str | None = None,
        state_dir: str | os.PathLike[str] | None = None,
        mode: Mode = "live",
    ) -> Module:
        """Declare the module that an importable package is. Imports nothing but its parents.

        Args:
            name: Import name, as ``my_module``.
            product: As for the class.
            state_dir: As for the class.
            mode: As for the class.

        Raises:
            ConfigurationError: There is no such package: a mistake of the author.
        """
        return cls(find_package(name), product=product, state_dir=state_dir, mode=mode)

    @property
    def trust(self) -> TrustBundle:
        """The trust bundle.

        Raises:
            ConfigurationError: Missing or damaged.
        """
        return self._files.trust()

    @property
    def manifest(self) -> Manifest | None:
        """The signed manifest of the installed release, if a genuine one is there."""
        found = self._files.manifest()
        return found if isinstance(found, Manifest) else None

    @property
    def product(self) -> str:
        """The product: from the manifest, else as declared, else the directory's name."""
        manifest = self.manifest
        return manifest.product if manifest else self._declared or self.directory.name

    @property
    def version(self) -> str | None:
        """Version of the installed release, if the manifest is there."""
        return self.manifest.version if self.manifest else None

    def load(self) -> None:
        """Read and verify the module's files now; for tests and deployments.

        Raises:
            ConfigurationError: The trust bundle or the manifest is missing or damaged.
        """
        self._files.load()

    def check_licence(
        self, key: object, *, hosts: Iterable[str] | str | None = None, now: datetime | None = None
    ) -> LicenceReport:
        """Decide what a licence key allows in this shop. Offline, and never raises.

        Args:
            key: What the shop stored: any text, even None.
            hosts: Configured addresses of the shop (never the Host header); None where
                there are none, as on the command line.
            now: The current time; the clock of the machine where None.
        """
        instant = read_now(now)
        manifest = self._files.manifest()
        if isinstance(manifest, Finding):
            product, released_on, free = self.product, None, False
        else:
            product, released_on = manifest.product, manifest.published_on
            free = manifest.free_security
        try:
            keyring = self._files.trust().keyring
        except SellxedError as error:
            return refuse_licence(finding_of(error), now=instant)
        learned = self._files.learned(self.channel, product=product, now=instant)
        report = check_licence(
            key,
            situation=read_situation(
                product, released_on, free, read_hosts(hosts), learned.seen_at
            ),
            now=instant,
            keyring=keyring,
            revocations=learned.revocations,
            certificates=learned.certificates,
            test_mode=self.mode == "test",
        )
        extra = [manifest] if isinstance(manifest, Finding) else []
        licence = report.licence
        if self.mode == "test" and licence is not None and not licence.test:
            extra.append(licence_codes.LIVE_KEY_IN_TEST_MODE.finding(subject=licence.id))
        if not extra:
            return report
        return attrs.evolve(report, findings=sort_findings((*report.findings, *extra)))

    def check_compatibility(
        self,
        shop: ShopInventory | str | os.PathLike[str],
        *,
        ours: Iterable[str] = (),
        scope: Literal["ours", "all"] = "ours",
        now: datetime | None = None,
    ) -> CompatibilityReport:
        """Report conflicts by the rules that the last refresh brought. Never raises.

        Args:
            shop: The root directory of a shop, or an inventory that was read before.
            ours: Identifiers of our own plugins, as ``wordpress:alpenpay``.
            scope: ``ours``: only conflicts in which one of ours takes part, all where none is
                named. ``all``: conflicts between others as well.
            now: The current time; the clock of the machine where None.
        """
        from sellxed_sdk.module._compatibility import check_compatibility, read_channel_rules

        feed: RuleFeed | None = None
        findings: tuple[Finding, ...]
        try:
            feed, findings = read_channel_rules(self.channel(now=now), trust=self.trust)
        except SellxedError as error:
            findings = (finding_of(error),)
        report = check_compatibility(shop, rules=feed, ours=ours, scope=scope, now=now)
        return attrs.evolve(report, findings=sort_findings((*findings, *report.findings)))

    def check_integrity(self) -> IntegrityReport:
        """Compare the module's files with the signed manifest. Reads all of them; never raises."""
        manifest = self._files.manifest()
        if isinstance(manifest, Finding):
            return IntegrityReport(state=IntegrityState.UNKNOWN, findings=(manifest,))
        return check_integrity(manifest, tree=read_tree(self.directory))
