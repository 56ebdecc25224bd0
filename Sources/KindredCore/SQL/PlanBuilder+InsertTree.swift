extension PlanBuilder {
  /// An insert of a row and of rows that point to it, in one statement: each insert is a common table, and those of the
  /// related rows read the key from the first one.
  func buildInsertTree(_ schema: ModelSchema, _ tree: InsertTree) -> StatementPlan {
    let fields = tree.owner.fields(of: schema).map { schema.fields[$0] }
    var returned = (tree.owner.withKey ? [] : [schema.key]) + tree.owner.omitted.map { schema.fields[$0] }
    for target in tree.branches.map(\.relation.targetField) where !returned.contains(where: { $0 === target }) {
      returned.append(target)
    }
    // A common table hides the table of the same name.
    let tables = Set([schema.table] + tree.branches.map(\.schema.table))
    var name = "created"
    while tables.contains(where: { $0.hasPrefix(name) }) { name += "_" }

    func column(_ field: FieldSchema, of table: String) -> SQLExpression {
      .column(SQLColumn(table: table, name: field.column, isNullable: field.isNullable))
    }
    let owner = InsertStatement(
      table: schema.table, key: schema.key.column, columns: fields.map(\.column), types: fields.map(\.type),
      returning: returned.map { column($0, of: "") })
    var slots = Self.slots(of: fields, rows: 1, from: 0)
    var next = fields.count
    let branches = tree.branches.map { branch in
      let own = branch.fields.map { branch.schema.fields[$0] }
      slots.merge(Self.slots(of: own, rows: branch.rows, from: next)) { $1 }
      defer { next += branch.rows * own.count }
      let key = SelectStatement(
        columns: [column(branch.relation.targetField, of: name)], source: .table(name, alias: name))
      return InsertStatement(
        table: branch.schema.table, key: branch.schema.key.column, columns: own.map(\.column), types: own.map(\.type),
        rows: branch.rows, firstSlot: next, constant: (branch.relation.field.column, .query(key)))
    }
    var writer = SQLWriter(dialect: dialect)
    writer.write(
      InsertTreeStatement(
        name: name, owner: owner, branches: branches,
        result: SelectStatement(columns: returned.map { column($0, of: name) }, source: .table(name, alias: name))))
    return StatementPlan(
      writer, isWrite: true, model: schema, columns: returned.map(\.column), fields: slots)
  }
}

/// Inserts in common tables: that of a row, and those of rows that point to it.
package struct InsertTreeStatement: Sendable {
  /// The name of the common table with the row.
  let name: String
  let owner: InsertStatement
  let branches: [InsertStatement]
  let result: SelectStatement
}

extension SQLWriter {
  package mutating func write(_ statement: InsertTreeStatement) {
    write("WITH ")
    list(Array(([statement.owner] + statement.branches).enumerated())) { writer, insert in
      writer.write(identifier: insert.offset == 0 ? statement.name : "\(statement.name)_\(insert.offset)")
      writer.write(" AS (")
      writer.write(insert.element)
      writer.write(")")
    }
    write(" ")
    write(statement.result)
  }
}
