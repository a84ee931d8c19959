"""Which class, function or constant a name means: namespaces and ``use``."""

from __future__ import annotations

__all__ = ["NameScope"]


class NameScope:
    """One namespace of one file, with what it imports.

    Args:
        namespace: Without backslashes around it; empty for the global one.
    """

    __slots__ = ("_classes", "_constants", "_functions", "namespace")

    def __init__(self, namespace: str = "") -> None:
        self.namespace = namespace
        self._classes: dict[str, str] = {}
        self._functions: dict[str, str] = {}
        self._constants: dict[str, str] = {}

    def add(self, kind: str, alias: str, name: str) -> None:
        """Import a name.

        Args:
            kind: ``function``, ``const``, or empty for a class or a namespace.
            alias: What it is called here; empty for the last part of its name.
            name: What is imported; names in ``use`` are always full ones.
        """
        full = name.strip("\\")
        short = alias or full.rpartition("\\")[2]
        if kind == "function":
            self._functions[short.lower()] = full
        elif kind == "const":
            self._constants[short] = full
        else:
            self._classes[short.lower()] = full

    def declared(self, name: str) -> str:
        """Return the full name of what is declared here."""
        return f"{self.namespace}\\{name}" if self.namespace else name

    def class_name(self, name: str) -> str:
        """Return the full name of a class, without a leading backslash."""
        return self._qualified(name) or self._classes.get(name.lower()) or self.declared(name)

    def function_names(self, name: str) -> tuple[str, ...]:
        """Return the full names that a function may have; PHP takes the first that is."""
        return self._candidates(name, self._functions.get(name.lower()))

    def constant_names(self, name: str) -> tuple[str, ...]:
        """Return the full names that a constant may have; PHP takes the first that is."""
        return self._candidates(name, self._constants.get(name))

    def _candidates(self, name: str, imported: str | None) -> tuple[str, ...]:
        known = self._qualified(name) or imported
        if known or not self.namespace:
            return (known or name,)
        return (self.declared(name), name)

    def _qualified(self, name: str) -> str:
        """Return the full name of one with backslashes, or an empty text."""
        if name.startswith("\\"):
            return name[1:]
        first, separator, rest = name.partition("\\")
        if not separator:
            return ""
        if first.lower() == "namespace":
            return self.declared(rest)
        return f"{self._classes.get(first.lower()) or self.declared(first)}\\{rest}"
