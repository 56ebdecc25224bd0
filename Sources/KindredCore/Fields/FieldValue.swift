/// A type that a model's property can have. It has a column type, is read from a row and is bound as a parameter.
///
/// The standard types are field values. An enum with raw values becomes one by conforming to ``Choices``; any other
/// type of yours by conforming to ``StoredAs``, which takes two lines:
///
/// ```swift
/// struct Email: StoredAs {
///   var address: String
///   init(stored: String) { address = stored }
///   var stored: String { address }
/// }
/// ```
public protocol FieldValue: OptionallySelectable, NamedArgument {
  /// What selects a property of this type.
  associatedtype SelectedColumns = Expr<Self>
  /// What selects an optional property of this type.
  associatedtype OptionalSelectedColumns = Expr<Self?>

  /// The type without its optionality: `String` for `String?`. Expressions compare when their base types agree.
  associatedtype Base: FieldValue = Self

  /// The column type, independent of the backend.
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
  /// The default implementation checks for NULL first. Types whose own read detects NULL override it.
  ///
  /// - Throws: ``CellError`` when the cell holds neither such a value nor NULL.
  static func readOptional(_ row: borrowing DatabaseRow, column: Int32) throws -> Self?

  /// Checks, before a key is read, that the cell holds the form that Kindred writes. A key in another form would not be
  /// found again by a query.
  ///
  /// Types with a single stored form, such as numbers, have nothing to check.
  ///
  /// - Throws: ``CellError`` when the cell holds another form of the value.
  static func checkForm(of row: borrowing DatabaseRow, column: Int32) throws

  /// Checks, after a key is read, that the cell holds exactly what would be written for it. This is for types converted
  /// from another one, where several stored values may give the same value.
  ///
  /// - Throws: ``CellError`` when the cell holds something else.
  func checkForm(of row: borrowing DatabaseRow, column: Int32) throws

  /// The value as it would come back from the database: a time to the microsecond, for example.
  var asStored: Self { get }

  /// Binds the value as the next parameter.
  func bind(to writer: inout ParameterWriter) throws

  /// The value as it is bound in conditions and partial updates.
  ///
  /// - Throws: ``FieldValueError`` when the database cannot represent the value.
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

  /// The type has a single stored form, so there is nothing to check.
  @inlinable
  public static func checkForm(of row: borrowing DatabaseRow, column: Int32) throws {}

  /// The value is written as it was read, so there is nothing to check.
  @inlinable
  public func checkForm(of row: borrowing DatabaseRow, column: Int32) throws {}

  /// The value itself: storing does not change it.
  @inlinable
  public var asStored: Self { self }

  /// Reads a key from a row.
  ///
  /// - Throws: ``CellError`` when the cell does not hold such a value, or holds it in a form that Kindred does not
  ///   write.
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
  /// The stored value.
  public let value: DatabaseValue
  /// The human-readable label.
  public let label: String

  /// Makes a choice.
  public init(value: DatabaseValue, label: String) {
    self.value = value
    self.label = label
  }
}

/// The error for a value that a column cannot hold.
public struct FieldValueError: Error, Sendable, Hashable {
  /// A sentence fragment that does not contain the value.
  public let problem: String
  /// Whether the value is the key of an object that was never saved.
  let isUnsavedKey: Bool
  /// On which side of the column's range the value lies, if it is out of range. Comparisons with it still have an
  /// answer.
  let side: Side?

  /// Below or above all values of a column.
  package enum Side: Sendable, Hashable { case below, above }

  /// Makes an error.
  public init(_ problem: String) { self.init(problem, isUnsavedKey: false) }

  /// The error for a timestamp or a date outside the years 1 to 9999.
  static func dateOutOfRange(_ side: Side) -> FieldValueError {
    FieldValueError("the date is outside the years 1 to 9999", side: side)
  }

  /// The error for a duration whose microseconds do not fit 64 bits.
  static func durationOutOfRange(_ side: Side) -> FieldValueError {
    FieldValueError("the duration is longer than 292,000 years", side: side)
  }

  @usableFromInline
  static var integerOutOfRange: FieldValueError {
    FieldValueError("the number is above 9223372036854775807, the largest that a database integer holds", side: .above)
  }

  /// The error for an integer that does not fit its column.
  static func integer(_ side: Side) -> FieldValueError {
    FieldValueError(
      "the number is \(side == .below ? "below the smallest" : "above the largest") of the field", side: side)
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

/// A value that can be a primary key or a foreign key.
public protocol KeyValue: FieldValue, Hashable where Base == Self {
  /// Whether the value stands for a key that the database has yet to generate.
  var isUnsaved: Bool { get }

  /// The key for a number generated by the database; nil for key types that are not generated.
  init?(generated number: Int64)
}

extension KeyValue {
  /// Keys of this type are never unsaved.
  @inlinable
  public var isUnsaved: Bool { false }

  /// The database does not generate keys of this type.
  @inlinable
  public init?(generated number: Int64) { nil }
}
