extension Optional: FieldValue where Wrapped: FieldValue {
  /// The type without its optionality.
  public typealias Base = Wrapped.Base

  /// The column type.
  public static var columnType: ColumnType { Wrapped.columnType }
  /// Whether the column may be NULL.
  public static var isOptional: Bool { true }
  /// The values that the type allows.
  public static var choices: [FieldChoice]? { Wrapped.choices }

  /// The value without its optionality.
  @inlinable
  public var base: Wrapped.Base? { self?.base }

  /// Reads the value from a row.
  @inlinable
  public init(row: borrowing DatabaseRow, column: Int32) throws {
    self = try Wrapped.readOptional(row, column: column)
  }

  /// Checks that the cell is NULL or holds the form that Kindred writes.
  @inlinable
  public static func checkForm(of row: borrowing DatabaseRow, column: Int32) throws {
    try Wrapped.checkForm(of: row, column: column)
  }

  /// Checks that the cell holds exactly what would be written.
  @inlinable
  public func checkForm(of row: borrowing DatabaseRow, column: Int32) throws {
    try self?.checkForm(of: row, column: column)
  }

  /// The value as it would come back from the database.
  @inlinable
  public var asStored: Wrapped? { map(\.asStored) }

  /// Binds the value as the next parameter.
  @inlinable
  public func bind(to writer: inout ParameterWriter) throws {
    switch self {
    case .none: try writer.null()
    case .some(let value): try value.bind(to: &writer)
    }
  }

  /// The value as it is bound.
  @inlinable
  public func databaseValue() throws -> DatabaseValue { try self?.databaseValue() ?? .null }
}

/// An optional field value. Functions whose result is optional are constrained to it.
public protocol OptionalFieldValue: FieldValue {
  /// The type inside.
  associatedtype Wrapped: FieldValue
}

extension Optional: OptionalFieldValue where Wrapped: FieldValue {}
