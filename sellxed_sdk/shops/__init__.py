"""Shops: what is installed, read from disk. Executes nothing, imports nothing of it.

What this decides: which shop system it is, and what is installed in it. What could not
be read is a value with its reason. One reader a system.
"""

from sellxed_sdk.shops._detect import SYSTEMS, read_inventory
from sellxed_sdk.shops._evidence import Evidence, Stated, evidence_from_rows, read_evidence
from sellxed_sdk.shops._python import read_python_environment

__all__ = [
    "SYSTEMS",
    "Evidence",
    "Stated",
    "evidence_from_rows",
    "read_evidence",
    "read_inventory",
    "read_python_environment",
]
