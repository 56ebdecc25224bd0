public import KindredCore

extension Dialect {
  /// PostgreSQL, 12 or later.
  public static let postgres = Dialect(name: "postgres", rules: PostgresRules())
}

/// PostgreSQL's dialect, with Django's column types. Each part has its own file.
struct PostgresRules: DialectRules {
  var features: DialectFeatures {
    [
      .numberedPlaceholders, .rowLocks, .selectsOrderOfDistinct, .addsForeignKeysLater, .booleans, .lateralJoins,
      .rangesOfTime, .tellsInsertedRows, .nullsAreLargest, .estimatesRows, .bulkLoads,
      .insertsInCommonTables,
    ]
  }
}
