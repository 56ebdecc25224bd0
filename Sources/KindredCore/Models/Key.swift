/// The automatic primary key of a model: a 64-bit integer that knows whose key it is.
///
/// A `Key<Blog>` and a `Key<Entry>` do not compare, so that one cannot be passed for the other. Integer literals work
/// where a key is expected.
///
/// ```swift
/// let blog = try await Blog.objects.get(id: 1)
/// let key: Key<Blog> = blog.id
/// ```
@frozen
public struct Key<Owner: Model>: Sendable, Hashable {
  /// The number in the database, or the mark of a key that is not made yet.
  @usableFromInline let number: Int64

  @inlinable
  init(number: Int64) { self.number = number }

  /// Makes a key of a number that is known to be one.
  @inlinable
  public init(_ value: Int64) { number = value }

  /// The key of an object that has not been saved yet.
  @inlinable
  public static var unsaved: Key<Owner> { Key(number: .min) }

  /// The key for a number that the database made.
  @inlinable
  public init?(generated number: Int64) { self.init(number: number) }

  /// Whether the object has not been saved yet.
  @inlinable
  public var isUnsaved: Bool { number == .min }

  /// The number, or nil before the first save.
  @inlinable
  public var value: Int64? { isUnsaved ? nil : number }
}

extension Key: ExpressibleByIntegerLiteral {
  /// Makes a value.
  @inlinable
  public init(integerLiteral value: Int64) { self.init(value) }
}

extension Key: Comparable {
  /// Whether the first comes before the second.
  public static func < (lhs: Key<Owner>, rhs: Key<Owner>) -> Bool { lhs.number < rhs.number }
}

extension Key: CustomStringConvertible {
  /// The number, or "unsaved".
  public var description: String { value.map(String.init) ?? "unsaved" }
}

extension Key: Codable {
  /// Decodes the value.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    self.init(number: container.decodeNil() ? .min : try container.decode(Int64.self))
  }

  /// Encodes the value.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let value { try container.encode(value) } else { try container.encodeNil() }
  }
}

extension Key: KeyValue {
  /// The column type.
  public static var columnType: ColumnType { .integer(bits: 64) }

  /// Makes a value.
  @inlinable
  public init(row: borrowing DatabaseRow, column: Int32) throws {
    let number = try row.integer(column)
    if number == .min { throw row.error(.outOfRange(Key<Owner>.self), column) }
    self.init(number: number)
  }

  /// Reads the value from a row where it may be NULL.
  @inlinable
  public static func readOptional(_ row: borrowing DatabaseRow, column: Int32) throws -> Key<Owner>? {
    guard let number = try row.optionalInteger(column) else { return nil }
    if number == .min { throw row.error(.outOfRange(Key<Owner>.self), column) }
    return Key(number: number)
  }

  /// Binds the value as the next parameter.
  @inlinable
  public func bind(to writer: inout ParameterWriter) throws {
    if isUnsaved { throw Key.unsavedError }
    try writer.integer(number)
  }

  /// The value as it is bound.
  @inlinable
  public func databaseValue() throws -> DatabaseValue {
    if isUnsaved { throw Key.unsavedError }
    return .integer(number)
  }

  @usableFromInline
  static var unsavedError: FieldValueError {
    FieldValueError("the \(Owner.self) has no key yet; save it first", isUnsavedKey: true)
  }
}
