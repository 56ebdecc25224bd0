import KindredModelSyntax

/// Writes the `create` methods with a model's parameters.
struct CreatePrinter {
  let collection: ModelCollection
  let model: LocatedModel

  /// For query sets.
  var onQuerySet: String? { methods(on: "QuerySet", called: "Makes \(noun) and saves it.") }

  /// For the sets of many-to-many relations, if there are any to the model.
  var onSet: String? {
    let isMember = collection.visibleRelations.contains { relation in
      if case .set = relation.form { relation.source == model || relation.targetPath == model.path } else { false }
    }
    return isMember ? methods(on: "RelatedSet", called: "Makes \(noun), saves it and links it.") : nil
  }

  private func methods(on type: String, called summary: String) -> String? {
    let methods = model.declaration.initialisers.compactMap { initialiser in
      method(initialiser, called: summary) { $0.map(CreatePrinter.pass) }
    }
    guard !methods.isEmpty else { return nil }
    return Lines.block(
      "nonisolated extension Kindred.\(type) where Model == \(collection.outside(model.path))", methods,
      conditions: model.conditions,
      availability: model.declaration.availability)
  }

  /// For the related manager of a foreign key, which provides that key.
  func onManager(of relation: Relation) -> String? {
    guard case .manager(let key) = relation.form else { return nil }
    let initialisers = model.declaration.initialisers(without: relation.property, for: relation.access)
    let methods = initialisers.compactMap { initialiser in
      let summary = "Makes \(noun) that points to the manager's object, and saves it."
      return method(initialiser, called: summary, limit: relation.access) {
        arguments($0, initialiser.variant, relation, key)
      }
    }
    guard !methods.isEmpty else { return nil }
    return Lines.block(
      "nonisolated extension Kindred.RelatedManager where Relation == \(collection.outside(relation.typePath))",
      methods,
      conditions: relation.conditions,
      availability: model.declaration.availability)
  }

  /// The model's name with an article.
  private var noun: String {
    let article = model.declaration.name.first.map { "AEIOU".contains($0) } ?? false ? "an" : "a"
    return "\(article) `\(model.declaration.name)`"
  }

  private static func pass(_ parameter: Initialiser.Parameter) -> String {
    "\(parameter.name.unquoted): \(parameter.name)"
  }

  /// The arguments in the order of the properties, including the foreign key of the manager.
  private func arguments(
    _ parameters: [Initialiser.Parameter], _ variant: Initialiser.Variant, _ relation: Relation,
    _ key: ForeignKeyDeclaration
  ) -> [String] {
    let link =
      variant == .objects
      ? "\(relation.property.name): self.parent" : "\(key.keyName): try self.parentKey"
    return model.declaration.properties.compactMap { property in
      if property == relation.property { return link }
      return parameters.first { $0.property == property }.map(CreatePrinter.pass)
    }
  }

  private func method(
    _ initialiser: Initialiser, called summary: String, limit: AccessLevel = .public,
    arguments: ([Initialiser.Parameter]) -> [String]
  ) -> String? {
    let access = min(initialiser.access(in: model.declaration), limit)
    guard access > .filePrivate else { return nil }
    let parameters = ScopedCode(collection: collection, model: model).parameters(initialiser)
    let declared = parameters.map(\.text).joined(separator: ", ")
    let passed = arguments(parameters).joined(separator: ", ")
    // The compiler refuses every call of an unavailable method, so its body is never run.
    let body =
      initialiser.obstacle == nil
      ? "try await self.create(\(collection.outside(model.path))(\(passed)))" : "throw CancellationError()"
    return """
      /// \(summary)
      \(initialiser.unavailability)@discardableResult
      \(access.prefix)func create(\(declared)) async throws -> \(collection.outside(model.path)) {
        \(body)
      }
      """
  }
}
