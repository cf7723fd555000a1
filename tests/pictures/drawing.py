"""Draw a conversation as an SVG that needs nothing but itself: no font, no script, no address."""

from dataclasses import dataclass, field
from html import escape

from connectwise_time.server.answers.common import SANDBOX
from pictures.conversations import Conversation
from pictures.laying_out import lines_of
from pictures.talking import Turn

WIDTH = 960
_MARGIN, _PAD = 28, 14
_SANS = 'system-ui, -apple-system, "Segoe UI", Inter, "DejaVu Sans", sans-serif'
_MONO = 'ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace'
_SMALL, _TALL, _HEAD = 19, 22, 54
# The widest fixed-width fonts advance by 0.602 of their size; sentences are a little narrower.
_CODE_SIZE, _TEXT_SIZE = 12.5, 15
_CODE_WIDE, _TEXT_WIDE = _CODE_SIZE * 0.602, _TEXT_SIZE * 0.545
_IN_CODE = int((WIDTH - 2 * _MARGIN - 2 * _PAD - 8) / _CODE_WIDE)
_IN_BUBBLE = 64
_EDGES = {"answered": "good", "refused": "stop", "asked": "ask"}
_LABELS = {"refused": "REFUSED, nothing was stored", "asked": "THE HOST ASKS THE PERSON"}

_STYLE = f"""
  text {{ white-space: pre; }}
  .s {{ font: {_TEXT_SIZE}px {_SANS}; }} .c {{ font: {_CODE_SIZE}px {_MONO}; }}
  .h {{ font: 600 14px {_SANS}; fill: #e8edf4; }} .p {{ font: 12px {_SANS}; fill: #a9b8cc; }}
  .l {{ font: 600 10.5px {_SANS}; letter-spacing: .06em; }}
  .page {{ fill: #f6f8fb; stroke: #c5d0dd; }} .bar {{ fill: #1d2f49; }}
  .bubble {{ fill: #2160c4; }} .in {{ fill: #ffffff; }}
  .card {{ fill: #ffffff; stroke: #d7dfe8; }} .ink {{ fill: #1b2633; }} .dim {{ fill: #66758a; }}
  .tool {{ fill: #7a3db8; font-weight: 600; }} .wire {{ fill: #46566b; }}
  .good {{ fill: #1e8e5a; }} .stop {{ fill: #c4493a; }} .ask {{ fill: #c98a12; }}
"""


@dataclass(slots=True)
class _Sheet:
    """What is drawn so far, and how far down it reaches."""

    parts: list[str] = field(default_factory=list)
    y: float = _HEAD + 20

    def text(self, x: float, y: float, kind: str, text: str) -> None:
        self.parts.append(f'<text x="{x:g}" y="{y:g}" class="{kind}">{escape(text)}</text>')

    def box(self, x: float, wide: float, tall: float, kind: str, *, round_: float = 10) -> None:
        self.parts.append(
            f'<rect x="{x:g}" y="{self.y:g}" width="{wide:g}" height="{tall:g}"'
            f' rx="{round_:g}" class="{kind}"/>'
        )


def drawn(conversation: Conversation, turns: list[Turn]) -> str:
    """The picture."""
    sheet = _Sheet()
    for turn in turns:
        if turn.kind == "said":
            _bubble(sheet, turn.text)
        elif turn.kind == "called":
            _call(sheet, turn.text)
        else:
            _card(sheet, turn)
    tall = sheet.y + 8
    frame = _Sheet(y=0.5)
    frame.box(0.5, WIDTH - 1, tall - 1, "page", round_=14)
    frame.parts.append(
        f'<path class="bar" d="M0 {_HEAD}V14a14 14 0 0 1 14-14'
        f'H{WIDTH - 14}a14 14 0 0 1 14 14V{_HEAD}z"/>'
    )
    frame.text(_MARGIN, 33, "h", conversation.who)
    frame.parts.append(
        f'<text x="{WIDTH - _MARGIN}" y="33" class="p" text-anchor="end">'
        "connectwise-time on practice data</text>"
    )
    told = escape(conversation.title)
    size = f'width="{WIDTH}" height="{tall:g}" viewBox="0 0 {WIDTH} {tall:g}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{told}">',
            f"<title>{told}</title>",
            f"<style>{_STYLE}</style>",
            *frame.parts,
            *sheet.parts,
            "</svg>\n",
        ]
    )


def _bubble(sheet: _Sheet, text: str) -> None:
    lines = lines_of(text, _IN_BUBBLE)
    wide = max(map(len, lines)) * _TEXT_WIDE + 2 * _PAD
    tall = len(lines) * _TALL + 16
    x = WIDTH - _MARGIN - wide
    sheet.y += 4
    sheet.box(x, wide, tall, "bubble", round_=16)
    # How wide letters are is only estimated: what is in the middle looks right anyhow.
    for place, line in enumerate(lines):
        y = sheet.y + 24 + place * _TALL
        sheet.parts.append(
            f'<text x="{x + wide / 2:g}" y="{y:g}" class="s in" text-anchor="middle">'
            f"{escape(line.strip())}</text>"
        )
    sheet.y += tall + 14


def _call(sheet: _Sheet, text: str) -> None:
    tool, _, given = text.partition("(")
    for place, line in enumerate(lines_of(f"{tool}({given}", _IN_CODE)):
        y = sheet.y + 12 + place * _SMALL
        if place == 0:
            line_ = escape(line.removeprefix(tool))
            sheet.parts.append(
                f'<text x="{_MARGIN + 4}" y="{y:g}" class="c wire">'
                f'<tspan class="tool">{escape(tool)}</tspan>{line_}</text>'
            )
        else:
            sheet.text(_MARGIN + 4, y, "c wire", line)
    sheet.y += len(lines_of(text, _IN_CODE)) * _SMALL + 4


def _card(sheet: _Sheet, turn: Turn) -> None:
    lines = lines_of(turn.text, _IN_CODE)
    label = _LABELS.get(turn.kind, "")
    above = 20 if label else 0
    tall = len(lines) * _SMALL + 18 + above
    wide = WIDTH - 2 * _MARGIN
    edge = _EDGES[turn.kind]
    sheet.box(_MARGIN, wide, tall, "card", round_=8)
    sheet.box(_MARGIN, 5, tall, edge, round_=2.5)
    if label:
        sheet.text(_MARGIN + _PAD + 4, sheet.y + 20, f"l {edge}", label)
    for place, line in enumerate(lines):
        y = sheet.y + 22 + above + place * _SMALL
        ink = "dim" if line == SANDBOX else "ink"
        sheet.text(_MARGIN + _PAD + 4, y, f"c {ink}", line)
    sheet.y += tall + 16
