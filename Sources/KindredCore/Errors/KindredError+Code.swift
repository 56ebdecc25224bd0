extension KindredError {
  /// The kind of a failure. New ones may come, so that a `switch` needs a default.
  public struct Code: Sendable, Hashable, CustomStringConvertible {
    /// The code's name, as written in Swift.
    public let description: String

    private init(_ name: String) { description = name }

    // MARK: Constraints

    /// Two rows would have the same value in a unique column or set of columns.
    public static let uniqueViolation = Code("uniqueViolation")
    /// A foreign key points to a row that is not there.
    public static let foreignKeyViolation = Code("foreignKeyViolation")
    /// A column that may not be NULL would be.
    public static let notNullViolation = Code("notNullViolation")
    /// A check constraint does not hold.
    public static let checkViolation = Code("checkViolation")

    // MARK: Objects

    /// A deletion was refused because of the rows that refer to what would be deleted.
    public static let protected = Code("protected")
    /// An object without a key was used where a key is needed.
    public static let unsavedObject = Code("unsavedObject")
    /// An update that had to match a row matched none.
    public static let notUpdated = Code("notUpdated")
    /// A relation that is not loaded was read where the fetch mode forbids loading.
    public static let fetchBlocked = Code("fetchBlocked")

    // MARK: Values

    /// A row holds something that the model does not allow.
    public static let decoding = Code("decoding")
    /// A value has no form in the database.
    public static let invalidValue = Code("invalidValue")

    // MARK: Queries

    /// A query cannot be run as it was put together.
    public static let invalidQuery = Code("invalidQuery")
    /// A name is not acceptable to SQL.
    public static let invalidName = Code("invalidName")

    // MARK: Databases

    /// There is no database to use.
    public static let noDatabase = Code("noDatabase")
    /// The database could not be opened.
    public static let cannotOpen = Code("cannotOpen")
    /// No connection became free in time.
    public static let leaseTimeout = Code("leaseTimeout")
    /// Tasks that have connections to themselves wait for each other, or for themselves, to give one back.
    public static let leaseDeadlock = Code("leaseDeadlock")
    /// Another connection kept the database locked.
    public static let busy = Code("busy")
    /// The database was closed.
    public static let closed = Code("closed")
    /// Something would be changed where only reading is allowed.
    public static let readOnly = Code("readOnly")
    /// A statement took longer than it may.
    public static let statementTimeout = Code("statementTimeout")
    /// The transaction is committed, but what was to be done behind the commit failed.
    public static let commitHook = Code("commitHook")
    /// The transaction cannot go on, or is over.
    public static let transaction = Code("transaction")
    /// A table, column or function is missing, or the statement's text is wrong.
    public static let schema = Code("schema")
    /// Concurrent transactions could not be put in an order; run the transaction again.
    public static let serializationFailure = Code("serializationFailure")
    /// Transactions waited for each other and this one was chosen to fail; run it again.
    public static let deadlock = Code("deadlock")
    /// The connection broke while the statement ran, or before.
    public static let connectionLost = Code("connectionLost")
    /// The connection broke between the commit and its answer: the changes may be stored or not.
    public static let commitOutcomeUnknown = Code("commitOutcomeUnknown")
    /// The disk is full or failed, or the file is damaged or not a database.
    public static let storage = Code("storage")
    /// Anything else that the database reports.
    public static let database = Code("database")
  }
}
