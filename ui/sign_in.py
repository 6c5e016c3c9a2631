"""Signing in and out: the only file that knows streamlit-authenticator.

streamlit-authenticator 0.4.2 checks the password and writes a signed cookie in the browser. What it leaves open is done
here: its cookie is a stateless token that would sign in for ever, so its hash stands in our `sessions` and nothing else
counts; it counts wrong passwords per process and answers unknown users faster, so tries are counted in the store and an
unknown user costs the same bcrypt check. Its own form and its `logout` button are not used, nor anything that sends
mail through its author's host.

Traps that are kept to: `login_sleep_time=0`; bcrypt hashes only (`auto_hash=False`); no `st.rerun` after signing in or
out (the cookie would be lost, or stay): `st.stop`, and the cookie's own component asks for the next run.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import streamlit as st
import streamlit_authenticator as stauth
from streamlit_authenticator.utilities import Hasher

from ui.wording import language, tr

COOKIE = "atendimento"
COOKIE_DAYS = 7.0
_TOKEN, _VIEWER, _LEFT = "session_token", "viewer", "left"
_USER, _PASSWORD, _TRIED = "sign_in_user", "sign_in_password", "sign_in_tried"
_NOBODYS_HASH = "$2b$12$JaZSIXMwEe7WqFabIdu3eeWnDwxSS2kgKpcFx2ms44kR7x0xWV3yS"
"""The hash of a password that nobody knows: an unknown user is checked against it, and takes as long as a known one."""


class Door(Protocol):
    """What signing in asks of the store (`data.people.Door`)."""

    def passwords(self) -> Mapping[str, Mapping[str, str]]: ...
    def cookie_key(self) -> str: ...
    def may_try(self, username: str) -> bool: ...
    def open_session(self, username: str, token: str) -> None: ...
    def session_viewer(self, token: str) -> Any: ...
    def close_session(self, token: str) -> None: ...


def viewer() -> Any:
    """The `data.people.Viewer` of this run, for screens; they only run when there is one."""
    return st.session_state[_VIEWER]


def recognised(door: Door) -> Any | None:
    """The viewer whom this browser is signed in as, asked of the store in every run; None for an anonymous visitor."""
    token = st.session_state.get(_TOKEN)
    if token is None and not st.session_state.get(_LEFT):
        token = st.context.cookies.get(COOKIE)
    found = door.session_viewer(token) if isinstance(token, str) else None
    if found is None and _VIEWER in st.session_state:
        _forget()  # disabled, signed out in another window, or run out: nothing of theirs stays
    if found is not None:
        st.session_state[_TOKEN], st.session_state[_VIEWER] = token, found
    return found


def form(door: Door) -> None:
    """Draw the sign-in form, and end the run here whatever comes of it."""
    body = st.container(width=380)
    authenticator = _authenticator(door)
    with body:
        st.title(tr("Service quality"), anchor=False)
        with st.form("sign_in", border=False, enter_to_submit=True):
            st.text_input(tr("User"), autocomplete="username", key=_USER)
            st.text_input(tr("Password"), type="password", autocomplete="current-password", key=_PASSWORD)
            st.form_submit_button(tr("Sign in"), type="primary", on_click=_remember_the_try)
        if _TRIED in st.session_state:
            username, password = st.session_state[_TRIED]
            _try(door, authenticator, username.strip().lower()[:80], password.strip())
            st.session_state.pop(_TRIED, None)
        elif st.session_state.get(_LEFT):
            st.markdown(tr("You have signed out."))
        elif not authenticator.authentication_controller.authentication_model.credentials["usernames"]:
            st.markdown(tr("Nobody may sign in yet. Users are made in a shell: `python manage.py users add --help`"))
    st.stop()


def out(door: Door) -> None:
    """Sign out: the token is worthless from now on, wherever copies of its cookie are. Ends the run."""
    if token := st.session_state.get(_TOKEN):
        door.close_session(token)
    _forget()
    st.session_state[_LEFT] = True
    authenticator = _authenticator(door)
    authenticator.cookie_controller.cookie_model.cookie_manager.cookies.setdefault(COOKIE, "")
    authenticator.authentication_controller.logout()
    authenticator.cookie_controller.delete_cookie()
    st.markdown(tr("You have signed out."))
    st.stop()


def _remember_the_try() -> None:
    """Keep what was sent until it is answered: the cookie's component may start a new run in the middle of a check.

    The button itself would count in the first of these runs only, and whoever is quick would see the form again.
    """
    st.session_state[_TRIED] = (st.session_state[_USER], st.session_state[_PASSWORD])


def _try(door: Door, authenticator: Any, username: str, password: str) -> None:
    if not username or not password:
        st.error(tr("Fill in user and password."))
        return
    if not door.may_try(username):
        st.error(
            tr("Too many tries with this user. Wait 15 minutes, or ask whoever manages the users for a new password.")
        )
        return
    if username not in authenticator.authentication_controller.authentication_model.credentials["usernames"]:
        Hasher.check_pw(password.encode()[:72].decode(errors="ignore"), _NOBODYS_HASH)
    if not authenticator.authentication_controller.login(username, password):
        st.error(tr("User or password is wrong."))
        return
    _let_in(door, authenticator, username)


def _let_in(door: Door, authenticator: Any, username: str) -> None:
    """Write the cookie; the session is opened just before: the component that writes it asks for a run at once."""
    manager = authenticator.cookie_controller.cookie_model.cookie_manager
    write = manager.set

    def open_and_write(name: str, token: str, **how: Any) -> None:
        door.open_session(username, token)
        st.session_state[_TOKEN] = token
        st.session_state.pop(_LEFT, None)
        write(name, token, **how)

    manager.set = open_and_write
    authenticator.cookie_controller.set_cookie()


def _authenticator(door: Door) -> Any:
    """One that holds our users for this run only.

    Making it draws the invisible component that writes cookies, and its first answer starts a new run; so it
    is made while the form is drawn, not while a password is checked: that run would be cut short.
    """
    return stauth.Authenticate(
        {"usernames": {username: dict(one) for username, one in door.passwords().items()}},
        cookie_name=COOKIE,
        cookie_key=door.cookie_key(),
        cookie_expiry_days=COOKIE_DAYS,
        auto_hash=False,
        login_sleep_time=0,
    )


def _forget() -> None:
    """Empty the session of everything but the language: the next person at this screen starts anew."""
    spoken = language()
    st.session_state.clear()
    st.session_state["language"] = spoken
