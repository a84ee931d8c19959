"""Notices and the panel: findings in an admin's words and language.

What this decides: which findings an admin is shown, where, how loud and until when
(one policy table), and how they read: HTML, text or JSON; conflicts also as SARIF, JUnit
and Markdown. It neither stores nor sends
anything. The host decides who sees it: only users who may update the module, never a
visitor of the shop.
"""

from sellxed_sdk.notices._build import OVERDUE_AFTER, build_notices
from sellxed_sdk.notices._catalogue import Catalogue
from sellxed_sdk.notices._changelog import render_changelog
from sellxed_sdk.notices._compatibility._junit import render_conflicts_junit
from sellxed_sdk.notices._compatibility._markdown import render_conflicts_markdown
from sellxed_sdk.notices._compatibility._sarif import render_conflicts_sarif
from sellxed_sdk.notices._compatibility._section import render_conflicts_html
from sellxed_sdk.notices._compatibility._tree import render_conflicts_tree
from sellxed_sdk.notices._fragment import render_index_fragment, render_panel_fragment
from sellxed_sdk.notices._host import HostForm, IndexEntry, KeyField, PanelReply
from sellxed_sdk.notices._html import render_panel_html, stylesheet
from sellxed_sdk.notices._languages import LANGUAGES, VARIANTS, negotiate_language
from sellxed_sdk.notices._notice import Notice, NoticeAction
from sellxed_sdk.notices._notices_html import render_notices_html
from sellxed_sdk.notices._notices_text import (
    notices_subject,
    notices_to_json,
    render_notices_text,
)
from sellxed_sdk.notices._panel import Panel
from sellxed_sdk.notices._policies import POLICIES
from sellxed_sdk.notices._policy import Policy, Surface
from sellxed_sdk.notices._select import (
    count_notices,
    is_put_away,
    select_banner,
    select_notices,
    sort_notices,
)
from sellxed_sdk.notices._text import render_panel_text, render_readiness_text

__all__ = [
    "LANGUAGES",
    "OVERDUE_AFTER",
    "POLICIES",
    "VARIANTS",
    "Catalogue",
    "HostForm",
    "IndexEntry",
    "KeyField",
    "Notice",
    "NoticeAction",
    "Panel",
    "PanelReply",
    "Policy",
    "Surface",
    "build_notices",
    "count_notices",
    "is_put_away",
    "negotiate_language",
    "notices_subject",
    "notices_to_json",
    "render_changelog",
    "render_conflicts_html",
    "render_conflicts_junit",
    "render_conflicts_markdown",
    "render_conflicts_sarif",
    "render_conflicts_tree",
    "render_index_fragment",
    "render_notices_html",
    "render_notices_text",
    "render_panel_fragment",
    "render_panel_html",
    "render_panel_text",
    "render_readiness_text",
    "select_banner",
    "select_notices",
    "sort_notices",
    "stylesheet",
]
