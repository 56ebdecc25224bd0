#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// A value in the form in which it is bound; the same for every backend.
///
/// Two texts are equal when their bytes are, as in a database. Swift's `String` compares by canonical equivalence
/// instead.
public enum DatabaseValue: Sendable, Hashable {
  /// SQL NULL.
  case null
  /// A Boolean.
  case bool(Bool)
  /// An integer.
  case integer(Int64)
  /// A floating-point number.
  case double(Double)
  /// Text.
  case text(String)
  /// Bytes.
  case bytes([UInt8])
  /// Microseconds since 1970-01-01 00:00 UTC.
  case timestamp(microseconds: Int64)
  /// Days since 1970-01-01.
  case date(days: Int32)
  /// Microseconds since midnight.
  case time(microseconds: Int64)
  /// Microseconds.
  case interval(microseconds: Int64)
  /// A UUID.
  case uuid(UUID)
  /// A decimal number.
  case decimal(Decimal)
  /// JSON text, as UTF-8.
  case json([UInt8])
  /// Several values bound as one parameter, in the form that the dialect chooses.
  case list([DatabaseValue])

  /// Whether this is SQL NULL.
  @inlinable
  public var isNull: Bool { if case .null = self { true } else { false } }

  /// Whether it is a list.
  var isList: Bool { if case .list = self { true } else { false } }

  /// Binds the value as the next parameter.
  public func bind(to writer: inout ParameterWriter) throws {
    switch self {
    case .null: try writer.null()
    case .bool(let value): try writer.bool(value)
    case .integer(let value): try writer.integer(value)
    case .double(let value): try writer.double(value)
    case .text(let value): try writer.text(value)
    case .bytes(let value): try value.withUnsafeBytes { try writer.blob($0) }
    case .timestamp(let value): try writer.timestamp(microseconds: value)
    case .date(let value): try writer.date(days: value)
    case .time(let value): try writer.time(microseconds: value)
    case .interval(let value): try writer.interval(microseconds: value)
    case .uuid(let value): try writer.uuid(value)
    case .decimal(let value): try writer.decimal(value)
    case .json(let value): try writer.json(value)
    case .list(let values): try writer.list(values)
    }
  }
}
