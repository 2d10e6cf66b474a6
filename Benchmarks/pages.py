"""Measures how well saved web pages are read, and compares the figures with Benchmarks/pages.json.

    python3 Benchmarks/pages.py [--search PROGRAM] [--record]

The pages and their scorer are in ../shared/pages; without them, nothing is measured. Fails if a share (F1, precision,
recall) falls by .005 or a percentage by one point. --record writes the figures of this program instead.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile

PROJECT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SCORER = os.path.join(PROJECT, "../shared/pages/score.py")
FIGURES = os.path.join(PROJECT, "Benchmarks/pages.json")
SHARES = {"f1": 1, "precision": 1, "recall": 1, "unwanted_kept": -1}
PERCENTAGES = ("title", "date", "author")


def measured(program):
    """Returns the figures of each set of pages, in the order of the scorer."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "figures.json")
        subprocess.run([sys.executable, SCORER, os.path.abspath(program), "--json", path], check=True)
        with open(path, encoding="utf-8") as file:
            return [figures_of(one) for one in json.load(file).values()]


def figures_of(one):
    figures = {name: one[name] for name in SHARES if name in one}
    for name in PERCENTAGES:
        if name in one:
            figures[name] = {"right": one[name]["right"], "wrong": one[name]["wrong"]}
    return figures


def falls(before, after):
    """Returns a line for each figure that has become worse."""
    lines = []
    for number, (old, new) in enumerate(zip(before, after, strict=True), 1):
        for name, sign in SHARES.items():
            if name in old and sign * (old[name] - new[name]) >= .005:
                lines.append(f"set {number}: {name} {old[name]} -> {new[name]}")
        for name in PERCENTAGES:
            if name in old and old[name]["right"] - new[name]["right"] >= 1:
                lines.append(f"set {number}: {name} right {old[name]['right']} -> {new[name]['right']}")
    return lines


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--search", default=os.path.join(PROJECT, ".build/release/search"))
    parser.add_argument("--record", action="store_true")
    given = parser.parse_args()
    if not os.path.exists(SCORER):
        print("No pages in ../shared/pages: skipped.")
        return
    after = measured(given.search)
    if given.record:
        with open(FIGURES, "w", encoding="utf-8") as file:
            file.write("[\n" + ",\n".join("  " + json.dumps(one) for one in after) + "\n]\n")
        return
    with open(FIGURES, encoding="utf-8") as file:
        lines = falls(json.load(file), after)
    if lines:
        sys.exit("\n".join(["Pages are read worse than before:"] + lines))


if __name__ == "__main__":
    main()
