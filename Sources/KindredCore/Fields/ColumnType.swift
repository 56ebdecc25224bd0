/// The type of a column. Each dialect has its own name for it.
public struct ColumnType: Sendable, Hashable {
  package indirect enum Kind: Sendable, Hashable {
    case integer(bits: Int, isSigned: Bool)
    case bool
    case double
    case float
    case decimal(digits: Int?, places: Int?)
    case text(maxLength: Int?)
    case bytes
    case timestamp
    case date
    case time
    case interval
    case uuid
    case json
    case array(Kind)
  }

  package let kind: Kind

  package init(_ kind: Kind) { self.kind = kind }

  /// A signed integer of 16, 32 or 64 bits.
  public static func integer(bits: Int) -> ColumnType { ColumnType(.integer(bits: bits, isSigned: true)) }
  /// A non-negative integer with a CHECK constraint, in a signed column of 16, 32 or 64 bits.
  public static func unsigned(bits: Int) -> ColumnType { ColumnType(.integer(bits: bits, isSigned: false)) }
  /// A Boolean.
  public static let bool = ColumnType(.bool)
  /// A 64-bit floating-point number.
  public static let double = ColumnType(.double)
  /// A 32-bit floating-point number.
  public static let float = ColumnType(.float)
  /// A decimal number.
  public static let decimal = ColumnType(.decimal(digits: nil, places: nil))
  /// Text of any length.
  public static let text = ColumnType(.text(maxLength: nil))
  /// Bytes.
  public static let bytes = ColumnType(.bytes)
  /// A point in time, to the microsecond.
  public static let timestamp = ColumnType(.timestamp)
  /// A calendar date.
  public static let date = ColumnType(.date)
  /// A time of day, to the microsecond.
  public static let time = ColumnType(.time)
  /// A span of time, to the microsecond.
  public static let interval = ColumnType(.interval)
  /// A UUID.
  public static let uuid = ColumnType(.uuid)
  /// A JSON document.
  public static let json = ColumnType(.json)
  /// An array of values of another type. Stored as JSON text in databases without arrays.
  public static func array(of element: ColumnType) -> ColumnType { ColumnType(.array(element.kind)) }

  /// The same type with a maximum length, if it is text.
  package func limited(to maxLength: Int?) -> ColumnType {
    guard let maxLength else { return self }
    switch kind {
    case .text: return ColumnType(.text(maxLength: maxLength))
    case .array(.text): return ColumnType(.array(.text(maxLength: maxLength)))
    default: return self
    }
  }

  /// The same type with a number of digits, if it is a decimal.
  package func digits(_ digits: Int?, places: Int?) -> ColumnType {
    guard digits != nil || places != nil, case .decimal = kind else { return self }
    return ColumnType(.decimal(digits: digits, places: places))
  }

  /// The same type with another width, if it is an integer.
  package func bits(_ bits: Int?) -> ColumnType {
    guard let bits, case .integer(_, let isSigned) = kind else { return self }
    return ColumnType(.integer(bits: bits, isSigned: isSigned))
  }

  /// The same type without maximum length and number of digits: the type of a value that is not stored in a column.
  package var withoutLimits: ColumnType { ColumnType(kind.withoutLimits) }
}

extension ColumnType.Kind {
  fileprivate var withoutLimits: ColumnType.Kind {
    switch self {
    case .text: .text(maxLength: nil)
    case .decimal: .decimal(digits: nil, places: nil)
    case .array(let element): .array(element.withoutLimits)
    case .integer, .bool, .double, .float, .bytes, .timestamp, .date, .time, .interval, .uuid, .json: self
    }
  }
}
