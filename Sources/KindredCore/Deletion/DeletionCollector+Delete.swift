extension DeletionCollector {
  /// Performs the collected deletion, in Django's order: refuses it before anything is changed, changes keys, and deletes
  /// rows, beginning with those that nothing refers to.
  ///
  /// - Throws: ``KindredError/Code/protected`` when rows refuse it.
  func delete() async throws -> DeletionSummary {
    try refuse(by: try await refusing())
    for relation in order.flatMap(graph.relations) {
      if let value = relation.onDelete.newKey { try await change(relation, to: value) }
    }
    var summary = DeletionSummary()
    for relation in direct {
      try await eachQuery(of: relation) { summary.add(try await delete($0), of: relation.source) }
    }
    for schema in deletionOrder {
      for part in (rows[schema] ?? KeySet()).list.parts(of: Self.partSize) {
        summary.add(try await delete(.rows(of: schema, where: schema.key, isAmong: part)), of: schema)
      }
    }
    return summary
  }

  private func delete(_ query: Query) async throws -> Int {
    try await database.run(PlanKey(kind: .delete, query: query)).changes
  }

  private func change(_ relation: RelationSchema, to value: Result<DatabaseValue, FieldValueError>) async throws {
    let field = relation.field
    let value = try value.mapError { unusableKey($0, of: relation) }.get()
    let assignment = FieldAssignment(path: .root, field: field, value: .value(ValueNode(stored: value, field.type)))
    try await eachQuery(of: relation) {
      try await database.run(PlanKey(kind: .update, query: $0, assignments: [assignment]))
    }
  }

  /// The models of collected rows: models that refer to others before those, as far as there is no cycle. Databases that
  /// check keys at once, and not at the commit, need that order.
  private var deletionOrder: [ModelSchema] {
    var sorted: [ModelSchema] = []
    var visited: Set<ModelSchema> = []
    func visit(_ schema: ModelSchema) {
      guard visited.insert(schema).inserted else { return }
      for relation in schema.relations where relation.onDelete.keepsKey && rows[relation.target] != nil {
        visit(relation.target)
      }
      sorted.append(schema)
    }
    for schema in order { visit(schema) }
    return sorted.reversed()
  }

  private func refuse(by rows: [DeletionPlan.Referrers]) throws {
    guard let first = rows.first else { return }
    let list = rows.map { "\($0) (\($0.rule))" }.joined(separator: ", ")
    throw KindredError(
      .protected,
      "The \(schema.name) cannot be deleted, because protected rows refer to it or to what would be deleted with it: \(list)."
        + " Delete those rows first, or make them refer to other ones."
    ) {
      $0.model = first.relation.target.name
      $0.table = first.relation.target.table
      $0.refusing = rows
    }
  }

  private func unusableKey(_ error: FieldValueError, of relation: RelationSchema) -> KindredError {
    KindredError(
      error.isUnsavedKey ? .unsavedObject : .invalidValue,
      "The value that onDelete gives to \(relation.source.name).\(relation.name) cannot be stored: \(error.problem)."
    ) {
      $0.model = relation.source.name
      $0.table = relation.source.table
      $0.column = relation.field.column
    }
  }
}
