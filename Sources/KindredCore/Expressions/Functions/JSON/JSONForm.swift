#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// A basic type whose values are read from JSON documents in queries: numbers, Booleans, texts, UUIDs, dates, ``Choices``,
/// and arrays of numbers, Booleans and texts.
///
/// The value at a place of a document is one of the type if `JSONDecoder` would read it as one. It is NULL if it is
/// absent, null, or a value of another type.
public protocol JSONScalar: FieldValue {
  /// How the value is written in JSON.
  static var jsonForm: JSONForm { get }
}

/// How the values of a type are written in JSON.
public struct JSONForm: Sendable, Hashable {
  package indirect enum Kind: Sendable, Hashable {
    case text
    /// Whole numbers within bounds; the number of bits is that of the column type.
    case integer(bits: Int, low: Int64, high: Int64)
    case real, float, decimal, bool, uuid
    /// Seconds since 2001, as `JSONEncoder` writes a `Date`.
    case date
    case list(Kind)
  }

  package let kind: Kind

  package init(_ kind: Kind) { self.kind = kind }

  static func integer<Value: FixedWidthInteger>(_ type: Value.Type) -> JSONForm {
    let needed = Value.bitWidth + (Value.isSigned ? 0 : 8)
    let bits = needed <= 16 ? 16 : needed <= 32 ? 32 : 64
    return JSONForm(.integer(bits: bits, low: Int64(clamping: Value.min), high: Int64(clamping: Value.max)))
  }
}

extension FixedWidthInteger where Self: FieldValue {
  /// A whole number.
  public static var jsonForm: JSONForm { .integer(Self.self) }
}

extension Int: JSONScalar {}
extension Int64: JSONScalar {}
extension Int32: JSONScalar {}
extension Int16: JSONScalar {}
extension Int8: JSONScalar {}
extension UInt: JSONScalar {}
extension UInt64: JSONScalar {}
extension UInt32: JSONScalar {}
extension UInt16: JSONScalar {}
extension UInt8: JSONScalar {}

extension String: JSONScalar {
  /// A text. Numbers and Booleans are read as their text.
  public static var jsonForm: JSONForm { JSONForm(.text) }
}

extension Bool: JSONScalar {
  /// A Boolean.
  public static var jsonForm: JSONForm { JSONForm(.bool) }
}

extension Double: JSONScalar {
  /// A number.
  public static var jsonForm: JSONForm { JSONForm(.real) }
}

extension Float: JSONScalar {
  /// A number.
  public static var jsonForm: JSONForm { JSONForm(.float) }
}

extension Decimal: JSONScalar {
  /// A number.
  public static var jsonForm: JSONForm { JSONForm(.decimal) }
}

extension UUID: JSONScalar {
  /// A text of 36 characters.
  public static var jsonForm: JSONForm { JSONForm(.uuid) }
}

extension Date: JSONScalar {
  /// The seconds since 2001, as `JSONEncoder` writes a date by default.
  public static var jsonForm: JSONForm { JSONForm(.date) }
}

extension Key: JSONScalar {
  /// A whole number.
  public static var jsonForm: JSONForm { .integer(Int64.self) }
}

extension Optional: JSONScalar where Wrapped: JSONScalar {
  /// That of the type inside.
  public static var jsonForm: JSONForm { Wrapped.jsonForm }
}

extension Array: JSONScalar where Element: JSONScalar & ArrayElement {
  /// An array of such values.
  public static var jsonForm: JSONForm { JSONForm(.list(Element.jsonForm.kind)) }
}

extension JSONForm.Kind {
  /// The form of a type; nil if it is not known. A case of an enum is written as its raw value.
  init?(of type: any FieldValue.Type) {
    if let scalar = type as? any JSONScalar.Type {
      self = scalar.jsonForm.kind
    } else if let choices = type.base as? any Choices.Type, let scalar = choices.raw as? any JSONScalar.Type {
      self = scalar.jsonForm.kind
    } else {
      return nil
    }
  }
}

extension FieldValue {
  fileprivate static var base: any FieldValue.Type { Base.self }
}

extension Choices {
  fileprivate static var raw: any FieldValue.Type { RawValue.self }
}
