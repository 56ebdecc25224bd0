#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// The element types that an array column can hold: numbers, text, Booleans, UUIDs, dates, and optionals of these.
public protocol ArrayElement: FieldValue {
  /// Converts an element read from the database; nil when it has another type. Databases without arrays return dates
  /// and UUIDs as text.
  static func element(_ value: DatabaseValue) -> Self?
}

/// An array of basic values in one column.
///
/// ```swift
/// @Model
/// struct Post {
///   var tags: [String] = []
/// }
/// try await Post.objects.filter { $0.tags.contains(["swift"]) }.all()
/// ```
///
/// PostgreSQL has arrays; SQLite keeps the elements as JSON text.
public protocol ArrayFieldValue: FieldValue {
  /// The type of the elements.
  associatedtype Element: ArrayElement
}

extension Array: FieldValue, OptionallySelectable, Selectable where Element: ArrayElement {
  /// The type without its optionality.
  public typealias Base = [Element]

  /// The column type.
  public static var columnType: ColumnType { .array(of: Element.columnType) }

  /// The values as they would come back from the database.
  public var asStored: [Element] { map(\.asStored) }

  /// Reads the value from a row.
  public init(row: borrowing DatabaseRow, column: Int32) throws {
    guard let function = row.functions.pointee.list else { throw row.error(.wrongType(expected: "an array"), column) }
    let values = try row.convert(function, column, initial: [DatabaseValue](), expected: "an array")
    self = try values.map { value in
      if let element = Element.element(value) { return element }
      if value.isNull {
        throw row.error(.message("holds an array with NULL in it, but its elements are not optional"), column)
      }
      throw row.error(.message("holds an array with an element that is not a \(Element.self)"), column)
    }
  }

  /// The value as it is bound.
  ///
  /// - Throws: ``FieldValueError`` for an element that cannot be stored, such as text with a NUL character: JSON could
  ///   keep it, a PostgreSQL array cannot.
  public func databaseValue() throws -> DatabaseValue {
    .list(
      try map { element in
        let value = try element.databaseValue()
        if case .text(let text) = value, text.utf8.contains(0) {
          throw FieldValueError("text with a NUL character cannot be stored or compared; use Data for bytes")
        }
        return value
      })
  }
}

extension Array: ArrayFieldValue where Element: ArrayElement {}

extension Optional: ArrayElement where Wrapped: ArrayElement {
  /// Converts an element read from the database.
  public static func element(_ value: DatabaseValue) -> Wrapped?? {
    if value.isNull { return .some(nil) }
    return Wrapped.element(value).map { .some($0) }
  }
}

extension ArrayElement where Self: FixedWidthInteger {
  /// Converts an element read from the database.
  public static func element(_ value: DatabaseValue) -> Self? {
    if case .integer(let value) = value { Self(exactly: value) } else { nil }
  }
}

extension Int: ArrayElement {}
extension Int64: ArrayElement {}
extension Int32: ArrayElement {}
extension Int16: ArrayElement {}
extension Int8: ArrayElement {}
extension UInt: ArrayElement {}
extension UInt64: ArrayElement {}
extension UInt32: ArrayElement {}
extension UInt16: ArrayElement {}
extension UInt8: ArrayElement {}

extension Bool: ArrayElement {
  /// Converts an element read from the database.
  public static func element(_ value: DatabaseValue) -> Bool? {
    if case .bool(let value) = value { value } else { nil }
  }
}

extension Double: ArrayElement {
  /// Converts an element read from the database.
  public static func element(_ value: DatabaseValue) -> Double? {
    switch value {
    case .double(let value): value
    case .integer(let value): Double(exactly: value)
    default: nil
    }
  }
}

extension Float: ArrayElement {
  /// Converts an element read from the database.
  public static func element(_ value: DatabaseValue) -> Float? {
    guard let wide = Double.element(value) else { return nil }
    let narrow = Float(wide)
    return narrow.isInfinite && !wide.isInfinite ? nil : narrow
  }
}

extension String: ArrayElement {
  /// Converts an element read from the database.
  public static func element(_ value: DatabaseValue) -> String? {
    if case .text(let text) = value { text } else { nil }
  }
}

extension UUID: ArrayElement {
  /// Converts an element read from the database.
  public static func element(_ value: DatabaseValue) -> UUID? {
    switch value {
    case .uuid(let value): return value
    case .text(var text):
      guard text.utf8.count == 32 else { return UUID(uuidString: text) }
      for offset in [8, 13, 18, 23] {
        text.insert("-", at: text.index(text.startIndex, offsetBy: offset))
      }
      return UUID(uuidString: text)
    default: return nil
    }
  }
}

extension Date: ArrayElement {
  /// Converts an element read from the database.
  public static func element(_ value: DatabaseValue) -> Date? {
    switch value {
    case .timestamp(let microseconds): return Date(microsecondsSince1970: microseconds)
    case .text(var text):
      return text.withUTF8 { Gregorian.parseTimestamp($0[...]) }.map { Date(microsecondsSince1970: $0) }
    default: return nil
    }
  }
}

extension CalendarDate: ArrayElement {
  /// Converts an element read from the database.
  public static func element(_ value: DatabaseValue) -> CalendarDate? {
    switch value {
    case .date(let days): return CalendarDate(daysSince1970: days)
    case .text(var text): return text.withUTF8 { Gregorian.parseDate($0[...]) }.map { CalendarDate(daysSince1970: $0) }
    default: return nil
    }
  }
}
