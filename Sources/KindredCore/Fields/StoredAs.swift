/// A type of your own that is stored as another field value.
///
/// ```swift
/// struct Money: StoredAs {
///   var cents: Int64
///   init(stored: Int64) { cents = stored }
///   var stored: Int64 { cents }
/// }
/// ```
public protocol StoredAs: FieldValue where Base == Self {
  /// The type that is stored in the column.
  associatedtype Stored: FieldValue

  /// Makes the value from the stored one.
  ///
  /// - Throws: Any error when the stored value is not acceptable; Kindred adds the table and the column.
  init(stored: Stored) throws

  /// The stored value.
  var stored: Stored { get }
}

extension StoredAs {
  /// The column type.
  public static var columnType: ColumnType { Stored.columnType }
  /// Whether the column may be NULL.
  public static var isOptional: Bool { Stored.isOptional }

  /// Reads the value from a row.
  public init(row: borrowing DatabaseRow, column: Int32) throws {
    let stored = try Stored(row: row, column: column)
    do {
      try self.init(stored: stored)
    } catch {
      throw row.error(.message("holds a value that \(Self.self) does not accept"), column)
    }
  }

  /// Checks that the cell holds the form that Kindred writes.
  public static func checkForm(of row: borrowing DatabaseRow, column: Int32) throws {
    try Stored.checkForm(of: row, column: column)
  }

  /// The value made from its own stored form.
  public var asStored: Self { (try? Self(stored: stored.asStored)) ?? self }

  /// Checks that the cell holds exactly what would be written.
  public func checkForm(of row: borrowing DatabaseRow, column: Int32) throws {
    let value = try Stored(row: row, column: column)
    if try value.databaseValue() != databaseValue() { throw row.error(.otherForm, column) }
  }

  /// Binds the value as the next parameter.
  public func bind(to writer: inout ParameterWriter) throws { try stored.bind(to: &writer) }
  /// The value as it is bound.
  @inlinable
  public func databaseValue() throws -> DatabaseValue { try stored.databaseValue() }
}
