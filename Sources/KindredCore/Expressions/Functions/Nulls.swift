extension SQLOperation {
  static let isNull = SQLOperation("isNull", kind: .predicate, nulls: .never, spelling: .postfix("IS NULL"))
  static let isNotNull = SQLOperation(
    "isNotNull", kind: .predicate, nulls: .falseIfAnyNull, spelling: .postfix("IS NOT NULL"))
  static let coalesce = SQLOperation("coalesce", nulls: .nullIfAllNull, spelling: .call("COALESCE"))
  static let nullIf = SQLOperation("nullIf", nulls: .custom, spelling: .call("NULLIF"))
}

extension QueryExpression where Value: FieldValue {
  /// The value is NULL. Behind a relation, it is also true if there is no related row.
  public var isNull: QueryCondition { QueryCondition(.operation(.isNull, [node])) }

  /// The value is not NULL.
  ///
  /// Behind a multi-valued relation, it is true if some related row has a value. This is not the opposite of
  /// ``isNull``, which is true if some related row has none.
  ///
  /// ```swift
  /// Blog.objects.filter { $0.entry.note.isNotNull } // blogs with an entry that has a note, once for each
  /// ```
  public var isNotNull: QueryCondition { QueryCondition(.operation(.isNotNull, [node])) }

  /// The value, or NULL if it equals the given one.
  ///
  /// ```swift
  /// Entry.objects.values { $0.note.nullIf("") } // NULLIF("entry"."note", ?1), a String?
  /// ```
  public func nullIf(_ value: Value.Base) -> Expr<Value.Base?> {
    Expr(.operation(.nullIf, [node, .value(of: value)]))
  }

  /// The value, or NULL if it equals another expression.
  public func nullIf<E: QueryExpression>(_ other: E) -> Expr<Value.Base?>
  where E.Value: FieldValue, E.Value.Base == Value.Base {
    Expr(.operation(.nullIf, [node, other.node]))
  }
}

extension QueryExpression {
  /// The value, or a default if it is NULL.
  ///
  /// ```swift
  /// Entry.objects.filter { $0.note.coalesce("none") == "none" } // COALESCE("entry"."note", ?1) = ?2
  /// ```
  public func coalesce<Wrapped: FieldValue>(_ fallback: Wrapped) -> Expr<Wrapped> where Value == Wrapped? {
    Expr(.operation(.coalesce, [node, .value(of: fallback)]))
  }

  /// The value, or another expression if it is NULL.
  public func coalesce<Wrapped: FieldValue, E: QueryExpression>(_ fallback: E) -> Expr<E.Value>
  where Value == Wrapped?, E.Value: FieldValue, E.Value.Base == Wrapped.Base {
    Expr(.operation(.coalesce, [node, fallback.node]))
  }
}

/// The value, or a default if it is NULL; see ``QueryExpression/coalesce(_:)-(Wrapped)``.
public func ?? <E: QueryExpression, Wrapped: FieldValue>(lhs: E, rhs: Wrapped) -> Expr<Wrapped>
where E.Value == Wrapped? {
  lhs.coalesce(rhs)
}

/// The value, or another expression if it is NULL.
public func ?? <L: QueryExpression, R: QueryExpression, Wrapped: FieldValue>(lhs: L, rhs: R) -> Expr<R.Value>
where L.Value == Wrapped?, R.Value: FieldValue, R.Value.Base == Wrapped.Base {
  lhs.coalesce(rhs)
}

// MARK: - Names

extension NamedLookup {
  static let nulls: [NamedLookup] = [
    NamedLookup("isnull", isForRelations: true) { subject, operand, _ in
      .operation(try operand.value(as: Bool.self) ? .isNull : .isNotNull, [subject.node])
    }
  ]
}

extension NamedFunction {
  static let nulls: [NamedFunction] = [
    NamedFunction("coalesce", 2...100, of: "a value") { operands, _ in
      let (type, nodes) = try operands.sharingType()
      return DynamicExpression(.operation(.coalesce, nodes), type)
    },
    NamedFunction("nullif", 2...2, of: "a value") { operands, _ in
      let (type, nodes) = try operands.sharingType()
      return DynamicExpression(.operation(.nullIf, nodes), type)
    },
  ]
}

extension [DynamicOperand] {
  /// The operands as expressions of one type: that of the first field or expression, else of the first value.
  func sharingType() throws -> (type: any FieldValue.Type, nodes: [ExpressionNode]) {
    let expressions = filter { if case .expression = $0.form { true } else { false } }
    guard let type = (expressions + self).lazy.compactMap(\.naturalType).first else {
      throw NeedError("a value that is not NULL")
    }
    return (type, try map { try $0.expression(as: type).node })
  }
}
