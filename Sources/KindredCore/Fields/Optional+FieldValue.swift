extension Optional: FieldValue where Wrapped: FieldValue {
  public typealias Base = Wrapped.Base

  public static var columnType: ColumnType { Wrapped.columnType }
  public static var isOptional: Bool { true }
  public static var choices: [FieldChoice]? { Wrapped.choices }

  @inlinable
  public var base: Wrapped.Base? { self?.base }

  @inlinable
  public init(row: borrowing Row, column: Int32) throws {
    self = row.isNull(column) ? nil : try Wrapped(row: row, column: column)
  }

  @inlinable
  public func bind(to writer: inout ParameterWriter) throws {
    switch self {
    case .none: try writer.null()
    case .some(let value): try value.bind(to: &writer)
    }
  }

  public func databaseValue() throws -> DatabaseValue { try self?.databaseValue() ?? .null }
}
