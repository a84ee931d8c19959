"""Reading PHP source text, without executing it: what it declares, calls and returns."""

from sellxed_sdk.shops._php._encoded import find_encoder
from sellxed_sdk.shops._php._facts import (
    PhpAssignment,
    PhpCall,
    PhpClass,
    PhpConstant,
    PhpFile,
    PhpFunction,
    PhpMethod,
    PhpNote,
    PhpParameter,
    PhpProperty,
)
from sellxed_sdk.shops._php._reader import MAX_CHARACTERS, decode_php, read_php
from sellxed_sdk.shops._php._tokens import MAX_TOKENS, PhpTokens, tokenise
from sellxed_sdk.shops._php._values import PhpArray, PhpKey, PhpUnresolved, PhpValue

__all__ = [
    "MAX_CHARACTERS",
    "MAX_TOKENS",
    "PhpArray",
    "PhpAssignment",
    "PhpCall",
    "PhpClass",
    "PhpConstant",
    "PhpFile",
    "PhpFunction",
    "PhpKey",
    "PhpMethod",
    "PhpNote",
    "PhpParameter",
    "PhpProperty",
    "PhpTokens",
    "PhpUnresolved",
    "PhpValue",
    "decode_php",
    "find_encoder",
    "read_php",
    "tokenise",
]
