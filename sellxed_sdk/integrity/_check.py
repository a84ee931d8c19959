"""Compares a signed manifest with the files on disk."""

from __future__ import annotations

import enum
from fnmatch import fnmatchcase

import attrs

from sellxed_sdk.findings import Finding, raise_for, sort_findings
from sellxed_sdk.findings.codes import integrity as codes
from sellxed_sdk.integrity._digest import Tree
from sellxed_sdk.integrity._manifest import MANIFEST_FILE, Manifest

__all__ = ["IntegrityReport", "IntegrityState", "check_integrity"]

# Written by interpreters and tools beside any code, and no customisation.
ALWAYS_LOCAL = ("*__pycache__/*", "*.pyc", ".DS_Store", "*/.DS_Store", MANIFEST_FILE)


class IntegrityState(enum.Enum):
    """The three answers, and that there is none."""

    UNMODIFIED = "unmodified"
    CUSTOMISED = "customised"
    DAMAGED = "damaged"
    UNKNOWN = "unknown"


@attrs.frozen(kw_only=True)
class IntegrityReport:
    """Whether a module is as the vendor shipped it. True where it is unmodified."""

    state: IntegrityState
    """The answer."""
    manifest: Manifest | None = attrs.field(default=None, repr=False)
    """The manifest that was compared, if a genuine one was found."""
    changed: tuple[str, ...] = ()
    """Files with other bytes than the vendor's."""
    added: tuple[str, ...] = ()
    """Files that the vendor did not ship."""
    missing: tuple[str, ...] = ()
    """Files that are gone or have lost their content."""
    findings: tuple[Finding, ...] = ()
    """Everything there is to say, gravest first."""

    def __bool__(self) -> bool:
        return self.state is IntegrityState.UNMODIFIED

    def raise_for_status(self) -> None:
        """Raise where the module is not unmodified.

        Raises:
            StatusError: With the code, message and hint of the reason.
        """
        if not self:
            raise_for(self.findings)

    def to_dict(self) -> dict[str, object]:
        """Return JSON-ready data."""
        return {
            "state": self.state.value,
            "product": self.manifest.product if self.manifest else None,
            "version": self.manifest.version if self.manifest else None,
            "changed": list(self.changed),
            "added": list(self.added),
            "missing": list(self.missing),
            "findings": [finding.to_dict() for finding in self.findings],
        }


def check_integrity(manifest: Manifest, *, tree: Tree) -> IntegrityReport:
    """Tell unmodified, customised and damaged apart.

    Args:
        manifest: The verified manifest.
        tree: The files on disk, from `read_tree`.
    """
    patterns = (*ALWAYS_LOCAL, *manifest.local)
    shipped = {file.path: file for file in manifest.files}
    found = {file.path: file for file in tree.files}
    unread = {entry.path for entry in tree.unreadable}
    missing = tuple(
        path
        for path, file in shipped.items()
        if path not in unread
        and not _is_local(path, manifest.local)
        and (path not in found or (found[path].size == 0 and file.size > 0))
    )
    changed = tuple(
        path
        for path, file in shipped.items()
        if path in found
        and path not in missing
        and found[path].sha256 != file.sha256
        and not _is_local(path, manifest.local)
    )
    added = tuple(path for path in found if path not in shipped and not _is_local(path, patterns))
    return _report(manifest, tree, changed=changed, added=added, missing=missing)


def _report(
    manifest: Manifest,
    tree: Tree,
    *,
    changed: tuple[str, ...],
    added: tuple[str, ...],
    missing: tuple[str, ...],
) -> IntegrityReport:
    state = IntegrityState.UNMODIFIED
    findings: list[Finding] = []
    if changed or added:
        state = IntegrityState.CUSTOMISED
        findings.append(
            codes.INTEGRITY_CUSTOMISED.finding(
                subject=manifest.product,
                product=manifest.product,
                version=manifest.version,
                changed=len(changed),
                added=len(added),
                count=len(changed) + len(added),
            )
        )
    if missing:
        state = IntegrityState.DAMAGED
        findings.append(
            codes.INTEGRITY_DAMAGED.finding(
                subject=manifest.product,
                product=manifest.product,
                version=manifest.version,
                missing=len(missing),
                first=missing[0],
            )
        )
    if tree.unreadable:
        first = tree.unreadable[0]
        if state is IntegrityState.UNMODIFIED:
            state = IntegrityState.UNKNOWN
        findings.append(
            codes.INTEGRITY_UNREADABLE.finding(
                subject=manifest.product,
                count=len(tree.unreadable),
                first=first.path,
                reason=first.reason,
            )
        )
    return IntegrityReport(
        state=state,
        manifest=manifest,
        changed=changed,
        added=added,
        missing=missing,
        findings=sort_findings(findings),
    )


def _is_local(path: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(path, pattern) for pattern in patterns)
