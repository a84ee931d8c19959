"""What every host integration does, without a framework.

What this decides: which notices a user sees now, whether an entered key takes the place of
the one before, when the channel is asked, and what all processes of a shop share. A host
brings a `RecordStore`, who may see it, addresses and forms; `AdminPanel` does the rest.

A page costs one look-up and no network. The channel is asked by the scheduled job, or by an
admin who clicks.
"""

from sellxed_sdk.hosting._panel import AdminPanel
from sellxed_sdk.hosting._store import FileStore, MemoryStore, RecordStore
from sellxed_sdk.hosting._values import InstalledModule, KeyState, PanelAnswer, PanelView

__all__ = [
    "AdminPanel",
    "FileStore",
    "InstalledModule",
    "KeyState",
    "MemoryStore",
    "PanelAnswer",
    "PanelView",
    "RecordStore",
]
