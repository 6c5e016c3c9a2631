"""How long a rerun of each screen takes, at two sizes of the store: the real frame, signed in as a manager."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from data import people
from data.demo import make_demo
from data.demo.filling import fill
from data.store import Store, open_store
from practices.policy import default_policy
from practices.rejudge import rejudge

ROOT = Path(__file__).parents[2]
RERUNS = 5
PATIENCE_SECONDS = 600


def filled(contacts: int, folder: Path) -> Store:
    """A judged store of about so many contacts."""
    from datetime import UTC, datetime

    store = open_store(f"sqlite:///{folder / 'store.db'}")
    fill(store, make_demo(contacts, seed=11, until=date.today() - timedelta(days=1)).records)
    rejudge(store, default_policy(), datetime.now(UTC), everything=True)
    return store


def seconds_of_screens(store: Store) -> dict[str, tuple[float, float]]:
    """Per screen: seconds of the first run, and the median of `RERUNS` reruns."""
    from streamlit.testing.v1 import AppTest

    from ui.menu import SCREENS

    os.environ["DATABASE_URL"] = store.engine.url.render_as_string(hide_password=False)
    people.add_user(store, "bench", "Bench", people.Role.MANAGER, (), people.random_password())
    token = people.random_password()
    people.open_session(store, "bench", token)
    found = {}
    for screen in SCREENS:
        app = AppTest.from_file(ROOT / "dashboard.py", default_timeout=PATIENCE_SECONDS)
        app.session_state["session_token"] = token
        app.run()
        first = _timed(lambda app=app, screen=screen: app.switch_page(screen.script).run())
        again = statistics.median(_timed(app.run) for _ in range(RERUNS))
        assert not app.exception, app.exception
        found[screen.address] = (first, again)
    return found


def _timed(act: object) -> float:
    begun = time.perf_counter()
    act()  # type: ignore[operator]
    return time.perf_counter() - begun


def measure(contacts: int) -> dict[str, tuple[float, float]]:
    """`seconds_of_screens` on a store of its own."""
    with tempfile.TemporaryDirectory() as folder:
        return seconds_of_screens(filled(contacts, Path(folder)))


if __name__ == "__main__":
    import json
    import sys

    print(json.dumps(measure(int(sys.argv[1]))))
