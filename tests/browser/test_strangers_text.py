"""What a customer typed is shown as typed: no image is fetched, no link made, no formula or colour drawn."""

from playwright.sync_api import Page
from sqlalchemy import select, update

from data.schema import messages
from tests.browser.conftest import Running, open_screen

HOSTILE = (
    "oi ![x](http://evil.example/a.png) $x^2$ $$y$$ :red[perigo] :tada: :material/home: **n** <b>h</b> "
    "<script>alert(1)</script> [a](http://evil.example) http://evil.example www.evil.example -> `c` # t"
)


def test_what_a_customer_typed_is_shown_as_typed(page: Page, running: Running) -> None:
    by_customer = select(messages.c.id, messages.c.contact_id).where(messages.c.sender == "customer").limit(1)
    with running.store.write() as connection:
        message_id, contact_id = connection.execute(by_customer).one()
        connection.execute(update(messages).where(messages.c.id == message_id).values(text=HOSTILE))
    open_screen(page, running, f"registro?contact={contact_id}", "gestora")
    page.get_by_text("O que foi dito e feito").wait_for()
    assert HOSTILE in page.get_by_test_id("stMain").inner_text().replace("\u2060", "")
    links = page.eval_on_selector_all("[data-testid=stMain] a", "all => all.map(one => one.href)")
    assert not [link for link in links if "evil" in link]
