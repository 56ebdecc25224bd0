import KindredCore

extension SQLiteDriver {
  /// A database in memory cannot be opened by another program.
  var shell: DatabaseShell? { path.map { DatabaseShell(program: "sqlite3", arguments: [$0]) } }
}
