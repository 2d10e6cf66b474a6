"""Draws the terminal session that the README shows, as an SVG.

    python3 docs/picture.py SEARCH FILE

Called by `make picture`. Runs the real program on the sample articles, with an archive of its own,
and draws its output in its own colours. The SVG refers to no font or file from elsewhere.
Needs rich (PyPI).
"""

import html
import io
import os
import re
import subprocess
import sys
import tempfile

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

PROJECT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SESSION = ['search ingest seeds', 'search "AUKUS submarines" --limit 2']
COLUMNS = 86
THEME = TerminalTheme(
    (29, 32, 38), (216, 219, 224),
    [(29, 32, 38), (255, 123, 114), (126, 231, 135), (242, 204, 96), (121, 192, 255),
     (210, 168, 255), (118, 227, 234), (216, 219, 224)])
# rich's own format, without the web font that it downloads.
FORMAT = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" role="img" xmlns="http://www.w3.org/2000/svg">
<title>A terminal session: the sample articles are ingested and searched</title>
<style>
.{unique_id}-matrix {{
  font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace;
  font-size: {char_height}px; line-height: {line_height}px; font-variant-east-asian: full-width;
}}
.{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def run(command, program, folder):
    """The output of a command, as a terminal with colours would show it."""
    environment = {
        "PATH": os.path.dirname(program) + ":" + os.environ["PATH"], "HOME": folder,
        "COLUMNS": str(COLUMNS), "LC_ALL": "C.UTF-8", "TERM": "xterm-256color",
        "CLICOLOR_FORCE": "1", "FORCE_HYPERLINK": "0"}
    result = subprocess.run(command, shell=True, cwd=PROJECT, env=environment, check=True,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return result.stdout.decode().replace(folder, "/home/you")


def tight(match):
    """A piece of text without the spaces around it: some viewers drop them, and so misplace the rest."""
    x, y, length, rest, text = match.groups()
    text = text.replace("&#160;", " ")
    width = float(length) / len(html.unescape(text))
    before = len(text) - len(text.lstrip(" "))
    text, spaces = text.strip(" "), len(text) - len(text.strip(" "))
    return (f'x="{float(x) + before * width:g}" {y} textLength="{float(length) - spaces * width:g}" '
            f'{rest}>{text.replace(" ", "&#160;")}</text>')


def main():
    program, picture = os.path.abspath(sys.argv[1]), sys.argv[2]
    console = Console(record=True, width=COLUMNS + 2, file=io.StringIO(), force_terminal=True,
                      color_system="truecolor", legacy_windows=False)
    with tempfile.TemporaryDirectory() as folder:
        for index, command in enumerate(SESSION):
            if index:
                console.print()
            console.print(Text.assemble(("$ ", "green bold"), command))
            console.print(Text.from_ansi(run(command, program, folder).rstrip("\n")))
        console.print()
    svg = console.export_svg(title="search", theme=THEME, code_format=FORMAT, unique_id="terminal",
                             font_aspect_ratio=0.602)
    svg = re.sub(r"<text [^>]*>\n</text>", "\n", svg)
    svg = re.sub(r'x="([0-9.]+)" (y="[0-9.]+") textLength="([0-9.]+)" ([^>]*)>(.*?)</text>', tight, svg)
    with open(picture, "w", encoding="utf-8") as file:
        file.write(re.sub(r"[ \t]+$", "", svg, flags=re.MULTILINE))


if __name__ == "__main__":
    main()
