"""Ingests files that repeat a piece, at a size and at four times the size, and compares.

    python3 Fuzz/mutations/scaling.py SEARCH [NAME...]

Fails if time or memory grows much faster than the file. NAME selects cases that contain it.
"""

import os
import shutil
import sys
import tempfile

import measure
import repetitions

SIZE = 1 << 18
MAX_RATIO = 6
# Shorter runs are too short to compare.
MIN_SECONDS = 0.6
# The memory of a run with a small file, and the memory that each byte may take.
BASE_KILOBYTES = 60_000
MAX_BYTES_PER_BYTE = 40
# The index of so many articles takes more memory than their file.
MANY_ARTICLES = 10_000


def main():
    search, selected = os.path.abspath(sys.argv[1]), sys.argv[2:]
    folder = tempfile.mkdtemp()
    database = os.path.join(folder, "a.db")
    failures = 0
    try:
        for name, piece, content in repetitions.cases():
            if selected and not any(part in name for part in selected):
                continue
            results = []
            for size in (SIZE, 4 * SIZE):
                path = os.path.join(folder, "a." + name.split(".", 1)[1])
                with open(path, "wb") as f:
                    f.write(content(size))
                results.append(measure.ingest(search, path, database, timeout=120))
            small, large = results
            problem = None
            if large.status not in (0, 2) or small.status not in (0, 2):
                problem = f"status {small.status}, {large.status}"
            elif large.seconds > MIN_SECONDS and large.seconds > MAX_RATIO * small.seconds:
                problem = "time"
            elif (large.kilobytes > BASE_KILOBYTES + 4 * SIZE * MAX_BYTES_PER_BYTE // 1024
                  and len(measure.stored(database)) < MANY_ARTICLES):
                problem = "memory"
            if problem:
                failures += 1
                print(f"{name} {piece}: {problem}: {small.seconds:.2f} s, {large.seconds:.2f} s, "
                      f"{large.kilobytes >> 10} MB", flush=True)
    finally:
        shutil.rmtree(folder)
    print(f"{failures} failures")
    return 1 if failures else 0


sys.exit(main())
