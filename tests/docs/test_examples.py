"""Every example runs alone, says what it should, and stays short."""

import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
EXPECTED = {
    "check_key.py": "support_ended  support_ended    may: run\n",
    "cron_refresh.py": "alpenpay: fresh, known: 3\n",
    "external_signer.py": "signed by lic-1 in another process: valid\n",
    "gate_update.py": "1.1.1 of 2026-11-10 may be installed\n",
    "partner_issues.py": "alpenpay: valid, issued by partner.example\n",
    "operate_channel.py": "audit: 8 files, fine\n",
    "publish_and_refresh.py": "1.0.0 is installed, 1.1.0 is offered\n",
    "vendor_issues.py": "after revocation list 2: revoked\n",
}


def test_each_example_is_expected_to_say_something():
    assert {path.name for path in EXAMPLES.glob("*.py")} == set(EXPECTED)


@pytest.mark.parametrize("name", sorted(EXPECTED))
class TestExample:
    def test_runs_alone(self, name, tmp_path):
        done = subprocess.run(
            [sys.executable, "-W", "error", str(EXAMPLES / name)],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )

        assert done.stderr == ""
        assert done.returncode == 0
        assert EXPECTED[name] in done.stdout
        assert list(tmp_path.iterdir()) == []

    def test_is_short_and_uses_the_public_api(self, name):
        text = (EXAMPLES / name).read_text(encoding="utf-8")

        assert len(text.splitlines()) < 60
        assert "._" not in text
        assert text.startswith('"""')
