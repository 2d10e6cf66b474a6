"""Three ways to use a page. Tests that take a `hand` run once for each of them."""

import time

from playwright.sync_api import expect


class Mouse:
    name = "mouse"
    has_script = True

    def __init__(self, page):
        self.page = page

    def follow(self, locator):
        """Activates a link or a button."""
        locator.click()

    def enter(self, locator, text):
        """Replaces the text of a field."""
        locator.click()
        locator.fill(text)

    def enter_date(self, locator, date):
        """Sets a field for dates to a date (YYYY-MM-DD)."""
        locator.fill(date)

    def scroll_to(self, locator):
        """Scrolls until the element is in view."""
        self.page.mouse.wheel(0, locator.bounding_box()["y"] - 300)
        self.wait_for_scroll()

    def wait_for_scroll(self):
        """Waits until the page no longer scrolls, and returns how far it has scrolled."""
        last = None
        while last != (last := self.page.evaluate("scrollY")):
            time.sleep(0.3)
        return last

    def search(self, text):
        self.enter(self.page.locator("#q"), text)
        self.follow(self.page.get_by_role("button", name="Search", exact=True))

    def expect_status(self, text):
        """Waits until the page says what it found."""
        expect(self.page.get_by_role("status").first).to_have_text(text)

    def titles(self):
        """The titles of the hits."""
        return [title.strip() for title in self.page.locator(".hit h2").all_inner_texts()]


class WithoutScript(Mouse):
    name = "without script"
    has_script = False


class Keyboard(Mouse):
    name = "keyboard"

    # No page has more stops than this.
    MAX_STOPS = 200

    def focus(self, locator):
        """Presses Tab until the element has the focus, which must be visible."""
        expect(locator).to_be_visible()
        for _ in range(self.MAX_STOPS):
            if locator.evaluate("element => element === document.activeElement"):
                break
            self.page.keyboard.press("Tab")
        else:
            raise AssertionError(f"the Tab key does not reach {locator}")
        outline = locator.evaluate("element => getComputedStyle(element).outline")
        assert "solid 2px" in outline, f"the focus is not visible on {locator}: {outline}"

    def scroll_to(self, locator):
        self.focus(locator)
        self.wait_for_scroll()

    def follow(self, locator):
        self.focus(locator)
        self.page.keyboard.press("Enter")

    def enter(self, locator, text):
        self.focus(locator)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def enter_date(self, locator, date):
        year, month, day = date.split("-")
        self.focus(locator)
        self.page.keyboard.type(month + day + year)  # the order of en-US, the language of the browser

    def search(self, text):
        self.page.keyboard.press("/")
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")
