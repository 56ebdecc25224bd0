import KindredModelSyntax

/// A foreign key between two models, for the generated file.
struct Relation {
  /// The model that has the key.
  let source: LocatedModel
  /// The key's property.
  let property: PropertyDeclaration
  /// The attribute's contents.
  let key: ForeignKeyDeclaration
  /// The full path of the model that it points to.
  let targetPath: String
  /// That model, if its source is known.
  let target: LocatedModel?

  /// The relation's type.
  var typePath: String { "\(source.path).Relations.\(property.spelledName)" }

  /// The name in messages: `Entry.blog`.
  var name: String { "\(source.path).\(property.name)" }

  /// The position of the property's name.
  var place: Place { source.place(of: property.name) }

  /// The access level of the generated members.
  var access: AccessLevel {
    min(source.declaration.access, property.access, target?.declaration.access ?? .public)
  }

  /// The conditions under which both ends exist.
  var conditions: [String] { source.conditions.merged(with: target?.conditions ?? []) }
}

extension [String] {
  /// The conditions of both, without duplicates.
  func merged(with others: [String]) -> [String] { self + others.filter { !contains($0) } }
}

extension ModelCollection {
  /// The foreign keys of the target's models.
  var relations: [Relation] {
    models.flatMap { model in
      model.declaration.foreignKeys.compactMap { property in
        guard let key = property.foreignKey else { return nil }
        let path = path(of: key.target, in: model)
        return Relation(source: model, property: property, key: key, targetPath: path, target: self.model(at: path))
      }
    }
  }

  /// The foreign keys that are visible in other files.
  var visibleRelations: [Relation] { relations.filter { $0.access > .filePrivate } }
}
