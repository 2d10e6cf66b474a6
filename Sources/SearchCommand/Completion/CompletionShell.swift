internal import Output

/// A shell that completes command lines.
///
/// Its script passes the command line up to the cursor to `search --complete SHELL`, which prints
/// `files` or `words` and then a line for each word, with a tab before what the word means. In this
/// way each rule is written once, and the words of the archive are current.
enum CompletionShell: String {
  case bash, zsh, fish

  /// Completes a command line, and returns the lines for the script.
  ///
  /// `part` is the part of the last word that bash replaces: it breaks words at `=` and `:` too.
  func lines(completing line: String, part: String) -> String {
    let words = ShellWords(line, isFish: self == .fish)
    let typed = words.last ?? ""
    switch Completion(after: words.words, typed: typed) {
    case .files: return "files\n"
    case .words(let candidates):
      let kept = self == .bash ? Self.kept(of: line, before: part).count : 0
      return "words\n"
        + candidates.map { candidate in
          let word =
            self == .bash
            ? ShellWords.quoted(String(candidate.word.dropFirst(kept)), in: words.openQuote)
            : candidate.word
          return candidate.help.isEmpty ? word + "\n" : "\(word)\t\(candidate.help)\n"
        }.joined()
    }
  }

  /// The beginning of the last word that bash leaves as it is.
  private static func kept(of line: String, before part: String) -> String {
    guard line.hasSuffix(part) else { return "" }
    return ShellWords(String(line.dropLast(part.count))).last ?? ""
  }

  /// The script that the shell runs to complete the command.
  var script: String {
    switch self {
    case .bash: Self.bashScript
    case .zsh: Self.zshScript
    case .fish: Self.fishScript
    }
  }

  private static let bashScript = #"""
    # Completes the command lines of search in bash. The program itself knows what can follow.

    _search() {
        local kind word help
        local -a words=() lines=()
        COMPREPLY=()
        {
            IFS= read -r kind
            while IFS=$'\t' read -r word help; do
                words+=("$word")
                lines+=("$word${help:+  ($help)}")
            done
        } < <("$1" --complete bash "${COMP_LINE:0:COMP_POINT}" "$2" 2>/dev/null)
        if [[ $kind = files ]]; then
            compopt -o bashdefault -o default 2>/dev/null
        elif [[ ${#words[@]} -gt 1 && ${COMP_TYPE:-9} =~ ^(33|63|64)$ ]]; then
            # bash is about to list the words, so it does not insert what they mean.
            COMPREPLY=("${lines[@]}")
        else
            COMPREPLY=("${words[@]}")
        fi
    }

    complete -o nosort -F _search search 2>/dev/null || complete -F _search search

    """#

  private static let zshScript = #"""
    #compdef search
    # Completes the command lines of search in zsh. The program itself knows what can follow.

    _search() {
        local kind word help line
        local -a found shown
        {
            IFS= read -r kind
            while IFS=$'\t' read -r word help; do
                found+=("$word")
                line="$word${help:+  -- $help}"
                shown+=("${line[1,COLUMNS - 1]}")
            done
        } < <("${(Q)words[1]}" --complete zsh "${(j: :)words[1,CURRENT - 1]} $QIPREFIX$IPREFIX$PREFIX" \
            2>/dev/null)
        if [[ $kind = files ]]; then
            compset -P '--*='
            _files
        elif (( $#found )); then
            # -U: the program has compared the words with what was typed.
            compadd -U -l -V search -d shown -a found
        else
            return 1
        fi
    }

    if [[ "${funcstack[1]}" = _search ]]; then
        _search "$@"
    else
        compdef _search search
    fi

    """#

  private static let fishScript = #"""
    # Completes the command lines of search in fish. The program itself knows what can follow.

    function __search_complete
        set -l line (commandline -cp | string collect)
        set -l found (command search --complete fish $line 2>/dev/null)
        if test "$found[1]" = files
            set -l option (string match -r -- '^--[^=]*=' (commandline -ct))
            set -l path (string replace -r -- '^--[^=]*=' '' (commandline -ct))
            for file in (__fish_complete_path "$path")
                printf '%s%s\n' "$option" $file
            end
        else
            string join -- \n $found[2..-1]
        end
    end

    complete -c search -f -k -a '(__search_complete)'

    """#
}

extension CompletionShell {
  /// Does what a script or `make install` asks for; false if the arguments are something else.
  ///
  /// Prints nothing if the command line cannot be completed: a message would end up in the middle
  /// of what somebody types.
  static func answers(_ arguments: [String]) -> Bool {
    guard arguments.count > 1, let shell = CompletionShell(rawValue: arguments[1]) else {
      return false
    }
    switch arguments[0] {
    case "--generate-completion-script" where arguments.count == 2:
      StandardOutput.print(shell.script)
    case "--complete" where (3...4).contains(arguments.count):
      let part = arguments.count > 3 ? arguments[3] : ""
      StandardOutput.print(shell.lines(completing: arguments[2], part: part))
    default: return false
    }
    return true
  }
}
