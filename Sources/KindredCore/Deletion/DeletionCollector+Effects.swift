extension DeletionCollector {
  /// The rows that refuse the deletion: protected ones, and restricted ones that are not deleted too.
  func refusing() async throws -> [DeletionPlan.Referrers] {
    try await referrers { relation in
      switch relation.onDelete.kind {
      case .protect: false
      case .restrict: true
      case .cascade, .setNull, .setDefault, .set, .doNothing, .databaseCascade, .databaseSetNull, .databaseSetDefault:
        nil
      }
    }
  }

  /// What the deletion would do.
  func plan() async throws -> DeletionPlan {
    var plan = DeletionPlan(schema: schema)
    plan.deleted = order.map { DeletionPlan.Rows(schema: $0, count: rows[$0]?.count ?? 0) }
    for relation in direct {
      let count = try await count(relation, sparingDeleted: false)
      if count > 0 { plan.deleted.append(DeletionPlan.Rows(schema: relation.source, count: count)) }
    }
    plan.refusing = try await refusing()
    plan.changed = try await referrers { $0.onDelete.newKey == nil ? nil : true }
    plan.leftToDatabase = try await referrers { $0.onDelete.performer == .kindred ? nil : true }
    return plan
  }

  /// Counts the rows that refer to collected rows by some relations.
  ///
  /// - Parameter isSparing: Whether rows that are deleted do not count; nil for a relation that is left out.
  private func referrers(
    _ isSparing: (RelationSchema) -> Bool?
  ) async throws -> [DeletionPlan.Referrers] {
    var found: [DeletionPlan.Referrers] = []
    for relation in order.flatMap(graph.relations) {
      guard let spares = isSparing(relation) else { continue }
      let count = try await count(relation, sparingDeleted: spares)
      if count > 0 { found.append(DeletionPlan.Referrers(relation: relation, count: count)) }
    }
    return found
  }

  private func count(_ relation: RelationSchema, sparingDeleted: Bool) async throws -> Int {
    let deleted = sparingDeleted ? rows[relation.source] ?? KeySet() : KeySet()
    let field = relation.source.key
    var count = 0
    try await eachQuery(of: relation) { query in
      if deleted.isEmpty {
        count +=
          try await database.scalars(PlanKey(kind: .count, query: query), isCounted: false, as: Int.self).first ?? 0
      } else {
        try await database.run(
          PlanKey(kind: .expressions, query: query, columns: [.field(.root, field)]), isCounted: false
        ) {
          if !deleted.contains(try RawKey.read($0, 0, field.type)) { count += 1 }
        }
      }
    }
    return count
  }
}

extension OnDelete {
  /// What a key becomes by the rule, or the error of a value that cannot be stored; nil if the rule changes no keys.
  var newKey: Result<DatabaseValue, FieldValueError>? {
    switch kind {
    case .setNull: .success(.null)
    case .set(let value), .setDefault(let value): value
    case .cascade, .protect, .restrict, .doNothing, .databaseCascade, .databaseSetNull, .databaseSetDefault: nil
    }
  }
}
