"""Short texts that no list knows are weighed by their words and letters."""

from pathlib import Path

import polars as pl
import pytest

from practices.learned.texts import FOLDERS, read_texts
from practices.signals import phrases
from practices.signals.promises import SURE
from practices.signals.text import folded


def told(*notes: str) -> pl.DataFrame:
    written = pl.DataFrame({"note": notes}, schema={"note": pl.String})
    return phrases.scored("note", written.select(folded(pl.col("note"))).to_series())


def test_an_answer_in_shorthand_is_one() -> None:
    found = told("agend vt amanhã cedo, cli topou", "cli s/ sinal desde ontem")["answered"].to_list()
    assert found[0] > 0.5 > found[1]


def test_every_note_is_scored_and_in_order() -> None:
    one, other = "trocado conector, testado", "quer mudar de plano"
    both = told(one, other).to_numpy()
    assert both[0] == pytest.approx(told(one).to_numpy()[0], abs=1e-4)
    assert both[1] == pytest.approx(told(other).to_numpy()[0], abs=1e-4)
    assert told().height == 0


@pytest.mark.parametrize(
    ("sentence", "promises"),
    [
        ("O supervisor, o Cleber, liga pro senhor ainda hoje.", True),
        ("até sexta sai tua resposta por aqui, pode ser?", True),
        ("O técnico liga pra senhora antes de chegar.", False),
        ("A fatura chega até sexta no seu e-mail.", False),
    ],
)
def test_a_promise_in_words_of_its_own_is_one(sentence: str, promises: bool) -> None:
    written = pl.DataFrame({"sentence": [sentence]}).select(folded(pl.col("sentence"))).to_series()
    assert (phrases.scored("promise", written)["promise"][0] > SURE) is promises


@pytest.mark.parametrize(
    ("kind", "others", "at_least"),
    [("note", {"judges", "empty"}, ("answered", 300)), ("promise", set(), ("promise", 350))],
)
def test_the_tagged_texts_can_be_read(kind: str, others: set[str], at_least: tuple[str, int]) -> None:
    texts = read_texts(kind)
    assert all(one.tags <= {*phrases.TAGS[kind], *others} and one.words for one in texts)
    tag, n = at_least
    assert sum(tag in one.tags for one in texts) > n


def test_what_is_no_tagged_text_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "p9.txt").write_text("[promise]: te ligo\nno tags here\n", encoding="utf-8")
    monkeypatch.setitem(FOLDERS, "promise", tmp_path)
    with pytest.raises(ValueError, match=r"p9\.txt, line 2"):
        read_texts("promise")
