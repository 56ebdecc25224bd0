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
  /// The number in the database, or one of the two marks.
  @usableFromInline let stored: Int64

  @inlinable
  init(stored: Int64) { self.stored = stored }

  /// Makes a key of a number.
  ///
  /// One that no column can hold makes a key of no row: `get(id:)` throws `DoesNotExist` for it, and a query that it is
  /// bound to throws ``KindredError/Code/invalidValue``.
  @inlinable
  public init(_ number: some BinaryInteger) {
    let number = Int64(exactly: number) ?? Self.mark
    stored = number == .min ? Self.mark : number
  }

  /// What stands for a number that is no key.
  @inlinable
  static var mark: Int64 { .min + 1 }

  /// The key of an object that has not been saved yet.
  @inlinable
  public static var unsaved: Key<Owner> { Key(stored: .min) }

  /// The key for a number that the database made.
  @inlinable
  public init?(generated number: Int64) { self.init(stored: number) }

  /// Whether the object has not been saved yet.
  @inlinable
  public var isUnsaved: Bool { stored == .min }

  /// Whether it was made of a number that no column can hold.
  @inlinable
  var isOutOfRange: Bool { stored == Self.mark }

  /// The number, or nil before the first save.
  @inlinable
  public var value: Int64? { isUnsaved || isOutOfRange ? nil : stored }

  /// The number.
  ///
  /// ```swift
  /// let number = try blog.id.number
  /// ```
  ///
  /// - Throws: ``KindredError/Code/unsavedObject`` before the first save.
  public var number: Int {
    get throws {
      if let number = value.flatMap(Int.init(exactly:)) { return number }
      guard isUnsaved else { throw KindredError(.invalidValue, "The number that the key was made of is no key.") }
      throw KindredError(.unsavedObject, "The \(Owner.schema.name) has no key yet; save it first.") {
        $0.model = Owner.schema.name
      }
    }
  }
}

extension Key: ExpressibleByIntegerLiteral {
  /// Makes a value.
  @inlinable
  public init(integerLiteral value: Int64) { self.init(value) }
}

extension Key: Comparable {
  /// Whether the first comes before the second.
  public static func < (lhs: Key<Owner>, rhs: Key<Owner>) -> Bool { lhs.stored < rhs.stored }
}

extension Key: LosslessStringConvertible {
  /// The number, or "unsaved".
  public var description: String { value.map(String.init) ?? (isUnsaved ? "unsaved" : "out of range") }

  /// Reads what ``description`` gives; nil for anything else, such as a number that no column can hold.
  public init?(_ description: String) {
    if description == "unsaved" { self = .unsaved; return }
    guard let number = Int64(description), !Key(number).isOutOfRange else { return nil }
    self.init(number)
  }
}

extension Key: Codable {
  /// Decodes the value.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    self = container.decodeNil() ? .unsaved : Key(try container.decode(Int64.self))
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
    if number <= Self.mark { throw row.error(.outOfRange(Key<Owner>.self), column) }
    self.init(stored: number)
  }

  /// Reads the value from a row where it may be NULL.
  @inlinable
  public static func readOptional(_ row: borrowing DatabaseRow, column: Int32) throws -> Key<Owner>? {
    guard let number = try row.optionalInteger(column) else { return nil }
    if number <= Self.mark { throw row.error(.outOfRange(Key<Owner>.self), column) }
    return Key(stored: number)
  }

  /// Binds the value as the next parameter.
  @inlinable
  public func bind(to writer: inout ParameterWriter) throws {
    if stored <= Self.mark { throw unusableError }
    try writer.integer(stored)
  }

  /// The value as it is bound.
  @inlinable
  public func databaseValue() throws -> DatabaseValue {
    if stored <= Self.mark { throw unusableError }
    return .integer(stored)
  }

  @usableFromInline
  var unusableError: FieldValueError {
    isUnsaved
      ? FieldValueError("the \(Owner.self) has no key yet; save it first", isUnsavedKey: true)
      : FieldValueError("the number is no key: none is above 9223372036854775807 or below -9223372036854775806")
  }
}
