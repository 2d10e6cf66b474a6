"""Runs a reporter's queries, and checks that the first hit is the right article and shows the answer.

    python3 Benchmarks/reporter.py [--search PROGRAM] [--queries FILE] [--folder FOLDER]

Called by `make reporter`. Makes one archive of the sample articles and, if they are present, those in
../shared/articles; queries about articles that are absent are skipped. Prints two counts and a line for
each miss. Exits with 1 if a count is below its limit; with 2 if nothing can be measured.
"""

import argparse
import json
import os
import re
import sys
import unicodedata
from dataclasses import dataclass

sys.dont_write_bytecode = True

from collection import FOLDER, PROGRAM, PROJECT, Search, Trouble  # noqa: E402

QUERIES = os.path.join(PROJECT, "Benchmarks/seeds/reporter.tsv")
# As ingested, relative to the project's top folder: the docnos in the file start with these paths.
SAMPLES = "seeds"
SHARED = "../shared/articles"
# The limits, for the full set of queries.
QUERY_COUNT = 60
MIN_ARTICLES = 57
MIN_ANSWERS = 55


@dataclass
class ReporterQuery:
    """A query, the article that it asks for, and strings of the sentence that answers it."""

    id: str
    text: str
    docno: str
    answer: list


@dataclass
class Result:
    """The first hit of a query; the docno and the snippet are empty if nothing was found."""

    query: ReporterQuery
    docno: str
    snippet: str

    def is_right_article(self):
        return self.docno == self.query.docno

    def shows_answer(self):
        return all(contains(self.snippet, part) for part in self.query.answer)


def normalized(text):
    """Returns the text composed and case-folded, with one plain space for any white space."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def contains(text, part):
    """True if the text contains the part as whole words: `8` is not found in `38`."""
    return re.search(rf"(?<!\w){re.escape(normalized(part))}(?!\w)", normalized(text)) is not None


def read_queries(path):
    """Returns the queries in a file with the columns id, query, docno and answer."""
    queries = []
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            fields = line.rstrip("\n").split("\t")
            if len(fields) != 4 or not all(field.strip() for field in fields):
                raise Trouble(f"{path}:{number}: expected id, query, docno and answer")
            identifier, text, docno, answer = fields
            queries.append(ReporterQuery(identifier, text, docno, answer.split("|")))
    if not queries or len({query.id for query in queries}) < len(queries):
        raise Trouble(f"{path}: there are no queries, or two have the same id")
    return queries


def first_hit(search, database, query):
    """Runs one query as it would be typed; returns the first hit that a person would see."""
    # Status 1 means that nothing was found.
    output = search.run("--format", "json", "--suggest", "--limit", "3", "--database", database, "--",
                        query.text, statuses=(0, 1))
    hits = json.loads(output)["hits"]
    if not hits:
        return Result(query, "", "")
    return Result(query, hits[0]["article"]["docno"], hits[0]["snippet"])


def limit(full, count):
    """Returns the limit for `count` queries, in proportion to the limit for all and rounded up."""
    return -(-full * count // QUERY_COUNT)


def report(results):
    """Prints the misses and the counts; returns the counts that are below their limits, as sentences."""
    problems = []
    for result in results:
        if not (result.is_right_article() and result.shows_answer()):
            missed = "answer" if result.is_right_article() else "article"
            first = f"{result.docno}: {' '.join(result.snippet.split())}" if result.docno else "nothing"
            print(f"{result.query.id} ({missed}) {result.query.text} -> {first}")
    counts = (("have the right article first", MIN_ARTICLES, Result.is_right_article),
              ("show the answer in the first snippet", MIN_ANSWERS, Result.shows_answer))
    for name, full, holds in counts:
        count, least = sum(map(holds, results)), limit(full, len(results))
        line = f"{count} of {len(results)} queries {name} (limit: {least})"
        print(line)
        if count < least:
            problems.append(line)
    return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--search", default=PROGRAM, help="the program")
    parser.add_argument("--queries", default=QUERIES, help="the file of queries")
    parser.add_argument("--folder", default=FOLDER, help="where to store the archive")
    given = parser.parse_args()
    search = Search(given.search, given.folder)
    queries = read_queries(given.queries)
    corpora = [SAMPLES]
    if os.path.isdir(os.path.join(PROJECT, SHARED)):
        corpora.append(SHARED)
    else:
        everything = len(queries)
        queries = [query for query in queries if not query.docno.startswith(SHARED + "/")]
        print(f"There is no {SHARED}: {everything - len(queries)} queries skipped.")
    database = search.empty_path("reporter")
    if search.ingest(corpora[0], database, *corpora[1:]) == 0:
        raise Trouble(f"no articles were ingested from {' and '.join(corpora)}")
    problems = report([first_hit(search, database, query) for query in queries])
    for problem in problems:
        print(f"reporter: {problem}", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (Trouble, OSError, ValueError) as error:
        print(f"reporter: {error}", file=sys.stderr)
        sys.exit(2)
