import pytest
from playwright.sync_api import expect, sync_playwright

from hands import Keyboard, Mouse, WithoutScript
from web import PROJECT, Server, Watch, ingest, launch

expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """A server with the sample articles."""
    archive = ingest(tmp_path_factory.mktemp("seeds") / "a.db", PROJECT / "seeds")
    with Server(archive) as server:
        yield server


@pytest.fixture
def open_page(browser, server):
    """Returns a function that opens a page with a browser state of its own. At the end of the test,
    nothing may have gone wrong on any of these pages."""
    opened = []

    def open_page(address=server.address, width=1280, height=900, **options):
        context = browser.new_context(
            base_url=address, viewport={"width": width, "height": height}, locale="en-GB", **options)
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.watch = Watch(context, address)
        opened.append((context, page.watch))
        return page

    yield open_page
    for context, watch in opened:
        context.close()
    assert [fault for _, watch in opened for fault in watch.faults] == []


@pytest.fixture
def page(open_page):
    """A page with scripts on a screen of the usual size."""
    return open_page()


@pytest.fixture(params=[Mouse, Keyboard, WithoutScript], ids=lambda kind: kind.name)
def hand(request, open_page):
    """A person who uses the page with the mouse, with the keyboard alone, or without JavaScript."""
    return request.param(open_page(java_script_enabled=request.param.has_script))
