"""Reads the tables of figures in docs/relevance.md, compares new figures with them, and updates them.

Each measure has a table, and the first cell of its heading is the name of the measure. A row is a
collection, or the mean of the collections on which other systems were measured too.
"""

import re

MEASURES = ("nDCG@10", "MAP", "R@100")
WAYS = {"default": [], "--expand": ["--expand"], "--plain": ["--plain"]}
ANCHORS = ("Anserini bm25", "Anserini rm3")
DIFFERENCES = {"default less --plain": ("default", "--plain"),
               "--expand less default": ("--expand", "default")}
COLUMNS = ("documents", "topics", *WAYS, *ANCHORS, *DIFFERENCES)
MEAN = "mean"
TOLERANCE = 0.003


def cells(line):
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def tables(text):
    """Returns the text of each cell in a document's tables, by measure, row and column."""
    found, heading = {}, None
    for line in text.splitlines():
        if not line.startswith("|"):
            heading = None
        elif heading:
            row = cells(line)
            if not row[0].startswith("---"):
                found[heading[0]][row[0]] = dict(zip(heading[1:], row[1:]))
        elif cells(line)[0] in MEASURES:
            heading = cells(line)
            found[heading[0]] = {}
    return found


def value(cell):
    """Returns the number at the start of a cell, or None."""
    match = re.match(r"[+-]?[0-9]*\.[0-9]+", cell or "")
    return float(match[0]) if match else None


def figure(number):
    """Formats a number as .3728 or 1.0000."""
    return re.sub(r"^0\.", ".", f"{number:.4f}")


def difference(number, p=None):
    """Formats a difference as +.0100 (p .031)."""
    text = ("+" if round(number, 4) >= 0 else "-") + figure(abs(number))
    if p is None:
        return text
    return text + (" (p < .001)" if p < 0.001 else f" (p {f'{p:.3f}'.removeprefix('0')})")


def with_means(measured, committed):
    """Returns the measured tables with the anchors, the recorded figures of other systems, added.

    The row of means is added if every row that has anchors was measured.
    """
    result = {}
    for measure, rows in measured.items():
        known = committed.get(measure, {})
        anchored = [name for name, row in known.items()
                    if name != MEAN and all(value(row.get(anchor)) is not None
                                            for anchor in ANCHORS)]
        table = {}
        for name in [*known, *(name for name in rows if name not in known)]:
            if name in rows:
                anchors = {anchor: known.get(name, {}).get(anchor, "") for anchor in ANCHORS}
                table[name] = rows[name] | anchors
            elif name == MEAN and anchored and all(row in rows for row in anchored):
                table[name] = mean([known[row] for row in anchored],
                                   [rows[row] for row in anchored])
        result[measure] = table
    return result


def mean(known, measured):
    """Returns the row of means: of the anchors as recorded, and of our figures before rounding."""
    def average(values):
        return sum(values) / len(values)

    exact = {way: average([row["exact"][way] for row in measured]) for way in WAYS}
    row = {way: figure(number) for way, number in exact.items()}
    row |= {anchor: figure(average([value(line[anchor]) for line in known])) for anchor in ANCHORS}
    row |= {column: difference(exact[one] - exact[other])
            for column, (one, other) in DIFFERENCES.items()}
    return row


def shortfalls(measured, committed):
    """Returns a sentence for each figure that is below the recorded one by more than the tolerance."""
    sentences = []
    for measure, rows in measured.items():
        for name, row in rows.items():
            for way in WAYS:
                now = value(row.get(way))
                then = value(committed.get(measure, {}).get(name, {}).get(way))
                if None not in (now, then) and now < then - TOLERANCE - 1e-9:
                    sentences.append(f"{measure} of {name}, {way}: {figure(now)} is "
                                     f"{figure(then - now)} below the recorded {figure(then)}")
    return sentences


def differs(measured, committed):
    """True if any figure differs from the recorded one."""
    return any(row.get(way) != committed[measure][name].get(way)
               for measure, rows in measured.items() for name, row in rows.items()
               if name in committed.get(measure, {}) for way in WAYS)


def line(first, row):
    return "| " + " | ".join([first, *(row.get(column, "") for column in COLUMNS)]) + " |"


def recorded(text, measured):
    """Returns the document with the measured rows replaced and everything else unchanged."""
    lines, measure = [], None
    for old in text.splitlines(keepends=True):
        first = cells(old)[0] if old.startswith("|") else None
        if first is None:
            measure = None
        elif first in MEASURES:
            measure = first
        elif first in measured.get(measure, {}):
            old = line(first, measured[measure][first]) + "\n"
        lines.append(old)
    return "".join(lines)


def printed(measured):
    """Returns the tables with aligned columns."""
    blocks = []
    for measure, rows in measured.items():
        grid = [[measure, *COLUMNS], *([name, *(row.get(column, "") for column in COLUMNS)]
                                       for name, row in rows.items())]
        widths = [max(len(row[column]) for row in grid) for column in range(len(grid[0]))]
        grid.insert(1, ["-" * width for width in widths])
        blocks.append("\n".join("| " + " | ".join(cell.ljust(width) for cell, width in
                                                  zip(row, widths)) + " |" for row in grid))
    return "\n\n".join(blocks)
