"""Stars and past searches, which only the browser stores."""

import json

import pytest
from playwright.sync_api import expect

from hands import Keyboard


def star(page, rank):
    return page.locator(f"#hit-{rank} button.star")


def export(page, name):
    with page.expect_download() as download:
        page.get_by_role("button", name=name).click()
    assert download.value.suggested_filename.endswith(".json")
    return json.loads(download.value.path().read_text())


def test_star_by_mouse(page, server):
    titles = server.titles(q="china")
    page.goto("/?q=china")
    star(page, 1).click()
    star(page, 3).click()
    star(page, 4).click()
    star(page, 4).click()
    for rank, value in [(1, "true"), (2, "false"), (3, "true"), (4, "false")]:
        expect(star(page, rank)).to_have_attribute("aria-pressed", value)
    page.goto("/saved")
    links = page.get_by_role("region", name="Stars").get_by_role("link")
    expect(links).to_have_text([titles[2], titles[0]])
    links.first.click()
    expect(page.locator("article h1")).to_have_text(titles[2])
    expect(page.locator("article .star")).to_have_attribute("aria-pressed", "true")


def test_star_by_key(page, server):
    page.goto("/?q=china")
    page.keyboard.press("j")
    page.keyboard.press("s")
    expect(star(page, 1)).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Enter")
    expect(page.locator("article .star")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("s")
    expect(page.locator("article .star")).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("Escape")
    expect(star(page, 1)).to_have_attribute("aria-pressed", "false")


def test_stars_are_kept_exported_removed_and_cleared(page, server):
    titles = server.titles(q="china")
    page.goto("/?q=china")
    for rank in [1, 2, 3]:
        star(page, rank).click()
    page.goto("/saved")
    page.reload()
    stars = export(page, "Export the stars")["stars"]
    assert [entry["title"] for entry in stars] == titles[2::-1]
    assert all(entry["address"].startswith("/read/") and entry["starred"] for entry in stars)
    region = page.get_by_role("region", name="Stars")
    region.get_by_role("button", name=f"Remove {titles[1]}").click()
    expect(region.get_by_role("link")).to_have_text([titles[2], titles[0]])
    region.get_by_role("button", name="Remove all stars").click()
    expect(region).to_contain_text("No stars yet")
    page.reload()
    expect(region).to_contain_text("No stars yet")
    page.goto("/?q=china")
    expect(star(page, 1)).to_have_attribute("aria-pressed", "false")


def test_searches_are_kept_exported_and_cleared(page):
    page.goto("/?q=moon")
    page.goto("/")
    page.locator("#q").press_sequentially("submarine pact", delay=30)
    page.keyboard.press("Enter")
    expect(page.locator("#status")).to_contain_text("“submarine pact”")
    page.goto("/saved")
    region = page.get_by_role("region", name="Past searches")
    # Typing leaves one entry, not one for each letter.
    expect(region.get_by_role("link")).to_have_text(["submarine pact", "moon"])
    expect(region).to_contain_text("articles found")
    searches = export(page, "Export the searches")["history"]
    assert [entry["text"] for entry in searches] == ["submarine pact", "moon"]
    region.get_by_role("link", name="moon").click()
    expect(page.locator("#status")).to_have_text("1 article found for “moon”")
    page.goto("/saved")
    page.get_by_role("button", name="Remove all searches").click()
    expect(region).to_contain_text("No searches yet")
    page.reload()
    expect(region).to_contain_text("No searches yet")


def test_stars_by_keyboard_alone(page):
    page.goto("/?q=moon")
    for _ in range(100):
        page.keyboard.press("Tab")
        if star(page, 1).evaluate("e => e === document.activeElement"):
            break
    page.keyboard.press("Space")
    expect(star(page, 1)).to_have_attribute("aria-pressed", "true")
    expect(star(page, 1)).to_have_accessible_name("Star: A moon base with two flags: China and Russia sketch a station")


def test_the_saved_page_by_keyboard_alone(page, server):
    page.goto("/?q=moon")
    page.keyboard.press("j")
    page.keyboard.press("s")
    page.goto("/saved")
    hand = Keyboard(page)
    stars, searches = page.get_by_role("region", name="Stars"), page.get_by_role("region", name="Past searches")
    with page.expect_download() as download:
        hand.follow(page.get_by_role("button", name="Export the stars"))
    assert json.loads(download.value.path().read_text())["stars"][0]["address"] == "/read/15"
    hand.follow(stars.get_by_role("button", name="Remove A moon base"))
    expect(stars).to_contain_text("No stars yet")
    expect(page.get_by_role("main")).to_be_focused()  # the button has gone
    hand.follow(page.get_by_role("button", name="Remove all searches"))
    expect(searches).to_contain_text("No searches yet")
    expect(page.get_by_role("main")).to_be_focused()


def test_after_a_removal_the_focus_is_on_the_next_entry(page):
    page.goto("/?q=china")
    for rank in [1, 2, 3]:
        star(page, rank).click()
    page.goto("/saved")
    buttons = page.get_by_role("region", name="Stars").get_by_role("listitem").get_by_role("button")
    for left in [2, 1]:
        buttons.last.focus()
        page.keyboard.press("Enter")
        expect(buttons).to_have_count(left)
        expect(buttons.last).to_be_focused()


def test_without_script_nothing_pretends_to_work(open_page):
    page = open_page(java_script_enabled=False)
    page.goto("/?q=china")
    expect(star(page, 1)).to_be_hidden()
    page.goto("/saved")
    expect(page.locator(".notice")).to_contain_text("needs JavaScript")
    expect(page.get_by_role("main").get_by_role("button")).to_have_count(0)


@pytest.mark.parametrize("value", [
    "nonsense", "{}", "[1, null, {}]", '[{"title": "<b>x</b>", "address": "javascript:alert(1)"}]',
    '[{"text": "x", "address": "//evil.example/"}]', '[{"text": "x", "address": "/\\\\evil.example/"}]',
])
def test_what_is_stored_is_not_trusted(page, server, value):
    page.goto("/")
    page.evaluate("value => ['stars', 'history'].forEach(n => localStorage.setItem('pressmark.' + n, value))", value)
    page.goto("/saved")
    expect(page.get_by_role("heading", name="Past searches")).to_be_visible()
    for link in page.get_by_role("main").get_by_role("link").all():
        assert link.evaluate("link => link.href") == server.address + "/"
    assert page.locator("main b").count() == 0
    page.goto("/?q=china")
    star(page, 1).click()
    expect(star(page, 1)).to_have_attribute("aria-pressed", "true")
