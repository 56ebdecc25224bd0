/// Writes statements as text.
package struct SQLWriter {
  package private(set) var text = ""
  let rules: any DialectRules

  package init(dialect: Dialect) {
    rules = dialect.rules
    text.reserveCapacity(256)
  }

  var unlimited: String? { rules.unlimited }

  package mutating func write(_ sql: StaticString) { text += sql.description }

  /// Writes text that a dialect made.
  package mutating func write(verbatim sql: String) { text += sql }

  package mutating func write(identifier: String) {
    let quote = rules.identifierQuote
    text.unicodeScalars.append(quote)
    text += identifier.doubling(quote)
    text.unicodeScalars.append(quote)
  }

  /// A writer of the same dialect without text.
  var emptied: SQLWriter {
    var writer = self
    writer.text = ""
    return writer
  }

  package func quoted(_ identifier: String) -> String {
    var writer = emptied
    writer.write(identifier: identifier)
    return writer.text
  }

  mutating func list<Element>(_ elements: some Collection<Element>, _ body: (inout SQLWriter, Element) -> Void) {
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
    case .parameter(let index): text += rules.placeholder(index)
    case .literal(let value): write(literal: value)
    case .integer(let value): text += "\(value)"
    case .compare(let sql, let lhs, let rhs): infix(lhs, " \(sql) ", rhs)
    case .arithmetic(let sql, let lhs, let rhs): parenthesised { $0.infix(lhs, " \(sql) ", rhs) }
    case .function(let function, let inner): call(function.sql, inner)
    case .isDistinct(let lhs, let rhs): rules.writeDistinct(lhs, rhs, to: &self)
    case .and(let terms): junction(terms, " AND ")
    case .or(let terms): junction(terms, " OR ")
    case .not(let inner):
      text += "NOT "
      enclosed(inner)
    case .isNotTrue(let inner):
      enclosed(inner)
      text += " IS NOT TRUE"
    case .isNull(let inner): suffixed(inner, " IS NULL")
    case .isNotNull(let inner): suffixed(inner, " IS NOT NULL")
    case .match(let match, let lhs, let rhs, let isBoundValue):
      rules.writeMatch(match, lhs, rhs, isBoundValue: isBoundValue, to: &self)
    case .isIn(let inner, let list):
      suffixed(inner, " IN (")
      self.list(list) { $0.write($1) }
      text += ")"
    case .isInList(let inner, let parameter): rules.writeListMembership(inner, parameter: parameter, to: &self)
    case .isInQuery(let inner, let query):
      suffixed(inner, " IN (")
      write(query)
      text += ")"
    case .exists(let query):
      text += "EXISTS("
      write(query)
      text += ")"
    case .between(let inner, let low, let high):
      suffixed(inner, " BETWEEN ")
      infix(low, " AND ", high)
    case .countRows: text += "COUNT(*)"
    case .arrayLookup(let lookup, let lhs, let rhs): rules.writeArrayLookup(lookup, lhs, rhs, to: &self)
    case .arrayCount(let inner): call(rules.arrayCountFunction, inner)
    case .aggregate(let aggregate): write(aggregate)
    }
  }

  private mutating func infix(_ lhs: SQLExpression, _ sql: String, _ rhs: SQLExpression) {
    write(lhs)
    text += sql
    write(rhs)
  }

  private mutating func call(_ name: String, _ inner: SQLExpression) {
    text += name
    parenthesised { $0.write(inner) }
  }

  private mutating func suffixed(_ inner: SQLExpression, _ sql: String) {
    write(inner)
    text += sql
  }

  private mutating func parenthesised(_ body: (inout SQLWriter) -> Void) {
    text += "("
    body(&self)
    text += ")"
  }

  /// A condition in parentheses; a junction has its own.
  private mutating func enclosed(_ inner: SQLExpression) {
    switch inner {
    case .and, .or: write(inner)
    default: parenthesised { $0.write(inner) }
    }
  }

  private mutating func junction(_ terms: [SQLExpression], _ sql: String) {
    parenthesised { writer in
      for (index, term) in terms.enumerated() {
        if index > 0 { writer.text += sql }
        writer.write(term)
      }
    }
  }
}
