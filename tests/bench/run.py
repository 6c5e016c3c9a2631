"""Every benchmark, each in a process of its own, printed and written to RESULTS.md: `make bench`."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from datetime import date
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SMALL, LARGE = 10_000, 200_000


def run(script: str, *arguments: object) -> str:
    """The last line that a benchmark prints."""
    done = subprocess.run(
        [sys.executable, str(HERE / script), *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout.strip().splitlines()[-1]


def judging() -> list[str]:
    found = json.loads(run("judging.py", 100_000, 1_200_000))
    return [
        "## Judging",
        "",
        "| contacts | messages | verdicts | seconds | messages a second | largest resident MB |",
        "|---:|---:|---:|---:|---:|---:|",
        "| " + " | ".join(f"{found[name]:,.0f}" for name in found) + " |",
    ]


def screens() -> list[str]:
    small, large = (json.loads(run("screens.py", size)) for size in (SMALL, LARGE))
    lines = [
        "## Screens",
        "",
        "Seconds of a rerun, median of five; the first run fills the caches.",
        "",
        f"| screen | first run at {SMALL:,} contacts | rerun | first run at {LARGE:,} | rerun | ratio of reruns |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for address, (first, again) in small.items():
        more, later = large[address]
        lines.append(f"| /{address} | {first:.2f} | {again:.3f} | {more:.2f} | {later:.3f} | {later / again:.1f} |")
    return lines


def main() -> None:
    machine = f"{date.today():%Y-%m-%d}, {os.cpu_count()} cores, Python {platform.python_version()}"
    text = "\n".join(["# What `make bench` measured", "", machine, "", *judging(), "", *screens(), ""])
    print(text)
    (HERE / "RESULTS.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
