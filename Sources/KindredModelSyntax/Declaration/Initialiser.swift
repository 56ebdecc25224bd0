/// One memberwise initialiser of a model.
package struct Initialiser: Sendable, Hashable {
  /// The kind of parameter for foreign keys.
  package enum Variant: Sendable, Hashable {
    /// The objects: `blog: Blog`.
    case objects
    /// The raw keys: `blogID: Blog.PrimaryKey`.
    case keys
  }

  /// One parameter.
  package struct Parameter: Sendable, Hashable {
    /// The label, which is also the name in the body.
    package var name: String
    /// The type.
    package var type: String
    /// The default.
    package var defaultValue: String?
    /// The property that it sets.
    package var property: PropertyDeclaration

    /// The parameter's declaration.
    package var text: String { "\(name): \(type)" + (defaultValue.map { " = \($0)" } ?? "") }
  }

  /// The kind of parameter for foreign keys.
  package var variant: Variant
  /// The parameters, in the order of the properties.
  package var parameters: [Parameter]
  /// The reason why callers who see only these properties cannot make an instance; nil if they can.
  package var obstacle: String?

  /// The argument labels.
  package var labels: [String] { parameters.map { $0.name.unquoted } }

  /// The attribute that refuses a call, followed by a line break; empty if instances can be made.
  package var unavailability: String {
    obstacle.map { "@available(*, unavailable, message: \"\($0)\")\n" } ?? ""
  }

  /// The highest access level that the model and all parameters allow.
  package func access(in model: ModelDeclaration) -> AccessLevel {
    parameters.map(\.property.access).min().map { min($0, model.access) } ?? model.access
  }
}

extension ModelDeclaration {
  /// The initialisers: with objects and, if there are foreign keys, with raw keys.
  ///
  /// If some properties have a lower access level than the model, there are also initialisers without them, with the
  /// model's access level. If such a property has no initial value, these initialisers are unavailable and say why.
  package var initialisers: [Initialiser] {
    initialisers(without: nil, for: access)
  }

  /// The initialisers without the parameter of a foreign key whose value is already known.
  ///
  /// - Parameters:
  ///   - known: The property of the foreign key.
  ///   - caller: The access level at which the initialisers are used. There are initialisers with fewer properties only
  ///     if it is the model's.
  package func initialisers(without known: PropertyDeclaration?, for caller: AccessLevel) -> [Initialiser] {
    let whole = initialisers(of: properties, without: known)
    let seen = properties.filter { $0.access >= access || $0.isLeftOutOfInitialisers }
    guard caller >= access, seen.count < properties.count else { return whole }
    let missing = properties.filter { !seen.contains($0) && !$0.startsByItself }
    return whole
      + initialisers(of: seen, without: known).map { initialiser in
        var initialiser = initialiser
        let complete = self.initialiser(initialiser.variant, of: seen)
        if !missing.isEmpty, !writtenInitialisers.contains(complete.labels) { initialiser.obstacle = obstacle(missing) }
        return initialiser
      }
  }

  private func obstacle(_ missing: [PropertyDeclaration]) -> String {
    let names = missing.map { "'\($0.name)'" }.joined(separator: ", ")
    let predicate = missing.count == 1 ? "is not visible here and has" : "are not visible here and have"
    return "'\(path)' cannot be made here, because \(names) \(predicate) no default value"
  }

  private func initialisers(
    of properties: [PropertyDeclaration], without known: PropertyDeclaration?
  ) -> [Initialiser] {
    let properties = properties.filter { $0 != known }
    let hasKeys = properties.contains { $0.foreignKey != nil && !$0.isLeftOutOfInitialisers }
    let variants: [Initialiser.Variant] = hasKeys ? [.objects, .keys] : [.objects]
    return variants.map { initialiser($0, of: properties) }
  }

  /// The initialisers that the source does not declare.
  package var missingInitialisers: [Initialiser] {
    initialisers.filter { !writtenInitialisers.contains($0.labels) }
  }

  /// One initialiser.
  ///
  /// If all foreign keys among the parameters are optional, a call without any of them would match both variants. So
  /// the first one has no default in the variant with raw keys.
  private func initialiser(_ variant: Initialiser.Variant, of properties: [PropertyDeclaration]) -> Initialiser {
    let properties = properties.filter { !$0.isLeftOutOfInitialisers }
    let keys = properties.filter { $0.foreignKey != nil }
    let isAmbiguous = keys.allSatisfy { $0.parameterDefault != nil }
    let parameters = properties.map { property in
      guard let key = property.foreignKey else {
        return Initialiser.Parameter(
          name: property.spelledName, type: property.type, defaultValue: parameterDefault(of: property),
          property: property)
      }
      let needsValue = isAmbiguous && variant == .keys && property == keys.first
      return Initialiser.Parameter(
        name: variant == .keys ? key.keyName : property.spelledName,
        type: variant == .keys ? key.keyType : key.objectType,
        defaultValue: needsValue ? nil : property.parameterDefault, property: property)
    }
    return Initialiser(variant: variant, parameters: parameters)
  }
}
