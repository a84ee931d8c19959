"""What a module knows by the update channel: the half of `Module` that a refresh serves."""

from __future__ import annotations

import abc
import platform
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sellxed_sdk.errors import SellxedError
from sellxed_sdk.module._files import ModuleFiles
from sellxed_sdk.signing import TrustBundle

if TYPE_CHECKING:
    from sellxed_sdk.licence import LicenceReport
    from sellxed_sdk.releases import ReleaseNotes, UpdateReport
    from sellxed_sdk.updates import ChannelStatus, PackedState, RefreshResult, UpdateClient

__all__ = ["ModuleChannel"]


class ModuleChannel(abc.ABC):
    """Asks the channel for a module, and reads what it brought."""

    state_dir: Path | PackedState | None
    _files: ModuleFiles

    @property
    @abc.abstractmethod
    def trust(self) -> TrustBundle:
        """The trust bundle."""

    @property
    @abc.abstractmethod
    def product(self) -> str:
        """The product."""

    @property
    @abc.abstractmethod
    def version(self) -> str | None:
        """Version of the installed release, if known."""

    def use_state(self, state_dir: Path | PackedState | None) -> None:
        """Read what the channel brought from here on from another place.

        Args:
            state_dir: As for the class. A packed state comes from a host that shares it
                between its processes; then the host refreshes, and not this module.
        """
        self.state_dir = state_dir
        self._files.forget_learned()

    def check_updates(
        self,
        licence: LicenceReport,
        *,
        platforms: Mapping[str, str] | None = None,
        channel: Literal["stable", "beta"] = "stable",
        now: datetime | None = None,
    ) -> UpdateReport:
        """Decide which update this shop may have. No network; never raises.

        Args:
            licence: What `check_licence` said.
            platforms: What runs here besides Python, as ``{"wordpress": "6.8.1"}``.
            channel: ``beta`` is offered pre-releases, too.
            now: The current time; the clock of the machine where None.
        """
        from sellxed_sdk.module._updates import check_updates

        return check_updates(
            trust=self._files.trust_or_path(),
            product=self.product,
            installed=self.version,
            licence=licence,
            state_dir=self.state_dir,
            platforms={"python": platform.python_version(), **(platforms or {})},
            channel=channel,
            now=now,
        )

    def channel(
        self, *, languages: tuple[str, ...] = (), now: datetime | None = None
    ) -> UpdateClient:
        """Return the client of the update channel.

        Args:
            languages: Languages whose changelogs a refresh brings, too.
            now: Fixes the client's clock, for tests.

        Raises:
            ConfigurationError: The trust bundle is missing, damaged or names no channel.
        """
        from sellxed_sdk.module._updates import open_channel

        return open_channel(
            self.trust,
            products=(self.product,),
            languages=languages,
            state_dir=self.state_dir,
            now=now,
        )

    def refresh(
        self,
        *,
        languages: tuple[str, ...] = (),
        force: bool = False,
        now: datetime | None = None,
    ) -> RefreshResult:
        """Ask the update channel, from a scheduled job or an admin's click. Never raises.

        Args:
            languages: Languages whose changelogs are brought, too.
            force: Ask even if that was done not long ago.
            now: The current time; the clock of the machine where None.
        """
        from sellxed_sdk.module._updates import refuse_refresh

        try:
            result = self.channel(languages=languages, now=now).refresh(force=force)
        except SellxedError as error:
            return refuse_refresh(error)
        self._files.forget_learned()
        return result

    def status(self, *, now: datetime | None = None) -> ChannelStatus:
        """Return what is known of the channel without asking.

        Raises:
            ConfigurationError: The trust bundle is missing, damaged or names no channel.
        """
        return self.channel(now=now).status()

    def changes(
        self, *, offered: str, language: str = "en", now: datetime | None = None
    ) -> tuple[ReleaseNotes, ...]:
        """Return the changelog between the installed and an offered release, newest first.

        Args:
            offered: The version that is offered.
            language: Preferred language; English where there is no such changelog.
            now: Fixes the client's clock, for tests.

        Returns:
            Empty where no changelog was refreshed.
        """
        from sellxed_sdk.module._updates import read_changes

        return read_changes(
            self.channel(now=now),
            product=self.product,
            installed=self.version,
            offered=offered,
            languages=dict.fromkeys((language, language.partition("_")[0], "en")),
        )

    def fetch_changes(
        self, *, offered: str, language: str = "en", now: datetime | None = None
    ) -> tuple[ReleaseNotes, ...]:
        """Return the changelog as `changes` does, and ask the channel where it is not here.

        For the click that opens it, not for every page: it may wait for the network. What
        was brought is kept, and later refreshes keep it current. Never raises.

        Args:
            offered: The version that is offered.
            language: Preferred language.
            now: The current time; the clock of the machine where None.

        Returns:
            Empty where there is no changelog, or it cannot be had now.
        """
        try:
            notes = self.changes(offered=offered, language=language, now=now)
            if not any(entry.version == offered for entry in notes):
                self.refresh(languages=tuple(dict.fromkeys((language, "en"))), now=now)
                notes = self.changes(offered=offered, language=language, now=now)
        except SellxedError:
            return ()
        return notes
