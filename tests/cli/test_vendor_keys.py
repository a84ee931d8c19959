"""Keys from the command line: listing, rotating, passphrases from everywhere they may come."""

import json
import os
import stat
import subprocess
import sys

import pytest

NOW = "2026-11-23T05:00:00Z"
LATER = "2026-12-24T05:00:00Z"
PASSPHRASE = "correct horse battery"
# With standard input as the terminal that `/dev/tty` is, as a login does.
START = """
import fcntl, termios
from sellxed_sdk.cli import main
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
raise SystemExit(main())
"""
INIT = ("--name", "sellxed.example", "--product", "alpenpay", "--url", "http://127.0.0.1:9")


@pytest.fixture(autouse=True)
def _no_passphrase(monkeypatch):
    monkeypatch.delenv("SELLXED_PASSPHRASE", raising=False)


@pytest.fixture
def verify(sellxed, trust):
    def verify(key, now=LATER):
        words = ("licence", "verify", key, "--trust", trust, "--product", "alpenpay")
        return sellxed(*words, "--now", now, json_output=True).data

    return verify


class TestKeys:
    def test_each_purpose_has_a_current_and_a_next_key(self, sellxed, vendor):
        answer = sellxed("vendor", "keys", vendor, json_output=True)
        states = {(key["purpose"], key["state"]): key["kid"] for key in answer.data["keys"]}

        assert answer.code == 0
        assert answer.data["findings"] == []
        assert states["licence", "current"] == "lic-1"
        assert states["licence", "next"] == "lic-2"
        assert len(states) == 10

    def test_the_list_is_a_table(self, sellxed, vendor):
        lines = sellxed("vendor", "keys", vendor).out.splitlines()

        assert lines[0].split() == ["kid", "purpose", "state", "since", "until"]
        assert len(lines) == 11

    def test_a_file_that_others_can_read_is_told(self, sellxed, vendor):
        (vendor / "keys" / "lic-1.pem").chmod(0o644)
        answer = sellxed("vendor", "keys", vendor)

        assert answer.code == 1
        assert "its mode is 0644" in answer.out
        assert "[VENDOR_KEY_EXPOSED]" in answer.out

    def test_no_private_half_is_shown(self, sellxed, vendor):
        answer = sellxed("vendor", "keys", vendor, json_output=True)
        pem = (vendor / "keys" / "lic-1.pem").read_text().splitlines()[1]

        assert pem not in answer.out


