"""Draws queries of 1 to 15 words from the text of an archive, the same queries each time.

Half of them are consecutive words from a title and text, and half are words of mixed frequency.
Every word is one token.
"""

import math
import random
import re


def words_of_mixed_frequency(connection, generator, count):
    """Returns words of the index, rare and frequent ones alike: drawn evenly by the log of frequency."""
    connection.execute("CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, passages_fts, row)")
    terms = connection.execute(
        "SELECT term, doc FROM terms WHERE doc > 1 AND term GLOB '[a-z]*'").fetchall()
    strata = {}
    for term, frequency in terms:
        if re.fullmatch("[a-z]{2,}", term):
            strata.setdefault(int(math.log2(frequency)), []).append(term)
    strata = [sorted(terms) for _, terms in sorted(strata.items())]
    return [generator.choice(generator.choice(strata)) for _ in range(count)]


def make_queries(connection, count):
    """Returns pairs of a kind ("headline" or "mixed") and a query. Creates the table temp.terms."""
    generator = random.Random(20211018)
    mixed = iter(words_of_mixed_frequency(connection, generator, count * 8))
    last = connection.execute("SELECT max(id) FROM passages").fetchone()[0]
    queries = []
    while len(queries) < count:
        length = generator.randint(1, 15)
        if len(queries) % 2:
            queries.append(("mixed", " ".join(next(mixed) for _ in range(min(length, 8)))))
            continue
        row = connection.execute(
            "SELECT title, text FROM indexed_passages WHERE id >= ? LIMIT 1",
            (generator.randint(1, last),)).fetchone()
        words = re.findall(r"(?<![\w'’])[a-z]{2,}(?![\w'’])", " ".join(row).lower())
        if len(words) >= length:
            start = generator.randint(0, len(words) - length)
            queries.append(("headline", " ".join(words[start:start + length])))
    return queries
