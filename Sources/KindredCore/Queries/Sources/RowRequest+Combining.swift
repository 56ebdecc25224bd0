extension RowRequest {
  /// The rows of a set operation on this request and others. Queries that are known to be empty are left out.
  func combined(
    _ operation: SetOperation, _ others: [RowRequest], isAll: Bool, types: [ColumnType]
  ) -> RowRequest {
    if let failure = failure(of: operation, others) { return failed(failure) }
    if query.isNone && operation != .union { return emptied(types) }
    if operation == .intersection, others.contains(where: \.query.isNone) { return emptied(types) }
    let operands = ([self] + others).filter { !$0.query.isNone }
    guard operands.count > 1 else { return operands.first.map { alone($0, isAll: isAll, types) } ?? emptied(types) }
    var left = operands.map(\.withoutLoading)
    if operation == .difference && isAll && left.count > 2 {
      // As many copies are taken away as the others have together.
      let subtrahend = left[1].combined(.union, Array(left[2...]), isAll: true, types: types)
      left = [left[0], subtrahend]
    }
    if case .compound(let first) = left[0].query.extras?.source, first.operation == operation, first.isAll == isAll,
      !(operation == .difference && isAll), left[0].isWholeSource
    {
      left = first.operands + left.dropFirst()
    }
    let compound = CompoundQuery(operation: operation, isAll: isAll, operands: left)
    var request = RowRequest(.compound(compound), like: self, types: types)
    request.query.note(databasesOf: [self] + others)
    request.takeLoading(of: self)
    return request
  }

  private func failed(_ error: KindredError) -> RowRequest {
    var request = self
    request.query.fail(error)
    return request
  }

  private func emptied(_ types: [ColumnType]) -> RowRequest {
    var request = isFinished ? RowRequest(.subquery(self), like: self, types: types) : self
    request.query.isNone = true
    return request
  }

  /// Whether its verbs no longer speak of its rows, so that they have to be the source of a new query.
  private var isFinished: Bool { query.window.isSlice || query.hasDistinctColumns }

  /// The rows of the only operand that may have any, each once unless all are kept.
  private func alone(_ operand: RowRequest, isAll: Bool, _ types: [ColumnType]) -> RowRequest {
    let isOnce = isAll || operand.hasEachRowOnce
    var distinct = operand.withoutLoading
    if isOnce && !operand.isFinished && operand.query.schema === query.schema {
      distinct.takeLoading(of: self)
      return distinct
    }
    if !isOnce {
      if operand.isFinished { distinct = RowRequest(.subquery(distinct), like: operand, types: types) }
      distinct.query.isDistinct = true
    }
    var request = RowRequest(.subquery(distinct), like: self, types: types)
    request.query.note(databasesOf: [self, operand])
    request.takeLoading(of: self)
    return request
  }

  /// The same rows without what is read with them or loaded for them.
  var withoutLoading: RowRequest {
    var request = self
    request.query.extras = QueryExtras.changing(query.extras) { $0.dropLoading() }
    return request
  }

  /// Reads and loads with the combined rows what another request asks for with its own.
  mutating func takeLoading(of other: RowRequest) {
    guard let extras = other.query.extras, other.selection?.hasObjects ?? true else { return }
    query.extras = QueryExtras.changing(query.extras) { options in
      options.joinedObjects = extras.joinedObjects
      options.prefetches = extras.prefetches
      options.isSnapshot = extras.isSnapshot
      options.loadedColumns = extras.loadedColumns
    }
  }

  /// Whether it is known that no row is repeated.
  private var hasEachRowOnce: Bool {
    guard selection == nil, query.extras == nil else { return query.isDistinct && !query.window.isSlice }
    return !query.scopes.contains { $0.condition.node.hasMultiValuedPath }
      && !query.effectiveOrdering.contains(where: \.isMultiValued)
  }

  private func failure(of operation: SetOperation, _ others: [RowRequest]) -> KindredError? {
    do {
      for request in [self] + others { try request.query.check() }
    } catch {
      return error as? KindredError ?? KindredError(.invalidQuery, "A query of a set operation is not valid.")
    }
    let schema = query.schema
    func error(_ message: String) -> KindredError { KindredError(.invalidQuery, message) { $0.model = schema.name } }
    if ([self] + others).contains(where: { $0.query.extras?.lock != nil }) {
      return error("Rows of a \(operation) cannot be locked; leave selectForUpdate out, and lock rows by their keys.")
    }
    for other in others where !hasSameColumns(as: other) {
      return error(
        "A \(operation) combines rows with the same columns; those of \(other.query.schema.name) have others.")
    }
    if let database = query.database, others.contains(where: { $0.query.database.map { $0 !== database } ?? false }) {
      return error("A \(operation) cannot combine queries on different databases.")
    }
    return nil
  }

  private func hasSameColumns(as other: RowRequest) -> Bool {
    let hasObjects = selection?.hasObjects ?? true
    return hasObjects == (other.selection?.hasObjects ?? true)
      && (!hasObjects || query.schema === other.query.schema)
      && (selection?.shown ?? []).count == (other.selection?.shown ?? []).count
  }
}

extension Query {
  /// Notes the databases of the queries that a source reads.
  fileprivate mutating func note(databasesOf requests: [RowRequest]) {
    let other = requests.lazy.compactMap(\.query.ownDatabase).first
    if let other { extras = QueryExtras.with(subqueryDatabase: other, extras) }
  }
}
