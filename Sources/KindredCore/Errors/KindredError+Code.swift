extension KindredError {
  /// The kind of a failure. More codes may be added, so a `switch` needs a `default`.
  public struct Code: Sendable, Hashable, CustomStringConvertible {
    /// The code's name, as written in Swift.
    public let description: String

    private init(_ name: String) { description = name }

    // MARK: Constraints

    /// Two rows would have the same value in a unique column or set of columns.
    public static let uniqueViolation = Code("uniqueViolation")
    /// A foreign key points to a row that is not there.
    public static let foreignKeyViolation = Code("foreignKeyViolation")
    /// A column that may not be NULL would become NULL.
    public static let notNullViolation = Code("notNullViolation")
    /// A check constraint was violated.
    public static let checkViolation = Code("checkViolation")

    // MARK: Objects

    /// A deletion was refused because protected rows refer to the object.
    public static let protected = Code("protected")
    /// An object without a key was used where a key is needed.
    public static let unsavedObject = Code("unsavedObject")
    /// An object of one database was used in another.
    public static let otherDatabase = Code("otherDatabase")
    /// An update that had to match a row matched none.
    public static let notUpdated = Code("notUpdated")
    /// A relation that is not loaded was read where the fetch mode forbids loading.
    public static let fetchBlocked = Code("fetchBlocked")
    /// A related object was to be changed in place, and is not loaded.
    public static let notLoaded = Code("notLoaded")

    // MARK: Values

    /// A row holds a value that the model does not allow.
    public static let decoding = Code("decoding")
    /// The database cannot represent a value.
    public static let invalidValue = Code("invalidValue")

    // MARK: Queries

    /// The query is invalid.
    public static let invalidQuery = Code("invalidQuery")
    /// A page cursor is damaged, or belongs to another query.
    public static let invalidCursor = Code("invalidCursor")
    /// There is no page with this number.
    public static let noSuchPage = Code("noSuchPage")
    /// A name is not valid in SQL.
    public static let invalidName = Code("invalidName")

    /// A policy does not allow a name that comes from a caller who is not trusted.
    public static let notAllowed = Code("notAllowed")

    // MARK: Databases

    /// No database is configured.
    public static let noDatabase = Code("noDatabase")
    /// The database could not be opened.
    public static let cannotOpen = Code("cannotOpen")
    /// No connection became free within the time limit.
    public static let leaseTimeout = Code("leaseTimeout")
    /// Tasks that hold leases wait for each other, or for themselves, to release a connection.
    public static let leaseDeadlock = Code("leaseDeadlock")
    /// Another connection kept the database locked.
    public static let busy = Code("busy")
    /// The database was closed.
    public static let closed = Code("closed")
    /// A write was attempted where only reads are allowed.
    public static let readOnly = Code("readOnly")
    /// A statement exceeded its time limit.
    public static let statementTimeout = Code("statementTimeout")
    /// The transaction is committed, but a commit hook failed.
    public static let commitHook = Code("commitHook")
    /// The transaction has failed, or has ended.
    public static let transaction = Code("transaction")
    /// A table, column or function is missing, or the statement's text is wrong.
    public static let schema = Code("schema")
    /// Concurrent transactions could not be serialized; run the transaction again.
    public static let serializationFailure = Code("serializationFailure")
    /// Transactions waited for each other and this one was chosen to fail; run it again.
    public static let deadlock = Code("deadlock")
    /// The connection broke before or during the statement.
    public static let connectionLost = Code("connectionLost")
    /// The connection broke during COMMIT: the changes may or may not be stored.
    public static let commitOutcomeUnknown = Code("commitOutcomeUnknown")
    /// The disk is full or failed, or the file is damaged or not a database.
    public static let storage = Code("storage")
    /// Any other error that the database reports.
    public static let database = Code("database")
  }
}
