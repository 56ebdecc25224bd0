#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// An operand of a look-up or function that is registered by name: an expression, or a value that takes the type which
/// the operation needs.
public struct DynamicOperand: Sendable {
  enum Form: Sendable {
    case expression(DynamicExpression)
    case value(DatabaseValue)
    case unstorable(FieldValueError)
    case object(any Model)
    case list([DynamicOperand])
    /// A text from outside, which is parsed as the type that is needed.
    case text(String)
    /// A query that selects values of a type; objects, if there is none.
    case query(RowRequest, (any FieldValue.Type)?)
    /// A query that finds objects, of which one field is meant.
    case column(RowRequest, FieldSchema)
  }

  let form: Form

  init(_ form: Form) { self.form = form }

  /// Whether it is NULL.
  public var isNull: Bool { if case .value(.null) = form { true } else { false } }

  /// The type that the operand has by itself; nil for NULL, lists, and objects.
  var naturalType: (any FieldValue.Type)? {
    switch form {
    case .expression(let expression): expression.type
    case .value(let value): value.naturalType
    case .query(_, let type): type
    case .column(_, let field): field.codec.type
    case .text: String.self
    case .unstorable, .object, .list: nil
    }
  }

  /// The operand with the type that it has by itself.
  ///
  /// - Throws: ``KindredError/Code/invalidQuery`` for NULL and lists, whose type depends on their place.
  public func natural() throws -> DynamicExpression {
    if case .expression(let expression) = form { return expression }
    guard let type = naturalType else {
      throw KindredError(.invalidQuery, "An argument has no type of its own; use a field or a value that is not NULL.")
    }
    return try expression(as: type)
  }

  /// The operand as an expression of a type. A value is converted; an expression has to be of the kind already.
  ///
  /// - Throws: ``FieldValueError`` for a value that is none of the type, and ``KindredError/Code/invalidQuery`` for an
  ///   expression of another kind.
  public func expression(as type: any FieldValue.Type) throws -> DynamicExpression {
    switch form {
    case .expression(let expression):
      try expression.check(isComparableTo: type)
      return expression
    case .value(let value): return DynamicExpression(try FieldCodec(type).node(value), type)
    case .text(let text):
      let codec = FieldCodec(type)
      return DynamicExpression(.value(ValueNode(try codec.parse(text), codec.columnType)), type)
    case .unstorable(let error): throw error
    case .object(let object):
      let name = Swift.type(of: object).schema.name
      throw KindredError(.invalidQuery, "A \(name) can only be compared with a relation to \(name).")
    case .list(let items):
      let values = try items.map { item -> DatabaseValue in
        guard case .value(let value) = item.form else {
          throw KindredError(.invalidQuery, "A list of expressions can only stand behind \"in\" and \"range\".")
        }
        return value
      }
      return DynamicExpression(try FieldCodec(type).node(.list(values)), type)
    case .query(let request, let found):
      guard let found else {
        throw DynamicOperand.objectsAreNoValue
      }
      let expression = DynamicExpression(request.scalar, found)
      try expression.check(isComparableTo: type)
      return expression
    case .column: throw DynamicOperand.objectsAreNoValue
    }
  }

  private static var objectsAreNoValue: KindredError {
    KindredError(.invalidQuery, "A query that finds objects is no value; select one column with values.")
  }

  /// The operand as a value of a type.
  ///
  /// - Throws: ``FieldValueError`` for a value that is none of the type, and ``KindredError/Code/invalidQuery`` for an
  ///   expression.
  public func value<Value: FieldValue>(as type: Value.Type) throws -> Value {
    let codec = FieldCodec(type)
    let value: DatabaseValue
    switch form {
    case .value(let given): value = try codec.convert(given)
    case .text(let text): value = try codec.parse(text)
    case .unstorable(let error): throw error
    case .expression, .object, .list, .query, .column:
      throw KindredError(.invalidQuery, "An argument has to be a plain value, not an expression.")
    }
    do {
      return try ValueRow.read(value, as: type)
    } catch let error as CellError {
      throw FieldValueError("the value \(error.text)")
    }
  }
}

extension DynamicExpression {
  /// - Throws: ``KindredError/Code/invalidQuery`` if its values cannot be compared with those of a type.
  func check(isComparableTo type: any FieldValue.Type) throws {
    let other = ValueFamily(type.columnType)
    guard !family.isComparable(to: other) else { return }
    throw KindredError(.invalidQuery, "The expression gives \(family.plural), where \(other.plural) are expected.")
  }
}

extension FieldCodec {
  /// A bound value.
  func node(_ value: DatabaseValue) throws -> ExpressionNode {
    .value(ValueNode(try convert(value), columnType))
  }
}

extension DatabaseValue {
  /// The Swift type of such values; nil for NULL and lists.
  var naturalType: (any FieldValue.Type)? {
    switch self {
    case .null, .list: nil
    case .bool: Bool.self
    case .integer: Int.self
    case .double: Double.self
    case .text: String.self
    case .bytes: Data.self
    case .timestamp: Date.self
    case .date: CalendarDate.self
    case .time: TimeOfDay.self
    case .interval: Duration.self
    case .uuid: UUID.self
    case .decimal: Decimal.self
    case .json: JSONValue.self
    }
  }
}
