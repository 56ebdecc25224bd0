/// Where the data is.
package struct Settings: Sendable {
  /// The folder of the SQLite files.
  package let folder: String
  /// The connection string of the PostgreSQL server; nil when there is none.
  package let postgres: String?

  package init(folder: String, postgres: String?) {
    self.folder = folder
    self.postgres = postgres
  }

  /// 100,000 entries and all flights, which are only read.
  package var readFile: String { folder + "/read.sqlite" }
  /// 1,000,000 entries.
  package var streamFile: String { folder + "/stream.sqlite" }
  /// 100,000 entries, of which some are changed and deleted.
  package var changeFile: String { folder + "/change.sqlite" }
  /// The same tables without rows.
  package var emptyFile: String { folder + "/empty.sqlite" }
  /// The tree of magazines, stories and writers.
  package var treeFile: String { folder + "/tree.sqlite" }
  /// Where entries are inserted.
  package var writeFile: String { folder + "/write.sqlite" }
}
