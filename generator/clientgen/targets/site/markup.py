"""The site's markup. Its pages show calls beside the text, none in it."""

from __future__ import annotations

from ..pages.markup import Markup
from ..sinks import html

HTML = Markup(html.text, html.prose, html.span, html.link, html.local, None, ".html")
