"""Every task of a reader, by mouse, by keyboard alone and without JavaScript."""

import json
import re

import bibtexparser
import pytest
import rispy
from playwright.sync_api import expect

FOUND = "30 articles found for “china”, page 1 of 3"


def test_search(hand, server):
    hand.page.goto("/")
    hand.search("china")
    hand.expect_status(FOUND)
    assert hand.titles() == server.titles(q="china")
    assert hand.page.locator(".hit .snippet mark").first.inner_text() == "China"
    expect(hand.page).to_have_title("china – Pressmark")
    expect(hand.page).to_have_url(server.address + "/?q=china")


def test_each_count_is_what_its_link_finds(page, server):
    page.goto("/?q=china")
    for entry in page.locator(".facet li:has(a), .as-table tbody tr").all():
        count = int(entry.locator(".n, td").text_content())
        target = entry.locator("a").get_attribute("href")
        found = re.search(r'data-status="(\d+) article', server.get(target + "&part=results")[0].decode())
        assert (target, int(found[1])) == (target, count)


@pytest.mark.parametrize("facet", ["Year", "Publisher", "Author", "Language"])
def test_add_and_remove_a_filter(hand, server, facet):
    hand.page.goto("/?q=china")
    entries = hand.page.get_by_role("region", name=facet).get_by_role("listitem")
    entry = entries.nth(1 if facet == "Language" else 0)
    name = entry.get_by_role("link").inner_text()
    count = int(entry.locator(".n").inner_text())
    assert 0 < count < 30
    hand.follow(entry.get_by_role("link"))
    hand.expect_status(re.compile(f"^{count} articles? found for “china”"))
    key, value = {
        "Year": ("date", name), "Publisher": ("publisher", name), "Author": ("author", name),
        "Language": ("language", "de"),
    }[facet]
    assert hand.titles() == server.titles(q=f'china {key}:"{value}"')
    chips = hand.page.get_by_role("list", name="Filters").get_by_role("link")
    expect(chips).to_have_count(1)
    expect(chips).to_contain_text(name)
    hand.follow(chips.first)
    hand.expect_status(FOUND)
    expect(hand.page.locator(".chips")).to_have_count(0)


def test_filters_add_up(hand, server):
    hand.page.goto("/?q=china")
    for facet, entry in [("Publisher", "Meridian Wire"), ("Year", "2021")]:
        hand.follow(hand.page.get_by_role("region", name=facet).get_by_role("link", name=entry))
        expect(hand.page.locator(".chips")).to_contain_text(entry)
    expected = server.titles(q='china publisher:"Meridian Wire" date:2021')
    expect(hand.page.locator(".hit")).to_have_count(len(expected))
    assert hand.titles() == expected


def test_date_range_in_the_form(hand, server):
    hand.page.goto("/?q=china")
    form = hand.page.get_by_role("form", name="Dates")
    hand.enter_date(form.get_by_label("From"), "2021-11-15")
    hand.enter_date(form.get_by_label("To"), "2021-12-31")
    hand.follow(form.get_by_role("button", name="Apply"))
    expected = server.search(q="china", since="2021-11-15", until="2021-12-31")
    hand.expect_status(re.compile(f"^{expected['total']} articles found for “china”"))
    assert hand.titles() == [hit["article"]["title"] for hit in expected["hits"]]
    expect(hand.page.locator(".chips")).to_contain_text("15 November 2021")


def test_read_the_timeline_as_a_table(hand, server):
    hand.page.goto("/?q=china")
    hand.follow(hand.page.locator(".as-table summary"))
    table = hand.page.get_by_role("table")
    expect(table).to_be_visible()
    rows = [row.inner_text().split("\t") for row in table.locator("tbody tr").all()]
    assert ["November 2021", "6"] in [[cell.strip() for cell in row] for row in rows]
    assert sum(int(count) for _, count in rows) == 28  # two articles have no month
    hand.follow(table.get_by_role("link", name="November 2021"))
    hand.expect_status("6 articles found for “china”")
    assert hand.titles() == server.titles(q="china date:2021-11")


def test_pages(hand, server):
    hand.page.goto("/?q=china")
    pages = hand.page.get_by_role("navigation", name="Pages")
    hand.follow(pages.get_by_role("link", name="Next"))
    hand.expect_status("30 articles found for “china”, page 2 of 3")
    assert hand.titles() == server.titles(q="china", offset=10)
    expect(hand.page.locator("ol.hits")).to_have_attribute("start", "11")
    hand.follow(pages.get_by_role("link", name="page 3"))
    hand.expect_status("30 articles found for “china”, page 3 of 3")
    hand.follow(pages.get_by_role("link", name="Previous"))
    hand.expect_status("30 articles found for “china”, page 2 of 3")


def test_order(hand, server):
    hand.page.goto("/?q=china")
    hand.follow(hand.page.get_by_role("link", name="newest", exact=True))
    expect(hand.page).to_have_url(re.compile("sort=newest"))
    expect(hand.page.locator("b", has_text="newest")).to_be_visible()
    assert hand.titles() == server.titles(q="china", sort="newest")


def test_correction(hand, server):
    hand.page.goto("/?q=aukus+pakt")
    notice = hand.page.locator(".notice", has_text="These are the results for")
    expect(notice).to_contain_text("Nothing was found for “pakt”.")
    corrected = re.search("for “([^”]+)”\\.$", notice.inner_text().strip())[1]
    assert hand.titles() == server.titles(q=corrected)


