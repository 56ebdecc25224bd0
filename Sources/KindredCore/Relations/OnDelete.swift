/// What happens to a row when the row that its foreign key points to is deleted (Django's `on_delete`).
public struct OnDelete: Sendable, Hashable {
  package enum Kind: Sendable, Hashable {
    case cascade
    case protect
    case restrict
    case setNull
    case setDefault(DatabaseValue)
    case set(DatabaseValue)
    case doNothing
    case databaseCascade
    case databaseSetNull
    case databaseSetDefault
  }

  package let kind: Kind

  /// The row is deleted too; Kindred finds it and counts it.
  public static let cascade = OnDelete(kind: .cascade)
  /// The deletion is refused.
  public static let protect = OnDelete(kind: .protect)
  /// The deletion is refused, unless the row is deleted in the same operation through another relation.
  public static let restrict = OnDelete(kind: .restrict)
  /// The key becomes NULL; it must be optional.
  public static let setNull = OnDelete(kind: .setNull)
  /// The key becomes the given value.
  public static func set(_ value: some FieldValue) -> OnDelete {
    OnDelete(kind: .set((try? value.databaseValue()) ?? .null))
  }
  /// The key becomes the given value, which stands for the field's default: a foreign key has no default of its own.
  public static func setDefault(_ value: some FieldValue) -> OnDelete {
    OnDelete(kind: .setDefault((try? value.databaseValue()) ?? .null))
  }
  /// Nothing: the database's constraint decides.
  public static let doNothing = OnDelete(kind: .doNothing)
  /// `ON DELETE CASCADE` in the table: the database deletes, nothing is counted.
  public static let databaseCascade = OnDelete(kind: .databaseCascade)
  /// `ON DELETE SET NULL` in the table.
  public static let databaseSetNull = OnDelete(kind: .databaseSetNull)
  /// `ON DELETE SET DEFAULT` in the table; the field needs a database default.
  public static let databaseSetDefault = OnDelete(kind: .databaseSetDefault)
}
