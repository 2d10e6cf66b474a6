/// A family of quotation marks: a phrase ends with a mark of the family that starts it.
enum Quote: Hashable {
  case straight
  case curly

  init?(_ scalar: Unicode.Scalar) {
    switch scalar {
    case "\"": self = .straight
    case "\u{201C}", "\u{201D}", "\u{201E}", "\u{201F}": self = .curly
    default: return nil
    }
  }
}

extension Unicode.Scalar {
  /// True for white space and control characters: NUL would end an FTS5 expression.
  var isSpace: Bool { properties.isWhitespace || properties.generalCategory == .control }

  var isASCIILetter: Bool { ("a"..."z").contains(self) || ("A"..."Z").contains(self) }

  /// The role that the scalar gives to the text after it, if it is a sign.
  ///
  /// Word processors turn one hyphen into an en dash and two into an em dash, and careful writers
  /// use a minus sign.
  var role: Part.Role? {
    switch self {
    case "+": .required
    case "-", "\u{2013}", "\u{2014}", "\u{2212}": .excluded
    default: nil
    }
  }

  /// True if a search term can start with the scalar, directly after a sign or a colon.
  var startsOperand: Bool { role == nil && self != ")" && self != "|" && !isSpace }
}

extension String {
  init(_ scalars: some Sequence<Unicode.Scalar>) {
    var view = UnicodeScalarView()
    view.append(contentsOf: scalars)
    self.init(view)
  }
}
