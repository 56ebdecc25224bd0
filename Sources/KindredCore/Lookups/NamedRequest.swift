/// A request whose verbs take names.
struct NamedRequest: Sendable {
  var request: RowRequest
  /// All expressions that the result computes, with their names.
  private(set) var outputs: [NamedOutput] = []
  /// The resolvers of the queries around it.
  private let enclosing: [NameResolver]

  init(_ request: RowRequest, inside enclosing: [NameResolver] = []) {
    self.request = request
    self.enclosing = enclosing
  }

  var schema: ModelSchema { request.query.schema }

  /// Whether whole objects come before the selected expressions.
  var hasObjects: Bool { request.selection?.hasObjects ?? true }

  /// Whether the rows are groups.
  private var isGrouped: Bool { request.selection.map { $0.grouping != .none } ?? false }

  /// The selected expressions.
  var columns: [NamedOutput] {
    (request.selection?.shown ?? []).compactMap { index in outputs.first { $0.index == index } }
  }

  /// Runs the closure with a resolver, as the closure of a query. An error is kept for the time when the query runs.
  private mutating func resolve<Result>(_ body: (inout NameResolver) throws -> Result) -> (RelationPath, Result)? {
    guard request.query.failure == nil else { return nil }
    let root = RelationPath.enterClosure()
    defer { root.leaveClosure() }
    var resolver = NameResolver(schema, at: root)
    resolver.outputs = outputs
    resolver.enclosing = enclosing
    resolver.nesting = enclosing.first?.nesting ?? 0
    do {
      return (root, try body(&resolver))
    } catch let error as KindredError {
      request.query.fail(error)
    } catch let error as FieldValueError {
      request.query.fail(KindredError(.invalidValue, "A value in a query: \(error.problem).") { $0.underlying = error })
    } catch {
      request.query.fail(KindredError(.invalidQuery, "A query by name is not valid.") { $0.underlying = error })
    }
    return nil
  }

  /// Adds what one call of `filter` or `exclude` asks for.
  mutating func filter(_ condition: NamedExpression, excluding: Bool) {
    guard let (root, condition) = resolve({ try $0.condition(condition) }) else { return }
    if request.selection == nil || (!isGrouped && !condition.node.dependsOnResult) {
      request.query.add(condition.term, at: root, excluding: excluding)
    } else {
      request.filter(condition.node, excluding: excluding)
    }
  }

  /// Adds an expression under a name. One that is hidden can be used by others, and is not selected.
  mutating func annotate(_ name: String, _ expression: NamedExpression, isHidden: Bool = false) {
    guard isFree(name), let (_, resolved) = resolve({ try $0.expression(expression) }) else { return }
    request.annotate([resolved.node])
    if isHidden { request.selection?.hideLast() }
    add(name, resolved)
  }

  /// Replaces the selected expressions. Without any, all fields of the model and all annotations are selected.
  mutating func values(_ columns: [NamedColumn]) {
    let columns = columns.isEmpty ? allColumns : columns
    var seen: Set<String> = []
    for column in columns where !seen.insert(column.name).inserted {
      return request.query.fail(
        KindredError(.invalidQuery, "Two of the selected values are called \(NameText.quoted(column.name))."))
    }
    guard let (_, resolved) = resolve({ resolver in try columns.map { try resolver.expression($0.expression) } })
    else { return }
    for column in columns where !column.isPath { guard isFree(column.name) else { return } }
    let first = request.selection?.columns.count ?? 0
    request.values(resolved.map(\.node))
    let known = Set(columns.map(\.name))
    outputs.removeAll { known.contains($0.name) }
    for (index, (column, expression)) in zip(columns, resolved).enumerated() {
      outputs.append(NamedOutput(name: column.name, index: first + index, type: expression.type))
    }
  }

  private var allColumns: [NamedColumn] {
    schema.fields.map { NamedColumn($0.relation == nil ? $0.name : $0.name + "ID") }
      + columns.map { NamedColumn($0.name) }
  }

  private mutating func add(_ name: String, _ expression: DynamicExpression) {
    guard let count = request.selection?.columns.count else { return }
    outputs.append(NamedOutput(name: name, index: count - 1, type: expression.type))
  }

  /// Refuses a name that already means something, or is no name.
  private mutating func isFree(_ name: String) -> Bool {
    if let problem = NamedColumn.problem(of: name) {
      request.query.fail(KindredError(.invalidName, "\(NameText.quoted(name)) is no name for a value: \(problem)."))
    } else if NameTable.of(schema).entry(name) != nil {
      request.query.fail(
        KindredError(.invalidName, "\(schema.name) has a field \(NameText.quoted(name)); give the value another name."))
    } else if outputs.contains(where: { $0.name == name }) {
      request.query.fail(
        KindredError(.invalidName, "The query has a value \(NameText.quoted(name)) already; give it another name."))
    }
    return request.query.failure == nil
  }

  /// Orders the rows. Replaces any previous order.
  mutating func order(_ terms: [NamedOrdering]) {
    guard let (_, ordering) = resolve({ resolver in try terms.flatMap { try resolver.ordering($0) } }) else { return }
    if request.selection == nil || ordering.isEmpty || ordering.allSatisfy(isOfRows) {
      request.query.order(by: ordering)
      request.selection?.ordering = nil
    } else {
      request.order(by: ordering)
    }
  }

