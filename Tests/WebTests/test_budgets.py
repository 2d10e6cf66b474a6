"""What a page may cost, and what its policy allows."""

import gzip
import re

import pytest

from web import PAGES

KB = 1024
MAX_REQUESTS = 3
MAX_SCRIPT, MAX_STYLE = 10 * KB, 8 * KB  # as sent, compressed with gzip
MAX_PAGE = 15 * KB


def assets(server):
    page = server.get("/")[0].decode()
    return re.search(r'<script src="([^"]+)"', page)[1], re.search(r'stylesheet" href="([^"]+)"', page)[1]


def test_requests_of_the_first_page(page, server):
    page.goto("/", wait_until="networkidle")
    requests = [url for url in page.watch.requests if not url.startswith("data:")]
    assert len(requests) <= MAX_REQUESTS and all(url.startswith(server.address) for url in requests)
    page.goto("/?q=china", wait_until="networkidle")
    # The rest is cached.
    assert len([url for url in page.watch.requests if not url.startswith("data:")]) <= len(requests) + MAX_REQUESTS


def test_size_of_script_and_style(server):
    for target, limit in zip(assets(server), [MAX_SCRIPT, MAX_STYLE]):
        body, headers = server.get(target, {"Accept-Encoding": "gzip"})
        assert headers["Content-Encoding"] == "gzip"
        print(target, len(body), "bytes")
        assert len(body) <= limit
        assert "immutable" in headers["Cache-Control"]
        plain, _ = server.get(target)
        assert gzip.decompress(body) == plain


@pytest.mark.parametrize("name", ["start", "results", "article"])
def test_size_of_a_page(server, name):
    body, _ = server.get(PAGES[name], {"Accept-Encoding": "gzip", "Accept": "text/html"})
    assert len(body) <= MAX_PAGE


@pytest.mark.parametrize("name", PAGES)
def test_policy(page, server, name):
    reply = page.goto(PAGES[name])
    policy = reply.headers["content-security-policy"]
    assert "unsafe" not in policy and "*" not in policy and "http" not in policy
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == directives["base-uri"] == directives["frame-ancestors"] == "'none'"
    for directive in ["script-src", "style-src", "connect-src", "form-action"]:
        assert directives[directive] == "'self'"
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in reply.headers
    inline = page.locator("script:not([src]):not([type='application/ld+json']), style, [style], [onclick]")
    # The script sets the place of the two handles.
    assert [e for e in inline.all() if "handle" not in (e.get_attribute("class") or "")] == []


def test_the_policy_stops_a_script_that_was_injected(open_page, server):
    page = open_page()
    page.goto("/")
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.ran = 1' }))")
    page.evaluate("document.body.append(Object.assign(document.createElement('img'), { src: 'https://evil.example/' }))")
    page.wait_for_timeout(200)
    assert page.evaluate("window.ran") is None
    # This also shows that the other tests would notice.
    for directive in ["script-src-elem inline", "img-src https://evil.example/"]:
        assert f"console: policy: {directive}" in page.watch.faults
    page.watch.faults.clear()
