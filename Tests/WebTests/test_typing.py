"""Search as you type: what is painted belongs to the newest keystroke, and is announced once."""

import html
import random
import re
import urllib.parse

import pytest
from playwright.sync_api import expect

# Notes in `window.painted` the query and the count of every list of hits that is shown.
PAINTED = """() => {
  window.painted = [];
  const note = () => {
    const results = document.querySelector("#results");
    const entry = results.dataset.query + "|" + (results.dataset.summary ?? "");
    if (painted.at(-1) !== entry) painted.push(entry);
  };
  new MutationObserver(note).observe(document.querySelector("#main"), { childList: true });
}"""

# Notes in `window.announced` the text of the status at each of its changes.
ANNOUNCED = """() => {
  window.announced = [];
  const status = document.querySelector("#status");
  new MutationObserver((changes) => announced.push(...changes.map(() => status.textContent)))
    .observe(status, { childList: true, characterData: true, subtree: true });
}"""

# Without it, only the order of the requests protects the list from late answers.
NO_ABORT = "AbortController.prototype.abort = () => {}"


def is_typing(url):
    return "part=typing" in url


def hold(page, is_held):
    """Returns a list that fills with the requests that the network holds back."""
    held = []
    page.route(is_held, lambda route: held.append(route))
    return held


def answer(server, text):
    """What the server answers to a text that is being typed, as `painted` has it."""
    target = "/?" + urllib.parse.urlencode({"q": text, "part": "typing"})
    page = server.get(target)[0].decode()
    attributes = dict(re.findall(r'data-(query|summary)="([^"]*)"', page))
    return html.unescape(attributes["query"] + "|" + attributes["summary"])


def answers(server, text):
    return [answer(server, text[:length]) for length in range(1, len(text) + 1)]


def check_order(painted, expected):
    """Checks that each list was the answer to a later keystroke than the list before."""
    last = -1
    for entry in painted:
        later = [index for index, value in enumerate(expected) if index > last and value == entry]
        assert later, f"{entry!r} is stale after {expected[last]!r}: {painted}"
        last = later[0]
    assert painted[-1] == expected[-1]


def test_each_keystroke_is_answered(page, server):
    text = "moon station"
    expected = answers(server, text)
    page.goto("/")
    page.evaluate(PAINTED)
    page.locator("#q").focus()
    for index, letter in enumerate(text):
        page.keyboard.type(letter)
        # The answer to this keystroke is painted before anything else is typed.
        query, summary = expected[index].split("|")
        results = page.locator("#results")
        expect(results).to_have_attribute("data-query", query)
        expect(results).to_have_attribute("data-summary", summary)
    check_order(page.evaluate("painted"), expected)
    expect(page).to_have_url(re.compile(r"\?q=moon\+station$"))


@pytest.mark.parametrize("delay", [0, 40, 120])
def test_fast_typing_ends_with_the_newest_answer(page, server, delay):
    text = "submarine pact"
    expected = answers(server, text)
    page.goto("/?q=moon")
    page.evaluate(PAINTED)
    page.locator("#q").fill("")
    page.locator("#q").press_sequentially(text, delay=delay)
    query = expected[-1].split("|")[0]
    expect(page.locator("#results")).to_have_attribute("data-query", query)
    page.wait_for_timeout(300)
    empty = answer(server, "")
    painted = page.evaluate("painted")
    check_order(painted, [empty] + expected)


def test_typing_over_a_slow_network(page, server):
    page.goto("/")
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.emulateNetworkConditions", {
        "offline": False, "latency": 500, "downloadThroughput": 100_000, "uploadThroughput": 100_000})
    page.evaluate(PAINTED)
    page.locator("#q").press_sequentially("moon st", delay=150)
    page.wait_for_timeout(700)  # a pause, whose answer is painted
    assert page.evaluate("painted") == [answer(server, "moon st")]
    page.locator("#q").press_sequentially("ation", delay=150)
    expect(page.locator("#results")).to_have_attribute("data-query", "moon station")
    check_order(page.evaluate("painted"), answers(server, "moon station"))


@pytest.mark.parametrize("abort", ["with abort", "without abort"])
def test_an_older_answer_that_is_late_is_not_shown(page, server, abort):
    if abort == "without abort":
        page.add_init_script(NO_ABORT)
    page.goto("/")
    held = hold(page, lambda url: is_typing(url) and "q=moo&" in url)
    page.evaluate(PAINTED)
    page.locator("#q").press_sequentially("moo")
    page.locator("#q").press_sequentially("n")
    results = page.locator("#results")
    expect(results).to_have_attribute("data-summary", answer(server, "moon").split("|")[1])
    newest = results.inner_text()
    page.wait_for_timeout(500)
    assert len(held) == 1
    held[0].continue_()
    page.wait_for_timeout(500)
    assert results.inner_text() == newest
    check_order(page.evaluate("painted"), answers(server, "moon"))


@pytest.mark.parametrize("seed", range(3))
def test_answers_in_any_order_never_show_a_stale_one(page, server, seed):
    print("seed", seed)
    text = "china gas"
    page.add_init_script(NO_ABORT)
    page.goto("/")
    held = hold(page, is_typing)
    page.evaluate(PAINTED)
    page.locator("#q").press_sequentially(text, delay=20)
    page.wait_for_timeout(100)
    assert len(held) == len(text)
    random.Random(seed).shuffle(held)
    for route in held:
        with page.expect_response(route.request.url):
            route.continue_()
        page.wait_for_timeout(30)
    check_order(page.evaluate("painted"), answers(server, text))