  /// Whether the order does not depend on what the result selects, so that it can go before.
  private func isOfRows(_ term: QueryOrdering) -> Bool {
    !isGrouped && term.expression?.dependsOnResult != true
  }

  mutating func distinct(on names: [String]) {
    let columns = resolve { resolver in
      try names.map { name -> QueryExtras.NamedColumn in
        guard case .field(let path, let field) = try resolver.value(name).node else {
          throw KindredError(.invalidQuery, "A query is distinct by fields; \(NameText.quoted(name)) is none.")
        }
        return QueryExtras.NamedColumn(path: path.fromRoot, field: field)
      }
    }
    guard let (_, columns) = columns else { return }
    request.query.distinct(on: columns)
  }

  mutating func distinct() { request.distinct() }

  /// Replaces the rows by those of a set operation on them and others. The values keep their names.
  mutating func combine(_ operation: NamedSetOperation, _ queries: [NamedQuery], isAll: Bool) {
    guard request.query.failure == nil else { return }
    do {
      let others = try queries.map { query in
        let other = try query.request(inside: enclosing, on: request.query.database)
        if let problem = mismatch(with: other) { throw problem }
        return other.request
      }
      let columns = columns
      let types = columns.map { $0.type.columnType }
      request = request.combined(operation.operation, others, isAll: isAll, types: types)
      let shown = request.selection?.shown ?? []
      outputs = zip(columns, shown).map { NamedOutput(name: $0.name, index: $1, type: $0.type) }
    } catch {
      request.query.fail(
        error as? KindredError ?? KindredError(.invalidQuery, "A query of a set operation is not valid."))
    }
  }

  /// Why the values of another query cannot stand below those of this one; nil if they can.
  private func mismatch(with other: NamedRequest) -> KindredError? {
    for (own, theirs) in zip(columns, other.columns) {
      let (family, otherFamily) = (ValueFamily(own.type.columnType), ValueFamily(theirs.type.columnType))
      guard family != otherFamily else { continue }
      return KindredError(
        .invalidQuery,
        "\(NameText.quoted(own.name)) gives \(family.plural), and \(NameText.quoted(theirs.name)) of the other query "
          + "\(otherFamily.plural); a set operation needs the same types."
      ) { $0.model = schema.name }
    }
    return nil
  }

  /// Resolves expressions; nil after an error, which is kept.
  mutating func expressions(_ expressions: [NamedExpression]) -> [DynamicExpression]? {
    resolve { resolver in try expressions.map { try resolver.expression($0) } }?.1
  }

  /// The assignments of an update.
  mutating func assignments(_ values: [String: NamedExpression]) throws -> [FieldAssignment] {
    let resolved = resolve { resolver in
      try values.sorted { $0.key < $1.key }.map { try resolver.assignment($0.key, $0.value) }
    }
    try request.query.check()
    return resolved?.1 ?? []
  }
}

extension NameResolver {
  /// Sets a field to a value.
  fileprivate mutating func assignment(_ name: String, _ value: NamedExpression) throws -> FieldAssignment {
    let target = try self.value(name)
    guard case .field(let path, let field) = target.node, path == root else {
      throw KindredError(
        .invalidQuery, "Only fields of \(self.name) itself can be set, and \(NameText.quoted(name)) is none of them.")
    }
    let operand = try operand(value).keys(for: target)
    do {
      let expression = try operand.expression(as: target.type)
      return FieldAssignment(path: path, field: field, value: expression.node.stored(as: target.type))
    } catch let error as FieldValueError {
      throw KindredError(.invalidValue, "The value for \(NameText.quoted(name)): \(error.problem).") {
        $0.model = self.name
        $0.table = self.table
        $0.column = field.column
        $0.underlying = error
      }
    }
  }
}

extension ExpressionNode {
  /// The expression as one that is assigned to a field of a type.
  fileprivate func stored(as type: any FieldValue.Type) -> ExpressionNode {
    if case .value(let node) = self { return .value(ValueNode(stored: node.value, node.type)) }
    func fit<Value: FieldValue>(_ type: Value.Type) -> ExpressionNode { fitting(type) }
    return fit(type)
  }
}

/// A selected value: a name and an expression.
public struct NamedColumn: Sendable, Hashable {
  /// The name of the value.
  public let name: String
  /// The value.
  public let expression: NamedExpression

  /// Selects the value at the end of a path, under the path as its name.
  public init(_ path: String) {
    name = path
    expression = NamedExpression(.name(path))
  }

  /// Selects an expression under a name.
  ///
  /// - Parameters:
  ///   - name: Letters, digits and underscores, but not two underscores in a row; at most 63 bytes.
  ///   - expression: The expression.
  public init(_ name: String, _ expression: some NamedArgument) {
    self.name = name
    self.expression = expression.namedExpression
  }

  /// Whether the name is that of a path.
  var isPath: Bool { expression.node == .name(name) }

  /// Why a text cannot be the name of a value; nil if it can.
  static func problem(of name: String) -> String? {
    guard let first = name.unicodeScalars.first else { return "it is empty" }
    if name.utf8.count > 63 { return "it has more than 63 bytes" }
    if name.contains("__") { return "two underscores separate the parts of a path" }
    let isLetter = { (scalar: Unicode.Scalar) in scalar == "_" || scalar.properties.isXIDContinue }
    guard first == "_" || first.properties.isXIDStart, name.unicodeScalars.allSatisfy(isLetter) else {
      return "it consists of letters, digits and underscores, and does not begin with a digit"
    }
    return nil
  }
}
