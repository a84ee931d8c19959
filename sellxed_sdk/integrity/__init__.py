"""Integrity: is a module as the vendor shipped it, customised, or damaged?

What this decides: which files differ from the signed manifest of the release.
`read_tree` reads the disk; all else is pure.
"""

from sellxed_sdk.integrity._check import IntegrityReport, IntegrityState, check_integrity
from sellxed_sdk.integrity._digest import Tree, Unreadable, read_tree
from sellxed_sdk.integrity._manifest import (
    MANIFEST_FILE,
    MANIFEST_TYP,
    FileDigest,
    Manifest,
    find_path_fault,
    verify_manifest,
)

__all__ = [
    "MANIFEST_FILE",
    "MANIFEST_TYP",
    "FileDigest",
    "IntegrityReport",
    "IntegrityState",
    "Manifest",
    "Tree",
    "Unreadable",
    "check_integrity",
    "find_path_fault",
    "read_tree",
    "verify_manifest",
]
