"""The keys of docs/page.md."""

import pytest
from playwright.sync_api import expect


def selected(page):
    return page.locator(".hit.selected")


def title(page):
    return page.locator("article h1").inner_text()


def test_slash_goes_to_the_search_field(page):
    for target in ["/", "/?q=china", "/read/3?q=china", "/help"]:
        page.goto(target)
        page.keyboard.press("/")
        expect(page.locator("#q")).to_be_focused()
        assert page.locator("#q").input_value() in ("", "china")
    page.goto("/?q=china")
    page.keyboard.press("/")
    page.keyboard.type("moon")  # replaces the selected text
    expect(page.locator("#status")).to_contain_text("“moon")


@pytest.mark.parametrize("down, up", [("j", "k"), ("ArrowDown", "ArrowUp")])
def test_select_hits(page, down, up):
    page.goto("/?q=china")
    for rank in [1, 2, 3]:
        page.keyboard.press(down)
        expect(selected(page)).to_have_id(f"hit-{rank}")
        expect(page.locator(f"#hit-{rank} h2 a")).to_be_focused()
        expect(selected(page)).to_be_in_viewport(ratio=1)
    page.keyboard.press(up)
    expect(selected(page)).to_have_id("hit-2")
    page.keyboard.press(up)
    page.keyboard.press(up)
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(selected(page)).to_have_id("hit-1")


def test_the_last_hit_stays_selected(page):
    page.goto("/?q=china")
    for _ in range(14):
        page.keyboard.press("j")
    expect(selected(page)).to_have_id("hit-10")


def test_enter_opens_and_escape_returns(page, server):
    page.goto("/?q=china")
    for _ in range(6):
        page.keyboard.press("j")
    page.wait_for_timeout(300)
    y = page.evaluate("scrollY")
    page.keyboard.press("Enter")
    expect(page.locator("article h1")).to_have_text(server.titles(q="china")[5])
    page.keyboard.press("Escape")
    expect(page).to_have_url(server.address + "/?q=china")
    expect(selected(page)).to_have_id("hit-6")
    expect(page.locator("#hit-6 h2 a")).to_be_focused()
    page.wait_for_timeout(300)
    assert abs(page.evaluate("scrollY") - y) < 3
    page.keyboard.press("j")
    expect(selected(page)).to_have_id("hit-7")


def test_neighbors_and_escape_after_them(page, server):
    titles = server.titles(q="china")
    page.goto("/?q=china")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("article h1")).to_have_text(titles[0])
    for rank in [1, 2, 1]:
        page.keyboard.press("]" if title(page) == titles[rank - 1] else "[")
        expect(page.locator("article h1")).to_have_text(titles[rank])
    page.keyboard.press("Escape")
    expect(page).to_have_url(server.address + "/?q=china")
    page.go_forward()
    expect(page.locator("article h1")).to_be_visible()
    page.go_back()
    expect(page.locator(".hit")).to_have_count(10)


def test_neighbors_cross_pages(page, server):
    page.goto("/?q=china")
    page.locator("#hit-10 h2 a").click()
    expect(page.locator("article h1")).to_have_text(server.titles(q="china")[9])
    page.keyboard.press("]")
    expect(page.locator("article h1")).to_have_text(server.titles(q="china", offset=10)[0])
    expect(page.get_by_role("navigation", name="Results")).to_contain_text("11 of 30")


def test_marks(page):
    page.goto("/read/3?q=china")
    place = page.locator("#mark-place")
    expect(place).to_have_text("6 matches")
    for number in [1, 2, 3]:
        page.keyboard.press("n")
        expect(place).to_have_text(f"{number} of 6")
        expect(page.locator("mark.current")).to_have_id(f"m{number}")
        expect(page.locator("mark.current")).to_be_in_viewport()
    page.keyboard.press("Shift+N")
    expect(place).to_have_text("2 of 6")
    page.keyboard.press("Shift+N")
    page.keyboard.press("Shift+N")
    expect(place).to_have_text("6 of 6")  # around the end
    page.keyboard.press("n")
    expect(place).to_have_text("1 of 6")


def test_the_dialog_with_the_keys(page):
    for target in ["/", "/?q=china", "/read/3?q=china"]:
        page.goto(target)
        dialog = page.get_by_role("dialog", name="Keys")
        expect(dialog).to_be_hidden()
        page.keyboard.press("?")
        expect(dialog).to_be_visible()
        expect(dialog.get_by_role("button", name="Close")).to_be_focused()
        page.keyboard.press("j")  # means nothing while the dialog is open
        expect(selected(page)).to_have_count(0)
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        expect(page).to_have_url(page.url)
        page.keyboard.press("?")
        page.keyboard.press("Enter")
        expect(dialog).to_be_hidden()


def test_the_keys_of_the_dialog_are_those_of_the_help_page(page):
    page.goto("/help")
    listed = page.locator("table").nth(1).locator("tbody kbd").all_inner_texts()
    shown = page.locator("#keys dt kbd").all_text_contents()
    assert set(listed) | {"?"} == set(shown)


def test_typed_text_is_not_a_key(page):
    page.goto("/?q=china")
    page.keyboard.press("/")
    page.keyboard.type("jnks/?[]")
    expect(page.locator("#q")).to_have_value("jnks/?[]")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.evaluate("localStorage.getItem('pressmark.stars')") is None


@pytest.mark.parametrize("key", ["Control+j", "Alt+n", "Meta+s", "Control+/"])
def test_the_shortcuts_of_the_browser_are_left_alone(page, key):
    page.goto("/?q=china")
    page.keyboard.press(key)
    expect(selected(page)).to_have_count(0)
    expect(page.locator("#q")).not_to_be_focused()