def test_nothing_found(hand, server):
    hand.page.goto("/?q=china&publisher=nobody")
    expect(hand.page.locator(".nothing")).to_contain_text("Nothing was found")
    hand.follow(hand.page.get_by_role("link", name="Search without the filters"))
    hand.expect_status(FOUND)


def open_hit(hand, rank):
    """Opens a hit of the first page of results for china, and returns its title."""
    hand.page.goto("/?q=china")
    link = hand.page.locator(f"#hit-{rank} h2 a")
    title = link.inner_text()
    hand.follow(link)
    expect(hand.page.locator("article h1")).to_have_text(title)
    return title


def test_read_a_hit_and_its_neighbors(hand, server):
    titles = server.titles(q="china")
    assert open_hit(hand, 3) == titles[2]
    assert {mark.lower() for mark in hand.page.locator(".text mark").all_inner_texts()} == {"china"}
    place = hand.page.get_by_role("navigation", name="Results")
    expect(place).to_contain_text("3 of 30")
    hand.follow(place.get_by_role("link", name="Next"))
    expect(hand.page.locator("article h1")).to_have_text(titles[3])
    expect(place).to_contain_text("4 of 30")
    hand.follow(place.get_by_role("link", name="Previous"))
    expect(hand.page.locator("article h1")).to_have_text(titles[2])


def test_marks(hand):
    hand.page.goto("/read/3?q=china&at=1")
    marks = hand.page.locator(".text mark")
    expect(marks).to_have_count(6)
    matches = hand.page.get_by_role("navigation", name="Matches")
    for number in [1, 2, 3]:
        if hand.has_script:
            hand.follow(matches.locator(".mark-next"))
            expect(hand.page.locator("#mark-place")).to_have_text(f"{number} of 6")
            expect(marks.nth(number - 1)).to_have_class("current")
        else:
            name = "next" if number > 1 else "first match"
            hand.follow(hand.page.get_by_role("link", name=name, exact=True))
            expect(hand.page.locator(".jump:visible")).to_contain_text(f"{number} of 6")
        expect(marks.nth(number - 1)).to_be_in_viewport()


def test_similar_articles(hand):
    hand.page.goto("/read/3?q=china")
    link = hand.page.locator(".similar").get_by_role("link").first
    title = link.inner_text()
    hand.follow(link)
    expect(hand.page.locator("article h1")).to_have_text(title)


def test_what_the_publisher_wrote_that_week(hand, server):
    article = json.loads(server.get("/articles/12")[0])["article"]
    hand.page.goto("/read/12?q=china")
    hand.follow(hand.page.get_by_role("link", name="What else it wrote that week"))
    expect(hand.page.locator(".chips")).to_contain_text(article["publisher"])
    expect(hand.page.locator(".chips")).to_contain_text("27 November 2021")
    expected = server.titles(
        q=f'publisher:"{article["publisher"]}"', since="2021-11-27", until="2021-12-03", sort="oldest")
    assert hand.titles() == expected and article["title"] in expected


@pytest.mark.parametrize("form", ["RIS", "BibTeX", "CSL-JSON"])
def test_cite(hand, form):
    hand.page.goto("/read/3?q=china")
    title = '"No limits": Xi and Putin use an Olympic day for a long statement'
    expect(hand.page.locator("h1")).to_have_text(title)
    with hand.page.expect_download() as download:
        hand.follow(hand.page.get_by_role("link", name=form, exact=True))
    text = download.value.path().read_text()
    name = download.value.suggested_filename
    if form == "RIS":
        entry = rispy.loads(text)[0]
        assert (entry["title"], entry["year"][:4], name) == (title, "2022", "article-3.ris")
    elif form == "BibTeX":
        library = bibtexparser.parse_string(text)
        assert library.failed_blocks == [] and name == "article-3.bib"
        fields = library.entries[0].fields_dict
        assert fields["title"].value.replace("{", "").replace("}", "") == title
        assert fields["year"].value == "2022"
    else:
        entry = json.loads(text)
        entry = entry[0] if isinstance(entry, list) else entry
        assert entry["title"] == title and entry["issued"]["date-parts"][0][0] == 2022


@pytest.mark.parametrize("way", ["the link", "the browser's Back"])
def test_return_to_the_list_as_it_was(hand, way):
    hand.page.goto("/?q=china")
    link = hand.page.locator("#hit-7 h2 a")
    hand.scroll_to(link)
    y = hand.page.evaluate("scrollY")
    assert y > 100
    hand.follow(link)
    expect(hand.page.locator("article h1")).to_be_visible()
    if way == "the link" and hand.has_script:
        hand.follow(hand.page.locator("#back"))
    else:
        hand.page.go_back()
    expect(hand.page.locator("#hit-7")).to_be_visible()
    assert abs(hand.wait_for_scroll() - y) < 3
    if hand.has_script:
        expect(hand.page.locator(".hit.selected")).to_have_id("hit-7")
        expect(link).to_be_focused()




def test_help(hand):
    hand.page.goto("/")
    hand.follow(hand.page.get_by_role("link", name="Help", exact=True))
    expect(hand.page.get_by_role("heading", name="What you can type")).to_be_visible()
    expect(hand.page.get_by_role("heading", name="Keys", exact=True)).to_be_visible()


def test_skip_to_the_content(hand):
    hand.page.goto("/?q=china")
    hand.page.keyboard.press("Tab")
    skip = hand.page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    hand.page.keyboard.press("Enter")
    hand.page.keyboard.press("Tab")
    assert hand.page.evaluate("document.activeElement.closest('main') != null")
