"""Text that others wrote, shown exactly as they wrote it.

Names, messages, notes and imported values are a stranger's text. Streamlit reads Markdown in `st.markdown`, in labels,
in table cells and in tooltips; there it would draw `![x](http://…)` as an image, that is, ask another host for it.
Everything that did not come from our own catalogues goes through `literal` before it meets Markdown.
"""

from __future__ import annotations

import re

_PUNCTUATION = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&=\"'@/^])")
_LINE_BREAK = re.compile(r"\r\n|\r|\n|\u2028|\u2029")
_READ_AGAIN = re.compile(r"(?i)https?(?=:)|www(?=\.)|@|[-<>~=](?=[-<>=])")
_JOINER = "\u2060"
_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def literal(text: str | None) -> str:
    """`text` as Markdown that shows it as typed, on one line; None and empty become an en dash.

    Every ASCII punctuation mark that Markdown, Streamlit's directives (`:red[..]`, `:material/…:`), maths (`$..$`),
    links or HTML could take for themselves is written as a character reference, which no Markdown reads as markup.
    Addresses and arrows are found once more in the finished text, to be made links and `→`: an invisible joiner (word
    joiner, no width) breaks them. Marks that turn the direction of writing are dropped: they would reorder our own
    words beside them.
    """
    shown = _INVISIBLE.sub("", _LINE_BREAK.sub(" ", text or ""))
    shown = _READ_AGAIN.sub(lambda found: found.group() + _JOINER, shown)
    return _PUNCTUATION.sub(lambda mark: f"&#{ord(mark.group())};", shown).strip() or "–"


def literal_lines(text: str | None) -> str:
    """The same, with the line breaks that the writer made."""
    lines = _LINE_BREAK.split(text or "")
    return "  \n".join(literal(line) if line.strip() else "&nbsp;" for line in lines)
