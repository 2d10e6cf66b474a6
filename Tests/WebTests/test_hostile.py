"""No data becomes an element, an attribute, a link, a script or a request."""

import difflib
import urllib.parse

import pytest
from playwright.sync_api import expect

from hostile import HOSTILE, write
from web import Server, ingest

# The elements of the page with the names of their attributes, without what depends on the length of
# the text (similar articles, notes on hits, anchors of passages) or on the address (the link to the
# original, its <meta>).
SKELETON = """() => [...document.querySelectorAll("*")]
  .filter((e) => !e.closest("section:has(> .similar), .notes > span, span[id]:empty"))
  .filter((e) => !(e.rel ?? "").includes("external") && !e.name?.match?.(/^(citation|dc|DC)/i))
  .map((e) => e.tagName + " " + e.getAttributeNames().sort().join(" "))"""

# The values of all attributes that can load or run something.
ADDRESSES = """() => [...document.querySelectorAll("*")].flatMap((element) =>
  ["href", "src", "action", "formaction", "srcdoc", "data", "xlink:href", "poster", "background"]
    .filter((name) => element.hasAttribute(name))
    .map((name) => [
      element.tagName.toUpperCase(), name,
      URL.parse(element.getAttribute(name), document.baseURI)?.href ?? element.getAttribute(name)]))"""

# Attributes that run or style something. The handles of the timeline have a style from the script.
HANDLERS = """() => [...document.querySelectorAll(":not(.handle)")].flatMap((element) =>
  element.getAttributeNames().filter((name) => name.startsWith("on") || name === "style"))"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    with Server(ingest(folder / "a.db", write(folder / "a.jsonl", HOSTILE))) as server:
        yield server


@pytest.fixture(scope="module")
def benign(tmp_path_factory):
    folder = tmp_path_factory.mktemp("benign")
    texts = [f"benign{number}" for number in range(len(HOSTILE))]
    with Server(ingest(folder / "a.db", write(folder / "a.jsonl", texts))) as server:
        yield server


def check_addresses(page, server):
    assert page.evaluate(HANDLERS) == []
    for tag, name, value in page.evaluate(ADDRESSES):
        assert name in ("href", "src", "action"), (tag, name, value)
        if tag == "A" and value.startswith(("http://", "https://")) and not value.startswith(server.address):
            continue  # the original, which must be on the web
        assert value.startswith((server.address + "/", "data:image/svg+xml,")), (tag, name, value)


def article_ids(server):
    """The ids of the articles by their numbers."""
    hits = server.search(q="ship", limit=100)["hits"]
    assert len(hits) == len(HOSTILE)
    return {int(hit["article"]["title"].split()[1][4:]): hit["article"]["id"] for hit in hits}


def seen(page, server, number, identifier):
    """The elements of the pages that show an article."""
    found = []
    for target in [f"/?q=ship{number}", f"/read/{identifier}?q=ship{number}&at=1"]:
        page.goto(target)
        expect(page.locator("mark").first).to_be_attached()
        check_addresses(page, server)
        found.append(page.evaluate(SKELETON))
    expect(page.locator("h1")).to_contain_text(f"Vessel ship{number}")
    return found


def test_articles_add_nothing(open_page, hostile, benign):
    safe_ids, ids = article_ids(benign), article_ids(hostile)
    safe_page, page = open_page(benign.address), open_page(hostile.address)
    for number, text in enumerate(HOSTILE):
        expected = seen(safe_page, benign, number, safe_ids[number])
        for elements, safe in zip(seen(page, hostile, number, ids[number]), expected):
            difference = list(difflib.unified_diff(safe, elements, lineterm="", n=1))
            assert difference == [], repr(text)


def test_all_at_once(open_page, hostile):
    page = open_page(hostile.address)
    for target in ["/", "/?q=ship&limit=50", "/?q=ship&passages=1&limit=50", "/?q=ship&limit=50&sort=newest"]:
        page.goto(target)
        for summary in page.locator("summary").all():
            summary.click()
        check_addresses(page, hostile)
    page.goto("/?q=ship&limit=50")
    for star in page.locator(".hit .star").all():
        star.click()
    page.goto("/saved")
    expect(page.locator("#stars li")).to_have_count(len(HOSTILE))
    check_addresses(page, hostile)
    tags = set(page.evaluate("[...document.querySelectorAll('#saved *')].map(element => element.tagName)"))
    assert tags <= {"H1", "H2", "P", "NOSCRIPT", "SECTION", "OL", "LI", "A", "SPAN", "TIME", "BUTTON"}


@pytest.mark.parametrize("name", ["publisher", "author"])
def test_filters_with_hostile_names(open_page, hostile, name):
    page = open_page(hostile.address)
    page.goto("/?q=ship")
    for summary in page.locator(".facet summary").all():
        summary.click()
    targets = [
        link.get_attribute("href")
        for link in page.get_by_role("region", name=name.capitalize()).get_by_role("link").all()]
    assert len(targets) == len(HOSTILE)
    for target in targets[::3]:
        page.goto(target)
        check_addresses(page, hostile)
        expect(page.locator(".chips li")).to_have_count(1)


@pytest.mark.parametrize("target", [
    "/?q={}", "/?q=china&publisher={}", "/?q=china&since={}", "/?q=china&sort={}", "/read/3?q={}&at=1",
    "/read/{}", "/?{}=1", "/?q=china#{}",
])
def test_addresses_add_nothing(page, server, target):
    for text in HOSTILE:
        page.goto(target.format(urllib.parse.quote(text, safe="")))
        check_addresses(page, server)
        assert page.locator("script").count() <= 2 and page.locator("form").count() <= 3
        assert page.locator("iframe, object, embed, base, img, style, main script").count() == 0, repr(text)


def test_typed_text_adds_nothing(open_page, hostile):
    page = open_page(hostile.address)
    page.goto("/")
    for text in HOSTILE[::2]:
        line = " ".join(text.split())
        page.locator("#q").fill("ship " + line)
        page.locator("#q").press("Enter")
        page.wait_for_timeout(150)
        check_addresses(page, hostile)
    page.goto("/saved")
    check_addresses(page, hostile)
