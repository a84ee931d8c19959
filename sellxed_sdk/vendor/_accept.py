"""What a partner has signed, taken over into the vendor's channel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

import attrs
from securesystemslib.exceptions import UnverifiedSignatureError
from securesystemslib.signer import SSlibKey  # type: ignore[attr-defined] # public by its docs
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import (  # type: ignore[attr-defined] # public by its documentation
    Metadata,
    TargetFile,
    Targets,
)

from sellxed_sdk.errors import PublishError, SellxedError
from sellxed_sdk.findings.codes import operation as codes
from sellxed_sdk.integrity import Manifest
from sellxed_sdk.releases import Release, parse_releases
from sellxed_sdk.signing import Keyring, Purpose, TrustBundle, parse_trust
from sellxed_sdk.vendor._listing import check_listings, releases_target
from sellxed_sdk.vendor._portion import newest_portion, trust_target
from sellxed_sdk.vendor._rehearsal import read_file
from sellxed_sdk.vendor._release import read_archive
from sellxed_sdk.vendor._repository import Repository
from sellxed_sdk.vendor._repository_sign import LIFETIMES
from sellxed_sdk.vendor._tuf_files import role_of

__all__ = ["PortionCheck", "check_portion"]

MAX_METADATA_BYTES = 5_000_000
MAX_FACTS_BYTES = 4_000_000
MIN_LIFETIME = timedelta(days=30)
_CLOCK = timedelta(days=1)


@attrs.frozen(kw_only=True)
class PortionCheck:
    """A partner's part that may be taken over."""

    data: bytes
    """The role as the partner signed it."""
    version: int
    """Its version."""
    facts: Mapping[str, bytes]
    """Targets but archives, by path."""
    archives: Mapping[str, Path]
    """New archives, by path."""
    releases: tuple[str, ...]
    """Versions that were not published before."""


def check_portion(
    repository: Repository,
    source: Path,
    *,
    product: str,
    key: SSlibKey | None,
    trust: TrustBundle,
    now: datetime,
) -> PortionCheck:
    """Check what a partner has signed as shops will, and against what is published.

    Args:
        repository: The vendor's channel.
        source: The partner's part: a directory with ``metadata/`` and ``targets/``.
        product: The product that it has to be.
        key: The key that it has to be signed with; None for the one in the channel.
        trust: The vendor's trust bundle.
        now: The time.

    Raises:
        PublishError: Anything that shops would refuse, or that takes back what is published.
    """
    try:
        data, role = _read_role(source, product, key, repository)
        _check_role(role, product, repository.signed_role(product), now)
        facts, archives = {}, {}
        for path, target in role.signed.targets.items():
            if path.endswith(".zip"):
                archives[path] = target
            else:
                facts[path] = _read(source, target, limit=MAX_FACTS_BYTES)
        releases = _check_releases(repository, product, facts)
        keyring = _read_keyring(facts, product, trust)
        manifests = dict(_read_archives(repository, source, product, archives, keyring))
        for release in releases:
            _check_release(release, product, manifests, archives)
    except _RefusedError as refused:
        raise codes.PORTION_REFUSED.error(
            PublishError, product=product[:100], detail=refused.detail, step="accept"
        ) from refused.__cause__
    return PortionCheck(
        data=data,
        version=role.signed.version,
        facts=facts,
        archives={path: _path(source, archives[path]) for path in manifests},
        releases=tuple(release.version for release in releases),
    )


class _RefusedError(Exception):
    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


def _read_role(
    source: Path, product: str, key: SSlibKey | None, repository: Repository
) -> tuple[bytes, Metadata[Targets]]:
    path = newest_portion(source, product)
    if path is None:
        raise _RefusedError(f"{source} has no metadata/N.{product}.json")
    try:
        with path.open("rb") as file:
            data = file.read(MAX_METADATA_BYTES + 1)
        if len(data) > MAX_METADATA_BYTES:
            raise _RefusedError(f"{path.name} has more than {MAX_METADATA_BYTES} bytes")
        role = Metadata[Targets].from_bytes(data)
    except (OSError, RepositoryError) as error:
        raise _RefusedError(f"{path.name} cannot be read") from error
    if role.signed.type != "targets":
        raise _RefusedError(f"{path.name} is no metadata of targets")
    if key is None and repository.signed_role(product) is None:
        raise _RefusedError("it is new, so its --public-key has to be given")
    signed = _is_signed(role, key) if key else repository.is_signed_by_product(product, role)
    if not signed:
        raise _RefusedError("it is not signed with the key of this product")
    return data, role


def _is_signed(role: Metadata[Targets], key: SSlibKey) -> bool:
    signature = role.signatures.get(key.keyid)
    if signature is None:
        return False
    try:
        key.verify_signature(signature, role.signed_bytes)
    except UnverifiedSignatureError:
        return False
    return True


