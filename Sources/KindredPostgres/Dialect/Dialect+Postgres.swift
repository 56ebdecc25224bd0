public import KindredCore

extension Dialect {
  /// PostgreSQL, 12 or later.
  public static let postgres = Dialect(name: "postgres", rules: PostgresRules())
}

/// How PostgreSQL spells SQL, with the column types that Django gives it; each part has its own file.
struct PostgresRules: DialectRules {
  var features: DialectFeatures {
    [.numberedPlaceholders, .rowLocks, .selectsOrderOfDistinct, .addsForeignKeysLater, .booleans]
  }
}
