/// Converts the values of a field whose Swift type is only known at run time.
///
/// Each ``FieldSchema`` has one, made from the type of its values. Fixtures, an admin site, a console and look-ups by
/// name use it.
///
/// ```swift
/// let codec = FieldCodec(Int16.self)
/// try codec.parse("7")           // .integer(7)
/// try codec.parse("seven")       // throws: a whole number is expected
/// try codec.parse("70000")       // throws: the number does not fit Int16
/// try codec.text(of: .integer(7)) // "7"
/// ```
///
/// Errors are ``FieldValueError`` values, which never contain the value. ``FieldSchema`` adds the name of the field.
public struct FieldCodec: Sendable {
  /// The Swift type of the values.
  public let type: any FieldValue.Type

  /// Makes the codec of a type.
  public init(_ type: any FieldValue.Type) { self.type = type }

  /// The type of the column.
  public var columnType: ColumnType { type.columnType }

  /// Whether the values may be NULL.
  public var isOptional: Bool { type.isOptional }

  /// The values that the type allows, if it is a closed set.
  public var choices: [FieldChoice]? { type.choices }

  /// The type without its optionality.
  var base: any FieldValue.Type { type.baseType }
}

extension FieldValue {
  /// The type without its optionality, for a type that is only known at run time.
  static var baseType: any FieldValue.Type { Base.self }

  /// The value of a stored value, for a type that is only known at run time.
  fileprivate static func decoded(_ value: DatabaseValue) throws -> any FieldValue {
    try ValueRow.read(value, as: Self.self)
  }
}

extension FieldCodec {
  /// The Swift value of a stored value.
  ///
  /// - Throws: ``FieldValueError`` when the type has no such value.
  public func decode(_ value: DatabaseValue) throws -> any FieldValue {
    do {
      return try type.decoded(value)
    } catch let error as CellError {
      throw FieldValueError("the value \(error.text)")
    }
  }

  /// The stored value of a Swift value. The value may have another type, if that can be converted without loss.
  ///
  /// - Throws: ``FieldValueError`` when the column cannot hold the value.
  public func encode(_ value: any FieldValue) throws -> DatabaseValue { try convert(value.databaseValue()) }
}

extension FieldSchema {
  /// The stored value that a text stands for.
  ///
  /// - Throws: ``KindredError/Code/invalidValue``, with the name of the field and without the text.
  public func parse(_ text: String) throws -> DatabaseValue { try naming { try codec.parse(text) } }

  /// The stored value of a Swift value.
  ///
  /// - Throws: ``KindredError/Code/invalidValue``, with the name of the field and without the value.
  public func encode(_ value: any FieldValue) throws -> DatabaseValue { try naming { try codec.encode(value) } }

  /// A value as the field stores it: of the column's type, and in the form that the field's type writes.
  ///
  /// - Throws: ``KindredError/Code/invalidValue``, with the name of the field and without the value.
  public func convert(_ value: DatabaseValue) throws -> DatabaseValue { try naming { try codec.convert(value) } }

  /// The Swift value of a stored value.
  ///
  /// - Throws: ``KindredError/Code/invalidValue``, with the name of the field and without the value.
  public func decode(_ value: DatabaseValue) throws -> any FieldValue { try naming { try codec.decode(value) } }

  private func naming<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as FieldValueError {
      throw KindredError(.invalidValue, "Field \"\(name)\": \(error.problem).") {
        $0.column = column
        $0.underlying = error
      }
    }
  }
}
