/// Swift's reserved words, which need back-ticks as names.
private let reservedWords: Set<String> = [
  "associatedtype", "class", "deinit", "enum", "extension", "fileprivate", "func", "import", "init", "inout",
  "internal",
  "let", "open", "operator", "precedencegroup", "private", "protocol", "public", "rethrows", "static", "struct",
  "subscript", "typealias", "var", "break", "case", "catch", "continue", "default", "defer", "do", "else",
  "fallthrough",
  "for", "guard", "if", "in", "repeat", "return", "switch", "throw", "where", "while", "Any", "as", "await", "false",
  "is",
  "nil", "self", "Self", "super", "throws", "true", "try",
]

extension String {
  /// The name, with back-ticks if Swift needs them.
  package var quotedIfNeeded: String { reservedWords.contains(self) ? "`\(self)`" : self }

  /// The name without back-ticks.
  package var unquoted: String { count > 2 && hasPrefix("`") && hasSuffix("`") ? String(dropFirst().dropLast()) : self }

  /// Whether this is a plain Swift identifier: letters, digits and underscores, no digit first.
  package var isIdentifier: Bool {
    guard let first, first.isLetter || first == "_" else { return false }
    return allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
  }
}
