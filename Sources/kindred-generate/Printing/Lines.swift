/// Pieces of generated code.
enum Lines {
  /// An extension with members, inside `#if` if its types are conditional.
  static func block(_ head: String, _ members: [String], conditions: [String] = [], availability: [String] = [])
    -> String
  {
    let body = members.map(indented).joined(separator: "\n\n")
    let text = (availability + ["\(head) {\n\(body)\n}"]).joined(separator: "\n")
    guard !conditions.isEmpty else { return text }
    return "#if \(conditions.joined(separator: " && "))\n\(indented(text))\n#endif"
  }

  /// The text indented by two spaces.
  static func indented(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "" : "  " + $0 }.joined(separator: "\n")
  }

  /// A type in a list, with the conditions for its existence.
  struct ListedType {
    let path: String
    var conditions: [String] = []
    var availabilityTest: String?

    var isUnconditional: Bool { conditions.isEmpty && availabilityTest == nil }

    fileprivate var addition: String {
      let call = "types.append(\(path).self)"
      let tested = availabilityTest.map { "if \($0) { \(call) }" } ?? call
      return conditions.isEmpty ? tested : "#if \(conditions.joined(separator: " && "))\n  \(tested)\n#endif"
    }
  }

  /// An array of types, some of which are conditional, as the body of a property.
  static func types(_ types: [ListedType], element: String) -> String {
    let always = types.filter(\.isUnconditional).map { "\($0.path).self" }
    let sometimes = types.filter { !$0.isUnconditional }
    let literal =
      always.count > 3
      ? "[\n" + always.map { "  \($0)," }.joined(separator: "\n") + "\n]" : "[\(always.joined(separator: ", "))]"
    guard !sometimes.isEmpty else { return literal }
    // The variable has to be mutated even if no condition holds; otherwise the compiler warns.
    let start = ["var types: [\(element)] = \(literal)", "types.reserveCapacity(\(types.count))"]
    return (start + sometimes.map(\.addition) + ["return types"]).joined(separator: "\n")
  }
}
