"""Times Tantivy (PyPI: tantivy) on the passages of an archive: any term and all terms, top 10.

    python tantivy_peer.py DATABASE QUERIES FOLDER [default]

One field contains title and text, stemmed for English. The index has one segment, or with `default` as
many as Tantivy chooses. Prints a JSON object for each query: the first run and the best of three, in
milliseconds, on one thread. Hits are not counted, which is faster. All queries run in one mode before
the other mode starts, so that neither mode warms the caches for the other. Reuses an index that an
earlier run left in FOLDER: delete the index when the archive has changed.
"""

import json
import os
import sqlite3
import sys
import time

import tantivy

MODES = ("any", "all")
REPEATS = 3


def open_index(database, folder, one_segment):
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("body", stored=False, tokenizer_name="en_stem")
    builder.add_integer_field("id", stored=True)
    is_there = os.path.exists(os.path.join(folder, "meta.json"))
    os.makedirs(folder, exist_ok=True)
    index = tantivy.Index(builder.build(), path=folder)
    if is_there:
        return index
    writer = index.writer(heap_size=2_000_000_000, num_threads=1) if one_segment else index.writer()
    for row in sqlite3.connect(database).execute("SELECT id, title, text FROM indexed_passages"):
        writer.add_document(tantivy.Document(id=row[0], body=f"{row[1]}\n{row[2]}"))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return index


def measure(searcher, query):
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        searcher.search(query, limit=10, count=False)
        times.append((time.perf_counter() - start) * 1000)
    return {"first": times[0], "best": min(times)}


def main():
    database, queries, folder = sys.argv[1:4]
    index = open_index(database, folder, "default" not in sys.argv[4:])
    searcher = index.searcher()
    print(json.dumps({"segments": searcher.num_segments, "documents": searcher.num_docs}))
    with open(queries, encoding="utf-8") as file:
        lines = [line.split() for line in file if line.split()]
    results = [{} for _ in lines]
    for mode in MODES:
        sign = "+" if mode == "all" else ""
        for words, result in zip(lines, results):
            query = index.parse_query(" ".join(sign + word for word in words), ["body"])
            result[mode] = measure(searcher, query)
    for result in results:
        print(json.dumps(result))


if __name__ == "__main__":
    main()
