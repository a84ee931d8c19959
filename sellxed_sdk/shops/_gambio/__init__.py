"""Gambio GX 2, 3 and 4."""

from sellxed_sdk.shops._gambio._read import GAMBIO

__all__ = ["GAMBIO"]
