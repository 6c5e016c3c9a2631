"""The frame: who is it, which screens, run the chosen one."""

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

if __name__ != "__main__":
    # The server imports this file once, before the first visitor. A folder called `pages` would make Streamlit take the
    # first visitor's deep link for a script of that folder, and say that there is no such page. What is imported here
    # imports no component, as `ui.sign_in` does: one that is declared so early is not served.
    PagesManager.uses_pages_directory = False
    from ui.frame import failed

    app = st.App(__file__, on_script_error=failed)
else:
    from data.people import Door
    from queries import cache
    from ui import frame, links, menu, sign_in
    from ui.wording import tr

    st.set_page_config(page_title=tr("Service quality"), layout="wide", initial_sidebar_state="collapsed")
    door = Door(cache.store())
    viewer = sign_in.recognised(door)
    # The menu is declared before anybody is let in: only then does a deep link survive signing in. Hidden or shown, it
    # authorises nothing: the queries do.
    page = st.navigation(menu.screens(), position="top" if viewer else "hidden")
    links.stand_on(page.url_path)
    if viewer is None:
        sign_in.form(door)
    elif frame.top(viewer, cache.begin(), cache.state, fictitious=door.store.is_fictitious()) == frame.SIGN_OUT:
        sign_in.out(door)
    else:
        try:
            page.run()
        finally:  # what was decided in this window is no news to it
            frame.drawn(cache.drawn_from())
