/// Where a SQLite database is.
public struct SQLiteLocation: Sendable, Hashable, ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
  let path: String

  private init(path: String) { self.path = path }

  /// A database in memory, which is gone when it is closed. It has a single connection.
  public static let inMemory = SQLiteLocation(path: ":memory:")

  /// A file, by its path.
  public static func file(_ path: String) -> SQLiteLocation { SQLiteLocation(path: path) }

  /// Reads a path or a URL.
  ///
  /// `sqlite:///var/lib/blog.sqlite` is an absolute path, `sqlite:blog.sqlite` and `sqlite://blog.sqlite` a relative
  /// one, and `sqlite::memory:` a database in memory. Anything else is a path.
  public init(_ text: String) {
    var text = text[...]
    guard text.hasPrefix("sqlite:") else {
      self.init(path: String(text))
      return
    }
    text = text.dropFirst("sqlite:".count)
    if text.hasPrefix("//") { text = text.dropFirst(2) }
    self.init(path: text.isEmpty ? ":memory:" : String(text))
  }

  /// Reads a path or a URL.
  public init(stringLiteral value: String) { self.init(value) }

  var isInMemory: Bool { path == ":memory:" }
}
