/// The value at a place of a JSON document.
///
/// ```swift
/// $0.data["owner"]["pets"][0]["name"] == "Rex"  // a raw path: any keys and indexes
/// $0.data.owner.pets[0].name == "Rex"           // a typed one, if the type of the document is a @JSONDocument
/// ```
///
/// It is NULL if the document has no such place.
@dynamicMemberLookup
public struct JSONPath<Value: Sendable>: QueryExpression {
  let root: ExpressionNode
  /// The column, if the document is one, so that its parts can be set.
  let column: BareColumn?
  let elements: [JSONPathElement]

  init(root: ExpressionNode, column: BareColumn?, elements: [JSONPathElement]) {
    self.root = root
    self.column = column
    self.elements = elements
  }

  /// The place one step further.
  func appending<Member>(_ element: JSONPathElement) -> JSONPath<Member> {
    JSONPath<Member>(root: root, column: column, elements: elements + [element])
  }

  /// The same place with another type.
  func typed<Other>(_ type: Other.Type = Other.self) -> JSONPath<Other> {
    JSONPath<Other>(root: root, column: column, elements: elements)
  }

  /// The expression without its type.
  public var erased: AnyExpression { AnyExpression(term: ExpressionTerm(readingNode)) }

  /// The JSON at the place.
  var jsonNode: ExpressionNode { .json(at: elements, of: root) }

  /// The value at the place, in the form of its Swift type.
  private var readingNode: ExpressionNode {
    guard let field = Value.self as? any FieldValue.Type, !field.isJSONDocument else { return jsonNode }
    guard let reading = JSONForm.Kind(of: field)?.reading else { return unreadable }
    return .json(reading, at: elements, of: root)
  }

  private var unreadable: ExpressionNode {
    .invalid(
      KindredError(
        .invalidQuery,
        "It is not known how a \(Value.self) is written in JSON. Compare the JSON itself, as in "
          + "$0.….json == JSON(value), or read it as another type: $0.….raw.as(String.self)."))
  }
}

extension JSONPath: OrderingTerm {
  /// Ascending order.
  public var orderingTerms: [QueryOrdering] { [asc] }
}

extension FieldValue {
  /// Whether it is a JSON document, or an optional of one.
  static var isJSONDocument: Bool { Base.self is any JSONFieldValue.Type }
}

// MARK: - Resolving

extension ExpressionNode {
  /// The JSON at a path into a document; the document itself if the path is empty.
  static func json(at path: [JSONPathElement], of document: ExpressionNode) -> ExpressionNode {
    path.isEmpty ? document : json(.jsonGet, at: path, of: document)
  }

  /// An operation on what is at a path into a document.
  static func json(
    _ operation: SQLOperation, at path: [JSONPathElement], of document: ExpressionNode
  ) -> ExpressionNode {
    // One call for a path of several parts.
    if case .operation(.jsonGet, let operands) = document {
      return .operation(operation, operands + path.map(\.node))
    }
    return .operation(operation, [document] + path.map(\.node))
  }
}

extension JSONPathElement {
  /// The element as a bound value: a text is a key, an integer is an index.
  var node: ExpressionNode {
    switch self {
    case .key(let key): .value(of: key)
    // No array is so long.
    case .index(let index): .value(of: Int32(clamping: index))
    }
  }
}

// MARK: - Raw paths

extension QueryExpression where Value: FieldValue, Value.Base: JSONFieldValue {
  /// The document, as the start of a raw path.
  var document: JSONPath<JSONValue?> { JSONPath(root: node, column: bareColumn, elements: []) }

  /// The document without its Swift type.
  public var raw: JSONPath<JSONValue?> { document }

  /// The value of an object's member; NULL if there is none, or the value is not an object.
  ///
  /// Any text is a key: quotation marks, dots and brackets have no meaning, and "0" is a key and not an index.
  @_disfavoredOverload
  public subscript(key: String) -> JSONPath<JSONValue?> { document.appending(.key(key)) }

  /// The element of an array; NULL if there is none. A single value is its own only element, as in PostgreSQL.
  ///
  /// Indexes begin with 0. Negative ones count from the end: -1 is the last element.
  @_disfavoredOverload
  public subscript(index: Int) -> JSONPath<JSONValue?> { document.appending(.index(index)) }

  /// The value at the end of a path that is known at run time only.
  ///
  /// ```swift
  /// $0.data[path: ["owner", "pets", 0, "name"]].text
  /// ```
  public subscript(path path: [JSONPathElement]) -> JSONPath<JSONValue?> {
    path.reduce(document) { $0.appending($1) }
  }
}

extension JSONPath {
  /// The value without its Swift type.
  public var raw: JSONPath<JSONValue?> { typed() }

  /// The value of an object's member.
  @_disfavoredOverload
  public subscript(key: String) -> JSONPath<JSONValue?> { appending(.key(key)) }

  /// The element of an array. Negative indexes count from the end.
  @_disfavoredOverload
  public subscript(index: Int) -> JSONPath<JSONValue?> { appending(.index(index)) }

  /// The value at the end of a path that is known at run time only.
  public subscript(path path: [JSONPathElement]) -> JSONPath<JSONValue?> { path.reduce(typed()) { $0.appending($1) } }
}
