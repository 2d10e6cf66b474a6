"""axe-core finds nothing on any page, in any state, in light and dark, on screens large and small."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from web import PAGES

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = Axe()


def check(page):
    results = AXE.run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    found = [
        (violation["id"], [node["html"][:160] for node in violation["nodes"]][:3])
        for violation in results.response["violations"]]
    assert found == []
    assert len(results.response["passes"]) > 15


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe(open_page, name, scheme, width):
    page = open_page(width=width, color_scheme=scheme)
    page.goto(PAGES[name])
    for summary in page.locator("summary:visible").all():
        summary.click()
    check(page)


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_in_other_states(open_page, scheme, width):
    page = open_page(width=width, color_scheme=scheme)
    page.goto("/?q=china")
    page.keyboard.press("j")
    page.locator("#hit-1 .star").click()
    check(page)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    check(page)
    page.keyboard.press("Escape")
    page.goto("/saved")
    check(page)
    page.locator("#q").press_sequentially("moon sta")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    check(page)
    page.goto("/?q=aukus+pakt")
    check(page)
    page.goto("/read/3?q=china&at=4")
    page.keyboard.press("n")
    check(page)


@pytest.mark.parametrize("name", PAGES)
def test_structure(page, name):
    page.goto(PAGES[name])
    assert page.locator("html").get_attribute("lang") == "en"
    for landmark in ["banner", "main", "search", "contentinfo"]:
        expect(page.get_by_role(landmark)).to_have_count(1)
    levels = page.evaluate("""[...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
      .filter(heading => heading.checkVisibility()).map(heading => Number(heading.tagName[1]))""")
    assert levels.count(1) == 1 and levels[0] == 1, levels
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:])), levels
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(element => element.id)")
    assert len(ids) == len(set(ids))


def test_targets_are_large_enough(page):
    # 24 px, except links inside sentences (WCAG 2.5.8).
    for name in ["start", "results", "article", "saved"]:
        page.goto(PAGES[name])
        small = page.evaluate("""() => [...document.querySelectorAll("a, button, input, summary, [role=slider]")]
          .filter((element) => {
            const box = element.getBoundingClientRect();
            const isInText = element.closest("p:not(.tools, .notes), .skip, svg");
            return element.checkVisibility() && !isInText && (box.width < 23.9 || box.height < 23.9);
          }).map((element) => element.outerHTML.slice(0, 120))""")
        assert small == [], name


def test_the_language_of_texts(page):
    page.goto("/?q=language:de")
    expect(page.locator(".hit h2").first).to_have_attribute("lang", "de")
    expect(page.locator(".hit .snippet").first).to_have_attribute("lang", "de")
    page.locator(".hit h2 a").first.click()
    expect(page.locator(".text")).to_have_attribute("lang", "de")
    expect(page.locator("article h1")).to_have_attribute("lang", "de")
