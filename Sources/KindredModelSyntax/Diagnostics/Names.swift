import SwiftDiagnostics
import SwiftSyntax

extension Diagnostic {
  /// A name that every model uses for something else.
  static func reservedName(_ name: TokenSyntax) -> Diagnostic {
    .error("reservedName", "'\(name.text.unquoted)' is a name that every model has; choose another one", at: name)
  }

  /// A name whose form look-ups or generated members do not allow.
  static func badName(_ name: TokenSyntax, _ problem: String) -> Diagnostic {
    .error("badName", "the name of a column cannot \(problem)", at: name)
  }

  /// Two properties with the same column.
  static func sameColumn(_ name: TokenSyntax, other: String, column: String) -> Diagnostic {
    .error(
      "sameColumn", "'\(name.text.unquoted)' and '\(other)' have the same column '\(column)'", at: name)
  }

  /// A property with the name of a foreign key's raw key.
  static func rawKeyName(_ name: TokenSyntax, key: String) -> Diagnostic {
    .error("rawKeyName", "'\(name.text.unquoted)' is already the raw key of '\(key)'", at: name)
  }

  /// An empty column name.
  static func emptyName(_ expression: ExprSyntax) -> Diagnostic {
    .error("emptyName", "a column's name cannot be empty", at: expression)
  }

  /// A name that is not a literal.
  static func notALiteral(_ label: String, _ expression: ExprSyntax) -> Diagnostic {
    .error("notALiteral", "'\(label)' must be a string literal without interpolation", at: expression)
  }

  /// A name that Swift does not accept.
  static func notAnIdentifier(_ label: String, _ text: String, _ expression: ExprSyntax) -> Diagnostic {
    .error("notAnIdentifier", "'\(label)' must be a Swift identifier; '\(text)' is none", at: expression)
  }
}
