import KindredCore

/// Writes a change as an operation in Swift.
struct OperationPrinter {
  /// The schema before the change.
  let state: SchemaState

  /// The operation, without indentation.
  func text(_ change: SchemaChange) -> String {
    switch change {
    case .createTable(let table): return createTable(table)
    case .dropTable(let name): return call("DropTable", [SwiftLiteral.text(name)])
    case .renameTable(let name, to: let new):
      return call("RenameTable", [SwiftLiteral.text(name), "to: \(SwiftLiteral.text(new))"])
    case .setTableComment(let table, let comment):
      return call("SetTableComment", [SwiftLiteral.text(table), comment.map(SwiftLiteral.text) ?? "nil"])
    case .addColumn(let table, let column, let fill): return addColumn(table, column, fill)
    case .dropColumn(let table, let column):
      return call("DropColumn", [SwiftLiteral.text(table), SwiftLiteral.text(column)])
    case .renameColumn(let table, let column, to: let new):
      return call(
        "RenameColumn", [SwiftLiteral.text(table), SwiftLiteral.text(column), "to: \(SwiftLiteral.text(new))"])
    case .alterColumn(let table, let column, let fill):
      let edits = state[table]?.column(column.name).map { ColumnEdit.between($0, column) } ?? []
      return alterColumn(table, column.name, edits, fill)
    case .setKey(let table, let columns):
      return call("SetKey", [SwiftLiteral.text(table)] + columns.map(SwiftLiteral.text))
    case .addConstraint(let table, let constraint): return self.constraint("Add", table, constraint)
    case .dropConstraint(let table, let constraint): return self.constraint("Drop", table, constraint)
    case .renameConstraint(let table, let constraint, to: let name):
      return call(
        "RenameConstraint",
        [SwiftLiteral.text(table), constraintLiteral(constraint), "to: \(name.map(SwiftLiteral.text) ?? "nil")"])
    case .addIndex(let table, let index): return call("AddIndex", [SwiftLiteral.text(table)] + arguments(index))
    case .dropIndex(let table, let index): return call("DropIndex", [SwiftLiteral.text(table)] + arguments(index))
    case .renameIndex(let table, let index, to: let name):
      return call(
        "RenameIndex",
        [SwiftLiteral.text(table), indexLiteral(index), "to: \(name.map(SwiftLiteral.text) ?? "nil")"])
    }
  }

  // MARK: - Columns

  func addColumn(_ table: String, _ column: ColumnState, unique isUnique: Bool = false, _ fill: ColumnFill?) -> String {
    call(
      "AddColumn",
      [SwiftLiteral.text(table)] + arguments(column, isUnique: isUnique, isAutomatic: column.isAutomatic)
        + self.fill(fill))
  }

  func alterColumn(_ table: String, _ column: String, _ edits: [ColumnEdit], _ fill: ColumnFill?) -> String {
    call(
      "AlterColumn", [SwiftLiteral.text(table), SwiftLiteral.text(column)] + edits.map(edit) + self.fill(fill))
  }

  // MARK: - Tables

  private func createTable(_ table: TableState) -> String {
    let table = ordered(table)
    var head = [SwiftLiteral.text(table.name)]
    if let comment = table.comment { head.append("comment: \(SwiftLiteral.text(comment))") }
    let uniques = Set(table.constraints.compactMap(\.derivedUniqueColumn))
    let columns = table.columns.map { column in
      call(
        "TableColumn",
        arguments(
          column, isKey: table.key.contains(column.name), isUnique: uniques.contains(column.name),
          isAutomatic: column.isAutomatic && !table.key.contains(column.name)))
    }
    let constraints = table.constraints.filter { $0.derivedUniqueColumn == nil }.map {
      "ConstraintState" + constraintLiteral($0)
    }
    let indexes = table.indexes.map { "IndexState" + indexLiteral($0) }
    let body = (columns + constraints + indexes).map(Self.indented).joined(separator: "\n")
    return "CreateTable(\(head.joined(separator: ", "))) {\n\(body)\n}"
  }

  /// The table with its parts in the order in which they are written, so that the file has the same checksum.
  func ordered(_ table: TableState) -> TableState {
    var table = table
    // The key's columns come in the order of the key.
    if table.columns.filter({ table.key.contains($0.name) }).map(\.name) != table.key {
      table.columns = table.key.compactMap(table.column) + table.columns.filter { !table.key.contains($0.name) }
    }
    let uniques = table.columns.flatMap { column in
      table.constraints.filter { $0.derivedUniqueColumn == column.name }
    }
    let others = table.constraints.filter { $0.derivedUniqueColumn == nil }
    table.constraints = uniques + others.sorted { constraintLiteral($0) < constraintLiteral($1) }
    table.indexes.sort { indexLiteral($0) < indexLiteral($1) }
    return table
  }

  private func arguments(
    _ column: ColumnState, isKey: Bool = false, isUnique: Bool = false, isAutomatic: Bool
  ) -> [String] {
    var arguments = [SwiftLiteral.text(column.name), SwiftLiteral.type(column.type)]
    if isKey { arguments.append(column.isAutomatic ? "key: .automatic" : "key: .given") }
    if isAutomatic { arguments.append("automatic: true") }
    if column.isNullable { arguments.append("isNullable: true") }
    if isUnique { arguments.append("unique: true") }
    if let value = column.databaseDefault.flatMap(SwiftLiteral.databaseDefault) {
      arguments.append("default: \(value)")
    }
    if let collation = column.collation { arguments.append("collation: \(SwiftLiteral.text(collation))") }
    if let comment = column.comment { arguments.append("comment: \(SwiftLiteral.text(comment))") }
    return arguments
  }

