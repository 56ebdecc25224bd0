/// Changes of rows that return what they changed: `UPDATE`, `INSERT` and `DELETE` with `RETURNING`.
///
/// It is made by ``Queryable/returning()`` and ``Queryable/returning(_:)``.
public struct ReturningQuery<Model: KindredCore.Model, Element: Sendable>: Sendable {
  let querySet: QuerySet<Model>
  /// What is returned of each row.
  let columns: [ExpressionNode]
  let read: ResultReading<Element>
  /// Whether objects are returned, whose foreign keys are loaded for all of them at once.
  let hasObjects: Bool

  init(
    _ querySet: QuerySet<Model>, _ columns: [ExpressionNode], hasObjects: Bool = false,
    _ read: @escaping ResultReading<Element>
  ) {
    self.querySet = querySet.changed { query in
      if columns.isEmpty { query.fail(.noTerms("returning", Model.schema)) }
      for column in columns {
        if let failure = column.failure { query.fail(failure) }
        query.note(databaseOf: column)
      }
    }
    self.columns = columns
    self.hasObjects = hasObjects
    self.read = read
  }
}

extension Queryable {
  /// Makes changes return the changed objects.
  ///
  /// ```swift
  /// let raised = try await Entry.objects.filter { $0.rating < 3 }.returning().update { $0.rating.set($0.rating + 1) }
  /// // UPDATE "entry" SET … WHERE "entry"."rating" < ?2 RETURNING "entry"."id", "entry"."blog_id", …
  /// let gone = try await Entry.objects.filter { $0.rating == 0 }.returning().delete() // [Entry]
  /// ```
  ///
  /// An update returns the objects as they are afterwards, a deletion as they were. The order is undefined.
  public func returning() -> ReturningQuery<Model, Model> {
    let columns = Model.schema.fields.map { ExpressionNode.field(.root, $0) }
    return ReturningQuery(querySet, columns, hasObjects: true) { try Model(row: $0) }
  }

  /// Makes changes return this column or expression of each changed row.
  ///
  /// ```swift
  /// let keys = try await Entry.objects.filter { $0.rating < 3 }.returning { $0.id }.delete() // [Key<Entry>]
  /// ```
  public func returning<E: QueryExpression>(
    _ column: (Model.Columns) -> E
  ) -> ReturningQuery<Model, E.Value> where E.Value: FieldValue {
    let root = RelationPath.enterClosure()
    let node = column(Model.Columns(path: root)).node
    root.leaveClosure()
    return ReturningQuery(querySet, [node], ResultReaders.value(E.Value.self)(.keys(among: [node])))
  }

  /// Makes changes return these columns or expressions of each changed row, as tuples.
  ///
  /// Only columns of the model itself can be used; related ones through a query inside.
  public func returning<each E: QueryExpression>(
    _ columns: (Model.Columns) -> (repeat each E)
  ) -> ReturningQuery<Model, (repeat (each E).Value)> where repeat (each E).Value: FieldValue {
    let root = RelationPath.enterClosure()
    let nodes = ExpressionNode.list(repeat each columns(Model.Columns(path: root)))
    root.leaveClosure()
    return ReturningQuery(querySet, nodes, ResultReaders.tuple(repeat (each E).Value.self)(.keys(among: nodes)))
  }
}

extension ReturningQuery {
  /// Updates the rows in one statement, and returns what was asked for of each row. See ``Queryable/update(_:)``.
  ///
  /// A row that a join finds several times is returned once.
  @discardableResult
  public func update(@AssignmentBuilder _ assignments: (Model.Columns) -> [FieldAssignment]) async throws -> [Element] {
    guard var change = try querySet.change(assignments) else { return [] }
    change.key.columns = columns
    var elements: [Element] = []
    try await run(change.key, on: change.database) { elements.append($0) }
    return elements
  }

