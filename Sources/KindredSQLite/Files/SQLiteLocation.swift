/// The location of a SQLite database, and how to open it.
public struct SQLiteLocation: Sendable, Hashable, ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
  /// How a file may be used.
  public enum Mode: Sendable, Hashable {
    /// Read and write; the file is created if it does not exist. `mode=rwc` in a URL. This is the default.
    case create
    /// Read and write; the file has to exist. `mode=rw` in a URL.
    case existing
    /// Only read, while others may write; the file has to exist. `mode=ro` in a URL. Writes throw `readOnly`.
    ///
    /// For a file in write-ahead mode, SQLite needs the log and its index beside it, and creates empty ones if they are
    /// missing. The file itself is opened read-only.
    case readOnly
    /// Only read, and nobody changes the file while it is open: it is read without locks, and no files are created
    /// beside it. `immutable=1` in a URL. For read-only media; if the file is changed nevertheless, results are wrong.
    case immutable
  }

  let path: String
  let mode: Mode
  /// The error in the URL, if any.
  let problem: String?

  init(path: String, mode: Mode = .create, problem: String? = nil) {
    self.path = path
    self.mode = mode
    self.problem = problem
  }

  /// An in-memory database, which is lost when it is closed. It has a single connection.
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
  /// After a question mark, a URL may have `mode=ro`, `mode=rw`, `mode=rwc` or `mode=memory`, and `immutable=1`; see
  /// ``Mode``. Characters of the path such as `?`, `#` and `%` are percent-encoded.
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

  /// Whether the location is never written.
  var onlyReads: Bool { mode == .readOnly || mode == .immutable }

  /// Whether a missing file is created.
  var makesFile: Bool { mode == .create }
}
