/// A named constraint on the rows of a table.
///
/// ```swift
/// @Model(constraints: [.check("rating_in_range", Field("rating") >= 0 && Field("rating") <= 10)])
/// ```
public struct ConstraintDefinition: Sendable {
  package enum Kind: Sendable {
    case check(FieldCondition)
    case unique(fields: [String])
  }

  /// The constraint's name. It appears in errors.
  public let name: String
  package let kind: Kind

  /// A condition on the columns of one row.
  public static func check(_ name: String, _ condition: FieldCondition) -> ConstraintDefinition {
    ConstraintDefinition(name: name, kind: .check(condition))
  }

  /// A unique constraint on one or more fields.
  public static func unique(_ name: String, _ fields: String...) -> ConstraintDefinition {
    ConstraintDefinition(name: name, kind: .unique(fields: fields))
  }
}
