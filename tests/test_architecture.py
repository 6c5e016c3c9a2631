"""Who may import whom: the table of the README, held against the imports of every file."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OURS = {"data", "practices", "queries", "reports", "ui", "pages", "dashboard", "manage"}
DRAWING = {"streamlit", "plotly"}
LAYERS = {
    "data": {"ours": {"data"}, "never": DRAWING},
    "practices": {"ours": {"practices", "data.records"}, "never": DRAWING | {"sqlalchemy", "alembic"}},
    "queries": {"ours": {"queries", "data", "practices"}, "never": {"plotly", "streamlit"}},
    "reports": {
        "ours": {"reports", "queries", "practices", "ui.telling", "ui.words", "ui.codes", "data.people", "data.store"},
        "never": DRAWING | {"sqlalchemy", "alembic"},
    },
    "ui": {"ours": {"ui", "practices"}, "never": {"sqlalchemy", "alembic"}},
    "pages": {
        "ours": {"queries", "reports", "ui", "practices", "data.decisions"},
        "never": {"sqlalchemy", "alembic", "plotly"},
    },
    "dashboard.py": {"ours": {"ui", "data.people", "queries.cache"}, "never": {"polars", "sqlalchemy", "plotly"}},
    "manage.py": {"ours": {"data", "practices", "queries", "reports"}, "never": DRAWING},
}
"""What a layer may import of ours (a module or a package and all in it), and the libraries it never imports."""
EXCEPTIONS = {
    "practices/rejudge.py": {"ours": {"data.store", "data.judged"}},
    "queries/cache.py": {"libraries": {"streamlit"}},
}
CATALOG = {"practices.practice", "practices.signals", "polars"}


def sources() -> list[Path]:
    tracked = [
        path for layer in LAYERS for path in ([ROOT / layer] if layer.endswith(".py") else _python(ROOT / layer))
    ]
    return [path for path in tracked if path.exists()]


def _python(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.py") if "__pycache__" not in path.parts)


def imports(path: Path) -> set[str]:
    """Every module that a file imports, wherever in the file; `from a import b` counts as `a.b` for our packages."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports of ours are written in full"
            module = node.module or ""
            if module in OURS:
                found.update(f"{module}.{alias.name}" for alias in node.names)
            else:
                found.add(module)
    return found


def within(module: str, allowed: set[str]) -> bool:
    return any(module == one or module.startswith(f"{one}.") for one in allowed)


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_imports_only_what_its_layer_may(path: Path) -> None:
    name = str(path.relative_to(ROOT))
    layer = LAYERS[name if name in LAYERS else name.split("/", maxsplit=1)[0]]
    exception = EXCEPTIONS.get(name, {})
    ours = layer["ours"] | exception.get("ours", set())
    never = layer["never"] - exception.get("libraries", set())
    for module in imports(path):
        top = module.split(".")[0]
        assert top not in OURS or within(module, ours), f"{name} imports {module}"
        assert top not in never, f"{name} imports {module}"


@pytest.mark.parametrize("path", _python(ROOT / "practices/catalog"), ids=lambda path: path.stem)
def test_a_practice_imports_only_its_words_and_signals(path: Path) -> None:
    for module in imports(path):
        assert within(module, CATALOG), f"{path.name} imports {module}"


def test_what_packs_take_of_the_screens_needs_no_session() -> None:
    """A pack is made in a thread or a shell: nothing that it imports of `ui` imports what draws, on whatever way."""
    seen: set[Path] = set()
    asked = [one for one in LAYERS["reports"]["ours"] if within(one, {"ui"})]
    while asked:
        module = asked.pop()
        path = ROOT / module.replace(".", "/")
        for file in _python(path) if path.is_dir() else [path.with_suffix(".py")]:
            if file.exists() and file not in seen:
                seen.add(file)
                asked += [one for one in imports(file) if within(one, {"ui"})]
    assert len(seen) > 3
    for file in seen:
        assert not {module.split(".")[0] for module in imports(file)} & DRAWING, file


def test_a_screen_imports_no_other_screen() -> None:
    for path in _python(ROOT / "pages"):
        assert not any(within(module, {"pages"}) for module in imports(path)), path


def test_no_script_stands_directly_in_pages() -> None:
    """Streamlit serves such a script without the frame, and so without sign-in, until the frame has run once."""
    assert not list((ROOT / "pages").glob("*.py"))


def test_the_readme_tells_the_layers_as_they_are() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    told = {}
    for line in readme.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 3 and re.fullmatch(r"`[\w.]+`", cells[0]) and cells[0].strip("`") in LAYERS:
            told[cells[0].strip("`")] = tuple(set(re.findall(r"`([\w.]+)`", cell)) for cell in cells[1:])
    expected = {layer: ({one for one in rule["ours"] if one != layer}, rule["never"]) for layer, rule in LAYERS.items()}
    assert told == expected
