"""Shared by all tests: a fixed time, a vendor's keys, no network but loopback."""

from __future__ import annotations

import socket
from datetime import datetime, timezone

import pytest
from hypothesis import HealthCheck, settings

from sellxed_sdk.signing import Keyring, LocalSigner, PrivateKey, Purpose, TrustedKey

settings.register_profile(
    "default",
    deadline=None,  # the machine's speed is no property
    derandomize=True,  # a failure in one run is a failure in all
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
settings.load_profile("default")

NOW = datetime(2026, 11, 23, 5, 0, tzinfo=timezone.utc)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch):
    """Only loopback can be reached: no test may depend on anything outside."""
    connect = socket.socket.connect

    def guarded(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in (
            "127.0.0.1",
            "localhost",
            "::1",
        ):
            raise AssertionError(f"a test tried to reach {address}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture
def now():
    """The time of all tests."""
    return NOW


@pytest.fixture(scope="session")
def signers():
    """One signer for each purpose, with keys that never change."""
    return {
        purpose: LocalSigner(f"{purpose.value}-1", PrivateKey.from_seed(bytes([number]) * 32))
        for number, purpose in enumerate(Purpose, start=1)
    }


@pytest.fixture(scope="session")
def keyring(signers):
    """The public halves of `signers`."""
    return Keyring(
        tuple(
            TrustedKey(kid=signer.kid, purpose=purpose, public_key=signer.public_key)
            for purpose, signer in signers.items()
        )
    )
