extension Model {
  /// The error of a write with the name of the key that refers to a missing row. The database is asked which it is, so
  /// that it is only known outside a transaction: inside one, keys are checked at the commit.
  @usableFromInline
  func explained(_ error: any Error, at place: Place) async -> any Error {
    guard let error = error as? KindredError, error.code == .foreignKeyViolation, place.transaction == nil else {
      return error
    }
    for relation in Self.schema.relations where relation.isEnforced {
      guard let index = Self.schema.index(of: relation.field), let key = try? databaseValue(at: index), !key.isNull
      else {
        continue
      }
      let target = Query.rows(of: relation.target, where: relation.targetField, isAmong: [key])
      let found = try? await place.database.scalars(PlanKey(kind: .exists, query: target), as: Int.self)
      if found?.isEmpty == true { return relation.missingTarget(error) }
    }
    return error
  }
}

extension RelationSchema {
  fileprivate func missingTarget(_ error: KindredError) -> KindredError {
    KindredError(
      .foreignKeyViolation,
      "\(source.name).\(name) refers to a \(target.name) that is not in the database: it was deleted, or never stored "
        + "there. Store it first, or set another one."
    ) {
      $0 = error.details
      $0.model = source.name
      $0.table = source.table
      $0.column = column
    }
  }
}

extension KindredError {
  /// The same with the name of the foreign key, if the database named the constraint.
  func namingForeignKey(_ dialect: Dialect) -> KindredError {
    guard code == .foreignKeyViolation, column == nil, let table, let constraint else { return self }
    let builder = SchemaBuilder(dialect: dialect)
    var found: RelationSchema?
    for schema in ModelRegistry.shared.models.map({ $0.schema }) where schema.table == table && found == nil {
      guard let state = try? schema.tableState() else { continue }
      for known in state.constraints where builder.name(of: known, in: state) == constraint {
        guard case .foreignKey(let key) = known.kind else { continue }
        found = schema.relations.first { [$0.column] == key.columns }
      }
    }
    guard let found else { return self }
    return KindredError(code, "\(message) The key is \(found.source.name).\(found.name).") {
      $0 = details
      $0.model = found.source.name
      $0.column = found.column
    }
  }
}
