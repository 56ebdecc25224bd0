public import KindredCore

extension Dialect {
  /// SQLite, 3.35 or later.
  public static let sqlite = Dialect(name: "sqlite", rules: SQLiteRules())
}

/// SQLite's dialect, with Django's column types. Each part has its own file.
struct SQLiteRules: DialectRules {
  var features: DialectFeatures { [.numberedPlaceholders, .insertedKey] }
}
