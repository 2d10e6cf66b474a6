"""Types command lines into a real shell, presses Tab, and prints what the shell made of them.

usage: complete.py SHELL SCRIPT < LINES

Each line of standard input is a JSON string: the text to type, in which a tab is the Tab key.
Prints a JSON object for each: the command line afterwards, and what the shell listed below it.
"""

import fcntl
import json
import os
import pty
import re
import select
import shutil
import struct
import sys
import tempfile
import termios
import time

SETUP = {
    "bash": """
        PS1=; unset HISTFILE; set +H; source '{script}'
        bind 'set bell-style none'; bind 'set show-all-if-ambiguous on'
        bind 'set completion-query-items 0'; bind 'set page-completions off'
        bind 'set enable-bracketed-paste off'; bind 'set completion-display-width 0'
        shown() {{ printf '\\001%s\\002' "$READLINE_LINE"; }}
        bind -x '"\\C-xp": shown'
        """,
    "zsh": """
        PS1=; unset HISTFILE; LISTMAX=10000; setopt nobeep noautomenu
        fpath=({folder} $fpath); autoload -Uz compinit; compinit -u -D
        zstyle ':completion:*' list-prompt ''; zstyle ':completion:*' select-prompt ''
        shown() {{ print -rn -- $'\\001'"$BUFFER"$'\\002'; }}
        zle -N shown; bindkey '^Xp' shown; bindkey '^I' complete-word
        """,
    "fish": """
        function fish_prompt; end; set -g fish_greeting; set -g fish_autosuggestion_enabled 0
        source '{script}'
        function shown; printf '\\001%s\\002' (commandline | string collect); end
        bind \\cxp shown
        """,
}
COMMAND = {
    "bash": ["bash", "--norc", "--noprofile", "-i"],
    "zsh": ["zsh", "-f", "-i"],
    "fish": ["fish", "--no-config", "-i"],
}
ESCAPE = re.compile(r"\x1b(\[[0-9;?<>=]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)|[()][A-Z0-9]|[=>])")


class Shell:
    """A shell on a terminal of its own."""

    def __init__(self, name, script):
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm", COLUMNS="200", LINES="200", LC_ALL="C.UTF-8")
            os.execvp(COMMAND[name][0], COMMAND[name])
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 200, 200, 0, 0))
        setup = os.path.join(os.path.dirname(script), "setup." + name)
        with open(setup, "w") as file:
            file.write(SETUP[name].format(script=script, folder=os.path.dirname(script)))
        time.sleep(0.5)
        # The mark in the echo of the command is not that of its output.
        self.type(f" source {setup}; printf '\\002'\r")
        self.until("\x02")

    def type(self, text):
        os.write(self.terminal, text.encode())

    def until(self, mark):
        """Reads up to a mark, for at most 20 seconds."""
        text = b""
        deadline = time.monotonic() + 20
        while not text.endswith(mark.encode()):
            ready, _, _ = select.select([self.terminal], [], [], max(0, deadline - time.monotonic()))
            if not ready:
                sys.exit(f"the shell does not answer: {text!r}")
            text += os.read(self.terminal, 1)
        return text.decode(errors="replace")

    def completed(self, text):
        # Ctrl-U clears the line of bash and zsh, and what is before the cursor in fish.
        self.type("\x15" + text + "\x18p")
        shown, line = self.until("\x02")[:-1].rsplit("\x01", 1)
        shown = ESCAPE.sub("", shown).replace("\r", "")
        return {"line": line, "shown": shown}


def main():
    name, script = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        # zsh looks for a file with the name of the function.
        copy = shutil.copy(script, os.path.join(folder, "_search"))
        shell = Shell(name, copy)
        for line in sys.stdin:
            print(json.dumps(shell.completed(json.loads(line))), flush=True)


main()
