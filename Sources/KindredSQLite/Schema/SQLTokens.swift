/// The words of a SQL text of SQLite, for comparing what it keeps of statements, and for finding the parts of a table.
struct SQLTokens: Sendable, Hashable {
  /// One word. Names have no quotation marks, which are not a part of them.
  enum Token: Sendable, Hashable {
    /// A name in quotation marks.
    case name(String)
    /// A word without them, such as a keyword, in capital letters.
    case word(String)
    /// A text or a blob, as written.
    case text(String)
    /// A number or an operator.
    case symbol(String)
  }

  var tokens: [Token] = []

  init(_ tokens: some Sequence<Token>) { self.tokens = Array(tokens) }

  init(_ sql: String) {
    var rest = Substring(sql).unicodeScalars
    while let scalar = rest.first {
      if scalar.properties.isWhitespace {
        rest.removeFirst()
      } else if rest.starts(with: "--".unicodeScalars) {
        rest = rest.drop { $0 != "\n" }
      } else if rest.starts(with: "/*".unicodeScalars) {
        rest = Self.behindComment(rest)
      } else if let end = Self.closing[scalar] {
        let text = Self.quoted(&rest, end)
        tokens.append(scalar == "'" ? .text(text) : .name(text))
      } else if Self.isWord(scalar) {
        let word = String(rest.prefix { Self.isWord($0) })
        rest = rest.drop { Self.isWord($0) }
        let isNumber = scalar.properties.numericType != nil
        tokens.append(isNumber ? .symbol(word) : .word(word.uppercased()))
      } else {
        let pair = String(String.UnicodeScalarView(rest.prefix(2)))
        let symbol = Self.pairs.contains(pair) ? pair : String(scalar)
        rest = rest.dropFirst(symbol.unicodeScalars.count)
        tokens.append(.symbol(symbol))
      }
    }
  }

  private static let closing: [Unicode.Scalar: Unicode.Scalar] = ["\"": "\"", "'": "'", "`": "`", "[": "]"]
  private static let pairs: Set<String> = ["<=", ">=", "<>", "!=", "==", "||", "<<", ">>", "->"]

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "_" || scalar == "$" || scalar == "." || scalar.value > 127 || scalar.properties.isAlphabetic
      || scalar.properties.numericType != nil
  }

  private static func behindComment(_ rest: Substring.UnicodeScalarView) -> Substring.UnicodeScalarView {
    var rest = rest.dropFirst(2)
    while !rest.isEmpty && !rest.starts(with: "*/".unicodeScalars) { rest.removeFirst() }
    return rest.dropFirst(2)
  }

  /// Reads a text in quotation marks, which are doubled inside it.
  private static func quoted(_ rest: inout Substring.UnicodeScalarView, _ end: Unicode.Scalar) -> String {
    var text = String.UnicodeScalarView()
    rest.removeFirst()
    while let scalar = rest.popFirst() {
      if scalar == end {
        guard rest.first == end, end != "]" else { break }
        rest.removeFirst()
      }
      text.append(scalar)
    }
    return String(text)
  }

  /// The words as one text, in which equal expressions look the same.
  var text: String {
    withoutOuterParentheses.withoutSingleParentheses.tokens.map { token in
      switch token {
      case .name(let name):
        "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
      case .word(let word), .symbol(let word): word
      case .text(let text):
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
      }
    }.joined(separator: " ")
  }

  /// Without parentheses around one word, which is not the argument of a function or of IN.
  private var withoutSingleParentheses: SQLTokens {
    var result: [Token] = []
    var place = 0
    while place < tokens.count {
      let isFree = if case .symbol(let symbol)? = result.last { symbol != ")" } else { result.isEmpty }
      if isFree, tokens[place] == .symbol("("), end(of: place) == place + 2 {
        result.append(tokens[place + 1])
        place += 3
      } else {
        result.append(tokens[place])
        place += 1
      }
    }
    return SQLTokens(result)
  }

  private var withoutOuterParentheses: SQLTokens {
    var result = self
    while result.tokens.first == .symbol("("), result.end(of: 0) == result.tokens.count - 1 {
      result.tokens = Array(result.tokens.dropFirst().dropLast())
    }
    return result
  }

  /// The place of the parenthesis that closes the one at a place.
  func end(of start: Int) -> Int? {
    var depth = 0
    for place in start..<tokens.count {
      if tokens[place] == .symbol("(") { depth += 1 }
      if tokens[place] == .symbol(")") {
        depth -= 1
        if depth == 0 { return place }
      }
    }
    return nil
  }

  /// The words in the parentheses that open at or behind a place, and the place behind them.
  func parenthesised(from start: Int) -> (inside: SQLTokens, next: Int)? {
    guard start < tokens.count, let open = tokens[start...].firstIndex(of: .symbol("(")), let close = end(of: open)
    else {
      return nil
    }
    return (SQLTokens(tokens[(open + 1)..<close]), close + 1)
  }

  /// The parts between commas that are in no parentheses.
  var parts: [SQLTokens] {
    var parts: [[Token]] = [[]]
    var depth = 0
    for token in tokens {
      if token == .symbol("(") { depth += 1 }
      if token == .symbol(")") { depth -= 1 }
      if token == .symbol(","), depth == 0 { parts.append([]) } else { parts[parts.count - 1].append(token) }
    }
    return parts.map { SQLTokens($0) }
  }

  /// The name that a token is.
  func name(at place: Int) -> String? {
    guard tokens.indices.contains(place) else { return nil }
    switch tokens[place] {
    case .name(let name), .word(let name), .text(let name): return name
    case .symbol: return nil
    }
  }
}
