"""The update channel: a TUF client that a shop can live with.

What this decides: which facts of the vendor are genuine and current, and whether a
downloaded archive is the signed one. It does not decide what they mean; the pure
rooms do. `UpdateClient.refresh` is called from cron or by a click and never raises;
`UpdateClient.status` reads one local file and is what pages show.

Importing this package loads neither tuf nor requests; a refresh does.
"""

from sellxed_sdk.updates._client import UpdateClient
from sellxed_sdk.updates._paths import default_state_dir
from sellxed_sdk.updates._result import ChannelStatus, RefreshOutcome, RefreshResult
from sellxed_sdk.updates._timeouts import Timeouts

__all__ = [
    "ChannelStatus",
    "RefreshOutcome",
    "RefreshResult",
    "Timeouts",
    "UpdateClient",
    "default_state_dir",
]
