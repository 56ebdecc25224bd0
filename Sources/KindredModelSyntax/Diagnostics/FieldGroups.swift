import SwiftDiagnostics
import SwiftSyntax

extension Diagnostic {
  /// A set of fields without fields.
  static func emptyFieldGroup(_ name: TokenSyntax) -> Diagnostic {
    .error("emptyFieldGroup", "a set of fields needs at least one field", at: name)
  }

  /// What only a model can have.
  static func notInFieldGroup(_ attribute: AttributeSyntax) -> Diagnostic {
    let name = attribute.simpleName == "OneToOne" ? "a primary key" : "'@\(attribute.simpleName)'"
    return .error(
      "notInFieldGroup", "a set of fields cannot have \(name); declare it in the models that use the set", at: attribute
    )
  }

  /// A constant set of fields, which reading a row again could not change.
  static func constantFieldGroup(_ variable: VariableDeclSyntax) -> Diagnostic {
    .error(
      "constantFieldGroup", "a set of fields must be declared with 'var'", at: variable.bindingSpecifier,
      fixIts: [.makeVariable(variable)])
  }

  /// A type that is no set of fields.
  static func notAFieldGroup(_ type: TypeSyntax) -> Diagnostic {
    .error(
      "notAFieldGroup",
      "'@Embedded' needs the name of a struct marked '@Fields', not '\(type.trimmedDescription)'", at: type)
  }
}