class TestRotate:
    def test_what_the_former_key_signed_stays_good(self, sellxed, vendor, key, verify):
        rotated = sellxed("vendor", "rotate", vendor, "--purpose", "licence", "--now", NOW)
        issued = sellxed("vendor", "issue", vendor, "--product", "alpenpay", "--now", LATER)

        assert rotated.code == 0
        assert "lic-2 signs from now on, lic-3 follows it" in rotated.out
        assert "lic-1 ceased at 2026-11-23 05:00 UTC" in rotated.out
        assert verify(key)["may_run"]
        assert verify(issued.out.strip())["may_run"]

    def test_shops_know_the_next_key_before_it_signs(self, sellxed, vendor, trust, tmp_path):
        shipped = tmp_path / "shipped.json"
        shipped.write_bytes(trust.read_bytes())
        sellxed("vendor", "rotate", vendor, "--purpose", "licence", "--now", NOW)
        issued = sellxed("vendor", "issue", vendor, "--product", "alpenpay", "--now", LATER)
        words = ("--trust", shipped, "--product", "alpenpay", "--now", LATER)

        assert sellxed("licence", "verify", issued.out.strip(), *words).code == 0

    def test_a_compromised_key_counts_until_then_and_no_longer(self, sellxed, vendor, key, verify):
        late = sellxed(
            *("vendor", "issue", vendor, "--product", "alpenpay", "--id", "L-late", "--now", NOW)
        ).out.strip()
        words = ("--purpose", "licence", "--compromised", "--since", "2026-11-20", "--now", LATER)
        rotated = sellxed("vendor", "rotate", vendor, *words, json_output=True)

        assert rotated.data["outcome"] == "rotated"
        assert rotated.data["former"]["state"] == "compromised"
        assert rotated.data["affected"] == ["L-late"]
        assert verify(key)["may_run"]
        assert verify(late)["findings"][0]["code"] == "KEY_SIGNER_NOT_IN_USE"
        assert not (vendor / "keys" / "lic-1.pem").exists()
        assert (vendor / "keys" / "lic-1.pem.compromised").exists()

    def test_affected_licences_are_named(self, sellxed, vendor, key):
        words = ("--purpose", "licence", "--compromised", "--since", "2026-01-01", "--now", NOW)
        shown = sellxed("vendor", "rotate", vendor, *words)

        assert "issue anew, dated later than that: L-" in shown.out

    @pytest.mark.parametrize(
        ("words", "code"),
        [
            (("--purpose", "tea"), 2),
            (("--purpose", "licence", "--since", NOW), 2),
            (("--purpose", "licence", "--compromised", "--since", LATER, "--now", NOW), 3),
        ],
        ids=["purpose", "since", "future"],
    )
    def test_wrong_words_change_nothing(self, sellxed, vendor, words, code):
        before = (vendor / "vendor.json").read_bytes()
        answer = sellxed("vendor", "rotate", vendor, *words)

        assert answer.code == code
        assert answer.err.count("\n") == 1
        assert (vendor / "vendor.json").read_bytes() == before

    def test_a_directory_of_an_earlier_version_gets_a_next_key_first(self, sellxed, vendor):
        # Before keys were listed there was one of each, named -1.
        identity = json.loads((vendor / "vendor.json").read_text())
        del identity["keys"]
        (vendor / "vendor.json").write_text(json.dumps(identity))
        bundle = json.loads((vendor / "sellxed-trust.json").read_text())
        bundle["keys"] = [key for key in bundle["keys"] if key["kid"].endswith("-1")]
        (vendor / "sellxed-trust.json").write_text(json.dumps(bundle))
        for path in (vendor / "keys").glob("*-2.pem"):
            path.unlink()
        first, second = (
            sellxed("vendor", "rotate", vendor, "--purpose", "licence", "--now", NOW)
            for _ in range(2)
        )

        assert "lic-2 was made and follows lic-1. Nothing was rotated yet" in first.out
        assert "lic-2 signs from now on, lic-3 follows it" in second.out


