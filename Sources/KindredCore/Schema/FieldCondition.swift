/// A field, by its name, for checks and indexes.
///
/// It is used in the attribute of the model, where the model's columns do not exist yet. The macro checks that every
/// name is a field.
public struct F: Sendable, Hashable {
  let name: String

  /// Names a field.
  public init(_ name: String) { self.name = name }
}

/// A condition on the columns of one row.
public struct FieldCondition: Sendable, Hashable {
  indirect enum Kind: Sendable, Hashable {
    case compare(F, SQLOperation, DatabaseValue)
    /// A value that no column can hold, and the reason.
    case unstorable(F, String)
    case compareFields(F, SQLOperation, F)
    case isNull(F)
    case and(Kind, Kind)
    case or(Kind, Kind)
    case not(Kind)
  }

  let kind: Kind

  /// Both conditions hold.
  public static func && (lhs: FieldCondition, rhs: FieldCondition) -> FieldCondition {
    FieldCondition(kind: .and(lhs.kind, rhs.kind))
  }
  /// At least one condition holds.
  public static func || (lhs: FieldCondition, rhs: FieldCondition) -> FieldCondition {
    FieldCondition(kind: .or(lhs.kind, rhs.kind))
  }
  /// The condition does not hold.
  public static prefix func ! (condition: FieldCondition) -> FieldCondition {
    FieldCondition(kind: .not(condition.kind))
  }
}

extension F {
  private static func compare(_ field: F, _ comparison: SQLOperation, _ value: some FieldValue)
    -> FieldCondition
  {
    do {
      return FieldCondition(kind: .compare(field, comparison, try value.databaseValue()))
    } catch {
      return FieldCondition(kind: .unstorable(field, (error as? FieldValueError)?.problem ?? "\(error)"))
    }
  }

  /// The field has the value.
  public static func == (field: F, value: some FieldValue) -> FieldCondition { compare(field, .equal, value) }
  /// The field has another value.
  public static func != (field: F, value: some FieldValue) -> FieldCondition { compare(field, .notEqual, value) }
  /// The field is below the value.
  public static func < (field: F, value: some FieldValue) -> FieldCondition { compare(field, .less, value) }
  /// The field is at most the value.
  public static func <= (field: F, value: some FieldValue) -> FieldCondition { compare(field, .lessOrEqual, value) }
  /// The field is above the value.
  public static func > (field: F, value: some FieldValue) -> FieldCondition { compare(field, .greater, value) }
  /// The field is at least the value.
  public static func >= (field: F, value: some FieldValue) -> FieldCondition {
    compare(field, .greaterOrEqual, value)
  }
  /// The first field is below the second.
  public static func < (lhs: F, rhs: F) -> FieldCondition {
    FieldCondition(kind: .compareFields(lhs, .less, rhs))
  }
  /// The first field is at most the second.
  public static func <= (lhs: F, rhs: F) -> FieldCondition {
    FieldCondition(kind: .compareFields(lhs, .lessOrEqual, rhs))
  }
  /// The fields differ.
  public static func != (lhs: F, rhs: F) -> FieldCondition {
    FieldCondition(kind: .compareFields(lhs, .notEqual, rhs))
  }
  /// The field is NULL.
  public var isNull: FieldCondition { FieldCondition(kind: .isNull(self)) }
}
