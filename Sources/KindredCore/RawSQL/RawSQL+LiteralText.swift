extension RawSQL {
  /// The text with its values, to tell texts apart. It is never shown or run.
  package var literalText: String {
    parts.map { part in
      switch part {
      case .text(let text): return text
      case .identifier(let name): return "\"\(name.doubling("\""))\""
      case .operand(let node):
        var values: [DatabaseValue] = []
        node.collectValues(into: &values)
        return "{\(values)}"
      }
    }.joined()
  }
}
