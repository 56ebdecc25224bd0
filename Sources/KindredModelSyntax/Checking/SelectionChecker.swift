import SwiftDiagnostics
import SwiftSyntax

/// Collects the errors of a struct marked `@Selection`.
struct SelectionChecker {
  let declaration: StructDeclSyntax
  let attribute: AttributeSyntax
  /// The properties that are read.
  let properties: [PropertySyntax]
  private(set) var diagnostics: [Diagnostic] = []

  init(declaration: StructDeclSyntax, attribute: AttributeSyntax, properties: [PropertySyntax]) {
    self.declaration = declaration
    self.attribute = attribute
    self.properties = properties
  }

  /// Runs every check.
  mutating func check() {
    if let model = declaration.attributes.attribute(named: "Model") {
      diagnostics.append(.combined(attribute, with: model))
    }
    if ["Columns", "Kindred", "Swift"].contains(declaration.name.text.unquoted) {
      diagnostics.append(.reservedSelectionName(declaration.name))
    }
    for member in declaration.memberBlock.members { check(member.decl) }
    for property in properties { check(property) }
    if properties.isEmpty && diagnostics.isEmpty { diagnostics.append(.emptySelection(declaration.name)) }
  }

  private mutating func check(_ member: DeclSyntax) {
    if let block = member.as(IfConfigDeclSyntax.self) {
      let stored = block.variables.flatMap(\.storedProperties).filter { !$0.isFixed }
      if let first = stored.first { diagnostics.append(.conditionalProperty(first.nameToken)) }
    }
    if let variable = member.as(VariableDeclSyntax.self), !variable.isOutsideStorage {
      for binding in variable.bindings where !binding.isComputed && !binding.pattern.is(IdentifierPatternSyntax.self) {
        diagnostics.append(.propertyPattern(binding.pattern))
      }
    }
    if let name = member.typeName, name.text.unquoted == "Columns" {
      diagnostics.append(.generatedTypeName(name, by: "Selection"))
    }
  }

  private mutating func check(_ property: PropertySyntax) {
    // Kindred's other attributes say themselves that they are for models.
    let known: Set<String> = ["Field", "ForeignKey", "PrimaryKey", "Transient", "available", "usableFromInline"]
    for attribute in property.declaration.attributes.attributes where !known.contains(attribute.simpleName) {
      diagnostics.append(.wrapperInSelection(attribute))
    }
    if ["self", "Type"].contains(property.name) { diagnostics.append(.unusableName(property.nameToken)) }
    guard let type = property.type else {
      // Without a value either, the compiler reports it.
      if property.binding.initializer != nil { diagnostics.append(.missingType(property)) }
      return
    }
    let inner = type.wrapped ?? type
    if let unwrapped = type.as(ImplicitlyUnwrappedOptionalTypeSyntax.self) {
      diagnostics.append(.implicitlyUnwrapped(type, wrapped: unwrapped.wrappedType, "a property of a selection"))
    } else if inner.wrapped != nil {
      diagnostics.append(.optionalOfOptional(type, "a property of a selection"))
    } else if !inner.isCollection && inner.isUnsupported {
      diagnostics.append(.unsupportedType(type, "a property of a selection"))
    }
  }
}
