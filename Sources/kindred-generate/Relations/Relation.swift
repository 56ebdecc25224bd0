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
  /// The set of fields that declares it, and the property for which the source uses the set.
  var embedding: Embedding?

  /// The use of a set of fields in a model.
  struct Embedding {
    let property: PropertyDeclaration
    let group: LocatedModel
  }

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
  var typePath: String {
    let (owner, key) = (embedding?.group.path ?? source.path, property.spelledName)
    guard let embedding else { return "\(owner).Relations.\(key)" }
    let place = "\(source.path).Groups.\(embedding.property.spelledName)"
    return "Kindred.EmbeddedKey<\(place), \(owner).Relations.\(key)>"
  }

  /// The name in messages: `Entry.blog`, or `Entry.audit.author` for a key of a set of fields.
  var name: String {
    "\(source.path)." + (embedding.map { $0.property.name + "." } ?? "") + property.name
  }

  /// The position of the property's name.
  var place: Place { source.place(of: (embedding?.property ?? property).name) }

  /// The access level of the generated members.
  var access: AccessLevel {
    let own = min(source.declaration.access, property.access, target?.declaration.access ?? .public)
    return embedding.map { min(own, $0.property.access, $0.group.declaration.access) } ?? own
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
      } + model.declaration.fieldGroups.flatMap { embeddedKeys($0, of: model) }
    }
  }

  /// The foreign keys of a set of fields, as relations of a model that uses the set.
  private func embeddedKeys(_ embedded: PropertyDeclaration, of model: LocatedModel) -> [Relation] {
    guard let group = group(embedded.type, in: model) else { return [] }
    return group.declaration.foreignKeys.compactMap { property in
      guard var key = property.foreignKey else { return nil }
      // The names are those that a key of the model would have.
      let names = model.declaration.names(of: key)
      (key.accessor, key.queryName) = (names.accessor, names.queryName)
      let path = path(of: key.target, in: group)
      return Relation(
        source: model, property: property, form: key.isOneToOne ? .object(key) : .manager(key), targetPath: path,
        target: self.model(at: path), embedding: Relation.Embedding(property: embedded, group: group))
    }
  }

  /// The relations that are visible in other files.
  var visibleRelations: [Relation] { relations.filter { $0.access > .filePrivate } }
}
