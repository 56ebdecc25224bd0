import SwiftDiagnostics
import SwiftSyntax

extension Diagnostic {
  /// A generic model, which cannot have a single table.
  static func genericModel(_ parameters: GenericParameterClauseSyntax) -> Diagnostic {
    .error("genericModel", "a model cannot be generic, because it has one table", at: parameters)
  }

  /// A model name that its own nested types would hide, or that would hide a module.
  static func reservedModelName(_ name: TokenSyntax) -> Diagnostic {
    .error(
      "reservedModelName",
      "a model cannot be called '\(name.text.unquoted)', because its code needs that name for something else", at: name)
  }

  /// A column in `#if`. Macros see the columns of every configuration.
  static func conditionalColumn(_ name: TokenSyntax) -> Diagnostic {
    .error(
      "conditionalColumn", "the columns of a model cannot depend on '#if'; move '\(name.text)' out of the block",
      at: name)
  }

  /// A pattern other than a name, such as a tuple.
  static func columnPattern(_ pattern: PatternSyntax) -> Diagnostic {
    .error("columnPattern", "every column of a model needs its own declaration", at: pattern)
  }

  /// A nested type with a name that the macro uses.
  static func generatedTypeName(_ name: TokenSyntax, by macro: String = "Model") -> Diagnostic {
    .error(
      "generatedTypeName", "'\(name.text)' is the name of a type that '@\(macro)' adds; choose another one", at: name)
  }

  /// More than one primary key.
  static func secondPrimaryKey(_ attribute: AttributeSyntax) -> Diagnostic {
    .error("secondPrimaryKey", "a model has one primary key; this is the second", at: attribute)
  }

  /// A property `id` that is not the key.
  static func reservedID(_ property: PropertySyntax, isKeyFree: Bool) -> Diagnostic {
    guard isKeyFree else {
      return .error("reservedID", "'id' is the primary key of every model; choose another name", at: property.nameToken)
    }
    return .error(
      "reservedID", "'id' is the automatic primary key; mark the property '@PrimaryKey' to make it the key",
      at: property.nameToken, fixIts: [.add("@PrimaryKey", to: property.declaration)])
  }

  /// A field that the model does not have.
  static func unknownField(
    _ name: String, of model: String, _ literal: StringLiteralExprSyntax, sign: String, nearest: String?
  ) -> Diagnostic {
    let question = nearest.map { "; did you mean '\($0)'?" } ?? ""
    let fixIts = nearest.map { name -> [FixIt] in
      [.replace("replace it with '\(name)'", literal, with: Parsed.expression("\"\(sign)\(name)\""))]
    }
    return .error(
      "unknownField", "'\(model)' has no field '\(name)'\(question)", at: literal, fixIts: fixIts ?? [])
  }
}
