/// The editor of a dialect that has none of its own: it creates tables only.
package struct TableCreator: SchemaEditor {
  private let dialect: Dialect

  package init(dialect: Dialect) { self.dialect = dialect }

  package func steps(
    for changes: [SchemaChange], from state: SchemaState, options: SchemaEditorOptions
  ) throws -> [SchemaStep] {
    let tables = try changes.map { change -> TableState in
      guard case .createTable(let table) = change else {
        throw KindredError(
          .schema, "Kindred cannot \(change.summary) on \(dialect.name); it only creates tables there."
        ) {
          $0.table = change.table
        }
      }
      return table
    }
    _ = try state.applying(changes)
    let builder = SchemaBuilder(dialect: dialect, owners: options.owners)
    return [SchemaStep(try builder.statements(for: tables, ifNotExists: options.ifNotExists), changes: changes)]
  }
}
