/// Where the data is.
public struct Settings: Sendable {
  /// The folder of the SQLite files.
  public let folder: String
  /// The connection string of the PostgreSQL server; nil when there is none.
  public let postgres: String?

  public init(folder: String, postgres: String?) {
    self.folder = folder
    self.postgres = postgres
  }

  /// 100,000 entries and all flights, which are only read.
  public var readFile: String { folder + "/read.sqlite" }
  /// 1,000,000 entries.
  public var streamFile: String { folder + "/stream.sqlite" }
  /// 100,000 entries, of which some are changed and deleted.
  public var changeFile: String { folder + "/change.sqlite" }
  /// The same tables without rows.
  public var emptyFile: String { folder + "/empty.sqlite" }
  /// Where entries are inserted.
  public var writeFile: String { folder + "/write.sqlite" }
}
