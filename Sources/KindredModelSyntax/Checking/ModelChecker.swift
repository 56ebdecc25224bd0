import SwiftDiagnostics
import SwiftSyntax

/// Collects the errors of a model.
struct ModelChecker {
  let declaration: StructDeclSyntax
  let attribute: AttributeSyntax
  let model: ModelDeclaration
  let properties: [PropertySyntax]
  var diagnostics: [Diagnostic] = []

  init(
    declaration: StructDeclSyntax, attribute: AttributeSyntax, model: ModelDeclaration, properties: [PropertySyntax]
  ) {
    self.declaration = declaration
    self.attribute = attribute
    self.model = model
    self.properties = properties
  }

  /// Runs every check.
  mutating func check() {
    checkStruct()
    for property in properties { diagnostics += PropertyChecker(property).diagnostics }
    checkKeys()
    checkNames()
    checkColumns()
    checkFieldReferences()
    if model.isFieldGroup { checkFieldGroup() }
    checkDeletionRules()
  }

  /// The properties that have a column.
  var columns: [PropertySyntax] {
    properties.filter { !$0.isFixed && $0.attribute("Transient") == nil && $0.attribute("ManyToMany") == nil }
  }

  private mutating func checkStruct() {
    if KnownTypes.reserved.contains(model.name) { diagnostics.append(.reservedModelName(declaration.name)) }
    if let parameters = declaration.genericParameterClause { diagnostics.append(.genericModel(parameters)) }
    for member in declaration.memberBlock.members { check(member.decl) }
  }

  private mutating func check(_ member: DeclSyntax) {
    if let block = member.as(IfConfigDeclSyntax.self) {
      let stored = block.variables.flatMap(\.storedProperties).filter { !$0.isFixed }
      if let first = stored.first { diagnostics.append(.conditionalColumn(first.nameToken)) }
    }
    if let variable = member.as(VariableDeclSyntax.self), !variable.isOutsideStorage {
      for binding in variable.bindings where !binding.isComputed && !binding.pattern.is(IdentifierPatternSyntax.self) {
        diagnostics.append(.columnPattern(binding.pattern))
      }
    }
    let generated: Set<String> = [
      "Columns", "DefaultValues", "Groups", "OptionalColumns", "Positions", "PrimaryKey", "Relations", "UniqueFields",
    ]
    if let name = member.typeName, generated.contains(name.text) {
      diagnostics.append(.generatedTypeName(name, by: attribute.simpleName))
    }
  }

  private mutating func checkKeys() {
    let keys = properties.compactMap(\.keyAttribute)
    for key in keys.dropFirst() { diagnostics.append(.secondPrimaryKey(key)) }
    for property in columns where property.name == "id" && property.keyAttribute == nil {
      diagnostics.append(
        .reservedID(property, isKeyFree: keys.isEmpty && property.relationAttribute == nil && !model.isFieldGroup))
    }
  }
}

extension PropertySyntax {
  /// The attribute that makes it the primary key.
  fileprivate var keyAttribute: AttributeSyntax? {
    attribute("PrimaryKey") ?? attribute("Parent")
      ?? attribute("OneToOne").flatMap { $0.argumentValues.isTrue("primaryKey") ? $0 : nil }
  }
}

extension IfConfigDeclSyntax {
  /// The properties in every clause.
  var variables: [VariableDeclSyntax] {
    clauses.flatMap { clause -> [VariableDeclSyntax] in
      guard case .decls(let members) = clause.elements else { return [] }
      return members.compactMap { $0.decl.as(VariableDeclSyntax.self) }
    }
  }
}

extension DeclSyntax {
  /// The name of a declared type.
  var typeName: TokenSyntax? {
    self.as(StructDeclSyntax.self)?.name ?? self.as(EnumDeclSyntax.self)?.name ?? self.as(ClassDeclSyntax.self)?.name
      ?? self.as(ActorDeclSyntax.self)?.name ?? self.as(TypeAliasDeclSyntax.self)?.name
  }
}

extension ModelReader {
  /// Whether code can be generated for a property, that is, its own declaration has no errors.
  package static func isSound(_ property: PropertySyntax) -> Bool {
    PropertyChecker(property).diagnostics.isEmpty
  }
}
