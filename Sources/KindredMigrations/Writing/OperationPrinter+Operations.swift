import KindredCore

extension OperationPrinter {
  /// An operation in Swift; nil for one that has no form in a file, such as a function.
  func text(_ operation: any SchemaOperation) -> String? {
    guard let text = plainText(operation) else { return nil }
    let accepted = operation.notes.acknowledgements.reduce(text) { text, accepted in
      text + ".acknowledging(.\(accepted.rule.rawValue.lowercased()), \(SwiftLiteral.text(accepted.reason)))"
    }
    return accepted + (operation.notes.isElidable ? ".elidable()" : "")
  }

  private func plainText(_ operation: any SchemaOperation) -> String? {
    switch operation {
    case let operation as any PhysicalOperation: return text(operation.change)
    case let operation as AddColumn:
      return addColumn(operation.table, operation.column, unique: operation.isUnique, operation.fill)
    case let operation as AlterColumn:
      return alterColumn(operation.table, operation.column, operation.edits, operation.fill)
    case let operation as Backfill: return backfill(operation)
    case let operation as RunSQL: return runSQL(operation)
    case let operation as CreateExtension: return call("CreateExtension", [SwiftLiteral.text(operation.name)])
    case let operation as CreateCollation: return collation(operation)
    case let operation as StateOnly: return block("StateOnly", operation.operations)
    case let operation as DatabaseOnly: return block("DatabaseOnly", operation.operations)
    default: return nil
    }
  }

  private func block(_ name: String, _ operations: [any SchemaOperation]) -> String? {
    var state = state
    var lines: [String] = []
    for operation in operations {
      guard let line = OperationPrinter(state: state).text(operation) else { return nil }
      lines.append(Self.indented(line))
      guard let after = try? state.applying(operation.changes(in: state)) else { return nil }
      state = after
    }
    return "\(name) {\n\(lines.joined(separator: "\n"))\n}"
  }

  private func backfill(_ backfill: Backfill) -> String {
    var arguments = [
      SwiftLiteral.text(backfill.table), "set: \(SwiftLiteral.text(backfill.column))",
      "to: \(SwiftLiteral.expression(backfill.value))",
    ]
    if let condition = backfill.condition { arguments.append("where: \(SwiftLiteral.expression(condition))") }
    arguments.append("batch: \(backfill.batch)")
    if backfill.backwards == .impossible { arguments.append("backwards: .impossible") }
    return call("Backfill", arguments)
  }

  private func collation(_ operation: CreateCollation) -> String {
    var arguments = [SwiftLiteral.text(operation.name), "locale: \(SwiftLiteral.text(operation.locale))"]
    if operation.provider != .icu { arguments.append("provider: .\(operation.provider.rawValue)") }
    if !operation.isDeterministic { arguments.append("isDeterministic: false") }
    return call("CreateCollation", arguments)
  }

  private func runSQL(_ run: RunSQL) -> String? {
    guard let sql = statements(run.sql) else { return nil }
    var arguments = [sql]
    if let backwards = run.backwards.sql {
      if backwards.isEmpty {
        arguments.append("backwards: .nothing")
      } else {
        guard let sql = statements(backwards) else { return nil }
        arguments.append("backwards: .sql(\(sql))")
      }
    }
    if case .tables(let names) = run.touches {
      guard !names.isEmpty else { return nil }
      arguments.append("touches: " + names.sorted().map(SwiftLiteral.text).joined(separator: ", "))
    }
    if !run.isTransactional { arguments.append("transactional: false") }
    return call("RunSQL", arguments)
  }

  /// One statement, or one for each kind of database; nil if values are bound.
  private func statements(_ sql: [DialectName?: RawSQL]) -> String? {
    if let only = sql[nil] { return sql.count == 1 ? literal(only) : nil }
    var items: [String] = []
    for (name, sql) in sql.sorted(by: { ($0.key?.text ?? "") < ($1.key?.text ?? "") }) {
      guard let name, let literal = literal(sql) else { return nil }
      let known: [DialectName] = [.postgres, .sqlite]
      items.append("\(known.contains(name) ? "." + name.text : SwiftLiteral.text(name.text)): \(literal)")
    }
    return items.isEmpty ? "[:]" : "[\(items.joined(separator: ", "))]"
  }

  private func literal(_ sql: RawSQL) -> String? {
    sql.sourceParts.map { parts in
      "\""
        + parts.map { part in
          switch part {
          case .text(let text): SwiftLiteral.escaped(text)
          case .identifier(let name): "\\(identifier: \(SwiftLiteral.text(name)))"
          }
        }.joined() + "\""
    }
  }
}
