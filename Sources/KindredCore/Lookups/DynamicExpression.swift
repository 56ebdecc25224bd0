#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// An expression whose type is only known at run time.
///
/// Functions and look-ups that are registered by name get their operands, and give their results, in this form. Those
/// whose types are fixed never see it: see ``NamedFunction`` and ``NamedLookup``.
public struct DynamicExpression: Sendable {
  let node: ExpressionNode
  /// The type of its values, without optionality.
  public let type: any FieldValue.Type
  /// The object that the values identify, if they are keys of a relation.
  let object: NamedRelation?

  init(_ node: ExpressionNode, _ type: any FieldValue.Type, object: NamedRelation? = nil) {
    self.node = node
    self.type = type.baseType
    self.object = object
  }

  /// Takes the type off an expression.
  public init<E: QueryExpression>(_ expression: E) where E.Value: FieldValue {
    self.init(expression.node, E.Value.self)
  }

  /// The expression as one of a type. Whether it has this type is not checked.
  public func typed<Value: FieldValue>(as type: Value.Type) -> Expr<Value?> { Expr(node) }

  /// What the values have in common with others that they can be compared with.
  var family: ValueFamily { ValueFamily(type.columnType) }

  var codec: FieldCodec { FieldCodec(type) }
}

/// The object that a foreign key leads to, or that points back.
struct NamedRelation: Sendable {
  let model: ModelSchema
  /// The field of the model whose values the expression has.
  let field: FieldSchema
  /// Whether the relation itself was named, and not the column of its key. Then functions cannot be applied.
  let isRelation: Bool
  /// The path to the model.
  let path: RelationPath
}

/// The kinds of values that look-ups and functions tell apart.
public enum ValueFamily: Sendable, Hashable, CaseIterable {
  case integer, real, decimal, bool, text, bytes, timestamp, date, time, interval, uuid, json, array

  /// The kind of a column's values.
  public init(_ type: ColumnType) {
    switch type.kind {
    case .integer: self = .integer
    case .double, .float: self = .real
    case .decimal: self = .decimal
    case .bool: self = .bool
    case .text: self = .text
    case .bytes: self = .bytes
    case .timestamp: self = .timestamp
    case .date: self = .date
    case .time: self = .time
    case .interval: self = .interval
    case .uuid: self = .uuid
    case .json: self = .json
    case .array: self = .array
    }
  }

  /// Whether all databases order the values in the same way.
  var hasOrder: Bool {
    switch self {
    case .integer, .real, .decimal, .text, .timestamp, .date, .time, .interval: true
    case .bool, .bytes, .uuid, .json, .array: false
    }
  }

  /// The type of Swift and Foundation for such values; nil for JSON and arrays.
  var standardType: (any FieldValue.Type)? {
    switch self {
    case .integer: Int.self
    case .real: Double.self
    case .decimal: Decimal.self
    case .bool: Bool.self
    case .text: String.self
    case .bytes: Data.self
    case .timestamp: Date.self
    case .date: CalendarDate.self
    case .time: TimeOfDay.self
    case .interval: Duration.self
    case .uuid: UUID.self
    case .json, .array: nil
    }
  }

  var isNumber: Bool { self == .integer || self == .real || self == .decimal }

  /// Whether values of the two can be compared.
  func isComparable(to other: ValueFamily) -> Bool { self == other || (isNumber && other.isNumber) }

  /// What several of its values are called in messages.
  var plural: String {
    switch self {
    case .integer: "integers"
    case .real: "floating-point numbers"
    case .decimal: "decimals"
    case .bool: "truth values"
    case .text: "texts"
    case .bytes: "bytes"
    case .timestamp: "timestamps"
    case .date: "dates"
    case .time: "times of day"
    case .interval: "durations"
    case .uuid: "UUIDs"
    case .json: "JSON documents"
    case .array: "arrays"
    }
  }
}

extension ValueFamily {
  /// What a value of several kinds is called in messages: "a text", "integers or floating-point numbers".
  static func description(of families: [ValueFamily]) -> String {
    if families == [.text] { return "a text" }
    return families.map(\.plural).joined(separator: " or ")
  }
}
