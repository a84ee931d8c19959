"""What cron runs daily: ask the channel, say something only where it matters.

    python cron_refresh.py /srv/shop/modules/alpenpay

Without an argument it plays with a channel of its own on loopback. The exit code is 0
where the facts are current, also where another process has just asked; else 1.
"""

import shutil
import sys
from datetime import datetime, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

from sellxed_sdk import Module
from sellxed_sdk.testing import serve_directory
from sellxed_sdk.vendor import create_channel, create_vendor


def refresh(module: Module) -> int:
    """Refresh once; never raises, and asks at most once a day."""
    result = module.refresh(languages=("en", "de"))
    print(f"{module.product}: {result.outcome.value}, known: {len(result.targets)}")
    for finding in result.findings:
        if finding.severity.needs_action:
            print(f"{finding.message} {finding.hint}", file=sys.stderr)
    return 0 if result or result.outcome.value == "busy" else 1


def play() -> int:
    """Make a channel, refresh twice: the second time there is nothing to ask."""
    with TemporaryDirectory() as name, serve_directory(Path(name, "v", "repository")) as server:
        work = Path(name)
        vendor = create_vendor(
            work / "v",
            name="vendor.example",
            metadata_url=f"{server.url}/metadata/",
            targets_url=f"{server.url}/targets/",
        )
        now = datetime.now(timezone.utc)
        create_channel(vendor, products=("alpenpay",), support=None, now=now)
        (work / "alpenpay").mkdir()
        shutil.copy(vendor.trust_path, work / "alpenpay")
        module = Module(work / "alpenpay", product="alpenpay", state_dir=work / "state")
        return max(refresh(module), refresh(module))


if __name__ == "__main__":
    sys.exit(refresh(Module(sys.argv[1])) if len(sys.argv) > 1 else play())
