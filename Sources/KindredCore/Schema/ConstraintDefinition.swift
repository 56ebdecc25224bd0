/// A named constraint on the rows of a table.
///
/// ```swift
/// @Model(constraints: [.check("rating_in_range", F("rating") >= 0 && F("rating") <= 10)])
/// ```
public struct ConstraintDefinition: Sendable {
  package enum Kind: Sendable {
    case check(NamedExpression)
    case unique(fields: [String])
  }

  /// The constraint's name. It appears in errors.
  public let name: String
  package let kind: Kind

  /// A condition on the columns of one row.
  ///
  /// It can use all look-ups and functions that the database has by itself, such as `F("code").lookup("in", ["a", "b"])`.
  /// Functions that Kindred adds to SQLite are refused: other programs could not write to the table.
  public static func check(_ name: String, _ condition: NamedExpression) -> ConstraintDefinition {
    ConstraintDefinition(name: name, kind: .check(condition))
  }

  /// A unique constraint on one or more fields.
  public static func unique(_ name: String, _ fields: String...) -> ConstraintDefinition {
    ConstraintDefinition(name: name, kind: .unique(fields: fields))
  }
}
