/// Which relations point to which model.
struct DeletionGraph: Sendable {
  /// The relations to a model, in a stable order.
  let relations: @Sendable (ModelSchema) -> [RelationSchema]

  /// The relations of all models that the process knows.
  static let registered = DeletionGraph { ModelRegistry.shared.relations(to: $0) }

  /// The relations to a model whose rule Kindred itself performs.
  func followed(_ schema: ModelSchema) -> [RelationSchema] {
    relations(schema).filter { $0.onDelete.performer == .kindred }
  }

  /// Whether rows of a model are all that is deleted with them, so that one statement is enough.
  func isAlone(_ schema: ModelSchema, keepsParents: Bool = false) -> Bool {
    followed(schema).isEmpty && (schema.parentLink == nil || keepsParents)
  }
}

extension OnDelete {
  /// Who performs a rule.
  enum Performer { case kindred, database, nobody }

  var performer: Performer {
    switch kind {
    case .cascade, .protect, .restrict, .setNull, .setDefault, .set: .kindred
    case .databaseCascade, .databaseSetNull, .databaseSetDefault: .database
    case .doNothing: .nobody
    }
  }

  /// Whether rows are deleted after those that refer to them by such a key: the key still refers to them then.
  var keepsKey: Bool {
    switch kind {
    case .cascade, .protect, .restrict, .doNothing: true
    case .setNull, .setDefault, .set, .databaseCascade, .databaseSetNull, .databaseSetDefault: false
    }
  }
}