def _check_role(
    role: Metadata[Targets], product: str, before: Metadata[Targets] | None, now: datetime
) -> None:
    signed = role.signed
    if before is not None and signed.version <= before.signed.version:
        raise _RefusedError(
            f"version {before.signed.version} is published, this is {signed.version}"
        )
    if not now + MIN_LIFETIME < signed.expires < now + LIFETIMES["targets"] + _CLOCK:
        raise _RefusedError(f"it ends on {signed.expires:%Y-%m-%d}")
    if signed.delegations is not None:
        raise _RefusedError("it delegates to others")
    for path, target in signed.targets.items():
        try:
            own = role_of(path, (product,)) == product
        except PublishError:
            own = False
        if not own:
            raise _RefusedError(f"'{path[:100]}' does not belong to the product")
        if set(target.hashes) != {"sha256"}:
            raise _RefusedError(f"'{path[:100]}' has other hashes than SHA-256")
    for path, target in before.signed.targets.items() if before is not None else ():
        if path.endswith(".zip") and signed.targets.get(path) != target:
            raise _RefusedError(f"the published {path} is gone or changed")


def _path(source: Path, target: TargetFile) -> Path:
    return source / "targets" / target.get_prefixed_paths()[0]


def _read(source: Path, target: TargetFile, *, limit: int) -> bytes:
    path = _path(source, target)
    try:
        if target.length > limit:
            raise _RefusedError(f"{target.path} has more than {limit} bytes")
        if path.is_symlink() or path.stat().st_size != target.length:
            raise _RefusedError(f"{target.path} is not the file that is signed")
        return read_file(source, target)
    except (OSError, RepositoryError) as error:
        raise _RefusedError(f"{target.path} is not the file that is signed") from error


def _check_releases(
    repository: Repository, product: str, facts: Mapping[str, bytes]
) -> tuple[Release, ...]:
    """Return the releases that are new; published ones have to be there as they were."""
    target = releases_target(product)
    if target not in facts:
        raise _RefusedError(f"it has no {target}")
    detail = check_listings(product, {path: d for path, d in facts.items() if _is_listing(path)})
    if detail:
        raise _RefusedError(detail)
    new = parse_releases(facts[target], product=product)
    listed = repository.read_target(target)
    old = parse_releases(listed, product=product).releases if listed else ()
    for release in old:
        now = new.find(release.version)
        if now is None or _fixed(now) != _fixed(release):
            raise _RefusedError(f"the published release {release.version} is gone or changed")
    published = {release.key for release in old}
    return tuple(release for release in new.releases if release.key not in published)


def _read_keyring(facts: Mapping[str, bytes], product: str, trust: TrustBundle) -> Keyring:
    """Return the keys that the partner's modules trust: the vendor's, and some for releases."""
    target = trust_target(product)
    try:
        bundle = parse_trust(facts.get(target, b"").decode("utf-8", "replace"))
    except SellxedError as error:
        raise _RefusedError(f"{target}: {str(error).removesuffix('.')}") from error
    known = {(key.kid, key.purpose): key.public_key for key in trust.keyring.keys}
    for key in bundle.keyring.keys:
        own = known.get((key.kid, key.purpose)) == key.public_key
        if not own and key.purpose is not Purpose.RELEASE:
            raise _RefusedError(f"{target} has a {key.purpose.value} key that is not the vendor's")
    if (bundle.vendor, _addresses(bundle)) != (trust.vendor, _addresses(trust)):
        raise _RefusedError(f"{target} is for another vendor or channel")
    return bundle.keyring


def _addresses(trust: TrustBundle) -> tuple[str, str] | None:
    channel = trust.channel
    return (channel.metadata_url, channel.targets_url) if channel else None


def _is_listing(path: str) -> bool:
    name = path.partition("/")[2]
    return name == "releases.json" or (name.startswith("notes.") and name.endswith(".json"))


def _fixed(release: Release) -> tuple[object, ...]:
    """Return what never changes about a release that is published."""
    return (
        release.published_at,
        release.archive,
        release.requires,
        release.free_security,
        release.channel,
    )


def _read_archives(
    repository: Repository,
    source: Path,
    product: str,
    archives: Mapping[str, TargetFile],
    keyring: Keyring,
) -> Iterator[tuple[str, Manifest]]:
    before = repository.signed_role(product)
    known = before.signed.targets if before is not None else {}
    for path, target in archives.items():
        if path in known:
            continue
        file = _path(source, target)
        try:
            if file.is_symlink() or file.stat().st_size != target.length:
                raise _RefusedError(f"{path} is not the file that is signed")
            with file.open("rb") as opened:
                target.verify_length_and_hashes(opened)
            yield path, read_archive(file, keyring=keyring)
        except (OSError, RepositoryError) as error:
            raise _RefusedError(f"{path} is not the file that is signed") from error
        except SellxedError as error:
            raise _RefusedError(str(error).removesuffix(".")) from error


def _check_release(
    release: Release,
    product: str,
    manifests: Mapping[str, Manifest],
    archives: Mapping[str, TargetFile],
) -> None:
    if release.archive is None or release.archive not in archives:
        raise _RefusedError(f"release {release.version} has no archive")
    manifest = manifests.get(release.archive)
    if manifest is None:
        raise _RefusedError(f"release {release.version} has the archive of another one")
    said = (release.version, release.published_at, release.requires, release.free_security)
    signed = (
        manifest.version,
        manifest.published_at,
        manifest.requires,
        manifest.free_security,
    )
    if manifest.product != product or said != signed:
        raise _RefusedError(f"release {release.version} says something else than its archive")
