import KindredModelSyntax

extension ModelPrinter {
  /// The memberwise initialisers that the source does not declare.
  var initialisers: [String] { model.missingInitialisers.map(initialiser) }

  /// The members with default values that may name what other modules cannot see.
  var defaultValues: [String] {
    let properties = model.propertiesWithDefaultMember
    guard !properties.isEmpty else { return [] }
    let members = properties.map { property in
      """
      /// The default value of `\(property.name)`.
      \(property.access.prefix)nonisolated static var \(property.spelledName): \(property.type) { \(property.initialValue(in: model) ?? "") }
      """
    }
    return [
      """
      /// The default values of the initialiser's parameters.
      \(access)enum DefaultValues {
      \(members.body)
      }
      """
    ]
  }

  private func initialiser(_ initialiser: Initialiser) -> String {
    let access = initialiser.access(in: model)
    let modifier = access == .filePrivate ? (model.access == .filePrivate ? "" : "fileprivate ") : access.prefix
    let parameters = initialiser.parameters.map(\.text).joined(separator: ", ")
    let hiddenKeys = model.foreignKeys.filter { !initialiser.parameters.map(\.property).contains($0) }
      .compactMap(\.foreignKey)
    let assignments =
      initialiser.parameters.map { assignment($0, variant: initialiser.variant) }
      + hiddenKeys.map { "self.\($0.referenceName) = Kindred.RelatedReference(key: nil)" }
      + model.deferredColumns.filter { !initialiser.parameters.map(\.property).contains($0) }.map { property in
        "self.\(property.deferredStorageName) = Kindred.DeferredValue("
          + "\(property.asColumn(property.initialValue ?? "\(property.type).none")))"
      }
    guard !assignments.isEmpty || initialiser.obstacle != nil else {
      return "/// Makes an instance.\n\(modifier)nonisolated init() {}"
    }
    // The compiler refuses every call of an unavailable initialiser, so its body is never run.
    let body = initialiser.obstacle == nil ? assignments.assigningBody : "  Swift.fatalError()"
    return """
      /// \(summary(initialiser.variant))
      \(initialiser.unavailability)\(modifier)nonisolated init(\(parameters)) {
      \(body)
      }
      """
  }

  private func summary(_ variant: Initialiser.Variant) -> String {
    let objects = model.foreignKeys.isEmpty ? "" : variant == .objects ? " with related objects" : " with raw keys"
    return "Makes an instance\(objects), without saving it."
  }

  private func assignment(_ parameter: Initialiser.Parameter, variant: Initialiser.Variant) -> String {
    guard let key = parameter.property.foreignKey else {
      let property = parameter.property
      if property.isDeferred {
        return "self.\(property.deferredStorageName) = Kindred.DeferredValue(\(property.asColumn(parameter.name)))"
      }
      // A constant cannot be updated after saving, so it gets the stored form of the value at once.
      let stored = !property.isMutable && property.mayChangeWhenStored ? ".asStored" : ""
      return "self.\(parameter.name) = \(parameter.name)\(stored)"
    }
    let label = variant == .objects ? "to" : "key"
    return "self.\(key.referenceName) = Kindred.RelatedReference(\(label): \(parameter.name))"
  }
}
