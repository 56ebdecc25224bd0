import SwiftSyntax

extension ModelChecker {
  /// Refuses what a set of fields cannot have, because it has no table of its own.
  mutating func checkFieldGroup() {
    if properties.allSatisfy(\.isFixed) { diagnostics.append(.emptyFieldGroup(declaration.name)) }
    for property in properties {
      for name in ["Deferred", "Embedded", "ManyToMany", "Parent", "PrimaryKey"] {
        if let attribute = property.attribute(name) { diagnostics.append(.notInFieldGroup(attribute)) }
      }
      if let attribute = property.attribute("OneToOne"), attribute.argumentValues.isTrue("primaryKey") {
        diagnostics.append(.notInFieldGroup(attribute))
      }
    }
  }
}

extension PropertyChecker {
  /// Checks the declaration of a property with `@Embedded`.
  mutating func checkEmbedded(_ attribute: AttributeSyntax) {
    if !property.isMutable { report(.constantFieldGroup(property.declaration)) }
    if let prefix = attribute.given("prefix"), prefix.expression.stringLiteral == nil {
      report(.notALiteral("prefix", prefix.expression))
    }
    guard let type = property.type else { return report(.missingType(property)) }
    if type.wrapped != nil || type.isCollection || type.isUnsupported { report(.notAFieldGroup(type)) }
  }
}
