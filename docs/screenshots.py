"""Takes the pictures of the web page that docs/page.md and the README show.

    .build/web/bin/python docs/screenshots.py FOLDER

Called by `make screenshots`. Runs the real server on the sample articles, with an archive of its own.
"""

import pathlib
import sys
import tempfile

PROJECT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT / "Tests/WebTests"))

from playwright.sync_api import sync_playwright  # noqa: E402

import web  # noqa: E402

MAX_BYTES = 150_000


def results(page):
    page.goto("/?q=china+russia&since=2021-07")
    page.keyboard.press("j")


def typing(page):
    page.goto("/")
    page.locator("#q").press_sequentially("china gas pip", delay=50)
    page.wait_for_timeout(800)


def article(page):
    page.goto("/?q=china+gas")
    page.locator("#hit-1 h2 a").click()
    page.locator("article h1").wait_for()
    page.keyboard.press("n")
    page.keyboard.press("n")
    page.evaluate("scrollTo(0, 0)")


# The name of each picture, its size, its color scheme, and what is done before it is taken.
PICTURES = [
    ("page-results", (1080, 620), "light", results),
    ("page-article", (1080, 660), "light", article),
    ("page-dark", (1080, 660), "dark", typing),
    ("page-phone", (375, 720), "light", results),
]


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        archive = web.ingest(pathlib.Path(made) / "a.db", "seeds")
        with web.Server(archive) as server, sync_playwright() as playwright:
            browser = web.launch(playwright)
            for name, (width, height), scheme, prepare in PICTURES:
                page = browser.new_page(
                    base_url=server.address, viewport={"width": width, "height": height},
                    color_scheme=scheme)
                prepare(page)
                file = folder / f"{name}.png"
                page.screenshot(path=file, animations="disabled", caret="hide")
                page.close()
                print(file, file.stat().st_size, "bytes")
                if file.stat().st_size > MAX_BYTES:
                    raise SystemExit(f"{file} is too large")
            browser.close()


main()
