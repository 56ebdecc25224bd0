/// What happens to a row when the row that its foreign key points to is deleted (Django's `on_delete`).
public struct OnDelete: Sendable, Hashable {
  package enum Kind: Sendable, Hashable {
    case cascade
    case protect
    case restrict
    case setNull
    case setDefault(Result<DatabaseValue, FieldValueError>)
    case set(Result<DatabaseValue, FieldValueError>)
    case doNothing
    case databaseCascade
    case databaseSetNull
    case databaseSetDefault
  }

  package let kind: Kind

  /// The row is deleted too. Kindred finds and counts it.
  public static let cascade = OnDelete(kind: .cascade)
  /// The deletion is refused.
  public static let protect = OnDelete(kind: .protect)
  /// The deletion is refused, unless the row is deleted in the same operation through another relation.
  public static let restrict = OnDelete(kind: .restrict)
  /// The key becomes NULL; it must be optional.
  public static let setNull = OnDelete(kind: .setNull)
  /// The key becomes the given value. If the value cannot be stored, such as the key of an unsaved object, deleting
  /// throws.
  public static func set(_ value: some FieldValue) -> OnDelete {
    OnDelete(kind: .set(stored(value)))
  }
  /// The key becomes the given value. It stands for the field's default, as a foreign key has no default of its own.
  public static func setDefault(_ value: some FieldValue) -> OnDelete {
    OnDelete(kind: .setDefault(stored(value)))
  }

  /// The value to bind, or the error that a deletion throws.
  private static func stored(_ value: some FieldValue) -> Result<DatabaseValue, FieldValueError> {
    do {
      return .success(try value.databaseValue())
    } catch {
      return .failure(error as? FieldValueError ?? FieldValueError("the value cannot be stored"))
    }
  }
  /// Kindred does nothing; the constraint in the database decides.
  public static let doNothing = OnDelete(kind: .doNothing)
  /// `ON DELETE CASCADE` in the table: the database deletes the rows, which are not counted.
  public static let databaseCascade = OnDelete(kind: .databaseCascade)
  /// `ON DELETE SET NULL` in the table.
  public static let databaseSetNull = OnDelete(kind: .databaseSetNull)
  /// `ON DELETE SET DEFAULT` in the table; the field needs a database default.
  public static let databaseSetDefault = OnDelete(kind: .databaseSetDefault)
}
