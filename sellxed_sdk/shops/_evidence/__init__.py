"""What the caller knows about plugins: which of them run, in which version and order.

The SDK never takes credentials from a shop's configuration to ask its database; who
may ask it gives the answer here, and what is given wins over what files tell.
"""

from sellxed_sdk.shops._evidence._read import read_evidence
from sellxed_sdk.shops._evidence._rows import evidence_from_rows
from sellxed_sdk.shops._evidence._values import NO_EVIDENCE, Evidence, Stated

__all__ = ["NO_EVIDENCE", "Evidence", "Stated", "evidence_from_rows", "read_evidence"]
