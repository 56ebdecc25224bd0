/// Parses the text of a ``TextPattern``.
struct PatternParser {
  private let scalars: [Unicode.Scalar]
  private let ignoresCase: Bool
  private var index = 0
  private var depth = 0

  /// How deep groups may nest.
  private static let deepest = 100

  init(_ text: String, ignoresCase: Bool) {
    scalars = Array(text.unicodeScalars)
    self.ignoresCase = ignoresCase
  }

  mutating func pattern() throws -> TextPattern.Node {
    let node = try choice()
    if index < scalars.count { throw problem("this parenthesis closes no group; write \\) for the character") }
    return node
  }

  private func problem(_ text: String, at position: Int? = nil) -> PatternProblem {
    PatternProblem(position: (position ?? index) + 1, text: text)
  }

  private var next: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard next == scalar else { return false }
    index += 1
    return true
  }

  /// The set in any case where that is ignored. Named sets stay as they are.
  private func anyCase(_ set: ScalarSet) -> ScalarSet { ignoresCase ? CaseVariants.all(of: set) : set }

  // MARK: - Structure

  private mutating func choice() throws -> TextPattern.Node {
    var branches = [try sequence()]
    while take("|") { branches.append(try sequence()) }
    return branches.count == 1 ? branches[0] : .choice(branches)
  }

  private mutating func sequence() throws -> TextPattern.Node {
    var nodes: [TextPattern.Node] = []
    while let scalar = next, scalar != "|", scalar != ")" {
      let start = index
      let atom = try atom()
      nodes.append(try repeated(atom, from: start))
    }
    return nodes.count == 1 ? nodes[0] : .sequence(nodes)
  }

  private mutating func atom() throws -> TextPattern.Node {
    guard let scalar = next else { return .sequence([]) }
    let start = index
    index += 1
    switch scalar {
    case "^": return .start
    case "$": return .end
    case ".": return .scalar(.allButLineFeed)
    case "(": return try group(from: start)
    case "[": return try characterClass(from: start)
    case "\\": return try escape(from: start)
    case "*", "+", "?": throw problem("there is nothing to repeat before this character", at: start)
    case "{": throw problem("there is nothing to repeat before this brace; write \\{ for the character", at: start)
    case "\0": throw problem("no text contains a NUL character", at: start)
    case _: return .scalar(anyCase(ScalarSet(scalar)))
    }
  }

  private mutating func group(from start: Int) throws -> TextPattern.Node {
    depth += 1
    defer { depth -= 1 }
    if depth > Self.deepest { throw problem("its groups are nested too deep", at: start) }
    if take("?"), !take(":") {
      throw problem("only (…) and (?:…) are groups; there is no looking around, and no group has a name", at: start)
    }
    let node = try choice()
    guard take(")") else { throw problem("this group is not closed", at: start) }
    return node
  }

  // MARK: - Repetitions

  private mutating func repeated(_ node: TextPattern.Node, from start: Int) throws -> TextPattern.Node {
    let place = index
    guard let (least, most) = try bounds() else { return node }
    switch node {
    case .start, .end, .boundary: throw problem("a place in the text cannot be repeated", at: place)
    case .scalar, .sequence, .choice, .repeated: break
    }
    // A lazy repetition matches the same texts.
    _ = take("?")
    if let next, ["*", "+", "?", "{"].contains(next) {
      throw problem("a repetition cannot be repeated; put it into a group, (?:…)")
    }
    return .repeated(node, least: least, most: most)
  }

  private mutating func bounds() throws -> (least: Int, most: Int?)? {
    if take("*") { return (0, nil) }
    if take("+") { return (1, nil) }
    if take("?") { return (0, 1) }
    let start = index
    guard take("{") else { return nil }
    let form = "a repetition is {3}, {3,} or {3,5}, with numbers up to \(TextPattern.mostRepetitions)"
    guard let least = number() else { throw problem(form + "; write \\{ for the character", at: start) }
    var most: Int? = least
    if take(",") { most = number() }
    guard take("}"), least <= TextPattern.mostRepetitions, most ?? 0 <= TextPattern.mostRepetitions else {
      throw problem(form, at: start)
    }
    if let most, most < least { throw problem("the first number of a repetition is the smaller one", at: start) }
    return (least, most)
  }

  private mutating func number() -> Int? {
    var value: Int?
    while let digit = next, ("0"..."9").contains(digit) {
      value = min((value ?? 0) * 10 + Int(digit.value - 48), 1_000_000)
      index += 1
    }
    return value
  }

  // MARK: - Escapes

  private mutating func escape(from start: Int) throws -> TextPattern.Node {
    if take("b") { return .boundary(isNegated: false) }
    if take("B") { return .boundary(isNegated: true) }
    if let set = namedSet() { return .scalar(set) }
    return .scalar(anyCase(ScalarSet(try escapedScalar(from: start))))
  }

  private mutating func namedSet() -> ScalarSet? {
    let set: ScalarSet
    switch next {
    case "d": set = .digits
    case "D": set = ScalarSet.digits.complement
    case "w": set = .wordCharacters
    case "W": set = ScalarSet.wordCharacters.complement
    case "s": set = .spaces
    case "S": set = ScalarSet.spaces.complement
    case _: return nil
    }
    index += 1
    return set
  }

  /// The scalar behind a backslash.
  private mutating func escapedScalar(from start: Int) throws -> Unicode.Scalar {
    guard let scalar = next else {
      throw problem("a backslash at the end escapes nothing; write \\\\ for the character", at: start)
    }
    index += 1
    switch scalar {
    case "n": return "\n"
    case "t": return "\t"
    case "r": return "\r"
    case "f": return "\u{0C}"
    case "v": return "\u{0B}"
    case "x": return try numbered(digits: 2, from: start)
    case "u":
      guard take("{") else { return try numbered(digits: 4, from: start) }
      let scalar = try numbered(digits: nil, from: start)
      guard take("}") else { throw problem("this brace is not closed", at: start) }
      return scalar
    case _:
      let isLetterOrDigit = scalar.isASCII && ScalarSet.wordCharacters.contains(scalar.value) && scalar != "_"
      if isLetterOrDigit || !scalar.isASCII || scalar == "\0" {
        throw problem("there is no such escape; only signs of ASCII need a backslash", at: start)
      }
      return scalar
    }
  }

  /// A scalar by its number, in so many hexadecimal digits; nil for one to six.
  private mutating func numbered(digits count: Int?, from start: Int) throws -> Unicode.Scalar {
    var text = ""
    while let digit = next, digit.properties.isASCIIHexDigit, text.utf8.count < count ?? 6 {
      text.unicodeScalars.append(digit)
      index += 1
    }
    guard text.utf8.count == count ?? text.utf8.count, let number = UInt32(text, radix: 16), number > 0,
      let scalar = Unicode.Scalar(number)
    else { throw problem("a character by its number is \\x41, \\u0041 or \\u{41}, and not 0", at: start) }
    return scalar
  }

  // MARK: - Classes

  private mutating func characterClass(from start: Int) throws -> TextPattern.Node {
    let isNegated = take("^")
    var set = ScalarSet([])
    var isEmpty = true
    while let scalar = next, scalar != "]" {
      isEmpty = false
      set = set.union(try member(of: start))
    }
    if isEmpty && next != nil { throw problem("this class has no members; write \\] for the character", at: start) }
    guard take("]") else { throw problem("this class is not closed", at: start) }
    return .scalar(isNegated ? set.complement : set)
  }

  /// A scalar, a range or a named set.
  private mutating func member(of start: Int) throws -> ScalarSet {
    let place = index
    if scalars[index] == "\\", index + 1 < scalars.count {
      index += 1
      if let set = namedSet() { return set }
      index -= 1
    }
    let first = try classScalar()
    guard next == "-", index + 1 < scalars.count, scalars[index + 1] != "]" else {
      return anyCase(ScalarSet(first))
    }
    index += 1
    if scalars[index] == "\\", index + 1 < scalars.count, "dDwWsS".unicodeScalars.contains(scalars[index + 1]) {
      throw problem("a range ends with a single character", at: place)
    }
    let last = try classScalar()
    guard first <= last else { throw problem("a range begins with the smaller character", at: place) }
    return anyCase(ScalarSet([first.value...last.value]))
  }

  private mutating func classScalar() throws -> Unicode.Scalar {
    let start = index
    guard let scalar = next else { throw problem("this class is not closed", at: start) }
    index += 1
    switch scalar {
    case "\\": return try escapedScalar(from: start)
    case "[": throw problem("a class contains no other class; write \\[ for the character", at: start)
    case "\0": throw problem("no text contains a NUL character", at: start)
    case _: return scalar
    }
  }
}
