/// What a model stores for a deferred column: its value, or nothing if it is not loaded.
///
/// `@Deferred` makes it. ``DeferredColumn`` is what users of a model see of it.
@frozen
public struct DeferredValue<Value: FieldValue>: Sendable {
  @usableFromInline var value: Value?

  /// The value; nil if it is not loaded.
  @inlinable
  public var known: Value? { value }

  /// Makes a value that is loaded.
  @inlinable
  public init(_ value: Value) { self.value = value }

  /// Makes a value that is not loaded.
  @inlinable
  public init() { value = nil }

  /// Reads the value from a row, if the row has it.
  ///
  /// - Parameters:
  ///   - row: The row.
  ///   - field: The index of the field in the model's schema.
  @inlinable
  public init(row: borrowing DatabaseRow, field: Int32) throws {
    value = nil
    if let column = row.column(ofDeferred: field) { value = try Value(row: row, column: column) }
  }

  /// Whether the value is loaded.
  @inlinable
  public var isLoaded: Bool { value != nil }

  /// Binds the value as the next parameter.
  ///
  /// - Throws: ``FieldValueError`` if it is not loaded.
  public func bind(to writer: inout ParameterWriter) throws {
    guard let known else { throw Self.unknown }
    try known.bind(to: &writer)
  }

  /// The value as it is bound.
  ///
  /// - Throws: ``FieldValueError`` if it is not loaded.
  public func databaseValue() throws -> DatabaseValue {
    guard let known else { throw Self.unknown }
    return try known.databaseValue()
  }

  /// Notes that the value is stored now: it is what the database has.
  public mutating func markStored() { value = value?.asStored }

  private static var unknown: FieldValueError {
    FieldValueError("a deferred column was neither loaded nor set; read it or set it first")
  }
}

extension DeferredValue {
  /// Decodes the value; what is absent is not loaded.
  ///
  /// - Parameter value: The value of a new object without it; nil for one that is not loaded.
  public init<Keys: CodingKey, Content: Decodable>(
    from container: KeyedDecodingContainer<Keys>, _ key: Keys, as type: Content.Type, new value: Value? = nil,
    _ convert: (Content) -> Value
  ) throws {
    guard container.contains(key) else {
      self.value = value
      return
    }
    self.value = convert(try container.decode(Content.self, forKey: key))
  }

  /// Encodes the value if it is loaded.
  public func encode<Keys: CodingKey, Content: Encodable>(
    to container: inout KeyedEncodingContainer<Keys>, _ key: Keys, _ convert: (Value) -> Content
  ) throws {
    if let known { try container.encode(convert(known), forKey: key) }
  }
}
