"""Prints what a browser would make of pages: their elements, attributes, links and data.

The standard input is a JSON list of pages. The output is a JSON list with an object for each page:

    elements    the start and end tags with the names of their attributes, without <a rel=external>
    links       the values of href, src and action
    data        the texts of <script type="application/ld+json">, parsed
    text        the text of the page
"""

import html.parser
import json
import sys


class Skeleton(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.elements, self.links, self.data, self.words = [], [], [], []
        self.is_data = self.is_external = False

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self.links += [values[name] or "" for name in ("href", "src", "action") if name in values]
        self.is_data = tag == "script" and values.get("type") == "application/ld+json"
        self.is_external = tag == "a" and "external" in (values.get("rel") or "")
        if not self.is_external:
            self.elements.append(" ".join([tag] + [name for name, _ in attributes]))

    def handle_endtag(self, tag):
        self.is_data = False
        if not (tag == "a" and self.is_external):
            self.elements.append("/" + tag)

    def handle_data(self, data):
        if self.is_data:
            self.data.append(json.loads(data))
        else:
            self.words.append(data)

    def handle_comment(self, data):
        self.elements.append("comment")


results = []
for page in json.load(sys.stdin):
    skeleton = Skeleton()
    skeleton.feed(page)
    skeleton.close()
    results.append({"elements": skeleton.elements, "links": skeleton.links, "data": skeleton.data,
                    "text": "".join(skeleton.words)})
json.dump(results, sys.stdout)
