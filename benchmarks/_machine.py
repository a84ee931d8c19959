"""What the figures of a run depend on: machine, Python, versions of the libraries."""

from __future__ import annotations

import os
import platform
import sys
from datetime import datetime, timezone
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

__all__ = ["describe_machine", "version_of"]

_LIBRARIES = ("sellxed-sdk", "cryptography", "PyJWT", "joserfc", "pyseto", "tuf", "requests")


def describe_machine() -> list[str]:
    """Return lines for the head of a run; names no host and no path."""
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "?"
    return [
        (
            f"{datetime.now(timezone.utc):%Y-%m-%d %H:%M} UTC · {_processor()} · "
            f"{os.cpu_count()} cores · load {load} · {platform.system()} {platform.machine()}"
        ),
        f"{platform.python_implementation()} {platform.python_version()} · "
        + " · ".join(f"{name} {version_of(name) or 'missing'}" for name in _LIBRARIES),
        (
            "Ratios are of the fastest rounds, interleaved, garbage collector off, unless a "
            "table says otherwise."
        ),
    ]


def version_of(library: str) -> str | None:
    """Return the installed version, or None."""
    try:
        return version(library)
    except PackageNotFoundError:
        return None


def _processor() -> str:
    if sys.platform == "linux":
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "unknown processor"
