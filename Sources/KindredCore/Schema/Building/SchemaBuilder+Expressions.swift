/// The expressions of checks and indexes.
extension SchemaBuilder {
  /// A named expression on the columns of one row.
  ///
  /// - Parameters:
  ///   - kind: What it is for, in messages.
  ///   - isCondition: Whether it has to be a condition.
  func node(
    of named: NamedExpression, _ kind: String, of table: TableState, isCondition: Bool = false
  ) throws -> ExpressionNode {
    var resolver = NameResolver(TableNames(table, owner: owners[table.name]))
    return try resolver.schemaNode(of: named, kind, isCondition: isCondition)
  }

  /// The SQL of a named expression.
  package func expression(
    of named: NamedExpression, _ kind: String, of table: TableState, isCondition: Bool = false
  ) throws -> SQLExpression {
    let node = try node(of: named, kind, of: table, isCondition: isCondition)
    let expression = try sql(node, kind, table)
    if try callsKindred(node, kind, table) {
      throw refusal(
        kind, "On \(dialect.name) it needs a function of Kindred's, which other programs do not have.", table)
    }
    return expression
  }

  private func refusal(_ kind: String, _ problem: String, _ table: TableState) -> KindredError {
    let resolver = NameResolver(TableNames(table, owner: owners[table.name]))
    return resolver.refusal(kind, problem)
  }

  /// Columns have no table here, and values are constants.
  private func sql(
    _ node: ExpressionNode, _ kind: String, _ table: TableState, withoutValues: Bool = false
  ) throws -> SQLExpression {
    func sql(_ node: ExpressionNode) throws -> SQLExpression {
      try self.sql(node, kind, table, withoutValues: withoutValues)
    }
    switch node {
    case .field(_, let field): return .column(SQLColumn(table: "", name: field.column, isNullable: false))
    case .value(let node): return .literal(withoutValues ? .null : node.value)
    case .operation(let operation, let operands):
      if operation.aggregate != nil { throw refusal(kind, "An aggregate is of many rows.", table) }
      if operation == .isIn, operands.count == 2, case .list(let list) = operands[1] {
        let isIn = SQLExpression.operation(.isIn, [try sql(operands[0])] + list.values.map { .literal($0) })
        return list.includesNull ? .or([isIn, .operation(.isNull, [try sql(operands[0])])]) : isIn
      }
      return .operation(operation, try operands.map(sql))
    case .and(let terms): return .and(try terms.map { try sql($0.node) })
    case .or(let lhs, let rhs): return .or(try [lhs, rhs].flatMap { try sql($0).disjuncts })
    case .not(let inner): return .not(try sql(inner))
    case .constant(let value): return .equal(.integer(value ? 1 : 0), .integer(1))
    case .invalid(let error): throw error
    case .raw(let fragment, let operands) where operands.isEmpty: return .raw(fragment, [])
    case .list, .query, .scoped, .output, .window, .raw:
      throw refusal(kind, "It can only use columns of the row.", table)
    }
  }

  /// Whether the expression calls a function that Kindred adds to the database.
  private func callsKindred(_ node: ExpressionNode, _ kind: String, _ table: TableState) throws -> Bool {
    var writer = SQLWriter(dialect: dialect)
    writer.write(try sql(node, kind, table, withoutValues: true))
    // Names of columns stand in quotation marks.
    return writer.text.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
      .contains { $0.isMultiple(of: 2) && $1.contains("kindred_") }
  }
}

extension TableState {
  /// The SQL of an expression of the table's columns, with values as constants.
  ///
  /// - Parameter isCondition: Whether it has to be a condition.
  package func expression(
    of named: NamedExpression, isCondition: Bool, dialect: Dialect
  ) throws -> SQLExpression {
    try SchemaBuilder(dialect: dialect).expression(of: named, "condition", of: self, isCondition: isCondition)
  }
}

extension NameResolver {
  /// A named expression of a check or an index.
  mutating func schemaNode(
    of named: NamedExpression, _ kind: String, isCondition: Bool
  ) throws -> ExpressionNode {
    purpose = .schema
    do {
      return isCondition ? try condition(named).node : try expression(named).node
    } catch let error as KindredError where error.code == .invalidQuery {
      throw refusal(kind, error.message).adding { $0.column = error.column }
    }
  }

  /// The error for a check or an index that cannot be.
  func refusal(_ kind: String, _ problem: String) -> KindredError {
    let article = kind == "index" ? "An" : "A"
    return KindredError(.schema, "\(article) \(kind) of \(name) cannot be made: \(problem)") {
      $0.model = name
      $0.table = table
    }
  }
}
