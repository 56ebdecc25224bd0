/// The features and limitations of a database that are yes or no.
package struct DialectFeatures: OptionSet, Sendable {
  package let rawValue: Int

  package init(rawValue: Int) { self.rawValue = rawValue }

  /// Placeholders are numbered, so one parameter can be used in several places.
  package static let numberedPlaceholders = DialectFeatures(rawValue: 1 << 0)
  /// The generated key is known after an insert without `RETURNING`.
  package static let insertedKey = DialectFeatures(rawValue: 1 << 1)
  /// Rows can be locked. Without row locks, a transaction that writes has the whole database to itself.
  package static let rowLocks = DialectFeatures(rawValue: 1 << 2)
  /// `SELECT DISTINCT` must select its ordering expressions.
  package static let selectsOrderOfDistinct = DialectFeatures(rawValue: 1 << 3)
  /// Foreign keys are added after all tables exist, instead of in `CREATE TABLE`.
  package static let addsForeignKeysLater = DialectFeatures(rawValue: 1 << 4)
  /// There is a Boolean type. In databases without one, a Boolean column is compared with 1 to be a condition: an integer
  /// from another program that is neither 0 nor 1 is then neither true nor false.
  package static let booleans = DialectFeatures(rawValue: 1 << 5)
  /// An insert with `ON CONFLICT … RETURNING` says whether it has inserted a row or changed an existing one.
  package static let tellsInsertedRows = DialectFeatures(rawValue: 1 << 20)
  /// Rows can be loaded in bulk, without `INSERT`.
  package static let bulkLoads = DialectFeatures(rawValue: 1 << 23)
  /// Common tables can be inserts, whose returned rows other parts of the statement read.
  package static let insertsInCommonTables = DialectFeatures(rawValue: 1 << 24)
  /// An explanation of a query estimates the number of its rows.
  package static let estimatesRows = DialectFeatures(rawValue: 1 << 22)
  /// NULL is larger than all values in an order.
  package static let nullsAreLargest = DialectFeatures(rawValue: 1 << 21)
  /// A subquery behind FROM can use columns of the tables before it: `LATERAL`.
  package static let lateralJoins = DialectFeatures(rawValue: 1 << 6)
  /// The distance of a `RANGE` frame can be a duration, in an order of dates or times.
  package static let rangesOfTime = DialectFeatures(rawValue: 1 << 8)
}
