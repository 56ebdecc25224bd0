/// Writes statements as text, and records which values they use.
package struct SQLWriter {
  package private(set) var text = ""
  /// The parameters, in the order of their numbers.
  package private(set) var bindOrder: [BoundSlot] = []
  /// The parameter numbers written so far, from 1.
  private var numbers: [BoundSlot: Int] = [:]
  package let rules: any DialectRules
  package let dialect: DialectName

  package init(dialect: Dialect) {
    rules = dialect.rules
    self.dialect = DialectName(dialect.name)
    text.reserveCapacity(256)
  }

  package mutating func write(_ sql: StaticString) { text += sql.description }

  /// Writes text that a dialect generated.
  package mutating func write(verbatim sql: String) { text += sql }

  package mutating func write(identifier: String) {
    let quote = rules.identifierQuote
    text.unicodeScalars.append(quote)
    text += identifier.doubling(quote)
    text.unicodeScalars.append(quote)
  }

  package func quoted(_ identifier: String) -> String {
    var writer = self
    writer.text = ""
    writer.write(identifier: identifier)
    return writer.text
  }

  package mutating func list<Element>(
    _ elements: some Collection<Element>, _ body: (inout SQLWriter, Element) -> Void
  ) {
    var isFirst = true
    for element in elements {
      if !isFirst { text += ", " }
      isFirst = false
      body(&self, element)
    }
  }

  package mutating func write(_ expression: SQLExpression) {
    switch expression {
    case .column(let column):
      if !column.table.isEmpty {
        write(identifier: column.table)
        text += "."
      }
      write(identifier: column.name)
    case .slot(let slot, let form): write(slot, as: form)
    case .literal(let value): write(literal: value)
    case .operation(let operation, let operands): write(operation, operands)
    case .and(let terms): parenthesised { $0.junction(terms, " AND ") }
    case .or(let terms): parenthesised { $0.junction(terms, " OR ") }
    case .not(let inner):
      text += "NOT "
      if inner.isJunction { write(inner) } else { parenthesised { $0.write(inner) } }
    case .query(let query): parenthesised { $0.write(query) }
    case .window(let window): write(window)
    case .raw(let fragment, let operands):
      parenthesised { writer in
        writer.write(fragment, operands)
        if fragment.mayEndInComment { writer.write("\n") }
      }
    }
  }

  /// Writes the placeholder of a value.
  ///
  /// With numbered placeholders, a value used in several places gets one number, so that the server recognises equal
  /// expressions.
  package mutating func write(_ slot: Slot, as form: BoundSlot.Form) {
    let bound = BoundSlot(slot: slot.number, form: form)
    if rules.features.contains(.numberedPlaceholders), let number = numbers[bound] {
      text += rules.placeholder(number)
      return
    }
    bindOrder.append(bound)
    numbers[bound] = bindOrder.count
    text += rules.placeholder(bindOrder.count)
  }

  package mutating func parenthesised(_ body: (inout SQLWriter) -> Void) {
    text += "("
    body(&self)
    text += ")"
  }

  mutating func junction(_ terms: [SQLExpression], _ sql: StaticString) {
    for (index, term) in terms.enumerated() {
      if index > 0 { write(sql) }
      write(term)
    }
  }
}

extension SQLExpression {
  /// Whether the expression writes its own parentheses, as conjunctions and disjunctions do.
  fileprivate var isJunction: Bool {
    switch self {
    case .and, .or, .raw: true
    case .column, .slot, .literal, .operation, .not, .query, .window: false
    }
  }
}
