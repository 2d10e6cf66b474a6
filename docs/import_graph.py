"""Draws the import graph of the modules from the sources, and compares it with the map.

    python3 docs/import_graph.py          check the sources against docs/architecture.md
    python3 docs/import_graph.py --draw   print the graph as the map writes it

The map is the block in docs/architecture.md whose lines read `Module -> Module, Module`, with every
module below those that import it. An import that the map lacks is an error, and so are an arrow that
no source needs, an arrow that points up, and an import that an outer rule forbids.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
SOURCES = ROOT / "Sources"
# Modules of the system and of the toolchain, which stand outside the map.
OUTSIDE = {"Glibc", "Synchronization", "FoundationEssentials", "ArgumentParser", "Swift", "Dispatch", "HTTPTypes", "HummingbirdCore",
           "Logging", "Mustache", "NIOCore", "NIOHTTP1", "NIOHTTPTypes", "NIOHTTPTypesHTTP1", "NIOPosix"}
IMPORT = re.compile(r"^\s*(?:(?:public|package|internal|private|@\w+)\s+)*import\s+(\w+)\s*$", re.M)
MAX_LINES = 500
MAX_FILES = 22


def modules():
    """The folders of Swift modules; the C modules stand together in Sources/C."""
    return sorted(folder for folder in SOURCES.iterdir() if folder.is_dir() and folder.name != "C")


def imports(folder):
    """Each imported module with one file that imports it."""
    found = {}
    for file in sorted(folder.rglob("*.swift")):
        for name in IMPORT.findall(file.read_text()):
            found.setdefault(name, file.relative_to(ROOT))
    return found


def read_map():
    """The modules in the order of the map, each with what it may import."""
    text = (ROOT / "docs" / "architecture.md").read_text()
    lines = re.findall(r"^(\w+) +-> *(.*)$", text, re.M)
    return {name: {part.strip() for part in parts.split(",") if part.strip() not in ("", "-")}
            for name, parts in lines}


def draw(graph):
    width = max(map(len, graph))
    for name, parts in graph.items():
        print(f"{name:<{width}} -> {', '.join(sorted(parts)) or '-'}")


def main():
    found = {folder.name: imports(folder) for folder in modules()}
    graph = {name: {part for part in parts if part not in OUTSIDE} for name, parts in found.items()}
    if "--draw" in sys.argv:
        return draw(graph)
    allowed = read_map()
    errors = []
    for name, parts in graph.items():
        if name not in allowed:
            errors.append(f"{name}: the map in docs/architecture.md lacks this module")
            continue
        for part in sorted(parts - allowed[name]):
            errors.append(f"{found[name][part]}: imports {part}; the map has no arrow {name} -> {part}")
        for part in sorted(allowed[name] - parts):
            errors.append(f"docs/architecture.md: no source needs the arrow {name} -> {part}")
    order = list(allowed)
    for name in order:
        for part in allowed[name] & set(order[:order.index(name)]):
            errors.append(f"docs/architecture.md: the arrow {name} -> {part} points up")
        if name not in graph:
            errors.append(f"docs/architecture.md: no module is called {name}")
    for name, parts in found.items():
        if "CSQLite" in parts and name != "SQLite":
            errors.append(f"{parts['CSQLite']}: only SQLite imports CSQLite")
        if "Foundation" in parts and name != "SearchServer":
            errors.append(f"{parts['Foundation']}: FoundationEssentials is enough")
    for folder in [SOURCES, *(path for path in SOURCES.rglob("*") if path.is_dir())]:
        files = [file for file in folder.glob("*.swift")]
        if len(files) > MAX_FILES:
            errors.append(f"{folder.relative_to(ROOT)}: {len(files)} files side by side")
        for file in files:
            lines = file.read_text().count("\n")
            if lines > MAX_LINES:
                errors.append(f"{file.relative_to(ROOT)}: {lines} lines")
    print("\n".join(errors) or f"imports: {sum(map(len, graph.values()))} arrows, all on the map")
    sys.exit(1 if errors else 0)


main()
