/// Tells the language of a text by the text itself.
enum LanguageDetection {
  /// The language as in BCP 47, or nothing where the text is too short or does not tell.
  static func language(of text: String) -> String? { nil }
}
