"""How PHP's tokens look: the lexical grammar of PHP 8.2, in coarse kinds.

Source: the language reference of PHP (https://www.php.net/manual/en/tokens.php) and what
``token_get_all`` of PHP answers (tests/shops/vectors/php_tokens.json).

Every pattern takes linear time: alternatives begin with different characters, and no
repetition can match the same text in two ways.
"""

from __future__ import annotations

import re

__all__ = [
    "BAD",
    "BLANKS",
    "BRACKET",
    "CAST",
    "CLOSE",
    "CLOSERS",
    "CODE",
    "HEREDOC",
    "HEREDOC_CHUNK",
    "HTML",
    "KINDS",
    "LABEL",
    "NAME",
    "NEWLINE",
    "NOWDOC_LINE",
    "NUMBER",
    "OFFSET",
    "OPEN",
    "OPEN_TAG",
    "OPERATOR",
    "QUOTE",
    "QUOTED_CHUNK",
    "SHORT_TAG",
    "SIMPLE",
    "STRING",
    "TEXT",
    "VARIABLE",
    "WORD",
]

# Kinds of tokens; those of CODE are the names of its groups.
HTML = "html"
OPEN = "open"
CLOSE = "close"
NAME = "name"
VARIABLE = "variable"
NUMBER = "number"
STRING = "string"
QUOTE = "quote"
TEXT = "text"
HEREDOC = "heredoc"
CAST = "cast"
BRACKET = "bracket"
OPERATOR = "operator"
BAD = "bad"

CLOSERS = {"(": ")", "[": "]", "#[": "]", "{": "}", "${": "}"}

# PHP reads bytes, and every byte from 0x80 on may be part of a name.
# Written as what may not be: so that the engine looks each character up in one table.
_START = r"[^\x00-\x40\x5b-\x5e\x60\x7b-\x7f]"
_PART = r"[^\x00-\x2f\x3a-\x40\x5b-\x5e\x60\x7b-\x7f]"
_WORD = f"{_START}{_PART}*"
_DIGITS = "[0-9]+(?:_[0-9]+)*"
_INTEGER = "0[xX][0-9a-fA-F]+(?:_[0-9a-fA-F]+)*|0[bB][01]+(?:_[01]+)*|0[oO][0-7]+(?:_[0-7]+)*"
_NUMBER = rf"{_INTEGER}|(?:{_DIGITS}(?:\.(?:{_DIGITS})?)?|\.{_DIGITS})(?:[eE][+-]?{_DIGITS})?"
_NEWLINE = r"(?:\r\n|\n|\r)"
_BLANKS = r"[\x20\t\r\n]"
_NO_VALUE = rf"\$(?!{_START}|\{{)|\{{(?!\$)|\\(?:.|\Z)"
_TYPES = "int|integer|bool|boolean|float|double|real|string|array|object|unset|binary"
_OPERATORS = (
    r"[;,~@$\\]|=(?:==?|>)?|-[->=]?|::?|\.(?:\.\.|=)?|\?(?:->|\?=?|(?!>))|!(?:==?)?|&[&=]?|"
    r"\|[|=]?|\+[+=]?|<(?:=>|<=?|[=>])?|>(?:>=?|=)?|\*(?:\*=?|=)?|[/%^]=?"
)

WORD = re.compile(_WORD)
NEWLINE = re.compile(_NEWLINE)
BLANKS = re.compile(r"[ \t\r\n]*")

CODE = re.compile(
    rf"""(?:
    (?P<variable>\${_WORD})
    |(?P<name>(?![bB](?:['"]|<<<))
        (?:[yY][iI][eE][lL][dD]{_BLANKS}+[fF][rR][oO][mM](?!{_PART})|\\?{_WORD}(?:\\{_WORD})*))
    |(?P<string>[bB]?(?:'[^'\\]*(?:\\.[^'\\]*)*'
        |"[^"\\${{]*(?:(?:{_NO_VALUE})[^"\\${{]*)*"))
    |(?P<cast>\([ \t]*(?i:{_TYPES})[ \t]*\))
    |(?P<bracket>[\[\](){{}}]|\#\[)
    |(?P<comment>(?://|\#)[^\r\n?]*(?:\?(?!>)[^\r\n?]*)*|/\*(?:.*?\*/|.*))
    |(?P<number>{_NUMBER})
    |(?P<heredoc>[bB]?<<<[ \t]*(?:{_WORD}|'{_WORD}'|"{_WORD}"){_NEWLINE})
    |(?P<operator>{_OPERATORS})
    |(?P<quote>[bB]?"|`)
    |(?P<broken>[bB]?'.*)
    |(?P<bad>[^?])
    ){_BLANKS}*|(?P<close>\?>)""",
    re.DOTALL | re.VERBOSE,
)
"""One token of code, or a comment, and the white space behind it."""

KINDS = ("", *CODE.groupindex)
"""The names of its groups by number: it has no others."""

OPEN_TAG = re.compile(rf"<\?(?:=|(?i:php)(?:[ \t]|{_NEWLINE}|\Z))")
SHORT_TAG = re.compile(rf"<\?(?={_BLANKS})")

QUOTED_CHUNK = {
    quote: re.compile(rf"[^{quote}\\${{]*(?:(?:{_NO_VALUE})[^{quote}\\${{]*)*", re.DOTALL)
    for quote in '"`'
}
"""Text up to the end of a string or to something in it that has a value."""

HEREDOC_CHUNK = re.compile(
    rf"[^\r\n\\${{]*(?:(?:\$(?!{_START}|\{{)|\{{(?!\$)|\\(?:[^\r\n]|(?=[\r\n])|\Z))[^\r\n\\${{]*)*"
)
"""As before, up to the end of the line."""

NOWDOC_LINE = re.compile(rf"[\r\n][ \t]*({_WORD})(?!{_PART}|\Z)")

LABEL = re.compile(rf"[ \t]*({_WORD})(?!{_PART}|\Z)")
"""What may end a heredoc: PHP wants something behind it."""

SIMPLE = re.compile(rf"(\${_WORD})(?:(\[)|(\??->)(?={_START}))?")
"""A variable in a string, and what follows it there without braces."""

OFFSET = re.compile(
    rf"(?P<variable>\${_WORD})|(?P<name>{_WORD})|(?P<number>{_INTEGER}|{_DIGITS})"
    rf"|(?P<bracket>[\[\](){{}}])|(?P<operator>[-;:,.|^&+/*=%!~$<>?@])"
)
"""What stands between the brackets of ``"$list[0]"``."""
