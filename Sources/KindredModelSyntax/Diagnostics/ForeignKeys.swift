import SwiftDiagnostics
import SwiftSyntax

extension Diagnostic {
  /// A foreign key declared with `let`.
  static func constantForeignKey(_ variable: VariableDeclSyntax) -> Diagnostic {
    .error(
      "constantForeignKey", "a foreign key must be declared with 'var'", at: variable.bindingSpecifier,
      fixIts: [.makeVariable(variable)])
  }

  /// A foreign key with a value.
  static func foreignKeyDefault(_ value: InitializerClauseSyntax, in binding: PatternBindingSyntax) -> Diagnostic {
    let isTyped = binding.typeAnnotation != nil
    let bare = binding.with(\.initializer, nil).trimmed
    return .error(
      "foreignKeyDefault", "a foreign key cannot have a default value", at: value,
      fixIts: isTyped ? [.replace("remove the default value", binding, with: bare)] : [])
  }

  /// A foreign key with observers.
  static func foreignKeyObservers(_ observers: AccessorBlockSyntax) -> Diagnostic {
    .error("foreignKeyObservers", "a foreign key cannot have accessors or observers", at: observers)
  }

  /// A foreign key to a type that is not a model.
  static func foreignKeyToNoModel(_ type: TypeSyntax, named name: String) -> Diagnostic {
    .error("foreignKeyToNoModel", "a foreign key must point to a model; '\(name)' is not one", at: type)
  }

  /// A foreign key to many objects.
  static func collectionForeignKey(_ type: TypeSyntax) -> Diagnostic {
    .error(
      "collectionForeignKey",
      "a foreign key points to one object; declare it on the model that there are many of, not as "
        + "'\(type.trimmedDescription)'", at: type)
  }

  /// A many-to-many relation of another type.
  static func notARelatedSet(_ type: TypeSyntax) -> Diagnostic {
    let wanted = type.asRelatedSet
    return .error(
      "notARelatedSet", "a many-to-many relation is declared as '\(wanted)', not as '\(type.trimmedDescription)'",
      at: type, fixIts: [.replace("make the type '\(wanted)'", type, with: Parsed.type(wanted))])
  }

  /// A table's name for links that have a model.
  static func tableOfThrough(_ argument: LabeledExprSyntax) -> Diagnostic {
    .error("tableOfThrough", "the table of the links is that of the 'through' model; leave 'table' out", at: argument)
  }

  /// A rule that sets NULL, on a required key.
  static func setNullOnRequiredKey(_ expression: ExprSyntax, rule: String, type: TypeSyntax) -> Diagnostic {
    let name = type.trimmedDescription
    return .error(
      "setNullOnRequiredKey", "'.\(rule)' needs an optional foreign key", at: expression,
      fixIts: [.replace("make the type '\(name)?'", type, with: Parsed.type("\(name)?"))])
  }

  /// A rule without its value.
  static func setWithoutValue(_ expression: ExprSyntax, rule: String) -> Diagnostic {
    .error("setWithoutValue", "'.\(rule)' needs the key to set: '.\(rule)(…)'", at: expression)
  }

  /// A rule of the database beside one of Kindred.
  static func mixedDeletionRules(
    _ expression: ExprSyntax, _ rule: String, beside other: String, of property: String
  ) -> Diagnostic {
    let performers = rule.hasPrefix("database") ? ("the database", "Kindred") : ("Kindred", "the database")
    return .error(
      "mixedDeletionRules",
      "'.\(rule)' is performed by \(performers.0), but '.\(other)' of '\(property)' by \(performers.1); all rules of a model "
        + "are performed by one of them", at: expression)
  }

  /// A rule of the database without a column default.
  static func databaseSetDefaultWithoutDefault(_ expression: ExprSyntax) -> Diagnostic {
    .error(
      "databaseSetDefaultWithoutDefault", "'.databaseSetDefault' needs a 'databaseDefault' on the foreign key",
      at: expression)
  }
}
