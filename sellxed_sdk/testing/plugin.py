"""The pytest plug-in: fixtures only, nothing automatic, nothing loaded until used."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from sellxed_sdk.testing._server import DirectoryServer

__all__ = ["sellxed_licences", "sellxed_server"]


@pytest.fixture
def sellxed_licences() -> Callable[..., str]:
    """A function that makes test licences: ``sellxed_licences("valid", product="alpenpay")``."""
    from sellxed_sdk.testing import make_licence

    return make_licence


@pytest.fixture
def sellxed_server() -> Callable[[Path], AbstractContextManager[DirectoryServer]]:
    """A function that serves a directory on loopback, as a channel is served."""
    from sellxed_sdk.testing import serve_directory

    return serve_directory
