"""The registry of codes: every cause that the SDK can name, said once.

The English texts are also the keys of the translation catalogues, so a changed
text asks for its translations again.
"""

from __future__ import annotations

import importlib
import pkgutil
import string
from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeVar

import attrs

from sellxed_sdk.errors import SellxedError
from sellxed_sdk.findings._finding import Finding, Param
from sellxed_sdk.findings._severity import Severity

__all__ = ["Code", "define", "describe", "finding_of", "registry"]

E = TypeVar("E", bound=SellxedError)

_codes: dict[str, Code] = {}


@attrs.frozen(kw_only=True)
class Code:
    """One cause: its stable name, its texts, and what to do about it."""

    name: str
    """Stable, upper case, as ``KEY_TRUNCATED``. Never used again for another cause."""
    severity: Severity
    """The usual severity; a finding may carry another one where data says so."""
    message: str
    """English sentence with ``{named}`` parameters: what is the case; for one, if counted."""
    hint: str
    """English sentence: the way out."""
    cause: str
    """English, for the documentation: when this arises."""
    plural: str = ""
    """The message for any number but one; empty where nothing is counted."""
    plural_by: str = ""
    """The parameter whose number decides between the two, and other languages' forms."""

    def template(self, number: Param | None = None) -> str:
        """Return the English message for a number of what is counted.

        Args:
            number: Value of the parameter ``plural_by``, where there is one.
        """
        return self.plural if self.plural and number != 1 else self.message

    @property
    def params(self) -> frozenset[str]:
        """Names of the parameters that the texts use."""
        formatter = string.Formatter()
        return frozenset(
            name
            for text in (self.message, self.plural, self.hint)
            for _, name, _, _ in formatter.parse(text)
            if name
        )

    def finding(
        self, *, subject: str = "", severity: Severity | None = None, **params: Param
    ) -> Finding:
        """Build the finding for this cause.

        Args:
            subject: What it is about: a product, plugin, host or file. Part of
                the identity of the finding, for suppression and dismissal.
            severity: Overrides the usual severity.
            **params: Values for the texts' placeholders.

        Returns:
            The finding. Missing parameters are shown as ``?``: a report must
            never fail because of its wording.
        """
        return self._with(severity or self.severity, subject, params)

    def _with(self, severity: Severity, subject: str, params: Mapping[str, Param]) -> Finding:
        return Finding(
            code=self.name,
            severity=severity,
            subject=subject,
            params=tuple(sorted(params.items())),
        )

    def error(self, kind: type[E], **context: Param) -> E:
        """Build the exception of class ``kind`` for this cause.

        Args:
            kind: The exception class.
            **context: Values for the placeholders; also kept on the exception.

        Returns:
            The exception, to be raised by the caller.
        """
        finding = self._with(self.severity, "", context)
        plain = {name: v if isinstance(v, (str, int)) else str(v) for name, v in context.items()}
        return kind(finding.message, code=self.name, hint=finding.hint, **plain)


def define(
    name: str,
    severity: Severity,
    message: str,
    *,
    hint: str = "",
    cause: str = "",
    plural: str = "",
    plural_by: str = "",
) -> Code:
    """Enter a code into the registry; called by the modules of ``findings.codes`` only.

    A message that counts something is given twice: ``message`` for one, ``plural`` for any
    other number of ``plural_by``. Translations have as many forms as their language.
    """
    if name in _codes:
        raise ValueError(f"code {name} is defined twice")
    if bool(plural) != bool(plural_by):
        raise ValueError(f"code {name} needs both plural and plural_by, or neither")
    code = Code(
        name=name,
        severity=severity,
        message=message,
        hint=hint,
        cause=cause,
        plural=plural,
        plural_by=plural_by,
    )
    _codes[name] = code
    return code


def registry() -> Mapping[str, Code]:
    """Return every code of the SDK by name, in the order of their areas."""
    areas = importlib.import_module("sellxed_sdk.findings.codes")
    for module in pkgutil.iter_modules(areas.__path__):
        importlib.import_module(f"{areas.__name__}.{module.name}")
    return MappingProxyType(_codes)


def describe(name: str) -> Code | None:
    """Return the code of that name, or None where a newer SDK may know it."""
    known = _codes.get(name)
    return known if known is not None else registry().get(name)


def finding_of(error: SellxedError) -> Finding:
    """Return the finding that says the same as an exception, for reports that never raise."""
    code = describe(error.code)
    params = {name: value for name, value in error.context.items() if value is not None}
    return Finding(
        code=error.code,
        severity=code.severity if code else Severity.ERROR,
        params=tuple(sorted(params.items())),
    )
