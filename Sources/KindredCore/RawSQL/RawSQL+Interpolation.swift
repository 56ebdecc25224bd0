extension RawSQL {
  /// Collects the parts of an interpolated text.
  public struct StringInterpolation: StringInterpolationProtocol {
    var parts: [Part] = []

    /// Begins a text.
    public init(literalCapacity: Int, interpolationCount: Int) { parts.reserveCapacity(2 * interpolationCount + 1) }

    /// Appends text of the source.
    public mutating func appendLiteral(_ literal: StaticString) {
      if literal.utf8CodeUnitCount > 0 { parts.append(.text(literal.description)) }
    }

    /// Appends a placeholder; the value is bound. An array is one value, of an array type; see ``appendInterpolation(list:)``.
    public mutating func appendInterpolation<Value: FieldValue>(_ value: Value) {
      do {
        parts.append(.operand(.value(ValueNode(stored: try value.databaseValue(), Value.columnType))))
      } catch {
        parts.append(.operand(RawSQL.unusable(error)))
      }
    }

    /// Appends values in parentheses, for `IN`. Each of them is bound.
    ///
    /// An empty list has no members: `x IN \(list: [])` is false and `x NOT IN \(list: [])` is true. More than 1,024
    /// values are bound as one parameter and written as a subquery, so the list can have any length; such a list can
    /// only be used after `IN`.
    public mutating func appendInterpolation<Values: Sequence>(list values: Values) where Values.Element: FieldValue {
      do {
        let list = try values.map { try $0.databaseValue() }
        parts.append(.operand(.list(ListNode(exactly: list, Values.Element.columnType))))
      } catch {
        parts.append(.operand(RawSQL.unusable(error)))
      }
    }

    /// Appends a name in the dialect's quotation marks: of a table, a column, a constraint.
    ///
    /// The whole text is one name, whatever it contains. Write a qualified name as two:
    /// `\(identifier: schema).\(identifier: table)`.
    public mutating func appendInterpolation(identifier name: String) { parts.append(.identifier(name)) }

    /// Appends the quoted name of a model's table.
    public mutating func appendInterpolation<M: Model>(_ model: M.Type) { parts.append(.identifier(M.schema.table)) }

    /// Appends a column of a model's table, with the table's name before it.
    ///
    /// ```swift
    /// let sql: RawSQL = "SELECT \(Blog.self, \.name) FROM \(Blog.self)" // SELECT "blog"."name" FROM "blog"
    /// ```
    public mutating func appendInterpolation<M: Model, Term: ColumnTerm>(
      _ model: M.Type, _ column: (M.Columns) -> Term
    ) {
      let root = RelationPath.enterClosure()
      let named = column(M.Columns(path: root)).namedColumn
      root.leaveClosure()
      guard named.path == root else { return parts.append(.operand(.invalid(.foreignColumn("RawSQL", M.schema)))) }
      parts += [.identifier(M.schema.table), .text("."), .identifier(named.field.column)]
    }

    /// Appends an expression of a query's closure. Only ``Expr/sql(_:)`` takes such text.
    public mutating func appendInterpolation<E: QueryExpression>(_ expression: E) {
      parts.append(.operand(expression.node))
    }

    /// Appends the column of a relation in a query's closure: the foreign key.
    public mutating func appendInterpolation<Columns: ModelColumns>(_ columns: Columns) {
      let column = columns.namedColumn
      parts.append(.operand(.field(column.path, column.field)))
    }

    /// Appends another text, with its values. No parentheses are added.
    public mutating func appendInterpolation(_ sql: RawSQL) { parts += sql.parts }
  }

  private static func unusable(_ error: any Error) -> ExpressionNode {
    guard let error = error as? FieldValueError else {
      return .invalid(KindredError(.invalidValue, "A value in a SQL text cannot be used.") { $0.underlying = error })
    }
    return .invalid(
      KindredError(
        error.isUnsavedKey ? .unsavedObject : .invalidValue, "A value in a SQL text cannot be used: \(error.problem)."
      ) { $0.underlying = error })
  }
}
