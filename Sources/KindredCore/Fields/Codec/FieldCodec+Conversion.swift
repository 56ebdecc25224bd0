#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension FieldCodec {
  /// A value as the field stores it: of the column's type, and in the form that the field's type writes.
  ///
  /// A value of another type is converted if nothing is lost: 7 becomes the decimal 7, a text is parsed, and 7.5 is no
  /// integer. NULL stays NULL.
  ///
  /// - Throws: ``FieldValueError`` when the column cannot hold the value.
  public func convert(_ value: DatabaseValue) throws -> DatabaseValue {
    if value.isNull { return value }
    return try canonical(FieldCodec.convert(value, to: columnType.kind))
  }

  /// The value read and written by the type. A type of its own may refuse a value, or write it in another form.
  func canonical(_ value: DatabaseValue) throws -> DatabaseValue {
    func written<Value: FieldValue>(_ type: Value.Type) throws -> DatabaseValue {
      try ValueRow.read(value, as: type).databaseValue()
    }
    do {
      return try written(base)
    } catch let error as CellError {
      guard case .outOfRange = error.reason.kind, case .integer(let number) = value else {
        throw FieldValueError("the value \(error.text)")
      }
      throw FieldValueError.integer(number < 0 ? .below : .above)
    }
  }

  static func convert(_ value: DatabaseValue, to kind: ColumnType.Kind) throws -> DatabaseValue {
    if case .text(let text) = value { return try parse(text, as: kind) }
    if value.isNull { return value }
    let converted: DatabaseValue? =
      switch kind {
      case .integer: try integer(value)
      case .bool: bool(value)
      case .double, .float: try real(value)
      case .decimal: try decimal(value)
      case .text: try text(value)
      case .timestamp: timestamp(value)
      case .json: try json(value)
      case .array(let element):
        if case .list(let values) = value { .list(try values.map { try convert($0, to: element) }) } else { nil }
      case .bytes: if case .bytes = value { value } else { nil }
      case .date: if case .date = value { value } else { nil }
      case .time: if case .time = value { value } else { nil }
      case .interval: if case .interval = value { value } else { nil }
      case .uuid: if case .uuid = value { value } else { nil }
      }
    guard let converted else { throw FieldValueError.expected(kind.description) }
    return converted
  }

  private static func integer(_ value: DatabaseValue) throws -> DatabaseValue? {
    if case .integer = value { return value }
    if case .double(let number) = value { return Int64(exactly: number).map { .integer($0) } }
    if case .decimal(let number) = value {
      return try parse(number.description, as: .integer(bits: 64, isSigned: true))
    }
    return nil
  }

  private static func bool(_ value: DatabaseValue) -> DatabaseValue? {
    if case .bool = value { return value }
    if case .integer(let number) = value, number == 0 || number == 1 { return .bool(number == 1) }
    return nil
  }

  private static func real(_ value: DatabaseValue) throws -> DatabaseValue? {
    if case .double = value { return value }
    if case .integer(let number) = value { return .double(Double(number)) }
    if case .decimal(let number) = value { return try parse(number.description, as: .double) }
    return nil
  }

  private static func decimal(_ value: DatabaseValue) throws -> DatabaseValue? {
    if case .decimal = value { return value }
    if case .integer(let number) = value { return .decimal(Decimal(number)) }
    if case .double(let number) = value { return try parse("\(number)", as: .decimal(digits: nil, places: nil)) }
    return nil
  }

  private static func text(_ value: DatabaseValue) throws -> DatabaseValue? {
    switch value {
    case .text: value
    case .integer, .decimal, .uuid: .text(try text(of: value))
    case .null, .bool, .double, .bytes, .timestamp, .date, .time, .interval, .json, .list: nil
    }
  }

  private static func timestamp(_ value: DatabaseValue) -> DatabaseValue? {
    if case .timestamp = value { return value }
    if case .date(let days) = value { return .timestamp(microseconds: Int64(days) * Gregorian.microsecondsPerDay) }
    return nil
  }

  private static func json(_ value: DatabaseValue) throws -> DatabaseValue? {
    switch value {
    case .json: return value
    case .list(let values): return ListText.write(values).map { .json($0) }
    case .bool, .integer, .double:
      // Without the brackets of the list.
      return ListText.write([value]).map { .json(Array($0.dropFirst().dropLast())) }
    case .null, .text, .bytes, .timestamp, .date, .time, .interval, .uuid, .decimal: return nil
    }
  }
}

extension ColumnType.Kind {
  /// What a value of the type is called in messages.
  var description: String {
    switch self {
    case .integer: "a whole number"
    case .bool: "true or false"
    case .double, .float, .decimal: "a number"
    case .text: "a text"
    case .bytes: "bytes"
    case .timestamp: "a time"
    case .date: "a date"
    case .time: "a time of day"
    case .interval: "a duration"
    case .uuid: "a UUID"
    case .json: "a JSON document"
    case .array: "an array"
    }
  }
}
