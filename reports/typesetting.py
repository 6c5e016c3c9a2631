"""A document of words and numbers set on A4 pages: typst, without a browser and without a network.

The layouts in `reports/layout` hold no words. What a document says travels as JSON, and what people wrote stays text
in it, whatever marks it has.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import fontpkg_source_sans_3
import fontpkg_source_serif_4
import typst

LAYOUTS = Path(__file__).parent / "layout"


class NotTypeset(RuntimeError):  # noqa: N818 - told as a sentence
    """The pages could not be set; the cause is typst's error."""


def pdf(layout: str, document: Mapping[str, Any], now: datetime) -> bytes:
    """The document in one of the layouts as PDF (tagged, PDF/UA-1); the same document and `now` give the same bytes."""
    made: bytes = _compiled(layout, document, format="pdf", pdf_standards=["ua-1"], timestamp=int(now.timestamp()))
    return made


def pictures(layout: str, document: Mapping[str, Any], ppi: float = 110) -> list[bytes]:
    """The same pages as PNG files, one each."""
    made = _compiled(layout, document, format="png", ppi=ppi)
    return made if isinstance(made, list) else [made]


def _compiled(layout: str, document: Mapping[str, Any], **options: Any) -> Any:
    data = json.dumps(document, ensure_ascii=False, allow_nan=False)
    compiler = typst.Compiler(
        str(LAYOUTS / f"{layout}.typ"), root=str(LAYOUTS), font_paths=_fonts(), sys_inputs={"data": data}
    )
    try:
        return compiler.compile(**options)
    except typst.TypstError as error:
        raise NotTypeset(layout) from error


@cache
def _fonts() -> typst.Fonts:
    """The typefaces of the screens, and what typst brings for signs that they lack; none of the machine's."""
    ours = [str(one.ROOT / "files") for one in (fontpkg_source_sans_3, fontpkg_source_serif_4)]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=ours)