class TestPassphrase:
    @pytest.fixture
    def locked(self, sellxed, tmp_path, monkeypatch):
        directory = tmp_path / "locked"
        monkeypatch.setenv("SELLXED_PASSPHRASE", PASSPHRASE)
        assert sellxed("vendor", "init", directory, *INIT, "--encrypt").code == 0
        monkeypatch.delenv("SELLXED_PASSPHRASE")
        return directory

    @pytest.fixture
    def file(self, tmp_path):
        path = tmp_path / "passphrase.txt"
        path.write_text(f"{PASSPHRASE}\r\nsecond line\n")
        return path

    def test_every_private_key_is_encrypted(self, locked):
        files = sorted((locked / "keys").glob("*.pem"))

        assert len(files) >= 10
        for path in files:
            assert b"ENCRYPTED PRIVATE KEY" in path.read_bytes()
            assert stat.S_IMODE(path.stat().st_mode) == 0o600

    def test_from_the_environment(self, sellxed, locked, monkeypatch):
        monkeypatch.setenv("SELLXED_PASSPHRASE", PASSPHRASE)

        assert sellxed("vendor", "issue", locked, "--product", "alpenpay").code == 0
        assert sellxed("vendor", "resign", locked).code == 0

    def test_from_the_first_line_of_a_file(self, sellxed, locked, file):
        words = ("vendor", "rotate", locked, "--purpose", "rules", "--passphrase-file", file)

        assert sellxed(*words).code == 0
        assert b"ENCRYPTED" in (locked / "keys" / "rules-3.pem").read_bytes()

    def test_listing_needs_none(self, sellxed, locked):
        assert sellxed("vendor", "keys", locked).code == 0

    def test_missing_is_told_before_anything_is_done(self, sellxed, locked):
        answer = sellxed("vendor", "issue", locked, "--product", "alpenpay")

        assert answer.code == 3
        assert "[PASSPHRASE_MISSING]" in answer.err
        assert not (locked / "issued.jsonl").exists()

    def test_wrong_is_told_and_not_repeated(self, sellxed, locked, monkeypatch):
        monkeypatch.setenv("SELLXED_PASSPHRASE", "another passphrase")
        answer = sellxed("vendor", "issue", locked, "--product", "alpenpay")

        assert answer.code == 3
        assert "[PASSPHRASE_WRONG]" in answer.err
        assert "another passphrase" not in answer.err

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (b"", "PASSPHRASE_REFUSED"),
            (b"\n", "PASSPHRASE_REFUSED"),
            (b"\xff", "PASSPHRASE_REFUSED"),
        ],
        ids=["empty", "line", "bytes"],
    )
    def test_a_file_without_one_is_told(self, sellxed, locked, file, content, code):
        file.write_bytes(content)
        words = ("--product", "alpenpay", "--passphrase-file", file)

        assert f"[{code}]" in sellxed("vendor", "issue", locked, *words).err

    def test_a_missing_file_is_told(self, sellxed, locked, tmp_path):
        words = ("--product", "alpenpay", "--passphrase-file", tmp_path / "none")

        assert "[FILE_UNREADABLE]" in sellxed("vendor", "issue", locked, *words).err

    @pytest.mark.parametrize("text", ["", "short", "x" * 1_001])
    def test_what_protects_nothing_is_refused(self, sellxed, tmp_path, monkeypatch, text):
        monkeypatch.setenv("SELLXED_PASSPHRASE", text)
        answer = sellxed("vendor", "keygen", tmp_path / "p.pem", "--encrypt")

        assert answer.code == 3
        assert "[PASSPHRASE_REFUSED]" in answer.err
        assert not (tmp_path / "p.pem").exists()

    def test_a_file_without_encrypt_is_wrong_usage(self, sellxed, tmp_path, file):
        words = ("vendor", "keygen", tmp_path / "p.pem", "--passphrase-file", file)

        assert sellxed(*words).code == 2
        assert not (tmp_path / "p.pem").exists()

    def test_a_partners_key_can_have_one(self, sellxed, vendor, tmp_path, file, monkeypatch):
        pem = tmp_path / "partner.pem"
        words = ("--encrypt", "--passphrase-file", file)
        public = sellxed("vendor", "keygen", pem, *words).out.strip()
        scope = ("--partner", "acme.ch", "--public-key", public, "--count", "5")
        certified = sellxed("vendor", "certify", vendor, *scope, "--product", "alpenpay")
        (tmp_path / "acme.jws").write_text(certified.out)
        signer = ("--partner-key", pem, "--certificate", tmp_path / "acme.jws")
        words = ("vendor", "issue", *signer, "--product", "alpenpay", "--host", "shop.ch")
        without, given = sellxed(*words), sellxed(*words, "--passphrase-file", file)

        assert "[PASSPHRASE_MISSING]" in without.err
        assert given.code == 0


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
class TestTerminal:
    """Somebody types, and sees nothing of it."""

    def type_in(self, words, lines):
        import pty

        master, terminal = pty.openpty()
        environment = {k: v for k, v in os.environ.items() if k != "SELLXED_PASSPHRASE"}
        with subprocess.Popen(
            [sys.executable, "-c", START, *map(str, words)],
            stdin=terminal,
            stdout=subprocess.PIPE,
            stderr=terminal,
            env=environment,
            start_new_session=True,
        ) as process:
            os.close(terminal)
            shown = b""
            for line in lines:
                while not shown.endswith(b": "):
                    shown += os.read(master, 1_000)
                os.write(master, f"{line}\n".encode())
                shown += b"\n"
            out, _ = process.communicate(timeout=60)
        while True:
            try:
                more = os.read(master, 1_000)
            except OSError:  # the other end is closed
                break
            if not more:
                break
            shown += more
        os.close(master)
        return process.returncode, out.decode(), shown.decode()

    def test_is_asked_for_twice_when_made_and_once_when_used(self, tmp_path):
        directory = tmp_path / "typed"
        code, _, shown = self.type_in(
            ("vendor", "init", directory, *INIT, "--encrypt"), [PASSPHRASE, PASSPHRASE]
        )
        assert (code, shown.count("passphrase"), PASSPHRASE in shown) == (0, 1, False)
        assert "The same once more" in shown

        code, out, shown = self.type_in(
            ("vendor", "issue", directory, "--product", "alpenpay"), [PASSPHRASE]
        )
        assert (code, PASSPHRASE in shown) == (0, False)
        assert out.startswith("ey")

    def test_two_that_differ_are_refused(self, tmp_path):
        code, _, shown = self.type_in(
            ("vendor", "keygen", tmp_path / "k.pem", "--encrypt"), [PASSPHRASE, "another one"]
        )

        assert code == 3
        assert "the two are not the same" in shown
        assert not (tmp_path / "k.pem").exists()
