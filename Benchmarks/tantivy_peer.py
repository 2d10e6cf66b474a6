"""Times Tantivy (PyPI: tantivy) on the passages of an archive: any term and all terms, top 10.

    python tantivy_peer.py DATABASE QUERIES FOLDER [default]

One field holds title and text, stemmed for English; one segment, or with `default` as many as
Tantivy makes by itself. Prints a JSON object for each query: the best of three, in milliseconds,
warm, on one thread, without counting all hits, which Tantivy does faster than with.
"""

import json
import os
import shutil
import sqlite3
import sys
import time

import tantivy

database, queries, folder = sys.argv[1:4]
one_segment = "default" not in sys.argv[4:]

shutil.rmtree(folder, ignore_errors=True)
os.makedirs(folder)
builder = tantivy.SchemaBuilder()
builder.add_text_field("body", stored=False, tokenizer_name="en_stem")
builder.add_integer_field("id", stored=True)
index = tantivy.Index(builder.build(), path=folder)
writer = index.writer(heap_size=2_000_000_000, num_threads=1) if one_segment else index.writer()
for row in sqlite3.connect(database).execute("SELECT id, title, text FROM indexed_passages"):
    writer.add_document(tantivy.Document(id=row[0], body=f"{row[1]}\n{row[2]}"))
writer.commit()
writer.wait_merging_threads()
index.reload()
searcher = index.searcher()
print(json.dumps({"segments": searcher.num_segments, "documents": searcher.num_docs}))

for line in open(queries, encoding="utf-8"):
    words = line.rstrip("\n")
    times = {}
    for mode in ("any", "all"):
        query = index.parse_query(words, ["body"]) if mode == "any" else index.parse_query(
            " ".join("+" + word for word in words.split()), ["body"])
        best = float("inf")
        for _ in range(3):
            start = time.perf_counter()
            searcher.search(query, limit=10, count=False)
            best = min(best, time.perf_counter() - start)
        times[mode] = best * 1000
    print(json.dumps(times))
