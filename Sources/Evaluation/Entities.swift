extension String {
  /// The text with entities such as `&amp;` and `&#233;` replaced by their characters.
  ///
  /// Unknown entities stay as they are.
  var decodingEntities: String {
    guard utf8.contains(UInt8(ascii: "&")) else { return self }
    var text = ""
    var rest = self[...]
    while let mark = rest.firstIndex(of: "&") {
      text += rest[..<mark]
      rest = rest[mark...]
      let name = rest.dropFirst().prefix(12).prefix { $0 != ";" }
      guard rest[name.endIndex...].first == ";", let character = character(ofEntity: name) else {
        text += rest.prefix(1)
        rest = rest.dropFirst()
        continue
      }
      text += character
      rest = rest[name.endIndex...].dropFirst()
    }
    return text + rest
  }
}

private func character(ofEntity name: Substring) -> String? {
  guard name.hasPrefix("#") else { return entities[String(name)] }
  let digits = name.dropFirst()
  let isHexadecimal = digits.first == "x" || digits.first == "X"
  guard digits.first != "+", digits.first != "-",
    let code = UInt32(isHexadecimal ? digits.dropFirst() : digits, radix: isHexadecimal ? 16 : 10),
    code > 0, let scalar = Unicode.Scalar(code)
  else { return nil }
  return String(Character(scalar))
}

private let entities: [String: String] = {
  var entities = [
    "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "ndash": "–", "mdash": "—",
    "lsquo": "‘", "rsquo": "’", "ldquo": "“", "rdquo": "”", "hellip": "…", "euro": "€",
    // Entities of TREC's own SGML.
    "hyph": "-", "blank": " ",
  ]
  // The entities of Latin-1, in order from U+00A0.
  let latin = """
    nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 \
    sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc \
    Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve \
    Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute \
    acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde \
    ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml
    """
  for (index, name) in latin.split(separator: " ").enumerated() {
    if let scalar = Unicode.Scalar(UInt32(0xA0 + index)) {
      entities[String(name)] = String(Character(scalar))
    }
  }
  return entities
}()
