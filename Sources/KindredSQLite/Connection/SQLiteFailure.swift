import CSQLite
import KindredCore

/// A failure reported by SQLite, before it becomes a ``KindredError``.
struct SQLiteFailure: Error {
  let status: Int32
  let message: String
  let sql: String?
  /// The place in the text, in Unicode scalars from 1, if SQLite names one.
  private let position: Int?

  /// - Parameter offset: The number of bytes that were put before the text.
  init(_ status: Int32, _ handle: OpaquePointer?, sql: String?, offset: Int = 0) {
    self.status = status
    self.message = handle.map { String(cString: sqlite3_errmsg($0)) } ?? "the connection is closed"
    self.sql = sql
    let place = Int(kindred_error_offset(handle)) - offset
    position =
      if let sql, place >= 0, place < sql.utf8.count {
        String(decoding: sql.utf8.prefix(place), as: UTF8.self).unicodeScalars.count + 1
      } else {
        nil
      }
  }

  /// Whether waiting may help. It never does for an outdated snapshot.
  var isBusy: Bool {
    (status & 0xFF == SQLITE_BUSY && status != Self.staleSnapshot) || status & 0xFF == SQLITE_LOCKED
  }

  /// The library's own constant is a macro that Swift cannot import.
  private static let staleSnapshot = SQLITE_BUSY | 2 << 8

  /// The error for users; for a cancelled task, a `CancellationError`.
  var error: any Error {
    if status & 0xFF == SQLITE_INTERRUPT && withUnsafeCurrentTask(body: { $0?.isCancelled ?? false }) {
      return CancellationError()
    }
    return KindredError(code, text) { details in
      details.vendorCode = Int(status)
      details.sql = sql
      details.position = position
      (details.table, details.column, details.constraint) = place
    }
  }

  private var code: KindredError.Code {
    switch status {
    case SQLITE_CONSTRAINT | 8 << 8, SQLITE_CONSTRAINT | 6 << 8, SQLITE_CONSTRAINT | 10 << 8: return .uniqueViolation
    case SQLITE_CONSTRAINT | 3 << 8: return .foreignKeyViolation
    case SQLITE_CONSTRAINT | 5 << 8: return .notNullViolation
    case SQLITE_CONSTRAINT | 1 << 8: return .checkViolation
    case Self.staleSnapshot: return .serializationFailure
    // In rollback journal mode, SQLite itself detects that the file was moved.
    case SQLITE_READONLY | 4 << 8: return .storage
    default: break
    }
    switch status & 0xFF {
    case SQLITE_INTERRUPT: return .statementTimeout
    case SQLITE_READONLY: return .readOnly
    case SQLITE_BUSY, SQLITE_LOCKED: return .busy
    case SQLITE_FULL, SQLITE_IOERR, SQLITE_CORRUPT, SQLITE_NOTADB: return .storage
    case SQLITE_TOOBIG, SQLITE_MISMATCH, SQLITE_RANGE: return .invalidValue
    case SQLITE_ERROR, SQLITE_SCHEMA:
      if isMissing || alreadyExists || isSyntaxError { return .schema }
      let isInvalid =
        isOverflow || isUnknownZone || isNoNumber || isUnusableJSON || message.contains("pattern too complex")
      return isInvalid ? .invalidValue : .database
    default: return .database
    }
  }

  /// Whether the statement refers to something that does not exist.
  private var isMissing: Bool { message.contains("no such") || message.contains("has no column") }

  /// Whether the statement creates something that already exists.
  private var alreadyExists: Bool { message.contains("already exists") }

  /// Whether an integer overflowed.
  private var isOverflow: Bool { message == ArithmeticFunctions.overflow }

  /// Whether a text to be cast to a number is not one.
  private var isNoNumber: Bool { message == CastFunctions.notANumber }

  /// Whether a document is not JSON, or a path into one leads nowhere.
  private var isUnusableJSON: Bool {
    message == JSONFunctions.malformed || message == JSONFunctions.tooDeep
      || message == JSONMakingFunctions.unreachable
  }

  /// Whether Foundation has no rules for a time zone.
  private var isUnknownZone: Bool { message == TimeZoneFunctions.unknownZone }

  /// Whether the statement has a syntax error.
  private var isSyntaxError: Bool {
    ["syntax error", "incomplete input", "unrecognized token"].contains { message.contains($0) }
  }

  private var text: String {
    switch code {
    case .uniqueViolation: "The row would repeat a value that must be unique: \(message)."
    case .foreignKeyViolation:
      "A foreign key points to a row that is not there, or a row was deleted that others point to."
    case .notNullViolation: "A column that may not be NULL would become NULL: \(message)."
    case .checkViolation: "A check constraint was violated: \(message)."
    case .serializationFailure:
      "Another connection wrote after this transaction had begun to read; run the transaction again."
    case .statementTimeout: "The statement was stopped because it took longer than the statement time-out."
    case .readOnly: "The transaction or the database only reads, or the file may not be written."
    case .busy: "The database stayed locked by another connection for the whole busy time-out."
    case .storage: "The database file cannot be read or written: \(message)."
    case .schema where isMissing:
      "The statement names something that does not exist: \(message). Were the tables created?"
    case .invalidValue where isUnknownZone: "The time zone of the query is not known."
    case .invalidValue where isOverflow: "A number does not fit the type of its column, or of the calculation."
    case .invalidValue where isNoNumber: "A value has not the form that its type asks for: a text is no number."
    case .invalidValue where isUnusableJSON: "A JSON document, or a path into one, cannot be used: \(message)."
    case .invalidValue: "A value is too long for SQLite, or of the wrong kind: \(message)."
    default: "SQLite: \(message)."
    }
  }

  /// The location in SQLite's message after "constraint failed:": one or more `table.column`, or a constraint's name.
  private var place: (table: String?, column: String?, constraint: String?) {
    guard status & 0xFF == SQLITE_CONSTRAINT, let colon = message.range(of: "failed: ") else { return (nil, nil, nil) }
    var rest = message[colon.upperBound...]
    // A unique index on expressions has no column names.
    if rest.hasPrefix("index '") && rest.hasSuffix("'") {
      rest = rest.dropFirst("index '".count).dropLast()
      return (nil, nil, String(rest))
    }
    guard code != .checkViolation else { return (nil, nil, String(rest)) }
    let first = rest.split(separator: ",", maxSplits: 1).first ?? rest
    let parts = first.split(separator: ".", maxSplits: 1)
    guard parts.count == 2 else { return (nil, nil, String(rest)) }
    let isSingle = !rest.contains(",")
    return (String(parts[0]), isSingle ? String(parts[1]) : nil, isSingle ? nil : String(rest))
  }
}

extension String {
  /// The first occurrence of a text.
  fileprivate func range(of text: String) -> Range<String.Index>? { firstRange(of: text) }
}
