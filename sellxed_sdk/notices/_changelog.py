"""Changelogs as HTML: Markdown from outside, rendered by markdown-it-py, cleaned by nh3.

Two walls, each enough alone: Markdown that makes no raw HTML, images or other links, and a
sanitiser that lets a few tags through. Without the extra ``changelog`` it is plain text.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from sellxed_sdk.notices._markup import Html, clean, element, safe_url

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

__all__ = ["render_changelog"]

# More than a person reads; beyond it, Markdown is not worth its time.
_MAX_CHARS = 20_000
_TAGS = frozenset(
    {"a", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "s", "strong", "ul"}
)


def render_changelog(text: str) -> str:
    """Return Markdown as HTML that is safe in an admin's page.

    Links are https only and say so to the browser (``noopener noreferrer nofollow``); there
    are no images, headings become paragraphs, raw HTML is shown as the text that it is. With
    the extra ``changelog`` not installed, or for more than 20 000 characters, all is plain text.

    Args:
        text: Markdown (CommonMark), not trusted.
    """
    convert = _converter() if len(text) <= _MAX_CHARS else None
    if convert is None:
        return element("pre", text, class_="slx-plain")
    return element("div", Html(convert(clean(text))), class_="slx-prose")


@lru_cache(maxsize=1)
def _converter() -> Callable[[str], str] | None:
    try:
        import nh3
        from markdown_it import MarkdownIt
    except ImportError:
        return None
    markdown = _without_headings(MarkdownIt("js-default").disable(["image", "table"]))

    def convert(text: str) -> str:
        return nh3.clean(
            markdown.render(text),
            tags=set(_TAGS),
            attributes={"a": {"href", "title"}},
            attribute_filter=_only_https,
            url_schemes={"https"},
            link_rel="noopener noreferrer nofollow",
        )

    return convert


def _without_headings(markdown: MarkdownIt) -> MarkdownIt:
    """Make headings paragraphs: those of a page belong to the page."""
    rules = {"heading_open": "<p><strong>", "heading_close": "</strong></p>\n"}
    for name, markup in rules.items():
        markdown.add_render_rule(name, _constant(markup))
    markdown.validateLink = _is_https  # type: ignore[method-assign]
    return markdown


def _constant(markup: str) -> Callable[..., str]:
    def rule(*_: object) -> str:
        return markup

    return rule


def _is_https(url: str) -> bool:
    return url.startswith("https://") and safe_url(url) is not None


def _only_https(_tag: str, name: str, value: str) -> str | None:
    return value if name != "href" or _is_https(value) else None
