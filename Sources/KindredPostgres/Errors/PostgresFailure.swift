import CPostgres
import KindredCore

/// A failure reported by the server, before it becomes a ``KindredError``.
///
/// The server's messages are only repeated if they name objects; messages about values would reveal them.
struct PostgresFailure {
  /// The fields of an error report, by the protocol's letters. libpq's own constants are macros that Swift cannot
  /// import.
  enum Field {
    static let sqlState = letter("C")
    static let message = letter("M")
    static let detail = letter("D")
    static let table = letter("t")
    static let column = letter("c")
    static let constraint = letter("n")
    static let routine = letter("R")
    static let severity = letter("V")
    static let position = letter("P")

    private static func letter(_ scalar: Unicode.Scalar) -> Int32 { Int32(scalar.value) }
  }

  let sqlState: String
  /// Whether the server ends the session.
  let isFatal: Bool
  /// Whether a prepared statement is outdated: its columns or parameter types have changed. The SQLSTATE alone only
  /// says "feature not supported", and the message may be in any language.
  let isStalePlan: Bool
  /// A sentence, including its final punctuation.
  private let message: String
  private let detail: String?
  private let table: String?
  private let column: String?
  private let constraint: String?
  /// The place in the text, in characters from 1, if the server names one.
  private let position: Int?
  /// Whether the text contained several statements.
  private let hasSeveralStatements: Bool

  /// - Parameter hasOutdatedTypes: Whether the parameter types were outdated.
  init(_ result: OpaquePointer, hasOutdatedTypes: Bool = false) {
    func field(_ letter: Int32) -> String? { PQresultErrorField(result, letter).map { String(cString: $0) } }
    sqlState = field(Field.sqlState) ?? ""
    isFatal = field(Field.severity).map { $0 == "FATAL" || $0 == "PANIC" } ?? false
    isStalePlan = hasOutdatedTypes || sqlState == "0A000" && field(Field.routine) == "RevalidateCachedQuery"
    let words = field(Field.message) ?? PQresultErrorMessage(result).map { String(cString: $0) } ?? ""
    message = words.trimmed.isEmpty ? "no reason was given." : words.sentences
    detail = field(Field.detail)
    table = field(Field.table)
    column = field(Field.column)
    constraint = field(Field.constraint)
    position = field(Field.position).flatMap { Int($0) }
    hasSeveralStatements = sqlState == "42601" && field(Field.routine) == "exec_parse_message"
  }

  /// The error of everything in flight when the connection broke.
  static var connectionLost: KindredError {
    KindredError(
      .connectionLost,
      "The connection to PostgreSQL broke before the statement was answered; one that changes something may have done "
        + "so.")
  }

  /// The error of a statement that was never sent.
  static var notSent: KindredError {
    KindredError(
      .connectionLost,
      "The connection to PostgreSQL had broken before the statement was sent, so that nothing of it was done.")
  }

  /// The error of a statement whose lease has ended.
  static var leaseOver: KindredError {
    KindredError(
      .transaction,
      "The statement was not sent: the transaction or the stream that it belongs to is over. Await what runs in it inside "
        + "the block.")
  }

  /// The error of a statement in a transaction that could not begin.
  static func notBegun(_ cause: PostgresFailure?) -> KindredError {
    KindredError(
      .transaction,
      "The statement was not sent, because the transaction could not begin\(cause.map { " (\($0.code))" } ?? ""). Nothing of it "
        + "is stored."
    ) { $0.underlying = cause?.error }
  }

  /// The error of a statement in a transaction that loads rows.
  static var duringCopy: KindredError {
    KindredError(
      .transaction,
      "The statement was not sent, because another task of the transaction has the connection to itself, such as for a "
        + "bulk load. Await that first.")
  }

  /// The error for users.
  ///
  /// - Parameter first: The failure that aborted the transaction, if it was an earlier one.
  func error(behind first: PostgresFailure? = nil) -> KindredError {
    guard sqlState == "25P02", let first else { return error }
    return KindredError(
      .transaction,
      "The transaction was aborted by the failure of another statement (\(first.code)), so that this one was not run; "
        + "only a rollback is possible."
    ) { details in
      details.sqlState = sqlState
      details.underlying = first.error
    }
  }

