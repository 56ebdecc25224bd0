import SwiftDiagnostics
import SwiftSyntax

extension Diagnostic {
  /// A size of nothing.
  static func nonPositive(_ label: String, _ expression: ExprSyntax) -> Diagnostic {
    .error("nonPositive", "'\(label)' must be at least 1", at: expression)
  }

  /// A count below zero.
  static func negative(_ label: String, _ expression: ExprSyntax) -> Diagnostic {
    .error("negative", "'\(label)' cannot be negative", at: expression)
  }

  /// An option that only another type has.
  static func option(
    _ label: String, _ kind: String, isNotFor type: String, _ argument: LabeledExprSyntax
  ) -> Diagnostic {
    .error("optionOfOtherType", "'\(label)' is for \(kind); the type is '\(type)'", at: argument)
  }

  /// One half of a pair.
  static func lonely(_ label: String, without other: String, _ argument: LabeledExprSyntax) -> Diagnostic {
    .error("halfOfPair", "'\(label)' needs '\(other)' beside it", at: argument)
  }

  /// More digits behind the point than there are.
  static func tooManyPlaces(_ expression: ExprSyntax) -> Diagnostic {
    .error("tooManyPlaces", "'decimalPlaces' cannot be above 'maxDigits'", at: expression)
  }

  /// A default of the database's for a property that has nothing to hold until then.
  static func databaseDefaultWithoutValue(_ expression: ExprSyntax) -> Diagnostic {
    .error(
      "databaseDefaultWithoutValue",
      "make the property optional: it is nil until the database has made its value; or give it a value, which is stored",
      at: expression)
  }
}
