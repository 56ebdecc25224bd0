import SwiftDiagnostics
import SwiftSyntax

/// Collects the errors of one property, independent of the others.
struct PropertyChecker {
  let property: PropertySyntax
  private(set) var diagnostics: [Diagnostic] = []

  /// Checks a property.
  init(_ property: PropertySyntax) {
    self.property = property
    checkCombination()
    if let attribute = property.attribute("Deferred") { checkDeferred(attribute) }
    if property.attribute("Transient") != nil {
      checkTransient()
    } else if let attribute = property.attribute("Embedded") {
      checkEmbedded(attribute)
    } else if let attribute = property.attribute("ManyToMany") {
      checkManyToMany(attribute)
    } else if let attribute = property.relationAttribute {
      checkForeignKey(attribute)
    } else if !property.isFixed {
      checkColumn()
    }
  }

  mutating func report(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }

  private mutating func checkCombination() {
    let names: Set<String> = [
      "Embedded", "Field", "ForeignKey", "ManyToMany", "OneToOne", "Parent", "PrimaryKey", "Transient",
    ]
    let attributes = property.declaration.attributes.attributes.filter { names.contains($0.simpleName) }
    for attribute in attributes.dropFirst() {
      report(.combined(attribute, with: attributes[0]))
    }
  }

  private mutating func checkTransient() {
    let isFilled = property.binding.initializer != nil || (property.isMutable && property.type?.wrapped != nil)
    if !isFilled { report(.transientWithoutDefault(property.nameToken)) }
  }

  private mutating func checkColumn() {
    checkWrappers()
    guard let type = property.type else {
      if property.binding.initializer != nil { report(.missingType(property)) }
      return
    }
    if property.attribute("PrimaryKey") != nil {
      if type.wrapped != nil { report(.optionalPrimaryKey(type)) }
      if !property.isMutable { report(.constantPrimaryKey(property.declaration)) }
    }
    checkType(type)
    if let attribute = property.attribute("Field") ?? property.attribute("PrimaryKey") {
      checkOptions(attribute, type: type)
    }
  }

  /// Refuses other attributes than Kindred's and the compiler's: property wrappers, and macros that may remove the
  /// storage.
  private mutating func checkWrappers() {
    let known: Set<String> = [
      "Deferred", "Field", "ForeignKey", "ManyToMany", "OneToOne", "PrimaryKey", "Transient", "available", "nonobjc",
      "objc", "preconcurrency", "usableFromInline",
    ]
    for attribute in property.declaration.attributes.attributes where !known.contains(attribute.simpleName) {
      report(.propertyWrapper(attribute))
    }
  }
}
