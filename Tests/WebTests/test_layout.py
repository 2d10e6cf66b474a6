"""Pages on small screens, magnified, in the dark, in forced colors, without motion and on paper."""

import re

import pytest
from playwright.sync_api import expect

from web import PAGES

LONG = "/?q=" + "a" * 300 + "+%22" + "b" * 200 + "%22&publisher=" + "c" * 200


def check_width(page):
    """Checks that the page does not scroll sideways and nothing is cut off at its edge."""
    scroll, width = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert scroll <= width, f"{page.url} is {scroll} px wide on {width}"
    outside = page.evaluate("""width => [...document.querySelectorAll("body *")].filter((element) => {
        const box = element.getBoundingClientRect();
        const isHidden = element.closest(".hidden, .skip, .sr, svg") || !element.checkVisibility();
        return !isHidden && box.width > 1 && (box.right > width + 1 || box.left < -1);
      }).map((element) => element.outerHTML.slice(0, 120))""", width)
    assert outside == []


def unfold(page):
    for summary in page.locator("summary:visible").all():
        summary.click()


@pytest.mark.parametrize("width", [375, 320])
@pytest.mark.parametrize("name", [*PAGES, "long words"])
def test_phone(open_page, name, width):
    page = open_page(width=width, height=667, has_touch=True, is_mobile=True)
    page.goto(PAGES.get(name, LONG))
    unfold(page)
    check_width(page)
    expect(page.locator("#q")).to_be_visible()
    assert page.locator("#q").bounding_box()["width"] > 150


@pytest.mark.parametrize("name", ["results", "article", "start"])
def test_phone_without_script(open_page, name):
    page = open_page(width=320, height=667, java_script_enabled=False)
    page.goto(PAGES[name])
    unfold(page)
    check_width(page)


def test_phone_with_completions_and_dialog(open_page):
    page = open_page(width=320, height=667)
    page.goto("/")
    page.locator("#q").press_sequentially("su")
    expect(page.get_by_role("option").first).to_be_visible()
    check_width(page)
    page.locator("h1, #main").first.click()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    check_width(page)
    box = page.get_by_role("dialog").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 320


def test_tap_on_a_phone(open_page):
    page = open_page(width=375, height=667, has_touch=True, is_mobile=True)
    page.goto("/?q=china")
    page.get_by_role("link", name="Filters and dates").tap()
    expect(page.get_by_role("region", name="Publisher")).to_be_in_viewport()
    page.get_by_role("link", name="Meridian Wire").tap()
    expect(page.locator("#status")).to_have_text("6 articles found for “china”")
    page.locator("#hit-1 h2 a").tap()
    expect(page.locator("article h1")).to_be_visible()


@pytest.mark.parametrize("name", PAGES)
def test_zoom(open_page, name):
    # At 200%, a window of 1280 px has room for 640.
    page = open_page(width=640, height=450, device_scale_factor=2)
    page.goto(PAGES[name])
    check_width(page)
    # The same with larger text only.
    page.set_viewport_size({"width": 1280, "height": 900})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    check_width(page)


def colors(locator):
    return locator.evaluate("""(element) => {
      const style = getComputedStyle(element);
      return [style.color, style.backgroundColor].map(text => text.match(/\\d+(\\.\\d+)?/g).slice(0, 3).map(Number));
    }""")


@pytest.mark.parametrize("name", PAGES)
def test_dark_mode(open_page, name):
    page = open_page(color_scheme="dark")
    page.goto(PAGES[name])
    ink, paper = colors(page.locator("body"))
    assert sum(paper) < 150 and sum(ink) > 500
    field_ink, field_paper = colors(page.locator("#q"))
    assert sum(field_paper) < 250 and sum(field_ink) > 500


def test_forced_colors(open_page):
    page = open_page(forced_colors="active")
    page.goto("/?q=china")
    page.keyboard.press("j")
    mark_ink, mark_paper = colors(page.locator(".hit mark").first)
    ink, paper = colors(page.locator(".hit").first)
    assert mark_paper != paper and mark_ink != mark_paper
    assert "solid" in page.locator(".hit.selected").evaluate("e => getComputedStyle(e).outline")
    fill = page.locator("rect.bar").first.evaluate("e => getComputedStyle(e).fill")
    assert [int(n) for n in re.findall(r"\d+", fill)[:3]] != paper
    page.goto("/read/3?q=china")
    page.keyboard.press("n")
    current, other = page.locator("mark.current"), page.locator(".text mark").nth(1)
    style = "e => { const s = getComputedStyle(e); return [s.backgroundColor, s.outlineStyle] }"
    assert current.evaluate(style) != other.evaluate(style)


def test_reduced_motion(open_page):
    page = open_page(reduced_motion="reduce")
    for target in ["/?q=china", "/read/3?q=china"]:
        page.goto(target)
        page.keyboard.press("n")
        assert page.evaluate("""() => [...document.querySelectorAll("*")].filter((element) => {
            const style = getComputedStyle(element);
            return style.animationName !== "none" || parseFloat(style.transitionDuration) > 0
              || style.scrollBehavior === "smooth";
          }).length""") == 0
        assert page.evaluate("document.getAnimations().length") == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_print(open_page, scheme):
    page = open_page(color_scheme=scheme)
    page.goto("/read/3?q=china&at=4")
    page.emulate_media(media="print")
    expect(page.locator(".text p").first).to_be_visible()
    expect(page.locator(".citation")).to_be_visible()
    for hidden in ["#search", ".site", ".place", ".marks", ".foot", ".star", ".similar"]:
        expect(page.locator(hidden).first).to_be_hidden()
    ink, paper = colors(page.locator("body"))
    assert sum(ink) < 150 and sum(paper) > 700
    heading, _ = colors(page.locator("h1"))
    assert sum(heading) < 150
    page.goto("/?q=china")
    expect(page.locator(".hit").first).to_be_visible()
    for hidden in ["#search", "#refine", ".pages", ".choices"]:
        expect(page.locator(hidden).first).to_be_hidden()
    assert len(page.pdf(format="A4")) > 5_000


def test_the_list_does_not_move_when_counts_arrive(open_page):
    page = open_page()
    page.goto("/?q=china")
    page.evaluate("""() => {
      window.shift = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) shift += entry.value;
      }).observe({ type: "layout-shift", buffered: true });
    }""")
    page.wait_for_timeout(500)
    assert page.evaluate("shift") < 0.02
