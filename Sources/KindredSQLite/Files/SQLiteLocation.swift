/// Where a SQLite database is, and what may be done with it.
public struct SQLiteLocation: Sendable, Hashable, ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
  /// What may be done with a file.
  public enum Mode: Sendable, Hashable {
    /// It is read and written, and made when there is none. `mode=rwc` in a URL, and what is meant where nothing is said.
    case create
    /// It is read and written, and has to be there. `mode=rw` in a URL.
    case existing
    /// It is only read, while others may write to it, and has to be there. `mode=ro` in a URL. What would change it throws
    /// `readOnly`.
    ///
    /// For a file in write-ahead mode, SQLite needs the log and its index beside it, and makes them when they are not
    /// there, empty; the file itself is opened for reading only.
    case readOnly
    /// It is only read, and nobody changes it as long as it is open: it is read without any lock, and nothing is made
    /// beside it. `immutable=1` in a URL. For read-only media; where somebody does change the file, results are wrong.
    case immutable
  }

  let path: String
  let mode: Mode
  /// What is wrong with the URL.
  let problem: String?

  init(path: String, mode: Mode = .create, problem: String? = nil) {
    self.path = path
    self.mode = mode
    self.problem = problem
  }

  /// A database in memory, which is gone when it is closed. It has a single connection.
  public static let inMemory = SQLiteLocation(path: ":memory:")

  /// A file, by its path.
  ///
  /// ```swift
  /// let archive = try Database(sqlite: .file("archive.sqlite", mode: .readOnly))
  /// ```
  public static func file(_ path: String, mode: Mode = .create) -> SQLiteLocation {
    SQLiteLocation(path: path, mode: mode)
  }

  /// Reads a path or a URL.
  ///
  /// `sqlite:///var/lib/blog.sqlite` is an absolute path, `sqlite:blog.sqlite` and `sqlite://blog.sqlite` a relative
  /// one, and `sqlite::memory:` a database in memory. `file:` URLs are read as SQLite reads them:
  /// `file:///var/lib/blog.sqlite`, `file:/var/lib/blog.sqlite`, `file:blog.sqlite`. Anything else is a path.
  ///
  /// Behind a question mark a URL may have `mode=ro`, `mode=rw`, `mode=rwc` or `mode=memory`, and `immutable=1`; see
  /// ``Mode``. Characters such as `?`, `#` and `%` of the path itself are written with their percent code.
  public init(_ text: String) {
    if text.hasPrefix("sqlite:") || text.hasPrefix("file:") {
      self.init(url: text)
    } else {
      self.init(path: text)
    }
  }

  /// Reads a path or a URL.
  public init(stringLiteral value: String) { self.init(value) }

  var isInMemory: Bool { path == ":memory:" }

  /// Whether nothing is written.
  var onlyReads: Bool { mode == .readOnly || mode == .immutable }

  /// Whether a file is made where there is none.
  var makesFile: Bool { mode == .create }
}
