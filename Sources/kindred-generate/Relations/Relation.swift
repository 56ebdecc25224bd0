import KindredModelSyntax

/// A relation between two models, for the generated file.
struct Relation {
  /// What a model has of the models that point to it.
  enum Form {
    /// Any number of objects, which a foreign key of theirs points from.
    case manager(ForeignKeyDeclaration)
    /// At most one object.
    case object(ForeignKeyDeclaration)
    /// Any number of objects, which links point from.
    case set(ManyToManyDeclaration)
  }

  /// The model that declares it.
  let source: LocatedModel
  /// The property.
  let property: PropertyDeclaration
  /// What the target has of it.
  let form: Form
  /// The full path of the model that it points to.
  let targetPath: String
  /// That model, if its source is known.
  let target: LocatedModel?

  /// The name on the target; nil if it has none.
  var accessor: String? {
    switch form {
    case .manager(let key), .object(let key): key.accessor
    case .set(let relation): relation.accessor
    }
  }

  /// The name in look-ups from the target; nil if it has none.
  var queryName: String? {
    switch form {
    case .manager(let key), .object(let key): key.queryName
    case .set(let relation): relation.queryName
    }
  }

  /// The foreign key; nil for a many-to-many relation.
  var key: ForeignKeyDeclaration? {
    switch form {
    case .manager(let key), .object(let key): key
    case .set: nil
    }
  }

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
  /// The relations of the target's models.
  var relations: [Relation] {
    models.flatMap { model in
      model.declaration.properties.compactMap { property in
        let (form, target): (Relation.Form, String)
        if let key = property.foreignKey {
          (form, target) = (key.isOneToOne ? .object(key) : .manager(key), key.target)
        } else if let relation = property.manyToMany {
          (form, target) = (.set(relation), relation.target)
        } else {
          return nil
        }
        let path = path(of: target, in: model)
        return Relation(source: model, property: property, form: form, targetPath: path, target: self.model(at: path))
      }
    }
  }

  /// The relations that are visible in other files.
  var visibleRelations: [Relation] { relations.filter { $0.access > .filePrivate } }
}
