/// A family of quotation marks: a phrase ends with a mark of the family that it begins with.
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
  /// White space, or a control: NUL would end an expression of FTS5.
  var isSpace: Bool { properties.isWhitespace || properties.generalCategory == .control }

  var isASCIILetter: Bool { ("a"..."z").contains(self) || ("A"..."Z").contains(self) }

  /// What the scalar asks of what stands behind it, if it is a sign.
  ///
  /// Word processors make an en dash of a hyphen and an em dash of two, and a minus sign is the
  /// hyphen of those who are careful.
  var role: Part.Role? {
    switch self {
    case "+": .required
    case "-", "\u{2013}", "\u{2014}", "\u{2212}": .excluded
    default: nil
    }
  }

  /// Whether something that is looked for can begin so, directly behind a sign or a colon.
  var startsOperand: Bool { role == nil && self != ")" && self != "|" && !isSpace }
}

extension String {
  init(_ scalars: some Sequence<Unicode.Scalar>) {
    var view = UnicodeScalarView()
    view.append(contentsOf: scalars)
    self.init(view)
  }
}
