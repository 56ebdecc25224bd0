#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

// Identifiers that the database makes. SQLite keeps them as 32 hexadecimal digits.

extension SQLOperation {
  fileprivate static let uuid4 = SQLOperation(
    "uuid4", nulls: .never,
    spelling: .template(
      """
      LOWER(HEX(RANDOMBLOB(6)) || '4' || SUBSTR(HEX(RANDOMBLOB(2)), 2) || SUBSTR('89AB', 1 + (RANDOM() & 3), 1) || \
      SUBSTR(HEX(RANDOMBLOB(8)), 2))
      """), in: [.postgres: .call("GEN_RANDOM_UUID")], isVolatile: true)

  /// The milliseconds since 1970, the version 7 and random bits. PostgreSQL has a function for it from version 18 on only.
  fileprivate static let uuid7 = SQLOperation(
    "uuid7", nulls: .never,
    spelling: .template(
      """
      LOWER(PRINTF('%012x', CAST(ROUND((JULIANDAY('now') - 2440587.5) * 86400000) AS INTEGER)) || '7' || \
      SUBSTR(HEX(RANDOMBLOB(2)), 2) || SUBSTR('89AB', 1 + (RANDOM() & 3), 1) || SUBSTR(HEX(RANDOMBLOB(8)), 2))
      """),
    in: [
      .postgres: .template(
        """
        CAST(ENCODE(SET_BIT(SET_BIT(OVERLAY(UUID_SEND(GEN_RANDOM_UUID()) PLACING SUBSTRING(INT8SEND(\
        CAST(FLOOR(EXTRACT(EPOCH FROM CLOCK_TIMESTAMP()) * 1000) AS bigint)) FROM 3) FROM 1 FOR 6), 52, 1), 53, 1), \
        'hex') AS uuid)
        """)
    ], isVolatile: true)
}

extension QueryExpression where Self == Expr<UUID> {
  /// A random UUID, version 4, that the database makes for each row.
  ///
  /// ```swift
  /// try await Device.objects.update { $0.token.set(.uuid4) } // another one in each row
  /// // PostgreSQL: GEN_RANDOM_UUID(), from version 13 on; SQLite: of RANDOMBLOB
  /// ```
  public static var uuid4: Expr<UUID> { Expr(.uuid4) }

  /// A UUID of version 7 that the database makes for each row: it begins with the time in milliseconds, so that later
  /// ones are greater, and ends in random bits.
  ///
  /// Within one millisecond their order is random. PostgreSQL needs version 13.
  public static var uuid7: Expr<UUID> { Expr(.uuid7) }
}

// MARK: - Names

extension NamedFunction {
  static let identifiers: [NamedFunction] = [
    NamedFunction("uuid4") { () -> Expr<UUID> in .uuid4 }, NamedFunction("uuid7") { () -> Expr<UUID> in .uuid7 },
  ]
}