  var error: KindredError {
    KindredError(code, text) { details in
      details.sqlState = sqlState.isEmpty ? nil : sqlState
      details.table = table
      details.column = column ?? (code == .uniqueViolation ? columnOfKey : nil)
      details.constraint = constraint
      details.position = position
      details.isAboutLength = sqlState == "22001"
    }
  }

  private var code: KindredError.Code {
    if isStalePlan { return .serializationFailure }
    if hasSeveralStatements { return .invalidQuery }
    switch sqlState {
    case "23505", "23P01": return .uniqueViolation
    case "23503": return .foreignKeyViolation
    case "23502": return .notNullViolation
    case "23514": return .checkViolation
    case "40001": return .serializationFailure
    case "40P01": return .deadlock
    case "25P02", "34000", "25P01": return .transaction
    case "54000": return .invalidValue
    case "42P10": return .invalidQuery
    case "42501", "42P05": return .database
    case "25006": return .readOnly
    case "57014": return .statementTimeout
    case "55P03": return .busy
    case "53100", "53200", "58030", "XX001", "XX002": return .storage
    case "57P01", "57P02", "57P03", "57P04", "57P05", "25P03", "25P04": return .connectionLost
    default: break
    }
    switch sqlState.prefix(2) {
    case "08": return .connectionLost
    case "22": return .invalidValue
    case "3F", "42": return .schema
    default: return .database
    }
  }

  private var text: String {
    switch code {
    case .uniqueViolation: "The row would repeat a value that must be unique: \(message)"
    case .foreignKeyViolation:
      "A foreign key points to a row that is not there, or a row was deleted that others point to: \(message)"
    case .notNullViolation: "A column that may not be NULL would become NULL: \(message)"
    case .checkViolation: "A check constraint was violated: \(message)"
    case .serializationFailure where isStalePlan:
      "The schema was changed while the transaction ran; run the transaction again."
    case .serializationFailure: "Concurrent transactions got in each other's way; run the transaction again."
    case .deadlock: "Transactions waited for each other and this one had to give way; run the transaction again."
    case .statementTimeout:
      "The server stopped the statement: it took longer than the statement time-out, or somebody asked for that."
    case .readOnly: "The transaction, or the server, only reads: \(message)"
    case .busy: "A lock did not become free in time: \(message)"
    case .transaction where sqlState == "25P02":
      "The transaction was aborted by an earlier error; only a rollback is possible."
    case .transaction: "The transaction in which this began is over: \(message)"
    case .schema where sqlState == "42P01" || sqlState == "42703":
      "The statement names something that does not exist: \(message) Were the tables created?"
    case .invalidQuery where hasSeveralStatements: "The SQL text contains several statements; run one in each call."
    case .invalidValue: dataText
    case .database where sqlState == "26000" || sqlState == "42P05":
      "PostgreSQL: \(message) Behind a pooler such as PgBouncer, use statements: .unnamed."
    case .connectionLost: "The connection to PostgreSQL was ended: \(message)"
    default: "PostgreSQL: \(message)"
    }
  }

  private var dataText: String {
    switch sqlState {
    case "22001": "A text is longer than its column allows."
    case "22003": "A number does not fit the type of its column, or of the calculation."
    case "22012": "A number would be divided by zero."
    case "22021": "A text has characters that the database's encoding does not have."
    case "22007", "22008", "22009": "A date or a time is not one that PostgreSQL can store."
    case "22P02", "22P03": "A value does not have the form that its type requires."
    case "22023" where message.hasPrefix("time zone"): "The time zone of the query is not known."
    case "54000": "A value is too large for PostgreSQL: \(message)"
    default: "A value is not acceptable to PostgreSQL (SQLSTATE \(sqlState))."
    }
  }

  /// The column in "Key (name)=(…) already exists.", if there is exactly one. The values after it are not parsed, even
  /// if the key is an expression with parentheses, or a value looks like a key.
  private var columnOfKey: String? {
    guard let match = detail?.prefixMatch(of: /[^(]*\(([^()]*)\)=\(/) else { return nil }
    let names = match.output.1
    guard !names.contains(",") else { return nil }
    return String(names.replacing("\"", with: ""))
  }
}