def test_an_answer_for_the_counts_does_not_replace_newer_ones(page, server):
    page.add_init_script(NO_ABORT)
    page.goto("/")
    held = hold(page, lambda url: "part=refine" in url and "q=china" in url)
    page.locator("#q").press_sequentially("china")
    page.wait_for_timeout(1000)
    page.locator("#q").fill("moon")
    facet = page.get_by_role("region", name="Language")
    expect(facet.locator(".n").first).to_have_text("1")
    for route in held:
        route.continue_()
    page.wait_for_timeout(300)
    expect(facet.locator(".n").first).to_have_text("1")


def test_a_late_answer_does_not_replace_a_followed_link(page, server):
    page.goto("/?q=china")
    held = hold(page, is_typing)
    page.locator("#q").press_sequentially("x")
    page.wait_for_timeout(100)
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="page 2").click()
    expect(page.locator("#status")).to_have_text("30 articles found for “china”, page 2 of 3")
    for route in held:
        route.continue_()
    page.wait_for_timeout(500)
    expect(page.locator("ol.hits")).to_have_attribute("start", "11")
    expect(page.locator("#q")).to_have_value("china")


def test_the_unfinished_word_is_completed(page, server):
    page.goto("/")
    page.locator("#q").press_sequentially("helicop")
    results = page.locator("#results")
    expect(results).to_have_attribute("data-query", "helicopter")
    assert page.locator(".hit h2").all_inner_texts() == server.titles(q="helicopter")
    expect(page.locator(".hit mark").first).to_have_text(re.compile("^helicopters?$", re.I))
    expect(page.locator("#q")).to_have_value("helicop")
    expect(page).to_have_url(re.compile(r"\?q=helicopter$"))
    # A reload shows the same.
    page.reload()
    assert page.locator(".hit h2").all_inner_texts() == server.titles(q="helicopter")


def test_completions_by_keyboard(page, server):
    page.goto("/")
    field = page.get_by_role("combobox", name="Search the archive")
    field.press_sequentially("moon sta")
    options = page.get_by_role("listbox", name="Completions").get_by_role("option")
    expect(options.first).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", options.first.get_attribute("id"))
    chosen = options.first.inner_text()
    page.keyboard.press("Enter")
    expect(field).to_have_value(chosen)
    expect(field).to_be_focused()
    expect(page.locator("#results")).to_have_attribute("data-query", chosen)
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(field).to_have_attribute("aria-expanded", "false")


def test_completions_by_mouse_and_escape(page):
    page.goto("/")
    field = page.locator("#q")
    field.press_sequentially("sub")
    options = page.get_by_role("option")
    chosen = options.first.inner_text()
    options.first.click()
    expect(field).to_have_value(chosen)
    field.fill("sub")
    expect(options.first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(field).to_have_value("sub")


def test_typing_on_other_pages_completes_too(page, server):
    page.goto("/read/3?q=china")
    page.locator("#q").fill("")
    page.locator("#q").press_sequentially("helicop")
    page.get_by_role("option", name="helicopter", exact=True).click()
    expect(page).to_have_url(server.address + "/?q=helicopter")


def test_back_and_forward_through_typed_searches(page, server):
    page.goto("/")
    for text in ["moon", "gas"]:
        page.locator("#q").fill("")
        page.locator("#q").press_sequentially(text, delay=20)
        page.keyboard.press("Enter")
        expect(page).to_have_url(server.address + f"/?q={text}")
        expect(page.locator("#status")).to_contain_text(f"“{text}”")
    for move, text in [(page.go_back, "moon"), (page.go_forward, "gas"), (page.go_back, "moon")]:
        move()
        expect(page.locator("#q")).to_have_value(text)
        assert page.locator(".hit h2").all_inner_texts() == server.titles(q=text)
        expect(page.locator("#status")).to_contain_text(f"“{text}”")
    page.go_back()
    expect(page.get_by_role("heading", name="What you can type")).to_be_visible()


def test_a_count_is_announced_once_for_each_query(page):
    page.goto("/")
    page.evaluate(ANNOUNCED)
    expected = []

    def check(text):
        expected.append(text)
        expect(page.locator("#status")).to_have_text(text)
        page.wait_for_timeout(700)
        assert page.evaluate("announced") == expected

    page.locator("#q").press_sequentially("china", delay=60)
    check("30 articles found for “china”, page 1 of 3")
    page.get_by_role("link", name="page 2").click()
    check("30 articles found for “china”, page 2 of 3")
    page.get_by_role("region", name="Publisher").get_by_role("link").first.click()
    check("6 articles found for “china”")
    page.go_back()
    check("30 articles found for “china”, page 2 of 3")
    page.locator("#q").fill("moon")
    check("1 article found for “moon”")
    page.locator("#q").press("Enter")
    page.wait_for_timeout(700)
    assert page.evaluate("announced") == expected


def test_the_status_is_not_hidden_from_screen_readers(page):
    page.goto("/?q=china")
    status = page.get_by_role("status")
    expect(status.first).to_have_text("30 articles found for “china”, page 1 of 3")
    assert page.locator("#status").get_attribute("aria-hidden") is None
