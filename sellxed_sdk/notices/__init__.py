"""Notices: what an admin should know, in the admin's language, and nothing else.

What this decides: which findings are shown, how loud, where, and when they come back
after a dismissal. Pure, but for reading its own texts from the package.
"""

from sellxed_sdk.notices._catalogue import LANGUAGES, Catalogue
from sellxed_sdk.notices._html import render_notices_html, render_panel_html, stylesheet
from sellxed_sdk.notices._panel import Panel
from sellxed_sdk.notices._policy import Notice, Surface, build_notices, select_banner
from sellxed_sdk.notices._text import render_panel_text, render_readiness_text

__all__ = [
    "LANGUAGES",
    "Catalogue",
    "Notice",
    "Panel",
    "Surface",
    "build_notices",
    "render_notices_html",
    "render_panel_html",
    "render_panel_text",
    "render_readiness_text",
    "select_banner",
    "stylesheet",
]
