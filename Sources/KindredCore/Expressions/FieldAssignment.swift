/// One assignment of an `update`.
public struct FieldAssignment: Sendable {
  let path: RelationPath
  let field: FieldSchema
  let value: ExpressionNode
  /// Where the object comes from that a foreign key is set to; nil if it is not known.
  var origin: Database?
}

extension ExpressionNode {
  /// A value to assign to a column.
  fileprivate static func stored<Value: FieldValue>(_ value: Value) -> ExpressionNode {
    do {
      return .value(ValueNode(stored: try value.databaseValue(), Value.columnType))
    } catch {
      return unusable(error)
    }
  }
}

extension ColumnExpression {
  /// Sets the column to a value.
  public func set(_ value: Value) -> FieldAssignment {
    FieldAssignment(path: path, field: field, value: .stored(value))
  }

  /// Sets the column to the value of an expression on the same row.
  ///
  /// ```swift
  /// try await Entry.objects.update { $0.rating.set($0.rating + 1) }
  /// ```
  ///
  /// An integer that does not fit the column's type throws ``KindredError/Code/invalidValue``.
  public func set<E: QueryExpression>(_ expression: E) -> FieldAssignment
  where E.Value: FieldValue, E.Value.Base == Value.Base {
    FieldAssignment(path: path, field: field, value: expression.node.fitting(Value.Base.self))
  }
}

extension ModelColumns {
  /// Sets the foreign key to an object; nil if the key is optional.
  public func set(_ object: Model?) -> FieldAssignment {
    guard case .forward(let relation) = queryPath.hops.last else {
      let error = KindredError(.invalidQuery, "Only a foreign key can be set to an object, not the model itself.")
      return FieldAssignment(path: queryPath, field: Model.schema.key, value: .invalid(error))
    }
    let parent = queryPath.parent
    guard let object else {
      return FieldAssignment(
        path: parent, field: relation.field, value: .value(ValueNode(stored: .null, relation.field.type)))
    }
    let index = Model.schema.index(of: relation.targetField) ?? Model.schema.keyIndex
    do {
      return FieldAssignment(
        path: parent, field: relation.field,
        value: .value(ValueNode(stored: try object.databaseValue(at: index), relation.field.type)),
        origin: relation.isEnforced ? object.ownDatabase : nil)
    } catch {
      let failure = KindredError(.unsavedObject, "The \(Model.schema.name) has no key yet; save it first.")
      return FieldAssignment(path: parent, field: relation.field, value: .invalid(failure))
    }
  }
}

/// Collects the assignments of an `update`, one per line.
@resultBuilder
public enum AssignmentBuilder {
  /// Collects one line.
  public static func buildExpression(_ assignment: FieldAssignment) -> [FieldAssignment] { [assignment] }
  /// Collects the lines.
  public static func buildBlock(_ assignments: [FieldAssignment]...) -> [FieldAssignment] { assignments.flatMap { $0 } }
  /// Collects the lines under an `if`.
  public static func buildOptional(_ assignments: [FieldAssignment]?) -> [FieldAssignment] { assignments ?? [] }
  /// Collects the lines of the first branch.
  public static func buildEither(first assignments: [FieldAssignment]) -> [FieldAssignment] { assignments }
  /// Collects the lines of the second branch.
  public static func buildEither(second assignments: [FieldAssignment]) -> [FieldAssignment] { assignments }
}
