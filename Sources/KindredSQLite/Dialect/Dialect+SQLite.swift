public import KindredCore

extension Dialect {
  /// SQLite, 3.35 or later.
  public static let sqlite = Dialect(name: "sqlite", rules: SQLiteRules())
}

/// How SQLite spells SQL, with the column types that Django gives it; each part has its own file.
struct SQLiteRules: DialectRules {
  var features: DialectFeatures { [.numberedPlaceholders, .insertedKey] }
}
