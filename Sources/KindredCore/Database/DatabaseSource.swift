/// Makes databases that are used for a short time, such as one for each test.
///
/// `KindredSQLite` and `KindredPostgres` have one each; the trait `.database` of `KindredTesting` takes any.
public protocol DatabaseSource: Sendable {
  /// Opens a new database, with its tables.
  func open() async throws -> Database

  /// Closes a database that ``open()`` has made, and deletes it.
  func discard(_ database: Database) async
}
