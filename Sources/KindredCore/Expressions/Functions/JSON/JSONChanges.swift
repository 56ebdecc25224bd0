// Changes of parts of a document, in `update`.

extension JSONPath {
  /// Sets the value at a place of a document.
  ///
  /// ```swift
  /// try await Event.objects.update {
  ///   $0.data["user"]["name"].set("Ann")
  ///   $0.data["count"].set(3)
  /// }
  /// // UPDATE "event" SET "data" = jsonb_set(jsonb_set("event"."data", $1::text[], …), …)
  /// ```
  ///
  /// A missing member of an object is added. An index after the end of an array appends, a negative one before its
  /// start prepends. Where the place around it does not exist, nothing changes: `jsonb_set` does the same. A nil removes
  /// what is there, as `Codable` leaves out a property that is nil.
  public func set(_ value: Value.Wrapped?) -> FieldAssignment
  where Value: JSONOptional, Value.Wrapped: Codable & Sendable {
    guard let value else { return remove() }
    return assignment(.value(of: JSON(value)))
  }

  /// Sets the value at a place that every document has.
  @_disfavoredOverload
  public func set(_ value: Value) -> FieldAssignment where Value: Codable { assignment(.value(of: JSON(value))) }

  /// Sets the value at a place of a document to that of an expression. NULL becomes the null of JSON.
  ///
  /// ```swift
  /// try await Event.objects.update { $0.data["count"].set($0.data["count"].as(Int.self) + 1) }
  /// ```
  public func set<E: QueryExpression>(_ expression: E) -> FieldAssignment where E.Value: FieldValue {
    assignment(.json(of: expression))
  }

  /// Removes a member of an object, or an element of an array.
  ///
  /// ```swift
  /// try await Event.objects.update { $0.data["user"]["email"].remove() }
  /// ```
  public func remove() -> FieldAssignment {
    assignment { .operation(.jsonRemove, [$0, $1]) }
  }

  private func assignment(_ value: ExpressionNode) -> FieldAssignment {
    assignment { .operation(.jsonSet, [$0, $1, value]) }
  }

  private func assignment(_ changed: (ExpressionNode, ExpressionNode) -> ExpressionNode) -> FieldAssignment {
    guard let column, !elements.isEmpty else {
      let error = KindredError(
        .invalidQuery, "Only a place in a document that a column holds can be set; a whole column has its own set.")
      let schema = column?.field ?? .notAColumn
      return FieldAssignment(path: column?.path ?? .root, field: schema, value: .invalid(error))
    }
    let keys = elements.map { element -> String in
      switch element {
      case .key(let key): key
      case .index(let index): "\(index)"
      }
    }
    return FieldAssignment(
      path: column.path, field: column.field, value: changed(.field(column.path, column.field), .value(of: keys)))
  }
}

extension FieldSchema {
  /// Stands for a column that is missing.
  fileprivate static let notAColumn = FieldSchema(
    name: "", column: "", type: .json, isNullable: true, options: FieldOptions(), choices: nil, relation: nil,
    codec: FieldCodec(String.self))
}

extension [FieldAssignment] {
  /// The assignments, with those to parts of the same document as one: a statement sets a column once.
  var merged: [FieldAssignment] {
    var merged: [FieldAssignment] = []
    for assignment in self {
      guard case .operation(let operation, var operands) = assignment.value,
        operation == .jsonSet || operation == .jsonRemove,
        let index = merged.lastIndex(where: { $0.field === assignment.field && $0.path == assignment.path })
      else {
        merged.append(assignment)
        continue
      }
      operands[0] = merged[index].value
      merged[index] = FieldAssignment(
        path: assignment.path, field: assignment.field, value: .operation(operation, operands))
    }
    return merged
  }
}
