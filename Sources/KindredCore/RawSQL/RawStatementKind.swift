/// What a statement of the user's does, as far as its first words tell.
///
/// It decides which connection runs the statement: a reading or a writing one, shared or not. The database itself
/// decides what the statement may do.
enum RawStatementKind: Hashable {
  /// Reads rows: `SELECT`, `VALUES`, `WITH … SELECT`.
  case read
  /// Changes rows: `INSERT`, `UPDATE`, `DELETE`, `MERGE`.
  case write
  /// Anything else. It may leave settings, locks or temporary tables in the session.
  case other
  /// Changes the schema, and may change the session.
  case schema

  var isWrite: Bool {
    switch self {
    case .read: false
    case .write, .other, .schema: true
    }
  }

  /// - Throws: ``KindredError/Code/invalidQuery`` for a statement that Kindred has to run itself.
  init(_ text: String) throws {
    let first = Self.firstWord(of: text)
    switch first {
    case "SELECT", "VALUES", "TABLE": self = Self.changesSession(Self.words(of: text)) ? .other : .read
    case "WITH":
      let words = Self.words(of: text)
      self = Self.changesSession(words) ? .other : Self.changesRows(words) ? .write : .read
    case "INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE":
      self = Self.changesSession(Self.words(of: text)) ? .other : .write
    case "CREATE", "ALTER", "DROP": self = .schema
    case "BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE":
      throw KindredError(
        .invalidQuery,
        "\(first) cannot be run as a statement, because the connection returns to the pool after it. Use "
          + "transaction { … }.")
    case "PREPARE" where Self.words(of: text).contains("TRANSACTION"):
      throw KindredError(.invalidQuery, "PREPARE TRANSACTION cannot be run as a statement; use transaction { … }.")
    case "COPY" where Self.words(of: text).contains { $0 == "STDIN" || $0 == "STDOUT" }:
      throw KindredError(
        .invalidQuery,
        "COPY with STDIN or STDOUT cannot be run as a statement, because its data are no rows and no "
          + "values; use bulkCreate, or a query.")
    case "": throw KindredError(.invalidQuery, "The SQL text contains no statement.")
    default: self = .other
    }
  }

  /// Whether a query that begins with `WITH` changes rows. `FOR UPDATE` does not, nor does the function `replace`.
  private static func changesRows(_ words: [String]) -> Bool {
    for (index, word) in words.enumerated() {
      let next = index + 1 < words.count ? words[index + 1] : ""
      switch word {
      case "INSERT", "MERGE", "REPLACE": if next == "INTO" || next == "OR" { return true }
      case "DELETE": if next == "FROM" { return true }
      case "UPDATE": if index > 0, words[index - 1] != "FOR", words[index - 1] != "KEY" { return true }
      default: break
      }
    }
    return false
  }

  /// Whether a query calls a function that changes the session, or makes a temporary table.
  private static func changesSession(_ words: [String]) -> Bool {
    for (index, word) in words.enumerated() {
      switch word {
      case "SET_CONFIG", "PG_ADVISORY_LOCK", "PG_ADVISORY_LOCK_SHARED", "PG_TRY_ADVISORY_LOCK",
        "PG_TRY_ADVISORY_LOCK_SHARED", "PG_ADVISORY_UNLOCK", "PG_ADVISORY_UNLOCK_SHARED", "PG_ADVISORY_UNLOCK_ALL":
        return true
      case "TEMP", "TEMPORARY": if index > 0, words[index - 1] == "INTO" { return true }
      default: break
      }
    }
    return false
  }

  /// The words in upper case, including those in comments and in quotation marks.
  private static func words(of text: String) -> [String] {
    text.uppercased().split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init)
  }

  /// The first word in upper case, after spaces, comments and parentheses.
  private static func firstWord(of text: String) -> String {
    var rest = text.unicodeScalars[...]
    while let scalar = rest.first {
      if scalar.properties.isWhitespace || scalar == "(" || scalar == ";" {
        rest = rest.dropFirst()
      } else if rest.starts(with: "--".unicodeScalars) {
        rest = rest.drop { $0 != "\n" }
      } else if rest.starts(with: "/*".unicodeScalars) {
        rest = afterComment(rest)
      } else {
        break
      }
    }
    return String(String.UnicodeScalarView(rest.prefix { $0.properties.isAlphabetic || $0 == "_" })).uppercased()
  }

  /// What follows a block comment, in which others may be nested.
  private static func afterComment(_ text: Substring.UnicodeScalarView) -> Substring.UnicodeScalarView {
    var rest = text
    var depth = 0
    repeat {
      if rest.starts(with: "/*".unicodeScalars) {
        depth += 1
        rest = rest.dropFirst(2)
      } else if rest.starts(with: "*/".unicodeScalars) {
        depth -= 1
        rest = rest.dropFirst(2)
      } else {
        rest = rest.dropFirst()
      }
    } while depth > 0 && !rest.isEmpty
    return rest
  }
}
