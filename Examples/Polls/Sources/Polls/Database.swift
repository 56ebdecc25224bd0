import Foundation
public import Kindred
import KindredSQLite

extension Database {
  /// The database of the polls: `polls.sqlite3` in the current folder, or the file that POLLS_DATABASE names.
  public static func polls() throws -> Database {
    try Database(sqlite: ProcessInfo.processInfo.environment["POLLS_DATABASE"] ?? "polls.sqlite3")
  }
}
