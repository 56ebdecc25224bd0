/// The column of a property with `@Field(.json)`.
///
/// It can be compared and set like every column. Its subscripts are paths into the document, and if the type of the
/// document is a ``JSONDocument``, so are its members: `$0.data.owner.name`.
@dynamicMemberLookup
public struct JSONColumn<Value: FieldValue>: QueryExpression where Value.Base: JSONFieldValue {
  /// The column, without access to the document's members.
  public let column: ColumnExpression<Value>

  @inlinable
  init(_ column: ColumnExpression<Value>) { self.column = column }

  /// The expression without its type.
  @inlinable
  public var erased: AnyExpression { column.erased }

  /// The column itself.
  @inlinable
  public var bareColumn: BareColumn? { column.bareColumn }

  private func path<Document>(_ type: Document.Type = Document.self) -> JSONPath<Document> { document.typed() }
}

extension ModelColumns {
  /// The column of one field with a JSON document, by its index in the schema.
  @inlinable
  public func column<Value: FieldValue>(_ index: Int) -> JSONColumn<Value> where Value.Base: JSONFieldValue {
    JSONColumn(column(index))
  }
}

extension JSONColumn: OrderingTerm, ColumnTerm {
  /// Ascending order.
  public var orderingTerms: [QueryOrdering] { [asc] }

  /// The column itself.
  public var namedColumn: BareColumn { column.namedColumn }
}

extension JSONColumn {
  /// Sets the column to a value.
  public func set(_ value: Value) -> FieldAssignment { column.set(value) }

  /// Sets the column to the value of an expression on the same row.
  public func set<E: QueryExpression>(_ expression: E) -> FieldAssignment
  where E.Value: FieldValue, E.Value.Base == Value.Base {
    column.set(expression)
  }

  /// Sets the column to any JSON, such as `.null`, which is not the NULL of SQL.
  @_disfavoredOverload
  public func set(_ value: JSONValue) -> FieldAssignment {
    FieldAssignment(path: column.path, field: column.field, value: .value(of: value))
  }
}

// MARK: - Members of documents

extension JSONColumn where Value: JSONFieldValue, Value.Document: JSONDocument {
  /// The place of a document's property.
  public subscript<Member>(dynamicMember key: KeyPath<Value.Document.JSONKeys, JSONKey<Member>>) -> JSONPath<Member> {
    path(Value.Document.self)[dynamicMember: key]
  }
}

extension JSONColumn
where Value: OptionalFieldValue, Value.Wrapped: JSONFieldValue, Value.Wrapped.Document: JSONDocument {
  /// The place of a property of a document that may be NULL.
  public subscript<Member>(
    dynamicMember key: KeyPath<Value.Wrapped.Document.JSONKeys, JSONKey<Member>>
  ) -> JSONPath<Member?> {
    path(Value.Wrapped.Document?.self)[dynamicMember: key]
  }

  /// The place of an optional property of a document that may be NULL.
  public subscript<Member>(
    dynamicMember key: KeyPath<Value.Wrapped.Document.JSONKeys, JSONKey<Member?>>
  ) -> JSONPath<Member?> {
    path(Value.Wrapped.Document?.self)[dynamicMember: key]
  }
}

extension JSONColumn {
  /// The place of an element of a document that is an array. Negative indexes count from the end.
  public subscript<Element>(index: Int) -> JSONPath<Element?> where Value.Base == JSON<[Element]> {
    path([Element].self)[index]
  }

  /// The place of a value of a document that is a dictionary.
  public subscript<Element>(key: String) -> JSONPath<Element?> where Value.Base == JSON<[String: Element]> {
    path([String: Element].self)[key]
  }
}
