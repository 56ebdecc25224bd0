/// A text with placeholders for operands.
package struct SQLTemplate: Sendable, Hashable {
  package enum Part: Sendable, Hashable {
    case text(String)
    /// - Parameter isEnclosed: Whether parentheses or commas already surround it.
    case operand(Int, isEnclosed: Bool)
  }

  package private(set) var parts: [Part] = []
  /// The number of operands.
  private(set) var operandCount = 0
  private(set) var problem: String?

  /// Parses a text in which `{0}` stands for the first operand.
  init(_ text: String) {
    if !SQLTemplate.isHarmless(text) { problem = "its template has a comment or a semicolon in it" }
    var used: Set<Int> = []
    var before = ""
    var rest = text[...]
    while let open = rest.firstIndex(of: "{") {
      guard let close = rest[open...].firstIndex(of: "}"), let index = Int(rest[rest.index(after: open)..<close]),
        index >= 0
      else {
        problem = "its template has a brace without the number of an operand"
        return
      }
      before = String(rest[..<open])
      rest = rest[rest.index(after: close)...]
      if !before.isEmpty { parts.append(.text(before)) }
      let isEnclosed = SQLTemplate.opens(before) && SQLTemplate.closes(rest)
      parts.append(.operand(index, isEnclosed: isEnclosed))
      used.insert(index)
    }
    if !rest.isEmpty { parts.append(.text(String(rest))) }
    operandCount = used.count
    if used != Set(0..<used.count) { problem = "its template leaves an operand out" }
  }

  private static func opens(_ text: String) -> Bool {
    let last = text.last { $0 != " " }
    return last == "(" || last == ","
  }

  private static func closes(_ text: Substring) -> Bool {
    let first = text.first { $0 != " " }
    return first == ")" || first == "," || text.hasPrefix(" AS ")
  }

  /// Whether a text contains no semicolon and no comment.
  static func isHarmless(_ text: String) -> Bool {
    !text.contains("--") && !text.contains("/*") && !text.contains(";") && !text.utf8.contains(0)
  }
}
