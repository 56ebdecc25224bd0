import Kindred
import KindredPostgres
import KindredSQLite

/// The text with the placeholders of the running test's dialect: `?1` in SQLite is `$1` in PostgreSQL.
func numbered(_ text: String) -> String { Backend.isSQLite ? text : text.replacing("?", with: "$") }

extension RowQuery {
  /// The statement on the running test's dialect.
  func statementText() throws -> String { try sql(for: Backend.isSQLite ? .sqlite : .postgres).text }
}
