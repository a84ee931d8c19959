"""The files of a repository, compared with what its metadata says of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import (  # type: ignore[attr-defined] # public by its documentation
    MetaFile,
    TargetFile,
)

from sellxed_sdk.vendor._tuf_files import Published

__all__ = ["describe_files", "find_differing", "find_unknown"]

_HASHED = re.compile(r"targets/([^/]+/)[0-9a-f]{64}\.")


def find_unknown(directory: Path, published: Published) -> tuple[str, ...]:
    """Return the files that are no part of the repository and never were, sorted.

    Superseded metadata and facts are part of it: a shop may be reading them.
    """
    versions = {name: role.signed.version for name, role in published.roles.items()}
    versions["root"] = published.root.signed.version
    versions["snapshot"] = published.snapshot.signed.version
    names = {"metadata/timestamp.json"}
    for name, newest in versions.items():
        names.update(f"metadata/{number}.{name}.json" for number in range(1, newest + 1))
    targets = {path for role in published.roles.values() for path in role.signed.targets}
    files = (path.relative_to(directory) for path in directory.rglob("*") if not path.is_dir())
    return tuple(
        sorted(
            name
            for name in (path.as_posix() for path in files)
            if name not in names and _HASHED.sub(r"\1", name) not in targets
        )
    )


def find_differing(directory: Path, published: Published) -> Iterator[tuple[str, str, str]]:
    """Return the files that are not what is signed: path, role that signed it, and how."""
    for number in range(1, published.root.signed.version + 1):
        path = f"metadata/{number}.root.json"
        if not (directory / path).is_file():
            # A shop that is as old as this root would find no way to the newest.
            yield path, "root", "it is not there"
    for role, path, described in _describe(published):
        detail = _compare(directory / path, described)
        if detail:
            yield path, role, detail


def _compare(path: Path, described: MetaFile | TargetFile) -> str:
    try:
        described.verify_length_and_hashes(path.read_bytes())
    except FileNotFoundError:
        return "it is not there"
    except OSError as error:
        return (error.strerror or type(error).__name__).lower()
    except RepositoryError as error:
        return str(error).removesuffix(".")
    return ""


def describe_files(published: Published) -> Iterator[tuple[str, MetaFile | TargetFile]]:
    """Return the files that the timestamp leads to, in the order in which they are published."""
    for _, path, described in _describe(published):
        yield path, described


def _describe(published: Published) -> Iterator[tuple[str, str, MetaFile | TargetFile]]:
    for role, metadata in sorted(published.roles.items()):
        for _, target in sorted(metadata.signed.targets.items()):
            yield role, f"targets/{target.get_prefixed_paths()[0]}", target
    for name, meta in sorted(published.snapshot.signed.meta.items()):
        yield "snapshot", f"metadata/{meta.version}.{name}", meta
    meta = published.timestamp.signed.snapshot_meta
    yield "timestamp", f"metadata/{meta.version}.snapshot.json", meta
