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

  /// The highest access level that the model and all parameters allow.
  package func access(in model: ModelDeclaration) -> AccessLevel {
    parameters.map(\.property.access).min().map { min($0, model.access) } ?? model.access
  }
}

extension ModelDeclaration {
  /// The initialisers: with objects, and, when there are foreign keys, with raw keys. Where properties are seen less than
  /// the model, and have a value without being given one, there are initialisers without them as well, which are seen
  /// wherever the model is.
  package var initialisers: [Initialiser] {
    let whole = initialisers(of: properties)
    let seen = properties.filter { $0.access >= access || $0.isLeftOutOfInitialisers }
    let isHidden = seen.count < properties.count
    guard isHidden, properties.allSatisfy({ seen.contains($0) || $0.startsByItself }) else { return whole }
    return whole + initialisers(of: seen)
  }

  private func initialisers(of properties: [PropertyDeclaration]) -> [Initialiser] {
    let hasKeys = properties.contains { $0.foreignKey != nil && !$0.isLeftOutOfInitialisers }
    let variants: [Initialiser.Variant] = hasKeys ? [.objects, .keys] : [.objects]
    return variants.map { initialiser($0, of: properties) }
  }

  /// The initialisers that the source does not declare.
  package var missingInitialisers: [Initialiser] {
    initialisers.filter { !writtenInitialisers.contains($0.parameters.map { $0.name.unquoted }) }
  }

  /// One initialiser, without the parameter of a foreign key whose value is already known.
  ///
  /// If all foreign keys among the parameters are optional, a call without any of them would match both variants. So
  /// the first one has no default in the variant with raw keys.
  package func initialiser(_ variant: Initialiser.Variant, without known: PropertyDeclaration? = nil) -> Initialiser {
    initialiser(variant, of: properties.filter { $0 != known })
  }

  private func initialiser(_ variant: Initialiser.Variant, of properties: [PropertyDeclaration]) -> Initialiser {
    let properties = properties.filter { !$0.isLeftOutOfInitialisers }
    let keys = properties.filter { $0.foreignKey != nil }
    let isAmbiguous = keys.allSatisfy { $0.parameterDefault != nil }
    let parameters = properties.map { property in
      guard let key = property.foreignKey else {
        return Initialiser.Parameter(
          name: property.spelledName, type: property.type, defaultValue: property.parameterDefault, property: property)
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
