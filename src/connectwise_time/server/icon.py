"""The icon that hosts show beside the server's name: assets/icon.svg, in fewer characters.

It stands in every list of servers, and on 2026-07-28 in every answer: so it is small, and tools,
prompts and resources have none, because a model pays for each character of those.
"""

from base64 import b64encode

from mcp.types import Icon

_DRAWN = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
    '<rect width="32" height="32" rx="7" fill="#0f766e"/>'
    '<g fill="none"><circle cx="16" cy="16" r="11" stroke="#fff" stroke-width="2.2"/>'
    '<path d="M12 15l3.6 4.4 5.2-7" stroke="#fde68a" stroke-width="2.8"/></g></svg>'
)
ICON = Icon(
    src=f"data:image/svg+xml;base64,{b64encode(_DRAWN.encode()).decode()}",
    mime_type="image/svg+xml",
    sizes=["any"],
)
