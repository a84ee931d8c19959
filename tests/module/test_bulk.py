"""Many keys at once give what each alone gives, in order, whatever happens to a process."""

import os
import signal
import subprocess
import sys
import threading
from datetime import datetime, timedelta, timezone

import pytest

from sellxed_sdk import check_licence, check_licences
from sellxed_sdk.errors import ConfigurationError, SellxedError
from sellxed_sdk.licence import LicenceStatus, hash_key
from sellxed_sdk.module import _bulk, _workers
from sellxed_sdk.module._workers import Question, Workers
from sellxed_sdk.signing import Purpose, TrustBundle
from sellxed_sdk.vendor import LicenceRequest, build_revocations, issue_licence, revoke

AT = datetime(2026, 1, 10, tzinfo=timezone.utc)


@pytest.fixture(scope="module")
def trust(keyring):
    return TrustBundle(vendor="sellxed.com", keyring=keyring)


@pytest.fixture(scope="module")
def keys(signers):
    """Good keys, and between them all kinds of what is none."""
    signer = signers[Purpose.LICENCE]

    def issue(number):
        request = LicenceRequest(product="alpenpay", hosts=("shop.ch",), id=f"L-{number}")
        return issue_licence(request, issuer="sellxed.com", signer=signer, now=AT).key

    good = [issue(number) for number in range(100)]
    odd = [None, "", b"junk", bytearray(b"x"), 7, object(), Marked(good[0]), good[0][:-9], "eyJ~~"]
    return [*good, *odd] * 3


class Marked(str):
    """A text class that no other process knows."""

    __slots__ = ()

    def __str__(self):
        return "changed"


@pytest.fixture
def alone(trust, now):
    def alone(keys, **more):
        return [
            check_licence(key, trust=trust, product="alpenpay", now=now, **more) for key in keys
        ]

    return alone


@pytest.fixture
def small(monkeypatch):
    """Few keys are enough for processes."""
    monkeypatch.setattr(_bulk, "CHUNK", 20)
    monkeypatch.setattr(_bulk, "WORTH_A_PROCESS", 40)


def ask(keys, trust, now, **more):
    return check_licences(keys, trust=trust, product="alpenpay", now=now, **more)


class TestAnswers:
    @pytest.mark.parametrize("workers", [0, 1, 2, 3])
    def test_are_those_of_each_key_alone_in_order(self, keys, trust, now, alone, small, workers):
        seen = []
        found = list(ask(iter(keys), trust, now, workers=workers, progress=seen.append))

        assert found == alone(keys)
        assert seen == [*range(20, len(keys), 20), len(keys)]

    def test_few_keys_start_no_process(self, keys, trust, now, alone, monkeypatch):
        monkeypatch.setattr(_workers.subprocess, "Popen", None)

        assert list(ask(keys[:50], trust, now)) == alone(keys[:50])
        assert list(ask([], trust, now)) == []

    def test_everything_that_is_asked_reaches_the_processes(
        self, keys, signers, trust, now, small, tmp_path, alone
    ):
        path = tmp_path / "list.jws"
        revoked = revoke(None, keys=(hash_key(keys[3]),), now=now)
        path.write_text(build_revocations(revoked, signer=signers[Purpose.REVOCATION]))
        more = {"revocations": path, "hosts": "other.ch", "release_date": "2026-05-01"}

        found = list(ask(keys, trust, now, workers=2, **more))
        assert found == alone(keys, **more)
        assert found[3].status is LicenceStatus.REVOKED
        assert found[4].status is LicenceStatus.WRONG_HOST

    def test_support_looks_at_licences_of_any_product(self, keys, trust, now):
        one, other = (
            next(check_licences([keys[0]], trust=trust, product=name, now=now))
            for name in (None, "other")
        )

        assert one.may_run
        assert one.licence.product == "alpenpay"
        assert other.status is LicenceStatus.WRONG_PRODUCT

    def test_a_forgotten_product_is_no_licence_for_any(self, keys, trust, now):
        report = check_licence(keys[0], trust=trust, product=None, now=now)

        assert report.status is LicenceStatus.WRONG_PRODUCT

    def test_are_read_as_they_are_needed(self, keys, trust, now, small):
        taken = []

        def endless():
            while True:
                taken.append(1)
                yield keys[0]

        reports = ask(endless(), trust, now, workers=2)
        assert next(reports).may_run
        reports.close()
        assert len(taken) < 400

    def test_wrong_arguments_are_told_at_once(self, trust, tmp_path):
        with pytest.raises(ConfigurationError):
            check_licences([], trust=tmp_path / "gone")
        with pytest.raises(OSError, match="gone"):
            check_licences([], trust=trust, revocations=tmp_path / "gone")
        (tmp_path / "bad").write_text("bad")
        with pytest.raises(SellxedError):
            check_licences([], trust=trust, revocations=tmp_path / "bad")


class TestProcesses:
    @pytest.fixture
    def question(self, keyring, now):
        from sellxed_sdk.licence import Situation

        return Question(
            situation=Situation(product="alpenpay", released_on=None),
            now=now,
            keyring=keyring,
            revocations=None,
            certificates=None,
            test_mode=False,
        )

    def test_one_that_is_killed_loses_nothing(self, keys, question):
        workers = Workers(question)
        try:
            first = workers.check(keys)
            os.kill(workers._processes[0].pid, signal.SIGKILL)
            workers._processes[0].wait()
            assert workers.check(keys) == first == workers.check(keys)
        finally:
            workers.close()

    @pytest.mark.parametrize("executable", ["", None, "/usr/sbin/apache2", "/no/python"])
    def test_where_there_can_be_none_it_is_done_here(self, keys, question, monkeypatch, executable):
        monkeypatch.setattr(sys, "executable", executable)
        workers = Workers(question)

        assert len(workers.check(keys)) == len(keys)
        assert workers._processes == []
        workers.close()

    def test_each_thread_has_its_own_and_all_end(self, keys, question):
        workers = Workers(question)
        threads = [threading.Thread(target=workers.check, args=(keys,)) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        processes = [*workers._processes]

        assert len(processes) == 2
        workers.close()
        assert all(process.returncode is not None for process in processes)

    def test_a_script_without_a_main_guard_works(self, tmp_path, keys, signers):
        script = tmp_path / "script.py"
        script.write_text(
            "from sellxed_sdk import check_licences\n"
            "from sellxed_sdk.testing import TEST_TRUST, make_licence\n"
            "keys = [make_licence(product='alpenpay')] * 2500\n"
            "reports = check_licences(keys, trust=TEST_TRUST, mode='test', workers=2)\n"
            "print(sum(report.may_run for report in reports))\n"
        )
        done = subprocess.run(
            [sys.executable, "-I", str(script)], capture_output=True, text=True, check=False
        )

        assert (done.stdout, done.stderr) == ("2500\n", "")


def test_the_time_is_one_for_all(keys, trust):
    reports = list(check_licences(keys, trust=trust))

    assert len({report.checked_at for report in reports}) == 1
    assert reports[0].checked_at - datetime.now(timezone.utc) < timedelta(minutes=1)
