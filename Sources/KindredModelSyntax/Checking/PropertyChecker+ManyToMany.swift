import SwiftSyntax

extension PropertyChecker {
  /// Checks a many-to-many relation's declaration and the arguments of its attribute.
  mutating func checkManyToMany(_ attribute: AttributeSyntax) {
    if !property.isMutable { report(.constantForeignKey(property.declaration)) }
    if let value = property.binding.initializer { report(.foreignKeyDefault(value, in: property.binding)) }
    if let observers = property.binding.accessorBlock { report(.foreignKeyObservers(observers)) }
    checkNames(attribute)
    guard let type = property.type else {
      if property.binding.initializer == nil { report(.missingType(property)) }
      return
    }
    guard let target = type.relatedSetElement else {
      report(.notARelatedSet(type))
      return
    }
    if target.simpleName.map(KnownTypes.basic.contains) ?? false {
      report(.foreignKeyToNoModel(target, named: target.trimmedDescription))
    }
    if let fields = attribute.given("throughFields"), attribute.given("through") == nil {
      report(.optionAlone("throughFields", without: "through", fields))
    }
    if let table = attribute.given("table"), attribute.given("through") != nil {
      report(.tableOfThrough(table))
    }
  }
}

extension TypeSyntax {
  /// The model in `RelatedSet<Model>`.
  var relatedSetElement: TypeSyntax? {
    let name = self.as(IdentifierTypeSyntax.self)
    let member = self.as(MemberTypeSyntax.self)
    guard (name?.name ?? member?.name)?.text == "RelatedSet",
      let arguments = (name?.genericArgumentClause ?? member?.genericArgumentClause)?.arguments, arguments.count == 1,
      case .type(let element) = arguments.first?.argument
    else { return nil }
    return element
  }

  /// The model of a collection, if it is written as one.
  fileprivate var collectionElement: TypeSyntax? {
    if let array = self.as(ArrayTypeSyntax.self) { return array.element.trimmed }
    guard let name = self.as(IdentifierTypeSyntax.self), KnownTypes.collections.contains(name.name.text),
      case .type(let element) = name.genericArgumentClause?.arguments.first?.argument
    else { return nil }
    return element.trimmed
  }

  /// The type to write instead: `RelatedSet<Author>`.
  var asRelatedSet: String { "RelatedSet<\((collectionElement ?? wrapped ?? self).trimmedDescription)>" }
}
