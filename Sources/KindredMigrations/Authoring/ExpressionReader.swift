package import KindredCore

/// Reads the text of a check, of an index's condition or of an indexed value, as databases print them.
///
/// It knows what such texts mostly have: comparisons, AND, OR, NOT, IN, IS NULL and calls of functions. Whoever uses the
/// result compares how the database would print it, so that a mistake here cannot change what a constraint means.
package struct ExpressionReader {
  private enum Token: Hashable {
    /// A name or a keyword; keywords in capital letters, names in quotation marks as they are.
    case word(String), name(String), text(String), number(String), symbol(String)
  }

  /// The text has a form that is not known here.
  private struct Unknown: Error {}

  private var tokens: ArraySlice<Token>
  private let columns: Set<String>

  /// The expression; nil for a text in another form.
  ///
  /// - Parameter columns: The names of the table's columns.
  package static func read(_ text: String, columns: Set<String>) -> NamedExpression? {
    guard let tokens = tokens(of: text) else { return nil }
    var reader = ExpressionReader(tokens: tokens[...], columns: columns)
    guard let found = try? reader.disjunction(), reader.tokens.isEmpty else { return nil }
    return found
  }

  // MARK: - Conditions

  private mutating func disjunction() throws -> NamedExpression {
    var terms = [try conjunction()]
    while take(.word("OR")) { terms.append(try conjunction()) }
    return terms.count == 1 ? terms[0] : NamedExpression(.any(terms))
  }

  private mutating func conjunction() throws -> NamedExpression {
    var terms = [try negation()]
    while take(.word("AND")) { terms.append(try negation()) }
    return terms.count == 1 ? terms[0] : NamedExpression(.all(terms))
  }

  private mutating func negation() throws -> NamedExpression {
    take(.word("NOT")) ? NamedExpression(.not(try negation())) : try comparison()
  }

  private static let lookups = ["=": "exact", "<>": "ne", "!=": "ne", "<": "lt", "<=": "lte", ">": "gt", ">=": "gte"]

  private mutating func comparison() throws -> NamedExpression {
    let subject = try operand()
    if take(.word("IS")) {
      let isNegated = take(.word("NOT"))
      guard take(.word("NULL")) else { throw Unknown() }
      return lookup(subject, "isnull", NamedExpression(.value(.bool(!isNegated))))
    }
    if take(.word("IN")) { return lookup(subject, "in", NamedExpression(.list(try list("(", ")")))) }
    if take(.word("BETWEEN")) {
      let lower = try operand()
      guard take(.word("AND")) else { throw Unknown() }
      return lookup(subject, "range", NamedExpression(.list([lower, try operand()])))
    }
    guard case .symbol(let symbol)? = tokens.first, let name = Self.lookups[symbol] else { return subject }
    tokens.removeFirst()
    if take(.word("ANY")) { return lookup(subject, "in", NamedExpression(.list(try array()))) }
    return lookup(subject, name, try operand())
  }

  private func lookup(_ subject: NamedExpression, _ name: String, _ value: NamedExpression) -> NamedExpression {
    NamedExpression(.lookup(subject, name, value))
  }

  /// The elements of `(ARRAY[1, 2])`, as PostgreSQL prints an IN.
  private mutating func array() throws -> [NamedExpression] {
    try parenthesised { reader in
      if reader.take(.word("ARRAY")) {
        let elements = try reader.list("[", "]")
        try reader.skipCasts()
        return elements
      }
      let elements = try reader.array()
      try reader.skipCasts()
      return elements
    }
  }

  // MARK: - Operands

  private mutating func operand() throws -> NamedExpression {
    let found = try primary()
    try skipCasts()
    return found
  }

  private mutating func primary() throws -> NamedExpression {
    guard let token = tokens.popFirst() else { throw Unknown() }
    switch token {
    case .symbol("("):
      tokens = [token] + tokens
      return try parenthesised { try $0.disjunction() }
    case .symbol("-"):
      guard case .number(let digits)? = tokens.popFirst() else { throw Unknown() }
      return try number("-" + digits)
    case .symbol: throw Unknown()
    case .number(let digits): return try number(digits)
    case .text(let text): return NamedExpression(.value(.text(text)))
    case .word("TRUE"), .word("FALSE"): return NamedExpression(.value(.bool(token == .word("TRUE"))))
    case .name(let name), .word(let name):
      if tokens.first == .symbol("("), case .word = token { return try call(name) }
      return try column(name)
    }
  }

  /// A bare name is in small letters, but was written in any.
  private func column(_ name: String) throws -> NamedExpression {
    guard let column = columns.contains(name) ? name : columns.first(where: { $0.uppercased() == name }) else {
      throw Unknown()
    }
    return NamedExpression(.name(column))
  }

  private static let functions = ["LOWER": "lower", "UPPER": "upper", "LENGTH": "length", "ABS": "abs"]

  private mutating func call(_ name: String) throws -> NamedExpression {
    guard let function = Self.functions[name] else { throw Unknown() }
    return NamedExpression(.call(function, try list("(", ")")))
  }

  private func number(_ digits: String) throws -> NamedExpression {
    if let whole = Int64(digits) { return NamedExpression(.value(.integer(whole))) }
    guard let number = Double(digits) else { throw Unknown() }
    return NamedExpression(.value(.double(number)))
  }

  // MARK: - Parts

  private mutating func list(_ open: String, _ close: String) throws -> [NamedExpression] {
    guard take(.symbol(open)) else { throw Unknown() }
    var items = [try operand()]
    while take(.symbol(",")) { items.append(try operand()) }
    guard take(.symbol(close)) else { throw Unknown() }
    return items
  }

  private mutating func parenthesised<Value>(_ body: (inout Self) throws -> Value) throws -> Value {
    guard take(.symbol("(")) else { throw Unknown() }
    let value = try body(&self)
    guard take(.symbol(")")) else { throw Unknown() }
    return value
  }

  private mutating func take(_ token: Token) -> Bool {
    guard tokens.first == token else { return false }
    tokens.removeFirst()
    return true
  }

  /// Skips `::character varying(20)[]`, which PostgreSQL adds.
  private mutating func skipCasts() throws {
    while take(.symbol("::")) {
      guard case .word? = tokens.popFirst() else { throw Unknown() }
      while case .word(let word)? = tokens.first,
        ["VARYING", "PRECISION", "WITH", "WITHOUT", "TIME", "ZONE"].contains(word)
      {
        tokens.removeFirst()
      }
      if take(.symbol("(")) { while let token = tokens.popFirst(), token != .symbol(")") {} }
      if take(.symbol("[")), !take(.symbol("]")) { throw Unknown() }
    }
  }

  // MARK: - Tokens

  /// nil for a text that does not end where it should.
  private static func tokens(of text: String) -> [Token]? {
    var rest = Substring(text)
    var tokens: [Token] = []
    while let first = rest.first {
      if first.isWhitespace {
        rest.removeFirst()
      } else if first == "'" || first == "\"" {
        guard let content = quoted(&rest, first) else { return nil }
        tokens.append(first == "'" ? .text(content) : .name(content))
      } else if first.isNumber {
        let digits = rest.prefix { $0.isNumber || $0 == "." }
        tokens.append(.number(String(digits)))
        rest = rest.dropFirst(digits.count)
      } else if first.isLetter || first == "_" {
        let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        tokens.append(.word(word.uppercased()))
        rest = rest.dropFirst(word.count)
      } else {
        let pair = String(rest.prefix(2))
        let symbol = ["::", "<=", ">=", "<>", "!="].contains(pair) ? pair : String(first)
        tokens.append(.symbol(symbol))
        rest = rest.dropFirst(symbol.count)
      }
    }
    return tokens
  }

  /// A text in quotation marks, which are doubled inside it.
  private static func quoted(_ rest: inout Substring, _ mark: Character) -> String? {
    rest.removeFirst()
    var content = ""
    while let character = rest.popFirst() {
      if character == mark {
        guard rest.first == mark else { return content }
        rest.removeFirst()
      }
      content.append(character)
    }
    return nil
  }
}

extension SchemaState {
  /// The schema with expressions in place of the texts of checks and indexes, as far as they can be read.
  func readingExpressions() -> SchemaState {
    SchemaState(tables.map { $0.readingExpressions() })
  }
}

extension TableState {
  fileprivate func readingExpressions() -> TableState {
    let names = Set(columns.map(\.name))
    func read(_ expression: NamedExpression) -> NamedExpression {
      guard case .sql(let text) = expression.node else { return expression }
      return ExpressionReader.read(text, columns: names) ?? expression
    }
    var table = self
    table.constraints = constraints.map { constraint in
      guard case .check(let condition) = constraint.kind else { return constraint }
      return ConstraintState(constraint.name, .check(read(condition)))
    }
    table.indexes = indexes.map { index in
      var index = index
      index.elements = index.elements.map {
        IndexElement(read($0.expression), descending: $0.isDescending, nulls: $0.nulls)
      }
      index.condition = index.condition.map(read)
      return index
    }
    return table
  }
}

extension Database {
  /// The schema as the database has it. Texts of checks and indexes are expressions where the database would print these
  /// in the same way.
  package func schemaStateWithExpressions() async throws -> SchemaState {
    try await schemaState(like: schemaState().readingExpressions())
  }
}
