"""Reading tagged texts, one a line, one hand a file: notes on an OS (`notes/`), sentences of agents (`promises/`).

[asked done]: wifi fraco no quarto de costura, orientei mudar roteador p/ cima da estante
[promise]: até sexta sai tua resposta por aqui
[]: o técnico te liga quando estiver chegando
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FOLDERS = {"note": Path(__file__).parent / "notes", "promise": Path(__file__).parent / "promises"}
_LINE = re.compile(r"\[([^\]]*)\]:\s*(.+)")


@dataclass(frozen=True)
class Text:
    """What a text tells, and its words."""

    tags: frozenset[str]
    words: str


def read_texts(kind: str) -> list[Text]:
    """All tagged texts of a kind (`practices.signals.phrases.TAGS`). Raises `ValueError` naming file and line."""
    texts = []
    for path in sorted(FOLDERS[kind].glob("*.txt")):
        for number, written in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not written.strip():
                continue
            found = _LINE.fullmatch(written.strip())
            if found is None:
                raise ValueError(f"{path.name}, line {number}: no tagged text")
            texts.append(Text(frozenset(found[1].split()), found[2]))
    return texts
