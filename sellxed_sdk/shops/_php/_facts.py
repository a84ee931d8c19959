"""What one PHP file says, as far as its text tells it."""

from __future__ import annotations

import attrs

from sellxed_sdk.shops._php._values import PhpArray, PhpValue

__all__ = [
    "PhpAssignment",
    "PhpCall",
    "PhpClass",
    "PhpConstant",
    "PhpFile",
    "PhpFunction",
    "PhpMethod",
    "PhpNote",
    "PhpParameter",
    "PhpProperty",
]


@attrs.frozen(kw_only=True)
class PhpNote:
    """Something in a file that was not read, or that needs a careful reader."""

    line: int
    """From 1."""
    reason: str
    """Half a sentence."""


@attrs.frozen(kw_only=True)
class PhpCall:
    """A call of one of the functions that were asked for, or an attribute."""

    name: str
    """As asked for: ``add_action``, ``->registerHook``, ``::declare_compatibility``; of an
    attribute its class, resolved."""
    receiver: str = ""
    """Of ``->`` the variable, as ``$this``; of ``::`` the class, resolved; empty for a
    function, and where it is an expression."""
    args: tuple[PhpValue, ...] = ()
    """What is given by position."""
    named: tuple[tuple[str, PhpValue], ...] = ()
    """What is given by name."""
    line: int
    """Where it begins, from 1."""
    in_class: str = ""
    """The class around it, resolved; empty outside and in anonymous ones."""
    in_function: str = ""
    """The function or method around it; empty outside."""
    is_conditional: bool = False
    """Whether it stands in a block, as of ``if``, or in a function."""

    def arg(self, position: int, name: str = "") -> PhpValue:
        """Return what is given by position or by name; None where it is not given.

        Args:
            position: From 0.
            name: The parameter's name, without ``$``.
        """
        if position < len(self.args):
            return self.args[position]
        return next((value for key, value in self.named if key == name), None)


@attrs.frozen(kw_only=True)
class PhpAssignment:
    """An assignment to one of the variables that were asked for."""

    target: str
    """As asked for: ``$aModule``, ``$this->name``."""
    path: tuple[PhpValue, ...] = ()
    """Keys behind it: ``("extend", "x")`` of ``$aModule['extend']['x'] = …``."""
    operator: str = "="
    """``=``, or what changes a former value, as ``.=``."""
    value: PhpValue
    """What is assigned."""
    line: int
    """From 1."""
    in_class: str = ""
    """The class around it, resolved."""
    in_function: str = ""
    """The function or method around it."""
    is_conditional: bool = False
    """Whether it stands in a block, as of ``if``, or in a function."""


@attrs.frozen(kw_only=True)
class PhpParameter:
    """A parameter of a function or a method."""

    name: str
    """Without ``$``."""
    types: tuple[str, ...] = ()
    """Names of classes, resolved, and of PHP's own types in lower case."""
    is_promoted: bool = False
    """Whether it is a property as well."""


@attrs.frozen(kw_only=True)
class PhpFunction:
    """A function."""

    name: str
    """Resolved, without a leading backslash."""
    line: int
    """From 1."""
    is_conditional: bool = False
    """Whether it is declared in a block, as of ``if (!function_exists(…))``."""


@attrs.frozen(kw_only=True)
class PhpConstant:
    """A constant, of a class or of its own, or a case of an enum."""

    name: str
    """Of a class's the bare name; else resolved."""
    value: PhpValue
    """Its value."""
    line: int
    """From 1."""
    is_conditional: bool = False
    """Whether it is declared in a block, as of ``if (!defined(…))``."""


@attrs.frozen(kw_only=True)
class PhpProperty:
    """A property of a class."""

    name: str
    """Without ``$``."""
    value: PhpValue = None
    """Its default; None where there is none."""
    visibility: str = "public"
    """``public``, ``protected`` or ``private``."""
    is_static: bool = False
    """Whether it belongs to the class."""
    line: int
    """From 1."""


