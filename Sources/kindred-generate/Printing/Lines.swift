/// Pieces of generated code.
enum Lines {
  /// An extension with members, inside `#if` where its types are conditional.
  static func block(_ head: String, _ members: [String], conditions: [String] = [], availability: [String] = [])
    -> String
  {
    let body = members.map(indented).joined(separator: "\n\n")
    let text = (availability + ["\(head) {\n\(body)\n}"]).joined(separator: "\n")
    guard !conditions.isEmpty else { return text }
    return "#if \(conditions.joined(separator: " && "))\n\(indented(text))\n#endif"
  }

  /// The text two spaces further in.
  static func indented(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "" : "  " + $0 }.joined(separator: "\n")
  }

  /// An array of types, some of which exist under conditions only, as the body of a property.
  static func types(_ types: [(path: String, conditions: [String])], element: String) -> String {
    let always = types.filter(\.conditions.isEmpty).map { "\($0.path).self" }
    let sometimes = types.filter { !$0.conditions.isEmpty }
    let literal =
      always.count > 3
      ? "[\n" + always.map { "  \($0)," }.joined(separator: "\n") + "\n]" : "[\(always.joined(separator: ", "))]"
    guard !sometimes.isEmpty else { return literal }
    let additions = sometimes.map { type, conditions in
      "#if \(conditions.joined(separator: " && "))\n  types.append(\(type).self)\n#endif"
    }
    return (["var types: [\(element)] = \(literal)"] + additions + ["return types"]).joined(separator: "\n")
  }
}
