/// What went wrong, where, and what to do about it.
///
/// An error carries the statement's text and the names of table, column and constraint, where they are known. It never
/// carries a bound value.
///
/// ```swift
/// do {
///   try await Blog.objects.create(name: "Beatles Blog")
/// } catch let error as KindredError where error.code == .uniqueViolation {
///   print("taken:", error.column ?? "")
/// }
/// ```
public struct KindredError: Error, Sendable {
  private final class Storage: Sendable {
    let code: Code
    let message: String
    let details: Details

    init(code: Code, message: String, details: Details) {
      self.code = code
      self.message = message
      self.details = details
    }
  }

  /// The optional parts of an error.
  package struct Details: Sendable {
    package var model: String?
    package var table: String?
    package var column: String?
    package var constraint: String?
    package var sql: String?
    package var position: Int?
    package var vendorCode: Int?
    package var sqlState: String?
    package var underlying: (any Error)?
    package var refusing: [DeletionPlan.Referrers] = []
    /// Whether a text exceeded its column's maximum length.
    package var isAboutLength = false

    package init() {}
  }

  private let storage: Storage

  package init(_ code: Code, _ message: String, _ change: (inout Details) -> Void = { _ in }) {
    var details = Details()
    change(&details)
    storage = Storage(code: code, message: message, details: details)
  }

  var details: Details { storage.details }

  /// What kind of failure it is.
  public var code: Code { storage.code }
  /// What happened and what to do, in a sentence or two for the reader of a log.
  public var message: String { storage.message }
  /// The name of the model, if known.
  public var model: String? { storage.details.model }
  /// The name of the table, if known.
  public var table: String? { storage.details.table }
  /// The name of the column, if known.
  public var column: String? { storage.details.column }
  /// The name of the violated constraint.
  public var constraint: String? { storage.details.constraint }
  /// The text of the statement, with placeholders.
  public var sql: String? { storage.details.sql }
  /// The place in ``sql`` that the error is about, if the database names one: the number of a Unicode scalar, from 1.
  public var position: Int? { storage.details.position }
  /// The error code of the database library, such as SQLite's extended result code.
  public var vendorCode: Int? { storage.details.vendorCode }
  /// The five-character SQLSTATE, if the database reports one.
  public var sqlState: String? { storage.details.sqlState }
  /// The error that caused this one.
  public var underlying: (any Error)? { storage.details.underlying }

  /// The rows that refused a deletion, by foreign key. Empty for all other errors than ``Code/protected``.
  ///
  /// ```swift
  /// do {
  ///   try await blog.delete()
  /// } catch let error as KindredError where error.code == .protected {
  ///   for rows in error.refusing { print("\(rows.count) \(rows.model)") }
  /// }
  /// ```
  public var refusing: [DeletionPlan.Referrers] { storage.details.refusing }

  /// The same error with more details.
  package func adding(_ change: (inout Details) -> Void) -> KindredError {
    KindredError(code, message) { details in
      details = storage.details
      change(&details)
    }
  }
}

extension KindredError: CustomStringConvertible {
  /// The code, the message, and the statement if there is one, with the place that the error is about.
  public var description: String {
    var text = "\(code): \(message)"
    if let vendorCode { text += " [code \(vendorCode)]" }
    if let sql { text += "\n  in: \(sql)" }
    if sql != nil, let position { text += "\n  at character \(position)" }
    return text
  }
}
