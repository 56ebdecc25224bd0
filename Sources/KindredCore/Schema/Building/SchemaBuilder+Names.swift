// The names of constraints and indexes that have no explicit one. They depend on the table and the columns only, so that
// they can be written into a statement without asking the database.

extension SchemaBuilder {
  /// The name of a constraint.
  package func name(of constraint: ConstraintState, in table: TableState) -> String {
    if let name = constraint.name { return name }
    switch constraint.kind {
    case .unique(columns: let columns):
      if columns.count == 1, let name = dialect.rules.uniqueName(table: table.name, column: columns[0]) { return name }
      return name(table, columns, "uniq")
    case .foreignKey(let key): return name(table, key.columns, "fk")
    case .check(let condition):
      let names = Set(table.columns.map(\.name))
      var seen: Set<String> = []
      return name(table, condition.columns(of: names).known.filter { seen.insert($0).inserted }, "chk")
    }
  }

  /// The name of an index.
  package func name(of index: IndexState, in table: TableState) throws -> String {
    if let name = index.name { return name }
    let parts = try index.elements.flatMap { words(try node(of: $0.expression, "index", of: table)) }
    return name(table, parts, index.isUnique ? "uniq" : "idx")
  }

  /// The name of the additional index for prefix scans.
  package func prefixIndexName(of column: String, in table: TableState) -> String { name(table, [column], "like") }

  /// A derived name, shortened with a hash to the database's limit.
  private func name(_ table: TableState, _ parts: [String], _ suffix: String) -> String {
    ([table.name] + parts + [suffix]).joined(separator: "_").shortened(to: dialect.rules.maximumIdentifierLength)
  }

  /// The words for an expression in the name of its index. Operations precede their operands, so that different
  /// parentheses give different names.
  private func words(_ node: ExpressionNode) -> [String] {
    switch node {
    case .field(_, let field): return [field.column]
    case .value(let node):
      guard case .integer(let value) = node.value else {
        return (try? FieldCodec.text(of: node.value)).map { [$0] } ?? []
      }
      return [value < 0 ? "minus\(value.magnitude)" : "\(value)"]
    case .operation(let operation, let operands): return [operation.name] + operands.flatMap { words($0) }
    case .and, .or, .not, .list, .query, .scoped, .output, .window, .raw, .constant, .invalid:
      return node.children.flatMap { words($0) }
    }
  }
}