  private func edit(_ edit: ColumnEdit) -> String {
    switch edit.kind {
    case .type(let from, let to): ".type(\(SwiftLiteral.type(from)), to: \(SwiftLiteral.type(to)))"
    case .isNullable(let value): ".isNullable(\(value))"
    case .isAutomatic(let value): ".isAutomatic(\(value))"
    case .databaseDefault(let value): ".default(\(value.flatMap(SwiftLiteral.databaseDefault) ?? "nil"))"
    case .collation(let value): ".collation(\(value.map(SwiftLiteral.text) ?? "nil"))"
    case .comment(let value): ".comment(\(value.map(SwiftLiteral.text) ?? "nil"))"
    }
  }

  private func fill(_ fill: ColumnFill?) -> [String] {
    switch fill {
    case nil: []
    case .value(let value): ["fill: .value(\(SwiftLiteral.value(value)))"]
    case .randomUUID: ["fill: .randomUUID"]
    case .column(let name): ["fill: .column(\(SwiftLiteral.text(name)))"]
    }
  }

  // MARK: - Constraints and indexes

  private func constraint(_ verb: String, _ table: String, _ constraint: ConstraintState) -> String {
    if case .foreignKey(let key) = constraint.kind {
      return call("\(verb)ForeignKey", [SwiftLiteral.text(table)] + arguments(key, constraint.name))
    }
    return call("\(verb)Constraint", [SwiftLiteral.text(table), constraintLiteral(constraint)])
  }

  private func arguments(_ key: ForeignKeyState, _ name: String?) -> [String] {
    func list(_ names: [String]) -> String {
      names.count == 1 ? SwiftLiteral.text(names[0]) : "[\(names.map(SwiftLiteral.text).joined(separator: ", "))]"
    }
    var arguments = [list(key.columns), "to: \(SwiftLiteral.text(key.table))", list(key.targets)]
    if let action = key.onDelete { arguments.append("onDelete: .\(action.rawValue)") }
    if let name { arguments.append("name: \(SwiftLiteral.text(name))") }
    return arguments
  }

  /// A constraint, without the name of its type.
  private func constraintLiteral(_ constraint: ConstraintState) -> String {
    let name = constraint.name.map { ["name: \(SwiftLiteral.text($0))"] } ?? []
    switch constraint.kind {
    case .unique(let columns): return call(".unique", columns.map(SwiftLiteral.text) + name)
    case .check(let condition):
      return call(
        ".check", [constraint.name.map(SwiftLiteral.text) ?? "nil", SwiftLiteral.expression(condition)])
    case .foreignKey(let key): return call(".foreignKey", arguments(key, constraint.name))
    }
  }

  /// An index, without the name of its type.
  private func indexLiteral(_ index: IndexState) -> String {
    var arguments = arguments(index)
    // The label of the first term belongs to the operation.
    if let first = arguments.first, first.hasPrefix("on: ") { arguments[0] = String(first.dropFirst(4)) }
    return call(".on", arguments)
  }

  private func arguments(_ index: IndexState) -> [String] {
    var arguments = index.elements.map(term)
    if let first = arguments.first { arguments[0] = "on: " + first }
    if let name = index.name { arguments.append("name: \(SwiftLiteral.text(name))") }
    if index.isUnique { arguments.append("unique: true") }
    if let condition = index.condition { arguments.append("where: \(SwiftLiteral.expression(condition))") }
    return arguments
  }

  /// An index as a model declares it.
  func definition(_ index: IndexState) -> String { indexLiteral(index) }

  private func term(_ element: IndexElement) -> String {
    if let field = element.field, element.nulls == nil, !field.hasPrefix("-") {
      return SwiftLiteral.text((element.isDescending ? "-" : "") + field)
    }
    var text = SwiftLiteral.operand(element.expression)
    if element.isDescending { text += ".descending" }
    switch element.nulls {
    case .first: text += ".nullsFirst"
    case .last: text += ".nullsLast"
    case nil: break
    }
    return text
  }

  // MARK: - Layout

  /// A call on one line, or with a line for each argument.
  func call(_ name: String, _ arguments: [String]) -> String {
    let line = "\(name)(\(arguments.joined(separator: ", ")))"
    // The name of a type may come before a dot.
    guard line.count > (name.hasPrefix(".") ? 95 : 110) else { return line }
    return "\(name)(\n\(arguments.map(Self.indented).joined(separator: ",\n"))\n)"
  }

  /// The text indented by two spaces.
  static func indented(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : "  " + $0 }
      .joined(separator: "\n")
  }
}

extension ConstraintState {
  /// The column, if this is a unique constraint of one column without an explicit name.
  fileprivate var derivedUniqueColumn: String? {
    guard name == nil, case .unique(let columns) = kind, columns.count == 1 else { return nil }
    return columns[0]
  }
}
