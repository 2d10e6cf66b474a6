"""Times the first answer of `search mcp`, from the start of the process.

    python3 first_answer.py SEARCH DATABASE

Called by `make bench`. Prints the median and the longest of the times, and fails if the median is above its
limit: an assistant starts the program for each conversation, and a person waits for it.
"""

import json
import subprocess
import sys
import time

RUNS = 30
MAX_MILLISECONDS = 50

REQUEST = {"jsonrpc": "2.0", "id": 1, "method": "server/discover", "params": {"_meta": {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": {}}}}


def first_answer(search, database):
    """Returns the milliseconds from the start of the program to its first line, which must be an answer."""
    start = time.perf_counter()
    with subprocess.Popen([search, "mcp", "--database", database], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, text=True) as program:
        program.stdin.write(json.dumps(REQUEST) + "\n")
        program.stdin.flush()
        line = program.stdout.readline()
        milliseconds = (time.perf_counter() - start) * 1000
        program.stdin.close()
    if "result" not in json.loads(line):
        sys.exit(f"first_answer: {line}")
    return milliseconds


def main():
    times = sorted(first_answer(*sys.argv[1:3]) for _ in range(RUNS))
    median = times[len(times) // 2]
    print(f"\nFirst answer of `search mcp`, {RUNS} starts: median {median:.1f} ms, longest {times[-1]:.1f} ms")
    if median > MAX_MILLISECONDS:
        sys.exit(f"first_answer: the median is {median:.1f} ms; the limit is {MAX_MILLISECONDS}")


main()
