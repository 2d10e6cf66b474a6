"""The timeline: its bars, its drag, and its two handles."""

import re

from playwright.sync_api import expect


def bar(page, label):
    return page.locator(f'svg.bars g[data-label="{label}"]')


def middle(locator):
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def handles(page):
    return [page.get_by_role("slider", name=name) for name in ["First date", "Last date"]]


def drag(page, first, last):
    page.mouse.move(*middle(bar(page, first)))
    page.mouse.down()
    page.mouse.move(*middle(bar(page, last)), steps=6)


def test_a_bar_is_a_link_to_its_month(page, server):
    page.goto("/?q=china")
    page.mouse.click(*middle(bar(page, "November 2021")))
    expect(page.locator("#status")).to_have_text("6 articles found for “china”")
    assert server.search(q="china date:2021-11")["total"] == 6
    expect(page.locator(".timeline")).to_have_attribute("data-unit", "day")


def test_bars_are_links_without_script(open_page):
    page = open_page(java_script_enabled=False)
    page.goto("/?q=china")
    page.mouse.click(*middle(bar(page, "November 2021")))
    expect(page.locator("#status")).to_have_text("6 articles found for “china”")


def test_drag_over_the_bars(page, server):
    page.goto("/?q=china")
    drag(page, "October 2021", "December 2021")
    expect(page.locator(".range")).to_have_text("October 2021 to December 2021")
    expect(page.locator("g.chosen")).to_have_count(3)
    page.mouse.up()
    expect(page.locator("#status")).to_have_text(re.compile("^14 articles found"))
    assert server.search(q="china date:2021-10..2021-12")["total"] == 14
    expect(page.locator(".chips")).to_contain_text("October 2021")
    page.go_back()
    expect(page.locator("#status")).to_have_text(re.compile("^30 articles found"))
    expect(bar(page, "March 2023")).to_be_visible()


def test_drag_to_the_left(page):
    page.goto("/?q=china")
    drag(page, "December 2021", "October 2021")
    page.mouse.up()
    expect(page.locator("#status")).to_have_text(re.compile("^14 articles found"))


def test_a_drag_that_leaves_the_bars_ends_at_the_last(page):
    page.goto("/?q=china")
    page.mouse.move(*middle(bar(page, "March 2022")))
    page.mouse.down()
    page.mouse.move(1279, 500, steps=6)
    page.mouse.up()
    expect(page).to_have_url(re.compile("since=2022-03-01&until=2023-03-31"))


def test_handles_by_keyboard(page, server):
    page.goto("/?q=china")
    first, last = handles(page)
    expect(first).to_have_attribute("aria-valuetext", "June 2021")
    expect(last).to_have_attribute("aria-valuetext", "March 2023")
    first.focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    expect(first).to_have_attribute("aria-valuetext", "October 2021")
    page.keyboard.press("Tab")
    expect(last).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.press("PageDown")
    page.keyboard.press("ArrowLeft")
    for _ in range(4):
        page.keyboard.press("ArrowLeft")
    expect(last).to_have_attribute("aria-valuetext", "December 2021")
    expect(page.locator(".range")).to_have_text("October 2021 to December 2021")
    page.keyboard.press("Enter")
    expect(page.locator("#status")).to_have_text(re.compile("^14 articles found"))


def test_handles_stay_in_order(page):
    page.goto("/?q=china")
    first, last = handles(page)
    last.focus()
    page.keyboard.press("Home")
    expect(first).to_have_attribute("aria-valuenow", "0")
    expect(last).to_have_attribute("aria-valuenow", "0")
    first.focus()
    page.keyboard.press("End")
    expect(last).to_have_attribute("aria-valuenow", "21")


def test_drag_a_handle(page):
    page.goto("/?q=china")
    x, y = middle(handles(page)[1])
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(middle(bar(page, "December 2021"))[0], y, steps=6)
    expect(page.locator(".range")).to_have_text("June 2021 to December 2021")
    page.mouse.up()
    expect(page).to_have_url(re.compile("since=2021-06-01&until=2021-12-31"))
