/// The order of a query that is read in pages: each term with what a comparison needs to know, and a unique one at the
/// end, so that no two rows have the same position.
struct KeysetOrder: Sendable {
  struct Term: Sendable {
    let node: ExpressionNode
    let type: ColumnType
    let isDescending: Bool
    let isNullable: Bool
    /// Whether NULL comes before all values.
    let isNullFirst: Bool
    /// The place of NULL, if the query says it.
    let nulls: QueryOrdering.Nulls?

    var ordering: QueryOrdering { QueryOrdering(.expression(node), descending: isDescending, nulls: nulls) }
  }

  let terms: [Term]

  /// - Throws: ``KindredError/Code/invalidQuery`` for an order that gives rows no position.
  init(_ request: RowRequest, nullsAreLargest: Bool) throws {
    let query = request.query
    let schema = query.schema
    func refusal(_ message: String) -> KindredError {
      KindredError(.invalidQuery, message) {
        $0.model = schema.name
        $0.table = schema.table
      }
    }
    if query.hasDistinctColumns {
      throw refusal("A query set that is distinct by some columns has no pages with a cursor; use paginate(page:of:).")
    }
    var terms: [Term] = []
    var isUnique = false
    for ordering in request.selection?.ordering ?? query.effectiveOrdering where !isUnique {
      guard let node = ordering.expression else { throw refusal("Rows in a random order have no pages.") }
      if node.hasMultiValuedPath {
        throw refusal(
          "The order goes by related rows, of which there may be several, so that a row has no position. Order by an "
            + "annotation, such as the largest of their values, or use paginate(page:of:).")
      }
      guard let type = Self.type(of: ordering, node), type.isPlain else {
        throw refusal("The order goes by an expression whose values no cursor can hold; use paginate(page:of:).")
      }
      var isNullable = true
      if case .field(let path, let field) = node.unscoped {
        isNullable = field.isNullable || !path.hops.allSatisfy { $0.cardinality == .one }
        isUnique = path.isRoot && !isNullable && (field === schema.key || field.options.isUnique)
      }
      let isDescending = ordering.isDescending
      let isNullFirst = ordering.nulls.map { $0 == .first } ?? (nullsAreLargest == isDescending)
      terms.append(
        Term(
          node: node, type: type, isDescending: isDescending, isNullable: isNullable, isNullFirst: isNullFirst,
          nulls: ordering.nulls))
    }
    if !isUnique {
      // In the direction of the last term, so that an index on the terms can be read in either direction.
      terms.append(
        Term(
          node: .field(.root, schema.key), type: schema.key.type, isDescending: terms.last?.isDescending ?? false,
          isNullable: false, isNullFirst: false, nulls: nil))
    }
    self.terms = terms
  }

  private static func type(of ordering: QueryOrdering, _ node: ExpressionNode) -> ColumnType? {
    if case .field(_, let field) = node.unscoped { return field.type }
    return (ordering.valueType as? any FieldValue.Type)?.columnType
  }

  /// Whether the values are a position in the order.
  func takes(_ values: [DatabaseValue]) -> Bool {
    values.count == terms.count
      && zip(values, terms).allSatisfy { value, term in value.isNull ? term.isNullable : term.type.holds(value) }
  }

  /// The order in the opposite direction.
  var reversed: KeysetOrder {
    KeysetOrder(
      terms: terms.map { term in
        let ordering = term.ordering.reversed
        return Term(
          node: term.node, type: term.type, isDescending: ordering.isDescending, isNullable: term.isNullable,
          isNullFirst: !term.isNullFirst, nulls: ordering.nulls)
      })
  }

  private init(terms: [Term]) { self.terms = terms }

  /// A hash of the model and the order that is the same in all processes, for the cursor.
  func tag(_ schema: ModelSchema, _ selection: ResultSelection?, on database: Database) throws -> [UInt8] {
    var query = Query(schema: schema)
    var selection = selection
    selection?.conditions = []
    if selection?.ordering == nil { query.ordering = terms.map(\.ordering) } else { query.ordering = [] }
    if selection?.ordering != nil { selection?.ordering = terms.map(\.ordering) }
    let columns: [ExpressionNode] = selection == nil ? [.field(.root, schema.key)] : []
    let kind = selection == nil ? PlanKey.Kind.expressions : .rows
    let key = PlanKey(kind: kind, query: query, columns: columns, selection: selection)
    let sql = try database.plans.plan(for: key).sql
    return SHA256.hash(Array("\(schema.name)\n\(schema.table)\n\(sql)".utf8))
  }
}

// MARK: - Conditions

extension KeysetOrder {
  /// The condition for the rows after a position.
  func condition(after values: [DatabaseValue]) -> ExpressionNode {
    let pairs = zip(terms, values)
    let first = terms.first
    if terms.count > 1, terms.allSatisfy({ !$0.isNullable && $0.isDescending == first?.isDescending }) {
      // `(a, b) > (?, ?)`, which an index answers.
      let operation = SQLOperation.rowComparison(isDescending: first?.isDescending ?? false)
      return .operation(operation, terms.map(\.node) + pairs.map { $0.slot($1) })
    }
    var condition: QueryCondition?
    for (term, value) in pairs.reversed() {
      let after = term.after(value)
      guard let rest = condition else {
        condition = QueryCondition(after)
        continue
      }
      condition = QueryCondition(after) || QueryCondition(term.equals(value)) && rest
    }
    guard let condition else { return .constant(true) }
    guard terms.count > 1, let first, let value = values.first, !first.isNullable, !value.isNull else {
      return condition.node
    }
    // The same once more for the first term alone, which an index answers.
    let operation = first.isDescending ? SQLOperation.lessOrEqual : .greaterOrEqual
    return (QueryCondition(.operation(operation, [first.node, first.slot(value)])) && condition).node
  }
}

extension KeysetOrder.Term {
  fileprivate func slot(_ value: DatabaseValue) -> ExpressionNode { .value(ValueNode(value, type)) }

  fileprivate func equals(_ value: DatabaseValue) -> ExpressionNode {
    value.isNull ? .operation(.isNull, [node]) : .operation(.equal, [node, slot(value)])
  }

  /// The term comes after a value.
  fileprivate func after(_ value: DatabaseValue) -> ExpressionNode {
    guard !value.isNull else { return isNullFirst ? .operation(.isNotNull, [node]) : .constant(false) }
    let later = ExpressionNode.operation(isDescending ? .less : .greater, [node, slot(value)])
    guard isNullable && !isNullFirst else { return later }
    return .disjunction(later, .operation(.isNull, [node]))
  }
}

extension SQLOperation {
  /// Whether the first half of the operands comes after the second half: `(a, b) > (c, d)`.
  fileprivate static func rowComparison(isDescending: Bool) -> SQLOperation {
    SQLOperation(
      "after", kind: .predicate, spelling: .written(RowComparison(sign: isDescending ? "<" : ">"), .predicate))
  }
}

private struct RowComparison: SQLWriting {
  let sign: String

  func write(_ operands: [SQLExpression], to writer: inout SQLWriter) {
    let half = operands.count / 2
    writer.parenthesised { $0.list(operands.prefix(half)) { $0.write(argument: $1, casting: false) } }
    writer.write(verbatim: " \(sign) ")
    writer.parenthesised { $0.list(operands.dropFirst(half)) { $0.write(argument: $1, casting: false) } }
  }
}
