import KindredCore

/// Patterns as advanced regular expressions of PostgreSQL. All sets are written out, so that nothing depends on the
/// server's locale.
extension TextPattern {
  var postgresText: String { root.postgresText }
}

extension TextPattern.Node {
  fileprivate var postgresText: String {
    switch self {
    case .scalar(let set): return set.postgresText
    case .start: return "^"
    case .end: return "$"
    case .boundary(let isNegated):
      let word = ScalarSet.wordCharacters.postgresText
      return isNegated
        ? "(?:(?<=\(word))(?=\(word))|(?<!\(word))(?!\(word)))"
        : "(?:(?<=\(word))(?!\(word))|(?<!\(word))(?=\(word)))"
    case .sequence(let nodes):
      return nodes.map { node in
        if case .choice = node { return "(?:\(node.postgresText))" }
        return node.postgresText
      }.joined()
    case .choice(let nodes):
      return nodes.map { node in
        if case .choice = node { return "(?:\(node.postgresText))" }
        return node.postgresText
      }.joined(separator: "|")
    case .repeated(let node, let least, let most):
      return node.postgresAtom + Self.bounds(least, most)
    }
  }

  /// The node as something that can be repeated.
  private var postgresAtom: String {
    switch self {
    case .scalar: postgresText
    case .start, .end, .boundary, .sequence, .choice, .repeated: "(?:\(postgresText))"
    }
  }

  private static func bounds(_ least: Int, _ most: Int?) -> String {
    switch (least, most) {
    case (0, nil): "*"
    case (1, nil): "+"
    case (0, 1): "?"
    case (let least, nil): "{\(least),}"
    case (let least, let most?): least == most ? "{\(least)}" : "{\(least),\(most)}"
    }
  }
}

extension ScalarSet {
  fileprivate var postgresText: String {
    if let only { return Self.literal(only) }
    let others = complement
    if others.ranges.isEmpty { return "." }
    // No text contains NUL.
    if ranges.isEmpty { return "[^\\u0001-\\U0010FFFF]" }
    let isShorter = others.ranges.count < ranges.count || ranges.last?.upperBound == 0x10FFFF
    return isShorter ? "[^\(others.members)]" : "[\(members)]"
  }

  private var members: String {
    ranges.map { range in
      range.lowerBound == range.upperBound
        ? Self.member(range.lowerBound) : Self.member(range.lowerBound) + "-" + Self.member(range.upperBound)
    }.joined()
  }

  private static func literal(_ scalar: Unicode.Scalar) -> String {
    if !scalar.isASCII || wordCharacters.contains(scalar.value) || scalar == " " { return String(scalar) }
    return scalar.value > 0x20 && scalar.value < 0x7F ? "\\\(scalar)" : member(scalar.value)
  }

  private static func member(_ number: UInt32) -> String {
    if wordCharacters.contains(number), let scalar = Unicode.Scalar(number) { return String(scalar) }
    let digits = String(number, radix: 16, uppercase: true)
    let count = number > 0xFFFF ? 8 : 4
    return (number > 0xFFFF ? "\\U" : "\\u") + String(repeating: "0", count: count - digits.utf8.count) + digits
  }
}
