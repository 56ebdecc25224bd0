extension ModelSchema {
  /// Throws if rules that Kindred performs and rules that the database performs are mixed (inventory R-15): Kindred does
  /// not see the rows that the database deletes, and so not what refers to them.
  func checkDeletionRules() throws {
    let rules = relations.filter { $0.onDelete.performer != .nobody }
    if let first = rules.first, let other = rules.first(where: { $0.onDelete.performer != first.onDelete.performer }) {
      throw mixed(first, other)
    }
    for relation in rules where relation.onDelete.performer == .kindred {
      let behind = relation.target.relations.first { $0.onDelete == .databaseCascade }
      if let behind { throw mixed(relation, behind) }
    }
  }

  private func mixed(_ one: RelationSchema, _ other: RelationSchema) -> KindredError {
    func text(_ relation: RelationSchema) -> String {
      "\(relation.source.name).\(relation.name) (\(relation.onDelete))"
    }
    return KindredError(
      .schema,
      "The onDelete rules of \(text(one)) and \(text(other)) cannot be mixed: Kindred performs one of them, and does not "
        + "see what the database deletes by the other. Let Kindred perform both, or the database."
    ) {
      $0.model = name
      $0.table = table
    }
  }
}