@attrs.frozen(kw_only=True)
class PhpMethod:
    """A method of a class."""

    name: str
    """As written; PHP does not tell upper and lower case apart."""
    visibility: str = "public"
    """``public``, ``protected`` or ``private``."""
    is_static: bool = False
    """Whether it belongs to the class."""
    is_abstract: bool = False
    """Whether it has no body: abstract, or of an interface."""
    is_final: bool = False
    """Whether it may not be overridden."""
    parameters: tuple[PhpParameter, ...] = ()
    """In order."""
    attributes: tuple[PhpCall, ...] = ()
    """Its attributes."""
    parent_calls: tuple[str, ...] = ()
    """Methods it calls as ``parent::name(…)``, in lower case, sorted."""
    own_calls: tuple[str, ...] = ()
    """Methods it calls as ``$this->name(…)``, ``self::`` or ``static::``, likewise."""
    has_dynamic_parent: bool = False
    """Whether it calls its parent by a name that is computed, or by a callable in text."""
    line: int
    """From 1, of the word ``function``."""
    comment: str = ""
    """The comments directly before it, with ``/*`` and ``*/``."""

    @property
    def calls_parent(self) -> bool:
        """Whether it calls the parent's method of its own name."""
        return self.name.lower() in self.parent_calls


@attrs.frozen(kw_only=True)
class PhpClass:
    """A class, an interface, a trait or an enum."""

    kind: str
    """``class``, ``interface``, ``trait`` or ``enum``."""
    name: str
    """Resolved, without a leading backslash; empty for an anonymous class."""
    extends: tuple[str, ...] = ()
    """Its parent, resolved; of an interface, its parents."""
    implements: tuple[str, ...] = ()
    """Interfaces, resolved."""
    traits: tuple[str, ...] = ()
    """Traits that it uses, resolved."""
    is_abstract: bool = False
    """Whether it is abstract."""
    is_final: bool = False
    """Whether it may not be extended."""
    attributes: tuple[PhpCall, ...] = ()
    """Its attributes."""
    constants: tuple[PhpConstant, ...] = ()
    """Constants, and the cases of an enum, in order."""
    properties: tuple[PhpProperty, ...] = ()
    """Properties in order, those promoted in the constructor last."""
    methods: tuple[PhpMethod, ...] = ()
    """Methods in order."""
    line: int
    """From 1, of the word ``class``."""
    is_conditional: bool = False
    """Whether it is declared in a block or a function."""

    def method(self, name: str) -> PhpMethod | None:
        """Return a method by its name in any case, or None."""
        wanted = name.lower()
        return next((entry for entry in self.methods if entry.name.lower() == wanted), None)

    def reaches_parent(self, name: str) -> bool | None:
        """Whether a method calls the parent's one, itself or through others of its class.

        Modules wrap ``parent::save()`` in a method of their own and call that.

        Args:
            name: The method's name in any case.

        Returns:
            None where a name is computed, so that the text does not tell.
        """
        wanted = name.lower()
        by_name = {entry.name.lower(): entry for entry in self.methods}
        waiting, seen, is_dynamic = [wanted], {wanted}, False
        while waiting:
            entry = by_name.get(waiting.pop())
            if entry is None:
                continue
            if wanted in entry.parent_calls:
                return True
            is_dynamic = is_dynamic or entry.has_dynamic_parent
            waiting += [call for call in entry.own_calls if call not in seen]
            seen.update(entry.own_calls)
        return None if is_dynamic else False


@attrs.frozen(kw_only=True)
class PhpFile:
    """What a file declares, calls, assigns and returns."""

    unread: str = ""
    """Why it was not read, as half a sentence; empty where it was."""
    notes: tuple[PhpNote, ...] = ()
    """What was not read in it."""
    namespaces: tuple[str, ...] = ()
    """Namespaces in order."""
    classes: tuple[PhpClass, ...] = ()
    """Classes, interfaces, traits and enums in order, anonymous ones among them."""
    functions: tuple[PhpFunction, ...] = ()
    """Functions in order."""
    constants: tuple[PhpConstant, ...] = ()
    """Of ``const`` and of ``define()`` with a literal name, in order."""
    calls: tuple[PhpCall, ...] = ()
    """Calls of what was asked for, in order."""
    assignments: tuple[PhpAssignment, ...] = ()
    """Assignments to what was asked for, in order."""
    returns: tuple[PhpValue, ...] = ()
    """Values of the ``return`` statements of the file itself, in order."""

    def find(self, name: str) -> PhpClass | None:
        """Return a class by its resolved name in any case, or None."""
        wanted = name.lstrip("\\").lower()
        return next((entry for entry in self.classes if entry.name.lower() == wanted), None)

    def returned(self) -> PhpArray | None:
        """Return the one array that the file returns, or None where that is not so."""
        value = self.returns[0] if len(self.returns) == 1 else None
        return value if isinstance(value, PhpArray) else None
