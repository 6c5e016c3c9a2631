"""The packs that people take along: the weekly review, an agent's sheet, the follow-up list, as PDF and as XLSX.

They are made from the read models that the screens draw from, for one viewer and the screen's choice, without
Streamlit and without a browser. `make` is the one way in.
"""

from reports.links import base_of
from reports.making import file_name, make
from reports.offer import Offer
from reports.typesetting import NotTypeset
from reports.wish import Ending, NothingToReport, Pack, Progress, Wish

__all__ = [
    "Ending",
    "NotTypeset",
    "NothingToReport",
    "Offer",
    "Pack",
    "Progress",
    "Wish",
    "base_of",
    "file_name",
    "make",
]
