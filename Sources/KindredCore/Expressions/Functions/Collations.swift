// Collations: by which rules texts are compared and sorted.

extension QueryExpression where Value: FieldValue, Value.Base == String {
  /// The text under a collation of the database: `COLLATE`. It decides how the text is compared and sorted.
  ///
  /// ```swift
  /// Entry.objects.order { $0.headline.collated("NOCASE", in: [.postgres: "en-x-icu"]) }
  /// // SQLite: ORDER BY "entry"."headline" COLLATE "NOCASE" ASC
  /// // PostgreSQL: ORDER BY "entry"."headline" COLLATE "en-x-icu" ASC
  /// ```
  ///
  /// Collations belong to the database: SQLite has `BINARY`, `NOCASE` and `RTRIM`, PostgreSQL those of `pg_collation`, such
  /// as `C`. A query with a name that the database does not know throws.
  ///
  /// - Parameters:
  ///   - name: The collation. A literal; it is quoted.
  ///   - dialects: The collation on databases where it has another name.
  public func collated(_ name: StaticString, in dialects: [DialectName: StaticString] = [:]) -> Expr<Value> {
    let spellings = dialects.mapValues { CollationSpelling.spelling($0) }
    return Expr(SQLOperation("collated", spelling: CollationSpelling.spelling(name), in: spellings), self)
  }
}

/// `x COLLATE "name"`.
private struct CollationSpelling: SQLWriting {
  let name: String

  static func spelling(_ name: StaticString) -> SQLSpelling {
    .written(CollationSpelling(name: name.description), .other, infersTypes: false)
  }

  func write(_ operands: [SQLExpression], to writer: inout SQLWriter) {
    guard let operand = operands.first else { return }
    writer.write(operand: operand, binding: .primary, casting: true)
    writer.write(" COLLATE ")
    writer.write(identifier: name)
  }
}
