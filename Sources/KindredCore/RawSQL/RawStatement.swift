import Synchronization

/// A whole statement of the user's, ready to be compiled.
struct RawStatement: Sendable {
  let sql: RawSQL
  let model: ModelSchema?
  let columns: RawTraits.Columns
  private let fragment: RawFragment
  private let operands: [ExpressionNode]
  let kind: RawStatementKind

  /// - Throws: ``KindredError/Code/invalidQuery`` for a text that cannot be run as a statement, or the error of a value.
  init(_ sql: RawSQL, model: ModelSchema? = nil, columns: RawTraits.Columns) throws {
    self.sql = sql
    self.model = model
    self.columns = columns
    (fragment, operands) = sql.withoutEnd.fragment(isCondition: false)
    for operand in operands {
      if let failure = operand.failure { throw failure }
      switch operand {
      case .value, .list: break
      case .field, .operation, .and, .or, .not, .query, .window, .scoped, .output, .raw, .constant, .invalid:
        throw KindredError(
          .invalidQuery,
          "A whole statement cannot contain an expression of a query's closure. Write a column as "
            + "\\(Blog.self, \\.name); expressions belong into Expr.sql(…).")
      }
    }
    kind = try KnownKinds.shared.kind(of: fragment)
  }

  /// The values, in the order of their slots.
  var values: [DatabaseValue] {
    var values: [DatabaseValue] = []
    for operand in operands { operand.collectValues(into: &values) }
    return values
  }

  /// Everything that determines the plan.
  var shape: Shape {
    Shape(
      fragment: fragment, model: model, columns: columns,
      operands: operands.map { operand in
        if case .list(let list) = operand { return .list(list.type, list.shape) }
        if case .value(let node) = operand { return .value(node.type) }
        return .value(.text)
      })
  }

  struct Shape: Hashable, Sendable {
    enum Operand: Hashable, Sendable {
      case value(ColumnType)
      case list(ColumnType, ListShape)
    }

    let fragment: RawFragment
    let model: ModelSchema?
    let columns: RawTraits.Columns
    let operands: [Operand]
  }

  func plan(for dialect: Dialect) throws -> StatementPlan {
    try fragment.check(dialect.rules)
    var writer = SQLWriter(dialect: dialect)
    writer.write(
      fragment,
      operands.enumerated().map { index, operand in
        if case .list(let list) = operand { return .list(list, slot: index) }
        if case .value(let node) = operand { return .slot(Slot(number: index, type: node.type)) }
        return .literal(.null)
      })
    let traits = RawTraits(
      columns: columns, changesSession: kind == .other || kind == .schema, changesSchema: kind == .schema)
    let names: [String] = if case .named(let names) = columns { names } else { [] }
    return StatementPlan(writer, isWrite: kind.isWrite, model: model, columns: names, raw: traits)
  }
}

/// The kinds of statements that have run, so that a text is looked at once.
private final class KnownKinds: Sendable {
  static let shared = KnownKinds()

  private let kinds = Mutex<[RawFragment: RawStatementKind]>([:])
  /// The table is emptied when it exceeds this size, so that its memory is bounded.
  private let capacity = 1024

  func kind(of fragment: RawFragment) throws -> RawStatementKind {
    if let known = kinds.withLock({ $0[fragment] }) { return known }
    let kind = try RawStatementKind(fragment.words)
    kinds.withLock { kinds in
      if kinds.count >= capacity { kinds.removeAll() }
      kinds[fragment] = kind
    }
    return kind
  }
}

extension RawSQL {
  /// The text without semicolons and spaces at its end.
  fileprivate var withoutEnd: RawSQL {
    var parts = parts
    while case .text(let text) = parts.last {
      var rest = text[...]
      while let last = rest.last, last.isWhitespace || last == ";" { rest = rest.dropLast() }
      parts.removeLast()
      guard rest.isEmpty else {
        parts.append(.text(String(rest)))
        break
      }
    }
    return RawSQL(parts: parts)
  }
}

/// The plans of the user's statements, by shape.
final class RawPlans: Sendable {
  private let plans = Mutex<[RawStatement.Shape: StatementPlan]>([:])
  /// The cache is emptied when it exceeds this size, so that its memory is bounded.
  private let capacity = 1024
  private let dialect: Dialect

  init(dialect: Dialect) { self.dialect = dialect }

  func plan(for statement: RawStatement) throws -> StatementPlan {
    let shape = statement.shape
    if let plan = plans.withLock({ $0[shape] }) { return plan }
    let plan = try statement.plan(for: dialect)
    return plans.withLock { plans in
      if let present = plans[shape] { return present }
      if plans.count >= capacity { plans.removeAll() }
      plans[shape] = plan
      return plan
    }
  }

  /// The number of plans.
  var count: Int { plans.withLock(\.count) }
}
