/// A common table of a statement. With two parts it is recursive: the second one adds rows by means of the table itself.
package struct CommonTableStatement: Sendable, Hashable {
  package let name: String
  package let columns: [String]
  package let parts: [SelectStatement]
  /// Whether the recursive part keeps equal rows.
  package let isAll: Bool
}

extension SQLWriter {
  /// Writes the `WITH` clause before a statement.
  mutating func write(tables: [CommonTableStatement]) {
    guard !tables.isEmpty else { return }
    write(tables.contains { $0.parts.count > 1 } ? "WITH RECURSIVE " : "WITH ")
    list(tables) { writer, table in
      writer.write(identifier: table.name)
      writer.write(" (")
      writer.list(table.columns) { $0.write(identifier: $1) }
      writer.write(") AS (")
      if let part = table.parts.first, table.parts.count == 1 {
        writer.write(part)
      } else {
        let compound = CompoundStatement(
          operation: .union, isAll: table.isAll, operands: table.parts, columns: table.columns)
        writer.rules.writeCompound(compound, to: &writer)
      }
      writer.write(")")
    }
    write(" ")
  }
}
