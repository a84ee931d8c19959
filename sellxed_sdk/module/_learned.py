"""What the update channel says about licences, as its last refresh verified it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import attrs

from sellxed_sdk.errors import SellxedError
from sellxed_sdk.licence import (
    PartnerCertificates,
    RevocationList,
    parse_certificates,
    select_newest,
    verify_revocations,
)
from sellxed_sdk.module._inputs import (
    CERTIFICATES_TARGET,
    REVOCATIONS_TARGET,
    releases_target,
)
from sellxed_sdk.signing import Keyring

if TYPE_CHECKING:
    from sellxed_sdk.updates import UpdateClient

__all__ = ["Learned", "learn"]

T = TypeVar("T")


@attrs.frozen(kw_only=True)
class Learned:
    """What a licence check takes from the channel."""

    revocations: RevocationList | None = None
    """The newest revocation list."""
    certificates: PartnerCertificates | None = None
    """Certificates of partners whose keys do not carry them."""
    seen_at: datetime | None = None
    """Newest signed date of a release: the time is not earlier."""


def learn(client: UpdateClient, *, product: str, keyring: Keyring, before: Learned) -> Learned:
    """Read what the last refresh brought. No network.

    What cannot be read leaves what was known before: a damaged state must not undo a
    revocation. The channel's own status names the damage.

    Args:
        client: The client of the channel.
        product: The product whose releases are looked at.
        keyring: The vendor's public keys.
        before: What was known before.

    Raises:
        ConfigurationError: The state cannot be read at all.
    """
    return Learned(
        revocations=select_newest(
            before.revocations,
            _try(
                client, REVOCATIONS_TARGET, lambda text: verify_revocations(text, keyring=keyring)
            ),
        ),
        certificates=_try(client, CERTIFICATES_TARGET, parse_certificates) or before.certificates,
        seen_at=max(filter(None, (before.seen_at, _newest_release(client, product))), default=None),
    )


def _newest_release(client: UpdateClient, product: str) -> datetime | None:
    from sellxed_sdk.releases import parse_releases  # not needed where there is no channel

    listed = _try(client, releases_target(product), partial(parse_releases, product=product))
    return (
        max((release.published_at for release in listed.releases), default=None) if listed else None
    )


def _try(client: UpdateClient, path: str, parse: Callable[[str], T]) -> T | None:
    data = client.read_target(path)
    if not data:
        return None
    try:
        return parse(data.decode("utf-8", "replace"))
    except SellxedError:
        return None