  /// Deletes the rows, and related rows as their `onDelete` rules say, and returns what was asked for of each row of the
  /// query set, as it was before. See ``Queryable/delete(keepingParents:)``.
  ///
  /// If other models refer to this one, the rows are read and locked first; rows that were deleted because they refer
  /// to them are not returned.
  @discardableResult
  public func delete(keepingParents: Bool = false) async throws -> [Element] {
    if try querySet.deletableQuery().isNone { return [] }
    let database = try querySet.database(for: .write)
    let graph = DeletionGraph.registered
    if graph.isAlone(Model.schema, keepsParents: keepingParents) {
      var elements: [Element] = []
      let key = PlanKey(kind: .delete, query: querySet.query, columns: columns)
      try await run(key, on: database) { elements.append($0) }
      return elements
    }
    return try await database.transaction {
      let (elements, keys) = try await lockedRows(on: database)
      if keys.isEmpty { return [] }
      var collector = DeletionCollector(
        Model.schema, on: database, graph, for: .deletion, keepsParents: keepingParents)
      try await collector.collect(keys)
      _ = try await collector.delete()
      return elements
    }
  }

  /// Inserts an object, and returns what was asked for of its row, as the database has it.
  @discardableResult
  public func create(_ object: Model) async throws -> Element {
    guard let element = try await bulkCreate([object]).first else {
      throw KindredError(.database, "The insert of the \(Model.schema.name) has returned nothing.") {
        $0.model = Model.schema.name
        $0.table = Model.schema.table
      }
    }
    return element
  }

  /// Inserts objects, all or none, and returns what was asked for of each row, in the objects' order.
  ///
  /// ```swift
  /// let rows = try await Country.objects.returning { ($0.code, $0.created) }.bulkCreate(countries)
  /// // INSERT INTO "country" (…) VALUES … RETURNING "country"."code", "country"."created"
  /// ```
  @discardableResult
  public func bulkCreate(_ objects: some Sequence<Model>, batchSize: Int = 1000) async throws -> [Element] {
    try querySet.check()
    if querySet.query.parent != nil {
      throw KindredError(
        .invalidQuery,
        "A related manager does not insert and return; name the object in the new ones, and ask "
          + "\(Model.schema.name).objects.returning()."
      ) { $0.model = Model.schema.name }
    }
    let results = ReturnedElements<Element>()
    let read = read
    let links = hasObjects ? querySet.query.links(on: try querySet.database(for: .write), isWhole: true) : nil
    _ = try await querySet.insert(Array(objects), batchSize: batchSize, conflict: nil, returning: columns) {
      index, row in
      if let links {
        results.elements.append((index, try read(row.moved(to: 0, links))))
      } else {
        results.elements.append((index, try read(row)))
      }
    }
    return results.elements.sorted { $0.index < $1.index }.map(\.element)
  }

  // MARK: Running

  private func run(_ key: PlanKey, on database: Database, _ body: (Element) -> Void) async throws {
    let links = hasObjects ? querySet.query.links(on: database, isWhole: true) : nil
    try await database.run(key, links: links) { body(try read($0)) }
  }

  /// The rows that are deleted, locked where the database has row locks, and their keys.
  private func lockedRows(on database: Database) async throws -> ([Element], [DatabaseValue]) {
    let schema = Model.schema
    var found: [DatabaseValue] = []
    try await database.run(PlanKey(kind: .keys(isLocking: true), query: querySet.query)) {
      found.append(try RawKey.read($0, 0, schema.key.type))
    }
    if found.isEmpty { return ([], []) }
    var query = Query.rows(of: schema, where: schema.key, isAmong: found)
    query.fetchMode = querySet.query.fetchMode
    query.parent = querySet.query.parent
    let key = PlanKey(kind: .expressions, query: query, columns: columns + [.field(.root, schema.key)])
    let place = Int32(columns.count)
    let links = hasObjects ? query.links(on: database, isWhole: true) : nil
    var elements: [Element] = []
    var keys: [DatabaseValue] = []
    try await database.run(key, links: links) { row in
      elements.append(try read(row))
      keys.append(try RawKey.read(row, place, schema.key.type))
    }
    // The parents are deleted with the rows, so that they cannot be loaded afterwards.
    if let link = schema.parentLink, let links, let index = schema.relations.firstIndex(of: link) {
      try await link.loading.targets(links, at: index, ofFound: nil, from: nil)?.run()
    }
    return (elements, keys)
  }
}

extension KeyColumns {
  /// The keys among returned expressions.
  fileprivate static func keys(among nodes: [ExpressionNode]) -> KeyColumns {
    var selection = ResultSelection(hasObjects: false)
    selection.add(nodes)
    return KeyColumns(selection)
  }
}

/// What inserts return, with the index of the object.
private final class ReturnedElements<Element> {
  var elements: [(index: Int, element: Element)] = []
}
