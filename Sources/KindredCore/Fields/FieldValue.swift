/// A type that a model's property can have: it knows its column type, how it is read from a row and how it is bound.
///
/// Kindred makes the standard types field values. An enum with raw values becomes one by declaring ``Choices``; a type
/// of your own becomes one through ``StoredAs``, which needs two lines:
///
/// ```swift
/// struct Email: StoredAs {
///   var address: String
///   init(stored: String) { address = stored }
///   var stored: String { address }
/// }
/// ```
public protocol FieldValue: Sendable {
  /// The type without its optionality: `String` for `String?`. Expressions compare when their base types agree.
  associatedtype Base: FieldValue = Self

  /// The column type, in terms of every backend.
  static var columnType: ColumnType { get }

  /// Whether the column may be NULL.
  static var isOptional: Bool { get }

  /// The values that the type allows, when it is a closed set.
  static var choices: [FieldChoice]? { get }

  /// The value without its optionality; nil for NULL.
  var base: Base? { get }

  /// Reads the value from a row.
  ///
  /// - Throws: ``CellError`` when the cell does not hold such a value.
  init(row: borrowing DatabaseRow, column: Int32) throws

  /// Reads the value from a row where it may be NULL.
  ///
  /// There is one for all types, which asks first whether it is NULL. A type whose reading tells that as well has its own.
  ///
  /// - Throws: ``CellError`` when the cell holds neither such a value nor NULL.
  static func readOptional(_ row: borrowing DatabaseRow, column: Int32) throws -> Self?

  /// Checks the cell of a key before it is read: it has to hold the form that is written, because the key would not be
  /// found again in another one.
  ///
  /// Types that are read from one form only, as numbers are, have nothing to check.
  ///
  /// - Throws: ``CellError`` when the cell holds another form of a value.
  static func checkForm(of row: borrowing DatabaseRow, column: Int32) throws

  /// Checks the cell from which a key was read: it has to hold what would be written for this value. For types that are
  /// made from another one, and may take several values for one.
  ///
  /// - Throws: ``CellError`` when the cell holds something else.
  func checkForm(of row: borrowing DatabaseRow, column: Int32) throws

  /// The value as it would come back from the database: a time to the microsecond, for example.
  var asStored: Self { get }

  /// Binds the value as the next parameter.
  func bind(to writer: inout ParameterWriter) throws

  /// The value as it is bound, for conditions and partial updates.
  ///
  /// - Throws: ``FieldValueError`` when the type's value has no form in the database.
  func databaseValue() throws -> DatabaseValue
}

extension FieldValue {
  /// Whether the column may be NULL.
  public static var isOptional: Bool { false }
  /// The values that the type allows.
  public static var choices: [FieldChoice]? { nil }

  /// Reads the value from a row where it may be NULL.
  @inlinable
  public static func readOptional(_ row: borrowing DatabaseRow, column: Int32) throws -> Self? {
    row.isNull(column) ? nil : try Self(row: row, column: column)
  }

  /// There is one form only.
  @inlinable
  public static func checkForm(of row: borrowing DatabaseRow, column: Int32) throws {}

  /// Each value is written as itself.
  @inlinable
  public func checkForm(of row: borrowing DatabaseRow, column: Int32) throws {}

  /// The value itself, which is stored as it is.
  @inlinable
  public var asStored: Self { self }

  /// Reads a key from a row.
  ///
  /// - Throws: ``CellError`` when the cell does not hold such a value, or holds it in another form than the one that is
  ///   written.
  @inlinable
  public init(key row: borrowing DatabaseRow, column: Int32) throws {
    try Self.checkForm(of: row, column: column)
    try self.init(row: row, column: column)
    try checkForm(of: row, column: column)
  }

  /// Binds the value as the next parameter.
  @inlinable
  public func bind(to writer: inout ParameterWriter) throws { try databaseValue().bind(to: &writer) }
}

extension FieldValue where Base == Self {
  /// The value without its optionality.
  @inlinable
  public var base: Self? { self }
}

/// One allowed value of a ``Choices`` type.
public struct FieldChoice: Sendable, Hashable {
  /// What is stored.
  public let value: DatabaseValue
  /// What a person reads.
  public let label: String

  /// Makes a choice.
  public init(value: DatabaseValue, label: String) {
    self.value = value
    self.label = label
  }
}

/// A value that its column cannot hold.
public struct FieldValueError: Error, Sendable, Hashable {
  /// A sentence fragment, which does not repeat the value.
  public let problem: String
  /// Whether the value is the key of an object that was not saved yet.
  let isUnsavedKey: Bool
  /// Where the value lies, when it is outside of what the column can hold: comparisons with it have an answer.
  let side: Side?

  /// Below or above all values of a column.
  package enum Side: Sendable, Hashable { case below, above }

  /// Makes an error.
  public init(_ problem: String) { self.init(problem, isUnsavedKey: false) }

  /// The error for a time stamp or a date outside the years 1 to 9999.
  static func dateOutOfRange(_ side: Side) -> FieldValueError {
    FieldValueError("the date is outside the years 1 to 9999", side: side)
  }

  /// The error for a duration of more microseconds than an integer of 64 bits counts.
  static func durationOutOfRange(_ side: Side) -> FieldValueError {
    FieldValueError("the duration is longer than 292,000 years", side: side)
  }

  @usableFromInline
  static var integerOutOfRange: FieldValueError {
    FieldValueError("the number is above 9223372036854775807, the largest that a database integer holds", side: .above)
  }

  @usableFromInline
  init(_ problem: String, isUnsavedKey: Bool) {
    self.problem = problem
    self.isUnsavedKey = isUnsavedKey
    self.side = nil
  }

  private init(_ problem: String, side: Side) {
    self.problem = problem
    self.isUnsavedKey = false
    self.side = side
  }
}

/// A value that can identify a row: what a primary key or a foreign key may be made of.
public protocol KeyValue: FieldValue, Hashable where Base == Self {
  /// Whether the value stands for a key that the database has not made yet.
  var isUnsaved: Bool { get }

  /// The key for a number that the database made; nil for keys that are no such numbers.
  init?(generated number: Int64)
}

extension KeyValue {
  /// A key of this type is never unsaved.
  @inlinable
  public var isUnsaved: Bool { false }

  /// No key of this type is made by the database.
  @inlinable
  public init?(generated number: Int64) { nil }
}
