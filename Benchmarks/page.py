"""Measures how long the results page takes from a keystroke to painted hits, in Debian's Chromium.

    .build/web/bin/python Benchmarks/page.py SEARCH_SERVER ARCHIVE

Types 60 queries letter by letter, as fast as the answers come. A time runs from the key event to the
start of the second frame after the list was replaced, when the first of them is on the screen. Server
and browser share the cores of one machine.
"""

import os
import pathlib
import sqlite3
import statistics
import sys

PROJECT = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(PROJECT / "Benchmarks"), str(PROJECT / "Tests/WebTests")]
os.environ["SEARCH_SERVER"] = os.path.abspath(sys.argv[1])

from playwright.sync_api import sync_playwright  # noqa: E402

import web  # noqa: E402
from query_sample import make_queries  # noqa: E402

COUNT = 60
MAX_WORDS = 4

# The limits of the figures, in milliseconds.
MAX_MEDIAN, MAX_P95 = 50, 100

# Puts the time of each keystroke into `window.times`: to the answer, and to the second frame after it.
MEASURE = """() => {
  window.times = [];
  let pressed = 0;
  document.querySelector("#q").addEventListener("keydown", (event) => { pressed = event.timeStamp; }, true);
  new MutationObserver(() => {
    const start = pressed;
    if (!start) return;
    pressed = 0;
    const swapped = performance.now() - start;
    requestAnimationFrame(() => requestAnimationFrame(() => times.push([swapped, performance.now() - start])));
  }).observe(document.querySelector("#main"), { childList: true });
}"""

WAIT = """(count) => new Promise((done) => {
  const look = () => times.length >= count ? done() : setTimeout(look, 5);
  look();
})"""


def queries(archive):
    with sqlite3.connect(f"file:{archive}?mode=ro", uri=True) as connection:
        found = make_queries(connection, COUNT)
    return [" ".join(text.split()[:MAX_WORDS]) for _, text in found]


def times_of(page, query):
    """Types a query, and returns the times of its keystrokes."""
    page.locator("#q").fill("")
    page.wait_for_timeout(150)
    page.evaluate("window.times = []")
    for number, letter in enumerate(query, 1):
        page.keyboard.press(letter)
        page.evaluate(WAIT, number)
    return page.evaluate("times")


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def main():
    archive = sys.argv[2]
    texts = queries(archive)
    rows = []
    with web.Server(archive) as server, sync_playwright() as playwright:
        browser = web.launch(playwright)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(server.address + "/")
        page.evaluate(MEASURE)
        times_of(page, "warm")
        for text in texts:
            rows += [(letters, *times) for letters, times in enumerate(times_of(page, text), 1)]
        browser.close()
    print(f"{len(rows):,} keystrokes of {len(texts)} queries, in milliseconds:\n")
    print("| | median | 95 % | 99 % | longest |\n| --- | --- | --- | --- | --- |")
    groups = [
        ("key to painted hits", [painted for _, _, painted in rows]),
        ("key to new list", [swapped for _, swapped, _ in rows]),
        ("painted, first 3 letters", [painted for letters, _, painted in rows if letters <= 3]),
        ("painted, later letters", [painted for letters, _, painted in rows if letters > 3]),
    ]
    for name, values in groups:
        figures = [statistics.median(values), percentile(values, 0.95), percentile(values, 0.99), max(values)]
        print(f"| {name} | " + " | ".join(f"{value:.0f}" for value in figures) + " |")
    painted = groups[0][1]
    if statistics.median(painted) > MAX_MEDIAN or percentile(painted, 0.95) > MAX_P95:
        raise SystemExit(f"slower than {MAX_MEDIAN} ms (median) or {MAX_P95} ms (95 %)")


main()
