"""What OCMOD and vQmod make of a file: their algorithms on text, without a shop around them.

Pure: text in, text, log and outcomes out. What cannot be followed exactly is an outcome of
its own with its reason, never a guess.
"""

from sellxed_sdk.shops._modification._dialects import DIALECTS, Dialect, select_dialect
from sellxed_sdk.shops._modification._document import parse_modification
from sellxed_sdk.shops._modification._ocmod import apply_ocmod
from sellxed_sdk.shops._modification._paths import (
    expand_braces,
    expand_each,
    match_segment,
    match_vqmod_path,
)
from sellxed_sdk.shops._modification._values import (
    Add,
    FileEdit,
    Modification,
    Operation,
    Outcome,
    Result,
    Search,
    Simulation,
    Step,
)
from sellxed_sdk.shops._modification._vqmod import apply_vqmod

__all__ = [
    "DIALECTS",
    "Add",
    "Dialect",
    "FileEdit",
    "Modification",
    "Operation",
    "Outcome",
    "Result",
    "Search",
    "Simulation",
    "Step",
    "apply_ocmod",
    "apply_vqmod",
    "expand_braces",
    "expand_each",
    "match_segment",
    "match_vqmod_path",
    "parse_modification",
    "select_dialect",
]
