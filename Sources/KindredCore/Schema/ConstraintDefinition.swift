/// A named rule that every row of a table keeps.
///
/// ```swift
/// @Model(constraints: [.check("rating_in_range", Field("rating") >= 0 && Field("rating") <= 10)])
/// ```
public struct ConstraintDefinition: Sendable {
  package enum Kind: Sendable {
    case check(FieldCondition)
    case unique(fields: [String])
  }

  /// The constraint's name, which errors repeat.
  public let name: String
  package let kind: Kind

  /// A condition over the columns of one row.
  public static func check(_ name: String, _ condition: FieldCondition) -> ConstraintDefinition {
    ConstraintDefinition(name: name, kind: .check(condition))
  }

  /// Fields whose values no two rows may share.
  public static func unique(_ name: String, _ fields: String...) -> ConstraintDefinition {
    ConstraintDefinition(name: name, kind: .unique(fields: fields))
  }
}
