package import SwiftSyntax

/// Reads a stored property.
package struct PropertyReader {
  let modelName: String
  let modelAccess: AccessLevel
  /// The name on the target that relations have unless they say another one.
  private let defaultRelatedName: String?

  /// Makes a reader for the properties of a struct.
  ///
  /// - Parameters:
  ///   - model: The struct.
  ///   - defaultAccess: The access level of the struct if it has no modifier: a `public extension` gives `public`.
  package init(of model: StructDeclSyntax, defaultAccess: AccessLevel) {
    modelName = model.name.text.unquoted
    modelAccess = model.modifiers.accessLevel ?? defaultAccess
    defaultRelatedName = model.attributes.attribute(named: "Model")?.argumentValues["defaultRelatedName"]?.literal
  }

  /// Reads a property; nil if it is not part of the model or has no type.
  package func read(_ property: PropertySyntax) -> PropertyDeclaration? {
    guard !property.isFixed, let type = property.type else { return nil }
    return PropertyDeclaration(
      name: property.name,
      spelledName: property.nameToken.text,
      type: type.trimmedDescription,
      wrappedType: type.wrapped?.trimmedDescription,
      defaultValue: property.binding.initializer?.value.trimmedDescription,
      isMutable: property.isMutable,
      access: min(property.declaration.modifiers.accessLevel ?? .internal, modelAccess),
      isPrivate: property.declaration.modifiers.accessLevel == .filePrivate,
      role: role(of: property, type: type),
      offset: property.nameToken.positionAfterSkippingLeadingTrivia.utf8Offset,
      isDeferred: property.attribute("Deferred") != nil)
  }

  private func role(of property: PropertySyntax, type: TypeSyntax) -> PropertyDeclaration.Role {
    if property.attribute("Transient") != nil { return .transient }
    if let attribute = property.attribute("Embedded") { return .embedded(attribute.argumentValues) }
    if let attribute = property.attribute("ManyToMany") { return .manyToMany(links(property, attribute, type)) }
    if let attribute = property.relationAttribute { return .foreignKey(key(property, attribute, type)) }
    if let attribute = property.attribute("PrimaryKey") { return .primaryKey(attribute.argumentValues) }
    return .column(property.attribute("Field")?.argumentValues ?? [])
  }

  private func links(
    _ property: PropertySyntax, _ attribute: AttributeSyntax, _ type: TypeSyntax
  ) -> ManyToManyDeclaration {
    let arguments = attribute.argumentValues
    let names = RelationNames(
      model: modelName, relatedName: arguments["relatedName"]?.literal ?? defaultRelatedName,
      relatedQueryName: arguments["relatedQueryName"]?.literal)
    var relation = ManyToManyDeclaration(
      name: property.name, source: modelName, target: (type.relatedSetElement ?? type).trimmedDescription,
      arguments: arguments, accessor: names.accessor, queryName: names.queryName)
    // The two ends are the same set.
    if relation.isSymmetrical { (relation.accessor, relation.queryName) = (nil, nil) }
    return relation
  }

  private func key(
    _ property: PropertySyntax, _ attribute: AttributeSyntax, _ type: TypeSyntax
  ) -> ForeignKeyDeclaration {
    let arguments = attribute.argumentValues
    let isParentLink = attribute.simpleName == "Parent"
    let isOneToOne = attribute.simpleName == "OneToOne" || isParentLink
    let names = RelationNames(
      model: modelName, isOneToOne: isOneToOne, relatedName: arguments["relatedName"]?.literal ?? defaultRelatedName,
      relatedQueryName: arguments["relatedQueryName"]?.literal)
    return ForeignKeyDeclaration(
      name: property.name, target: (type.wrapped ?? type).trimmedDescription, isOptional: type.wrapped != nil,
      arguments: arguments, isOneToOne: isOneToOne, isParentLink: isParentLink, accessor: names.accessor,
      queryName: names.queryName)
  }
}
