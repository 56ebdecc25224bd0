/// A constant as the server prints it: a literal or a number, and perhaps the type that it is cast to.
///
/// Everything else is an expression, whose value may be another one each time: `'INV-'::text || nextval('inv'::regclass)`
/// begins like a constant.
struct PostgresConstant {
  /// The content, without quotation marks, signs of escaping, and the type behind it.
  let content: String

  /// Reads a text; nil if it is no constant.
  init?(_ text: String) {
    var rest = Substring(text)
    while let inner = Self.withoutParentheses(rest) { rest = inner }
    if rest.uppercased().hasPrefix("INTERVAL '") { rest = rest.dropFirst("INTERVAL ".count) }
    guard let (content, tail) = Self.literal(rest) ?? Self.plain(rest), tail.isEmpty || Self.isCast(tail) else {
      return nil
    }
    self.content = content
  }

  /// Whether a text is NULL, of whatever type.
  static func isNull(_ text: String) -> Bool {
    guard text.uppercased().hasPrefix("NULL") else { return false }
    let tail = text.dropFirst(4)
    return tail.isEmpty || isCast(tail)
  }

  // MARK: Parts

  /// What stands in the parentheses around all of a text.
  private static func withoutParentheses(_ text: Substring) -> Substring? {
    guard text.hasPrefix("("), text.hasSuffix(")") else { return nil }
    let inner = text.dropFirst().dropLast()
    // Those of `(1) + (2)` are two pairs. Ones inside of a literal are none at all.
    return inner.contains("(") || inner.contains(")") ? balanced(inner) : inner
  }

  private static func balanced(_ text: Substring) -> Substring? {
    var depth = 0
    var isQuoted = false
    for character in text {
      if character == "'" { isQuoted.toggle() }
      if isQuoted { continue }
      if character == "(" { depth += 1 }
      if character == ")" { depth -= 1 }
      if depth < 0 { return nil }
    }
    return text
  }

  /// A literal in quotation marks, and what follows it.
  private static func literal(_ text: Substring) -> (content: String, tail: Substring)? {
    let isEscaped = text.hasPrefix("E'")
    let quoted = isEscaped ? text.dropFirst() : text
    guard quoted.hasPrefix("'") else { return nil }
    var scalars = quoted.unicodeScalars.dropFirst()
    var content = String.UnicodeScalarView()
    while let scalar = scalars.popFirst() {
      if scalar == "'" {
        guard scalars.first == "'" else { return (String(content), Substring(scalars)) }
        scalars.removeFirst()
      } else if scalar == "\\", isEscaped, let next = scalars.popFirst() {
        content.append(next)
        continue
      }
      content.append(scalar)
    }
    return nil
  }

  /// A number, `true` or `false`, and what follows it. A negative number may be in parentheses.
  private static func plain(_ text: Substring) -> (content: String, tail: Substring)? {
    let end = text.firstIndex(of: ":") ?? text.endIndex
    var number = text[..<end]
    if let inner = withoutParentheses(number) { number = inner }
    guard ["true", "false"].contains(number.lowercased()) || isNumber(number) else { return nil }
    return (String(number), text[end...])
  }

  private static func isNumber(_ text: Substring) -> Bool {
    guard text.contains(where: \.isNumber), Double(text) != nil else { return false }
    return text.allSatisfy { "0123456789+-.eE".contains($0) }
  }

  // MARK: Casts

  /// Whether a text is one cast, and nothing follows the type.
  private static func isCast(_ text: Substring) -> Bool {
    guard text.hasPrefix("::") else { return false }
    var type = text.dropFirst(2)
    while type.hasSuffix("[]") { type = type.dropLast(2) }
    return isName(type) || isOwnName(type)
  }

  /// Whether a text is a type's name without spaces, perhaps with a schema and with limits: `public."Mood"`,
  /// `numeric(5,2)`.
  private static func isName(_ text: Substring) -> Bool {
    var rest = text
    if rest.hasSuffix(")"), let open = rest.lastIndex(of: "(") {
      guard rest[open...].dropFirst().dropLast().allSatisfy({ $0.isNumber || $0 == "," }) else { return false }
      rest = rest[..<open]
    }
    while true {
      if rest.hasPrefix("\"") {
        guard let close = rest.dropFirst().firstIndex(of: "\"") else { return false }
        rest = rest[rest.index(after: close)...]
      } else {
        let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "$" }
        if word.isEmpty { return false }
        rest = rest[word.endIndex...]
      }
      if rest.isEmpty { return true }
      guard rest.hasPrefix(".") else { return false }
      rest = rest.dropFirst()
    }
  }

  /// Whether a text is one of the server's types whose names have spaces. In others, a second word is an operator, as in
  /// `'a'::text IS NULL`.
  private static func isOwnName(_ text: Substring) -> Bool {
    var depth = 0
    let words = text.filter { character in
      if character == "(" { depth += 1 }
      defer { if character == ")" { depth -= 1 } }
      return depth == 0
    }
    if words.hasPrefix("interval ") {
      return words.split(separator: " ").dropFirst().allSatisfy {
        ["year", "month", "day", "hour", "minute", "second", "to"].contains($0)
      }
    }
    return [
      "character varying", "double precision", "bit varying", "timestamp with time zone",
      "timestamp without time zone", "time with time zone", "time without time zone",
    ].contains(words)
  }
}
