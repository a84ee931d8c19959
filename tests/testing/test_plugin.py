"""The plug-in as a partner uses it: in a pytest run of its own."""

import subprocess
import sys

PARTNER_TEST = """
from sellxed_sdk import check_licence
from sellxed_sdk.testing import TEST_TRUST


def test_partner(sellxed_licences):
    key = sellxed_licences("support_ended", product="mine")
    report = check_licence(key, trust=TEST_TRUST, product="mine", mode="test")
    assert report.status.value == "support_ended"


def test_served(sellxed_server, tmp_path):
    import urllib.request

    (tmp_path / "a.txt").write_text("served")
    with sellxed_server(tmp_path) as server:
        with urllib.request.urlopen(server.url.rstrip("/") + "/a.txt") as answer:
            assert answer.read() == b"served"
"""


def run(directory, *words):
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *words],
        cwd=directory,
        capture_output=True,
        text=True,
        check=False,
    )


def test_its_fixtures_are_there_without_a_line_of_set_up(tmp_path):
    (tmp_path / "test_partner.py").write_text(PARTNER_TEST)
    done = run(tmp_path)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 passed" in done.stdout


def test_nothing_is_automatic_and_nothing_is_loaded_unused(tmp_path):
    (tmp_path / "test_other.py").write_text(
        "import sys\n\n\ndef test_other():\n"
        "    assert not [m for m in sys.modules if m.startswith('sellxed_sdk.')\n"
        "                and m not in ('sellxed_sdk.testing', 'sellxed_sdk.testing.plugin')]\n"
    )
    done = run(tmp_path)

    assert done.returncode == 0, done.stdout + done.stderr


def test_it_can_be_switched_off(tmp_path):
    (tmp_path / "test_partner.py").write_text(PARTNER_TEST)
    done = run(tmp_path, "-p", "no:sellxed")

    assert "fixture 'sellxed_licences' not found" in done.stdout
