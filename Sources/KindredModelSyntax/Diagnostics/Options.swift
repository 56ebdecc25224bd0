import SwiftDiagnostics
import SwiftSyntax

extension Diagnostic {
  /// A size below 1.
  static func nonPositive(_ label: String, _ expression: ExprSyntax) -> Diagnostic {
    .error("nonPositive", "'\(label)' must be at least 1", at: expression)
  }

  /// A negative number.
  static func negative(_ label: String, _ expression: ExprSyntax) -> Diagnostic {
    .error("negative", "'\(label)' cannot be negative", at: expression)
  }

  /// An option for another type.
  static func option(
    _ label: String, _ kind: String, isNotFor type: String, _ argument: LabeledExprSyntax
  ) -> Diagnostic {
    .error("optionOfOtherType", "'\(label)' is for \(kind); the type is '\(type)'", at: argument)
  }

  /// An option that needs another one.
  static func optionAlone(_ label: String, without other: String, _ argument: LabeledExprSyntax) -> Diagnostic {
    .error("halfOfPair", "'\(label)' needs '\(other)' as well", at: argument)
  }

  /// More decimal places than digits.
  static func tooManyPlaces(_ expression: ExprSyntax) -> Diagnostic {
    .error("tooManyPlaces", "'decimalPlaces' cannot be above 'maxDigits'", at: expression)
  }

  /// A width that no column has.
  static func wrongWidth(_ expression: ExprSyntax) -> Diagnostic {
    .error("wrongWidth", "'bits' must be 16, 32 or 64", at: expression)
  }

  /// A database default for a required property without a declared value.
  static func databaseDefaultWithoutValue(_ expression: ExprSyntax) -> Diagnostic {
    .error(
      "databaseDefaultWithoutValue",
      "make the property optional: it is nil until the database has made its value; or give it a value, which is stored",
      at: expression)
  }
}
